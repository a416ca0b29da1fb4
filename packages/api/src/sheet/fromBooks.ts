import { type DurableState, NOTHING_OUTSIDE } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { SheetView } from "../views/index.ts";
import { makeSheet } from "./makeSheet.ts";
import type { SheetMarket } from "./market.ts";

/** The books as the database has them, where the engine cannot be asked. */
export type Books = {
  readonly durable: DurableState;
  readonly markets: ReadonlyMap<InstrumentIndex, Omit<SheetMarket, "stepSize">>;
  readonly committedAtMs: number | null;
  readonly world: string | null;
};

/** The sheet of what was committed last: no venue was asked. */
export function sheetFromBooks({ durable, markets, committedAtMs, world }: Books, madeAtMs: number): SheetView {
  const { pairs, orders, walletBalances } = durable;
  const venues = new Set<string>([
    ...walletBalances.map(({ venue }) => venue),
    ...pairs.flatMap(({ long, short }) => [long.venue, short.venue]),
  ]);
  return makeSheet({
    madeAtMs,
    source: "database",
    booksAtMs: committedAtMs,
    world,
    pairs,
    orders,
    outside: durable.control?.outside ?? NOTHING_OUTSIDE,
    marketOf: (index) => {
      const market = markets.get(index);
      return market === undefined ? null : { ...market, stepSize: null };
    },
    venues: [...venues].toSorted().map((venue) => ({ venue, label: venue, told: null })),
    wallets: walletBalances,
  });
}
