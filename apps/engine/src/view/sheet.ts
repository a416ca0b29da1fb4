import { type MarketOf, makeSheet } from "@evenkeel/api/sheet";
import { type SheetView, venueLabel } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";

type Facts = Pick<SheetView, "madeAtMs" | "booksAtMs" | "world">;

/** The hand-flatten sheet of what the engine knows now: its books, and each venue's own last word. */
export function viewSheet(state: EngineState, facts: Facts): SheetView {
  const marketOf: MarketOf = (index) => state.market.instruments[index] ?? null;
  return makeSheet({
    ...facts,
    source: "engine",
    pairs: [...state.portfolio.pairs.values()],
    orders: [...state.portfolio.orders.values()],
    outside: state.control.outside,
    marketOf,
    venues: [...state.venues].map(([venue, { told, readAt }]) => ({
      venue,
      label: venueLabel(venue),
      told: told === null ? null : { ...told, atMs: readAt },
    })),
    wallets: [...state.ledger.wallets].map(([key, amount]) => {
      const [venue = "", wallet = "", asset = ""] = key.split("/");
      return { venue, wallet, asset, amount };
    }),
  });
}
