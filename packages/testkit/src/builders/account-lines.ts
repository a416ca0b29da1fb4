import type { FillOrigin, Income, VenueFailure } from "@evenkeel/core/events";
import { asset, type VenueId } from "@evenkeel/core/ids";
import type { Side } from "@evenkeel/core/order";
import {
  amount,
  HOUR_MS,
  MINUTE_MS,
  notional,
  type Price,
  type Quantity,
  type VenueTimeMs,
} from "@evenkeel/core/units";
import { type Bench, pass, stampOf, tell, truthAt, truthOf } from "./bench.ts";
import { at } from "./instruments.ts";
import { indexOf, tellCold } from "./market-lines.ts";
import { connectivity } from "./order-lines.ts";
import { accountOf, bump, execute } from "./truth.ts";

/** Answers the read under way with what the venue knows now. */
export function account(bench: Bench, venue: VenueId): void {
  const read = takeRead(bench, venue);
  pass(bench, 1);
  tell(bench, accountOf(truthOf(bench, venue), read.requestId, read.since, stampOf(bench)));
}

export function accountFails(bench: Bench, venue: VenueId, failure: VenueFailure = connectivity): void {
  const { requestId } = takeRead(bench, venue);
  tellCold(bench, { kind: "account-failed", venue, requestId, failure });
}

/** The adapter's own governor has no weight for it in this minute. */
export const accountRefused = (bench: Bench, venue: VenueId): void =>
  accountFails(bench, venue, { kind: "rate-limited", code: "own-budget", message: "full", retryAfterMs: 42_000 });

/** Whatever is asked of the account, the key is not taken. */
export const keyRefused = (bench: Bench, venue: VenueId): void =>
  accountFails(bench, venue, { kind: "authentication", code: "-2015", message: "no", retryAfterMs: null });

function takeRead(bench: Bench, venue: VenueId) {
  const read = bench.reads.get(venue);
  if (read === undefined) throw new Error(`no read is under way at ${venue}`);
  bench.reads.delete(venue);
  return read;
}

const INCOME_KINDS = new Set(["funding", "transfer", "insurance", "other"]);

/** A row of the venue's statement, maybe dated back, heard with the next read. */
export function income(bench: Bench, kind: string, symbol: string, text: string, back: string | undefined): void {
  if (!INCOME_KINDS.has(kind)) throw new Error(`no income kind ${kind}`);
  const backMs = back === undefined ? 0 : Number.parseInt(back, 10) * (back.endsWith("h") ? HOUR_MS : MINUTE_MS);
  const instrument = indexOf(bench, symbol);
  const truth = truthAt(bench, instrument);
  const wallet = bench.instruments[instrument]?.wallet ?? "futures";
  const row: Income = {
    venue: truth.venue,
    incomeId: `i${truth.nextId++}`,
    kind: kind as Income["kind"],
    instrument: instrument < 0 ? null : at(instrument),
    wallet,
    asset: asset("USDT"),
    amount: amount(text),
    venueTimeMs: (bench.venueMs - backMs) as VenueTimeMs,
  };
  truth.income.push(row);
  bump(truth, `${wallet}/USDT`, row.amount);
}

/** Binance's marks on the orders it makes itself. */
const ORIGINS: readonly (readonly [mark: string, origin: FillOrigin])[] = [
  ["autoclose-", "liquidation"],
  ["adl_autoclose", "deleveraging"],
  ["settlement_autoclose-", "settlement"],
];

/** Somebody else trades on the account: a person (`-`: with no name at all), another program, or the venue itself. */
export function foreign(bench: Bench, symbol: string, side: string, quantityText: string, name: string): void {
  const index = indexOf(bench, symbol);
  const instrument = bench.instruments[index];
  if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
  const price = bench.prices.get(instrument.base) ?? 0;
  const quantity = Math.round(Number(quantityText) * 10 ** instrument.quantityScale) as Quantity;
  pass(bench, 1);
  const truth = truthAt(bench, index);
  const by = ORIGINS.find(([mark]) => name.startsWith(mark))?.[1] ?? (name === "-" ? "order" : "stranger");
  const origin = { clientOrderId: null, origin: by, venueOrderId: `x${truth.nextId++}` };
  execute(truth, at(index), side as Side, quantity, price as never, origin, stampOf(bench));
}

export function foreignOrder(bench: Bench, symbol: string): void {
  const instrument = at(indexOf(bench, symbol));
  truthAt(bench, instrument).openOrders.push({ clientOrderId: "web_by_hand", venueOrderId: "x1", instrument });
}

export function position(bench: Bench, symbol: string, quantity: string, entry = "0"): void {
  const index = indexOf(bench, symbol);
  const { quantityScale = 0, priceScale = 0 } = bench.instruments[index] ?? {};
  const truth = truthAt(bench, index);
  const units = Math.round(Number(quantity) * 10 ** quantityScale) as Quantity;
  truth.entryPrice = Math.round(Number(entry) * 100) as Price;
  const cost = notional(truth.entryPrice, priceScale, units, quantityScale);
  truth.positions.set(at(index), { quantity: units, cost });
}
