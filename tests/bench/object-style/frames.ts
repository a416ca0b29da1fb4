import type { Mark, Market, Top } from "./market.ts";

const PRICE_DIGITS = 8;
const RATE_DIGITS = 10;

/** A decimal text as a whole number of units: exact as long as the product is well below 2^53, as prices are. */
const units = (text: string, digits: number): number => Math.round(Number(text) * 10 ** digits);

type BookTicker = {
  readonly s: string;
  readonly u: number;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
  readonly E?: number;
};

type MarkPriceUpdate = {
  readonly s: string;
  readonly E: number;
  readonly p: string;
  readonly i: string;
  readonly r: string;
  readonly T: number;
};

export type TopTick = { readonly market: Market; readonly top: Top };
export type MarkTick = { readonly market: Market; readonly mark: Mark; readonly venueTimeMs: number };

/** Spot frames carry no time of their own: `venueNowMs` dates them. */
export function readBookTicker(
  frame: string,
  markets: ReadonlyMap<string, Market>,
  venueNowMs: number,
  receivedAtMs: number,
): TopTick | null {
  const ticker = JSON.parse(frame) as BookTicker;
  const market = markets.get(ticker.s);
  if (market === undefined) return null;
  const { quantityScale } = market.instrument;
  const top = {
    bid: units(ticker.b, PRICE_DIGITS),
    ask: units(ticker.a, PRICE_DIGITS),
    bidQuantity: units(ticker.B, quantityScale) * market.factor,
    askQuantity: units(ticker.A, quantityScale) * market.factor,
    updateId: ticker.u,
    venueTimeMs: ticker.E ?? venueNowMs,
    receivedAtMs,
  };
  return { market, top };
}

export function readMarkPrices(frame: string, markets: ReadonlyMap<string, Market>, receivedAtMs: number): MarkTick[] {
  const updates = JSON.parse(frame) as MarkPriceUpdate[];
  return updates.flatMap((update) => {
    const market = markets.get(update.s);
    if (market === undefined) return [];
    const mark = {
      venueTimeMs: update.E,
      price: units(update.p, PRICE_DIGITS),
      index: units(update.i, PRICE_DIGITS),
      rate: units(update.r, RATE_DIGITS),
      nextFundingAt: update.T,
      receivedAtMs,
    };
    return [{ market, mark, venueTimeMs: update.E }];
  });
}
