import { bookSide } from "../../../book/plan.ts";
import type { Level } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { decimal } from "../format.ts";

export const BOOK_LEVELS_MAX = 100;

export interface PublishedBook {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export const currentBook = (state: ExchangeState, index: number, levelsMax = BOOK_LEVELS_MAX): PublishedBook => ({
  bids: bookSide(state, index, "spot", "SELL", levelsMax),
  asks: bookSide(state, index, "spot", "BUY", levelsMax),
});

/** Levels that differ from one side to its next; what is gone comes with quantity zero. */
export function difference(before: readonly Level[], after: readonly Level[]): Level[] {
  const old = new Map(before.map((each) => [each.price, each.quantity]));
  const changed: Level[] = [];
  for (const each of after) {
    if (old.get(each.price) !== each.quantity) changed.push(each);
    old.delete(each.price);
  }
  for (const price of old.keys()) changed.push({ price, quantity: 0 });
  return changed;
}

/** Levels put together by steps of price: bids downwards and asks upwards, so that no step looks better than it is. */
export function aggregate(levels: readonly Level[], step: number, side: "bid" | "ask"): Level[] {
  const merged = new Map<number, number>();
  for (const { price, quantity } of levels) {
    const at = (side === "bid" ? Math.floor(price / step) : Math.ceil(price / step)) * step;
    merged.set(at, (merged.get(at) ?? 0) + quantity);
  }
  return [...merged].map(([price, quantity]) => ({ price, quantity }));
}

export const printLevel = ({ spot }: Instrument, { price, quantity }: Level) => ({
  price: decimal(price, spot.priceScale),
  size: decimal(quantity, spot.quantityScale),
});

export interface Best {
  readonly bid: string;
  readonly bidSize: string;
  readonly ask: string;
  readonly askSize: string;
}

/** Best bid and ask as printed; empty where a side is. */
export function bestOf(state: ExchangeState, instrument: Instrument): Best {
  const { bids, asks } = currentBook(state, instrument.index, 1);
  const print = ([level]: readonly Level[]) =>
    level === undefined ? { price: "", size: "" } : printLevel(instrument, level);
  const bid = print(bids);
  const ask = print(asks);
  return { bid: bid.price, bidSize: bid.size, ask: ask.price, askSize: ask.size };
}
