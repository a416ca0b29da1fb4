import type { FillOrigin, Income } from "@evenkeel/core/events";
import { asset, type ClientOrderId } from "@evenkeel/core/ids";
import type { Side } from "@evenkeel/core/order";
import { amount, HOUR_MS, MINUTE_MS, type Price, type Quantity, type VenueTimeMs } from "@evenkeel/core/units";
import { type Bench, pass, stampOf, tell } from "./bench.ts";
import { at, VENUE } from "./instruments.ts";
import { indexOf, tellCold } from "./market-lines.ts";
import { connectivity } from "./order-lines.ts";
import { accountOf, bump, execute } from "./truth.ts";

/** Answers the read under way with what the venue knows now. */
export function account(bench: Bench): void {
  const { read } = bench;
  if (read === null) throw new Error("no read is under way");
  bench.read = null;
  pass(bench, 1);
  tell(bench, accountOf(bench.truth, read.requestId, read.since, stampOf(bench)));
}

export function accountFails(bench: Bench): void {
  const { read } = bench;
  if (read === null) throw new Error("no read is under way");
  bench.read = null;
  tellCold(bench, { kind: "account-failed", venue: VENUE, requestId: read.requestId, failure: connectivity });
}

const INCOME_KINDS = new Set(["funding", "transfer", "insurance", "other"]);

/** A row of the venue's statement, maybe dated back, heard with the next read. */
export function income(bench: Bench, kind: string, symbol: string, text: string, back: string | undefined): void {
  if (!INCOME_KINDS.has(kind)) throw new Error(`no income kind ${kind}`);
  const backMs = back === undefined ? 0 : Number.parseInt(back, 10) * (back.endsWith("h") ? HOUR_MS : MINUTE_MS);
  const instrument = indexOf(bench, symbol);
  const row: Income = {
    venue: VENUE,
    incomeId: `i${bench.truth.nextId++}`,
    kind: kind as Income["kind"],
    instrument: instrument < 0 ? null : at(instrument),
    wallet: "futures",
    asset: asset("USDT"),
    amount: amount(text),
    venueTimeMs: (bench.venueMs - backMs) as VenueTimeMs,
  };
  bench.truth.income.push(row);
  bump(bench.truth, "futures/USDT", row.amount);
}

/** Binance's marks on the orders it makes itself. */
const ORIGINS: readonly (readonly [mark: string, origin: FillOrigin])[] = [
  ["autoclose-", "liquidation"],
  ["adl_autoclose", "deleveraging"],
  ["settlement_autoclose-", "settlement"],
];

/** Somebody else trades on the account: a person, another program, or the venue itself. */
export function foreign(bench: Bench, symbol: string, side: string, quantityText: string, name: string): void {
  const index = indexOf(bench, symbol);
  const instrument = bench.instruments[index];
  if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
  const price = bench.prices.get(instrument.base) ?? 0;
  const quantity = Math.round(Number(quantityText) * 10 ** instrument.quantityScale) as Quantity;
  pass(bench, 1);
  const by = ORIGINS.find(([mark]) => name.startsWith(mark))?.[1] ?? "order";
  const origin = { clientOrderId: name as ClientOrderId, origin: by, venueOrderId: `x${bench.truth.nextId++}` };
  execute(bench.truth, at(index), side as Side, quantity, price as never, origin, stampOf(bench));
}

export function foreignOrder(bench: Bench, symbol: string): void {
  const instrument = at(indexOf(bench, symbol));
  bench.truth.openOrders.push({ clientOrderId: "web_by_hand", venueOrderId: "x1", instrument });
}

export function position(bench: Bench, symbol: string, quantity: string, entry = "0"): void {
  const index = indexOf(bench, symbol);
  const scale = bench.instruments[index]?.quantityScale ?? 0;
  bench.truth.positions.set(at(index), { quantity: Math.round(Number(quantity) * 10 ** scale), cost: 0n });
  bench.truth.entryPrice = Math.round(Number(entry) * 100) as Price;
}
