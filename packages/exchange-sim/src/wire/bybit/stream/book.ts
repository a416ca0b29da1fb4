import { bookSide } from "../../../book/plan.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Market } from "../../../world/instrument.ts";
import type { BybitSession, PublishedBook } from "../session.ts";

/** Levels that exist on each side beyond the resting orders; a deeper stream has no more to tell. */
export const BOOK_LEVELS_MAX = 200;

export const bookKey = (market: Market, index: number): string => `${market}:${index}`;

export function currentBook(state: ExchangeState, index: number, market: Market): PublishedBook {
  const moment = Math.floor(state.nowMs / 10);
  return {
    updateId: moment,
    sequence: moment,
    bids: bookSide(state, index, market, "SELL", BOOK_LEVELS_MAX),
    asks: bookSide(state, index, market, "BUY", BOOK_LEVELS_MAX),
  };
}

export const snapshotBook = (
  state: ExchangeState,
  session: BybitSession,
  index: number,
  market: Market,
): PublishedBook => session.books.get(bookKey(market, index)) ?? currentBook(state, index, market);
