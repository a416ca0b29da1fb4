import type { MarketState } from "./columns.ts";
import type { Instrument } from "./instrument.ts";

/** A product of floats may miss the tick it means by this much of one. */
const SLACK = 1e-6;

export const floorToTick = (price: number, tick: number): number => Math.floor(price / tick + SLACK) * tick;
export const ceilToTick = (price: number, tick: number): number => Math.ceil(price / tick - SLACK) * tick;

/** The outermost tick of the venue's percent-price band on the side an order may not pass; from the mark, or from `known`. */
export function bandEdge(market: MarketState, instrument: Instrument, side: "buy" | "sell", known: number): number {
  const mark = market.columns.markPrice[instrument.index] ?? 0;
  const anchor = mark > 0 ? mark : known;
  return side === "buy"
    ? floorToTick(anchor * instrument.priceBandUp, instrument.tickSize)
    : ceilToTick(anchor * instrument.priceBandDown, instrument.tickSize);
}

/** Whether what stands opposite can be reached by an order the venue would take. */
export function isReachable(market: MarketState, instrument: Instrument, side: "buy" | "sell"): boolean {
  const { bidPrice, askPrice } = market.columns;
  const opposite = (side === "buy" ? askPrice : bidPrice)[instrument.index] ?? 0;
  const edge = bandEdge(market, instrument, side, opposite);
  return side === "buy" ? opposite <= edge : opposite >= edge;
}
