import { bookSide } from "../../../book/plan.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Market } from "../../../world/instrument.ts";
import type { BybitSession, PublishedBook } from "../session.ts";

/** Levels that exist on each side beyond the resting orders; a deeper stream has no more to tell. */
export const BOOK_LEVELS_MAX = 200;

export const bookKey = (market: Market, index: number): string => `${market}:${index}`;

export function currentBook(state: ExchangeState, index: number, market: Market, levels: number): PublishedBook {
  const moment = Math.floor(state.nowMs / 10);
  return {
    updateId: moment,
    sequence: moment,
    levels,
    bids: bookSide(state, index, market, "SELL", Math.min(levels, BOOK_LEVELS_MAX)),
    asks: bookSide(state, index, market, "BUY", Math.min(levels, BOOK_LEVELS_MAX)),
  };
}

/** As deep as was asked for: what the streams told, or where they tell less the book of this moment under their number. */
export function snapshotBook(
  state: ExchangeState,
  session: BybitSession,
  index: number,
  market: Market,
  levels: number,
): PublishedBook {
  const told = session.books.get(bookKey(market, index));
  if (told !== undefined && told.levels >= levels) return told;
  const current = currentBook(state, index, market, levels);
  return told === undefined ? current : { ...current, updateId: told.updateId, sequence: told.sequence };
}
