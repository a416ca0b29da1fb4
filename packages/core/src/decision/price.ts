import type { Instrument } from "../market/instrument.ts";
import { bandEdge, ceilToTick, floorToTick } from "../market/price-band.ts";
import type { OrderStyle, Side } from "../order/intent.ts";
import { leadingLeg, otherLeg } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { instrumentAt, referencePrice } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import type { Price } from "../units/index.ts";

export type Touch = { readonly bid: number; readonly ask: number };

export const touchOf = ({ market }: RiskContext, { index }: Instrument): Touch => ({
  bid: market.columns.bidPrice[index] ?? 0,
  ask: market.columns.askPrice[index] ?? 0,
});

const within = (side: Side, price: number, edge: number): number =>
  side === "buy" ? Math.min(price, edge) : Math.max(price, edge);

/** Worst price taken: through the touch by `bps`, rounded to the tick in our favour but never short of the touch, inside the venue's band. */
export function priceCap(context: RiskContext, instrument: Instrument, side: Side, bps: number): Price | null {
  const { bid, ask } = touchOf(context, instrument);
  const tick = instrument.tickSize;
  const best = side === "buy" ? ask : bid;
  // Without a book a mark will do: after a restart a close may not wait for the first tick.
  const mark = context.market.columns.markPrice[instrument.index] ?? 0;
  const touch = best > 0 ? best : side === "buy" ? floorToTick(mark, tick) : ceilToTick(mark, tick);
  if (touch <= 0) return null;
  const through =
    side === "buy"
      ? Math.max(floorToTick(touch * (1 + bps / 1e4), tick), touch)
      : Math.min(ceilToTick(touch * (1 - bps / 1e4), tick), touch);
  return within(side, through, bandEdge(context.market, instrument, side, touch)) as Price;
}

/**
 * The worst price the plan still stands at: what the leading leg was to cost, carried along by what the other leg's
 * market has done since. `null` where that is not known.
 */
export function planPrice(context: RiskContext, pair: Pair, side: Side): Price | null {
  const [leading, other] = [leadingLeg(pair), otherLeg(pair)];
  const { longMid, shortMid } = pair.estimate;
  const [leadingMid, otherMid] = pair.leading === "long" ? [longMid, shortMid] : [shortMid, longMid];
  const otherNow = referencePrice(context.market, other.instrument);
  if (leadingMid <= 0 || otherMid <= 0 || otherNow <= 0) return null;
  const { tickSize } = instrumentAt(context.market, leading);
  const carried = leadingMid * (otherNow / otherMid);
  const bps = context.config.execution.slippageBpsMax / 1e4;
  return (
    side === "buy" ? floorToTick(carried * (1 + bps), tickSize) : ceilToTick(carried * (1 - bps), tickSize)
  ) as Price;
}

/** The better of two caps for whoever pays them. */
export const stricter = (side: Side, a: Price, b: Price): Price =>
  (side === "buy" ? Math.min(a, b) : Math.max(a, b)) as Price;

/** Whether `a` is the worse price to wait at: further from being taken. */
export const isBehind = (side: Side, a: number, b: number): boolean => (side === "buy" ? a < b : a > b);

export type RestingPrice = { readonly style: OrderStyle; readonly price: Price };

/** EXE-2: at the middle, or post-only at our own side's best where the spread is one tick. */
export function restingPrice(context: RiskContext, instrument: Instrument, side: Side): RestingPrice | null {
  const { bid, ask } = touchOf(context, instrument);
  if (bid <= 0 || ask <= bid) return null;
  const tick = instrument.tickSize;
  const edge = bandEdge(context.market, instrument, side, side === "buy" ? ask : bid);
  if (ask - bid <= tick) {
    return { style: "post-only", price: within(side, side === "buy" ? bid : ask, edge) as Price };
  }
  const middle = (bid + ask) / 2;
  return {
    style: "resting",
    price: within(side, side === "buy" ? floorToTick(middle, tick) : ceilToTick(middle, tick), edge) as Price,
  };
}
