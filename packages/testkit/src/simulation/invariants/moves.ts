import type { EngineState } from "@evenkeel/core/engine";
import type { Fill, Income } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { fillCauseId, incomeCauseId } from "@evenkeel/core/ledger";
import type { ExchangeEvent, Trade } from "@evenkeel/exchange-sim";
import { fillOf, incomeSince, type Listing } from "../../in-process/index.ts";
import type { FaultyVenue } from "../faults/index.ts";

export type SeenFill = { readonly fill: Fill; readonly listing: Listing; readonly causeId: string };

/** All that moved one account, and of that what is in none of our books yet. */
export type Moves = {
  readonly venue: FaultyVenue;
  readonly fills: SeenFill[];
  readonly income: Income[];
  unseenFills: Set<SeenFill>;
  unseenIncome: Set<Income>;
  incomeRows: number;
};

export const createMoves = (venue: FaultyVenue): Moves => ({
  venue,
  fills: [],
  income: [],
  unseenFills: new Set(),
  unseenIncome: new Set(),
  incomeRows: 0,
});

/** The trades among what happened; each is owed to the books from now on. */
export function hearTrades(moves: Moves, events: readonly ExchangeEvent[]): readonly SeenFill[] {
  const heard = events.flatMap((event) =>
    event.kind === "order" && event.trade !== null ? (fillSeen(moves.venue, event.trade) ?? []) : [],
  );
  for (const seen of heard) {
    moves.fills.push(seen);
    moves.unseenFills.add(seen);
  }
  return heard;
}

function fillSeen({ inner }: FaultyVenue, trade: Trade): SeenFill | null {
  const listing = inner.book.atTime(trade.market, trade.instrument, trade.timeMs);
  if (listing === undefined) return null;
  const fill = fillOf(inner.account, trade, listing, inner.venue);
  return { fill, listing, causeId: fillCauseId(fill) };
}

/** What a dead process had booked and not stored is owed again. */
export function oweAll(moves: Moves): void {
  moves.unseenFills = new Set(moves.fills);
  moves.unseenIncome = new Set(moves.income);
}

/** Takes over new rows of income, and lets go of what the books have; older than the books is part of their opening. */
export function settleMoves(moves: Moves, { ledger, venues }: EngineState): void {
  hearIncome(moves);
  const openedAt = venues.get(moves.venue.inner.venue)?.openedAt ?? 0;
  for (const seen of moves.unseenFills) {
    if (seen.fill.venueTimeMs <= openedAt || ledger.causes.has(seen.causeId)) moves.unseenFills.delete(seen);
  }
  for (const row of moves.unseenIncome) {
    if (row.venueTimeMs <= openedAt || ledger.causes.has(incomeCauseId(row))) moves.unseenIncome.delete(row);
  }
}

function hearIncome(moves: Moves): void {
  const { account, book, exchange, venue } = moves.venue.inner;
  if (account.income.length === moves.incomeRows) return;
  const rows = { ...account, income: account.income.slice(moves.incomeRows) };
  moves.incomeRows = account.income.length;
  const indexOf = (symbol: string): InstrumentIndex | null =>
    book.bySymbol("futures", symbol)?.instrument.index ?? null;
  for (const row of incomeSince(exchange, rows, 0, indexOf, venue)) {
    moves.income.push(row);
    moves.unseenIncome.add(row);
  }
}
