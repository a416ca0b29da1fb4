import type { ColdEvent, Fill, OrderReport, Wallet } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { OrderStyle } from "@evenkeel/core/order";
import type { OrderGateway, VenueEffect } from "@evenkeel/core/ports";
import { formatAmount, formatMantissa } from "@evenkeel/core/units";
import { readAccount } from "./read-account.ts";
import { call, marketAt, type Session, stamp } from "./session.ts";
import {
  type Listed,
  type OrderRow,
  priceDigits,
  type Row,
  readLevel,
  readReport,
  readTrade,
  SECOND_VENUE,
} from "./translate.ts";

function readOrder(value: unknown, market: Listed): { readonly report: OrderReport; readonly fills: Fill[] } {
  const { trades } = value as { readonly trades: readonly Row[] };
  return { report: readReport(value as OrderRow, market), fills: trades.map((row) => readTrade(row, market)) };
}

const TERMS: { readonly [S in OrderStyle]: string } = {
  immediate: "NOW",
  "post-only": "ONLY_STAY",
  resting: "STAY",
  market: "ANY_PRICE",
};

type Send = Extract<VenueEffect, { kind: "send" }>;

async function send(session: Session, { intent, checkedAt }: Send): Promise<ColdEvent> {
  const { clientOrderId } = intent;
  const market = marketAt(session, intent.instrument);
  const answer = await call(session, "/order", {
    label: clientOrderId,
    market: market.name,
    side: intent.side === "buy" ? "B" : "S",
    lots: String(intent.quantity / market.coinsPerLot),
    ...(intent.style === "market" ? {} : { price: formatMantissa(intent.priceLimit, priceDigits(market)) }),
    terms: TERMS[intent.style],
    closeOnly: intent.reduceOnly ? "yes" : "no",
    signedAt: new Date(checkedAt).toISOString(),
  });
  if (answer.ok) return { kind: "acknowledged", clientOrderId, ...readOrder(answer.value, market), ...stamp(session) };
  const kind = answer.error.kind === "connectivity" ? "unknown" : "refused";
  return { kind, clientOrderId, failure: answer.error, ...stamp(session) };
}

async function query(session: Session, effect: Extract<VenueEffect, { kind: "query-order" }>): Promise<ColdEvent> {
  const { clientOrderId } = effect;
  const market = marketAt(session, effect.instrument);
  const answer = await call(session, "/order/label", { label: clientOrderId });
  if (answer.ok) return { kind: "order-found", clientOrderId, ...readOrder(answer.value, market), ...stamp(session) };
  if (answer.error.code === "E_NO_SUCH_LABEL") return { kind: "order-not-found", clientOrderId, ...stamp(session) };
  return { kind: "order-query-failed", clientOrderId, failure: answer.error, ...stamp(session) };
}

async function cancel(session: Session, effect: Extract<VenueEffect, { kind: "cancel-order" }>): Promise<ColdEvent> {
  const { clientOrderId } = effect;
  const answer = await call(session, "/order/cancel", { label: clientOrderId });
  if (answer.ok) return { kind: "order-cancelled", clientOrderId, ...stamp(session) };
  if (answer.error.code === "E_NOT_OPEN") return { kind: "cancel-not-found", clientOrderId, ...stamp(session) };
  return { kind: "cancel-failed", clientOrderId, failure: answer.error, ...stamp(session) };
}

/** This venue cancels by name alone: what is open in one market is asked for first. */
async function cancelOpen(session: Session, instrument: InstrumentIndex): Promise<ColdEvent> {
  const failed = { kind: "effect-failed", effect: "cancel-open-orders", instrument } as const;
  const answer = await call(session, "/account", {});
  if (!answer.ok) return { ...failed, failure: answer.error, ...stamp(session) };
  const { open } = answer.value as { readonly open: readonly Row[] };
  const { name } = marketAt(session, instrument);
  for (const row of open) {
    if (row["market"] !== name) continue;
    const cancelled = await call(session, "/order/cancel", { label: row["label"] ?? "" });
    if (!cancelled.ok && cancelled.error.code !== "E_NOT_OPEN")
      return { ...failed, failure: cancelled.error, ...stamp(session) };
  }
  return { kind: "open-orders-cancelled", instrument, ...stamp(session) };
}

async function prepare(session: Session, effect: Extract<VenueEffect, { kind: "prepare-leg" }>): Promise<ColdEvent> {
  const { instrument, leverage } = effect;
  const body = { market: marketAt(session, instrument).name, leverage: String(leverage) };
  const answer = await call(session, "/leverage", body);
  if (answer.ok) return { kind: "leg-prepared", instrument, leverage, ...stamp(session) };
  return { kind: "leg-not-prepared", instrument, failure: answer.error, ...stamp(session) };
}

const POTS: { readonly [W in Wallet]?: string } = { spot: "CASH", futures: "MARGIN" };

async function transfer(session: Session, effect: Extract<VenueEffect, { kind: "transfer" }>): Promise<ColdEvent> {
  const { id, to, amount } = effect.intent;
  const told = { venue: SECOND_VENUE, id };
  const where =
    to.kind === "position" ? { market: marketAt(session, to.instrument).name } : { to: POTS[to.wallet] ?? "NOWHERE" };
  const signedAt = new Date(effect.checkedAt).toISOString();
  const answer = await call(session, "/move", { sum: formatAmount(amount), signedAt, ...where });
  if (answer.ok) return { kind: "transferred", ...told, ...stamp(session) };
  const kind = answer.error.kind === "connectivity" ? "transfer-unknown" : "transfer-refused";
  return { kind, ...told, failure: answer.error, ...stamp(session) };
}

async function readDepth(session: Session, effect: Extract<VenueEffect, { kind: "read-depth" }>): Promise<ColdEvent> {
  const { instrument } = effect;
  const market = marketAt(session, instrument);
  const answer = await call(session, "/book", { market: market.name });
  if (!answer.ok)
    return { kind: "effect-failed", effect: "read-depth", instrument, failure: answer.error, ...stamp(session) };
  const book = answer.value as { readonly bid: readonly string[]; readonly ask: readonly string[] };
  const side = (levels: readonly string[]) => levels.map((level) => readLevel(level, market));
  return { kind: "depth", instrument, bids: side(book.bid), asks: side(book.ask), ...stamp(session) };
}

/** This venue keeps nothing of the past. */
const withoutPast = (session: Session, instrument: InstrumentIndex): ColdEvent => ({
  kind: "effect-failed",
  effect: "read-volume",
  instrument,
  failure: { kind: "refusal", code: "no-past", message: "not kept", retryAfterMs: null },
  ...stamp(session),
});

export function createGateway(session: Session): OrderGateway {
  return {
    venue: SECOND_VENUE,
    perform: (effect) => {
      switch (effect.kind) {
        case "send":
          return send(session, effect);
        case "query-order":
          return query(session, effect);
        case "read-account":
          return readAccount(session, effect.requestId, effect.since);
        case "prepare-leg":
          return prepare(session, effect);
        case "read-depth":
          return readDepth(session, effect);
        case "read-volume":
          return Promise.resolve(withoutPast(session, effect.instrument));
        case "transfer":
          return transfer(session, effect);
        case "cancel-order":
          return cancel(session, effect);
        case "cancel-open-orders":
          return cancelOpen(session, effect.instrument);
      }
    },
  };
}
