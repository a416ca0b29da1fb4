import type { BookLevel } from "../events/index.ts";
import { mantissaToFloat } from "../units/index.ts";
import type { MarketColumns, MarketState } from "./columns.ts";
import type { Instrument } from "./instrument.ts";

/** How far from the best price depth counts as near. */
const NEAR_BPS = 10;

/** Quote value of the levels within NEAR_BPS of the best one. */
function nearQuote(instrument: Instrument, levels: readonly BookLevel[]): number {
  const best = levels[0]?.[0];
  if (best === undefined || best <= 0) return 0;
  let quote = 0;
  for (const [price, quantity] of levels) {
    if (Math.abs(price / best - 1) * 1e4 > NEAR_BPS) break;
    quote += mantissaToFloat(price, instrument.priceScale) * mantissaToFloat(quantity, instrument.quantityScale);
  }
  return quote;
}

/**
 * Best prices of an asked book in place of a stream's that fell silent: to leave by, never to enter on, so they stay as
 * old as the stream is.
 */
export function helpOut(columns: MarketColumns, at: number, bid: number, ask: number): void {
  if (!(bid > 0 && ask > bid)) return;
  columns.bidPrice[at] = bid;
  columns.askPrice[at] = ask;
}

export function applyDepth(
  market: MarketState,
  instrument: Instrument,
  bids: readonly BookLevel[],
  asks: readonly BookLevel[],
  receivedAtMs: number,
): void {
  market.columns.bidDepthQuote[instrument.index] = nearQuote(instrument, bids);
  market.columns.askDepthQuote[instrument.index] = nearQuote(instrument, asks);
  market.columns.depthReceivedMs[instrument.index] = receivedAtMs;
}
