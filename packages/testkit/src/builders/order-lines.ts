import type { OrderReport, VenueFailure } from "@evenkeel/core/events";
import type { ClientOrderId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import type { Price, Quantity } from "@evenkeel/core/units";
import { type Bench, pass, stampOf, truthAt } from "./bench.ts";
import { tellCold } from "./market-lines.ts";
import { accept, executeOrder } from "./truth.ts";

export function intentOf(bench: Bench, name: string): OrderIntent {
  const intent = bench.intents.get(name);
  if (intent === undefined) throw new Error(`no order ${name} was intended`);
  return intent;
}

const ordersOf = (bench: Bench, name: string) => truthAt(bench, intentOf(bench, name).instrument).orders;

/** The venue executes; who hears of it is another line. */
export function fills(bench: Bench, name: string, quantityText: string, priceText: string | undefined): void {
  const intent = intentOf(bench, name);
  const scale = bench.instruments[intent.instrument]?.quantityScale ?? 0;
  const quantity = Math.round(Number(quantityText) * 10 ** scale) as Quantity;
  const base = bench.instruments[intent.instrument]?.base ?? "";
  const mid = bench.prices.get(base) ?? 0;
  const touch = intent.side === "buy" ? mid + 1 : mid - 1;
  const price = (priceText === undefined ? touch : Math.round(Number(priceText.slice(1)) * 100)) as Price;
  pass(bench, 1);
  executeOrder(truthAt(bench, intent.instrument), intent, quantity, price, stampOf(bench));
}

function reportOf(bench: Bench, name: string, open: boolean): OrderReport {
  const intent = intentOf(bench, name);
  const order = accept(truthAt(bench, intent.instrument), intent);
  const executedQuantity = order.fills.reduce((sum, fill) => sum + fill.quantity, 0) as Quantity;
  const done = executedQuantity >= intent.quantity ? "filled" : "ended";
  return {
    clientOrderId: intent.clientOrderId,
    venueOrderId: order.venueOrderId,
    status: open ? "open" : done,
    executedQuantity,
  };
}

/** The venue's answer to the send: done, done without naming its fills, or still working. */
export function ack(bench: Bench, name: string, how: string | undefined): void {
  const report = reportOf(bench, name, how === "open");
  const named = how === undefined ? (ordersOf(bench, name).get(report.clientOrderId)?.fills ?? []) : [];
  tellCold(bench, { kind: "acknowledged", clientOrderId: report.clientOrderId, report, fills: [...named] });
}

export function report(bench: Bench, name: string, how: string | undefined): void {
  const { venue } = truthAt(bench, intentOf(bench, name).instrument);
  tellCold(bench, { kind: "order-report", venue, report: reportOf(bench, name, how === "open") });
}

/** Answer to a question: what the venue knows of the order, or that it knows nothing. */
export function found(bench: Bench, name: string, how: string | undefined): void {
  const { clientOrderId } = intentOf(bench, name);
  const order = ordersOf(bench, name).get(clientOrderId);
  if (order === undefined || how === "hidden") return tellCold(bench, { kind: "order-not-found", clientOrderId });
  const answer = reportOf(bench, name, how === "open");
  tellCold(bench, { kind: "order-found", clientOrderId, report: answer, fills: [...order.fills] });
}

/** The name of an order of ours as the venue has it; anything else is a stranger's, as it stands. */
export const orderNamed = (bench: Bench, name: string): ClientOrderId =>
  bench.intents.get(name)?.clientOrderId ?? (name as ClientOrderId);

/** The venue's answer to a cancel: taken, nothing to cancel, or no answer at all. */
export function cancelled(bench: Bench, name: string, how: string | undefined): void {
  const clientOrderId = orderNamed(bench, name);
  if (how === "lost") return tellCold(bench, { kind: "cancel-failed", clientOrderId, failure: connectivity });
  tellCold(bench, { kind: how === "missed" ? "cancel-not-found" : "order-cancelled", clientOrderId });
}

/** The order stands in the venue's book, where a read of the account finds it; or no longer. */
export function rests(bench: Bench, name: string, how: string | undefined): void {
  const { clientOrderId, instrument } = intentOf(bench, name);
  const truth = truthAt(bench, instrument);
  const { openOrders } = truth;
  if (how !== "no-more") {
    const { venueOrderId } = accept(truth, intentOf(bench, name));
    openOrders.push({ clientOrderId, venueOrderId, instrument });
    return;
  }
  const at = openOrders.findIndex((order) => order.clientOrderId === clientOrderId);
  if (at >= 0) openOrders.splice(at, 1);
}

/** Every fill of an order, or the n-th, as the private stream hints it. */
export function stream(bench: Bench, name: string, which: string | undefined): void {
  const all = ordersOf(bench, name).get(intentOf(bench, name).clientOrderId)?.fills ?? [];
  const chosen = which === undefined ? all : all.slice(Number(which), Number(which) + 1);
  for (const fill of chosen) tellCold(bench, { kind: "fill", fill });
}

const failure = (kind: VenueFailure["kind"], code: string, retryAfterMs: number | null = null): VenueFailure => ({
  kind,
  code,
  message: "scripted",
  retryAfterMs,
});

export function lost(bench: Bench, name: string): void {
  const { clientOrderId } = intentOf(bench, name);
  tellCold(bench, { kind: "unknown", clientOrderId, failure: failure("connectivity", "timeout") });
}

/** A question about an order that did not come through. */
export function unanswered(bench: Bench, name: string, how: string | undefined): void {
  const { clientOrderId } = intentOf(bench, name);
  const found = how === "limited" ? failure("rate-limited", "own-budget", 20_000) : connectivity;
  tellCold(bench, { kind: "order-query-failed", clientOrderId, failure: found });
}

export function refuse(bench: Bench, name: string, code: string, retryAfter: string | undefined): void {
  const clientOrderId: ClientOrderId = intentOf(bench, name).clientOrderId;
  const wait = retryAfter === undefined ? null : Number(retryAfter);
  tellCold(bench, { kind: "refused", clientOrderId, failure: failure("refusal", code, wait) });
}

/** Turned away by a budget: the venue's, or our own before a byte left. */
export function limited(bench: Bench, name: string, code: string, retryAfter: string): void {
  const { clientOrderId } = intentOf(bench, name);
  tellCold(bench, { kind: "refused", clientOrderId, failure: failure("rate-limited", code, Number(retryAfter)) });
}

export const connectivity = failure("connectivity", "timeout");
export const refusal = (code: string): VenueFailure => failure("refusal", code);
