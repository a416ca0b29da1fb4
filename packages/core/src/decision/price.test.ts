import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import type { Side } from "../order/intent.ts";
import { pairOf, perpetualMarket, readyState, setTop, spotMarket } from "../test/world.ts";
import type { Price } from "../units/index.ts";
import { planPrice, priceCap, restingPrice } from "./price.ts";

describe("the worst price taken", () => {
  it.each<[string, "buy" | "sell", number, number, (state: EngineState) => void, number | null]>([
    ["through the ask by ten bps", "buy", 0, 10, () => {}, 10_011],
    ["through the bid by ten bps", "sell", 0, 10, () => {}, 9_990],
    ["never short of the touch", "buy", 0, 0, () => {}, 10_001],
    ["inside the venue's band around the mark, up", "buy", 1, 1_000, () => {}, 10_500],
    ["inside the venue's band around the mark, down", "sell", 1, 1_000, () => {}, 9_500],
    ["inside the band even when the touch is outside", "sell", 1, 10, (s) => setTop(s, 1, 9_000, 9_002), 9_500],
    ["around the touch where there is no mark", "buy", 1, 900, (s) => (s.market.columns.markPrice[1] = 0), 10_501],
    ["none without a book", "buy", 0, 10, (s) => (s.market.columns.askPrice[0] = 0), null],
  ])("is %s", (_, side, at, bps, change, cap) => {
    const state = readyState();
    change(state);
    const instrument = state.market.instruments[at];
    expect(instrument === undefined ? undefined : priceCap(state, instrument, side, bps)).toBe(cap);
  });
  it.each<[string, "buy" | "sell", number]>([
    ["down for a buy", "buy", 10_100],
    ["up for a sell", "sell", 9_950],
  ])("is whole ticks, rounded in our favour: %s", (_, side, cap) => {
    const coarse = perpetualMarket({ tickSize: 50 as Price });
    const state = readyState(spotMarket(), coarse);
    setTop(state, 1, 10_000, 10_050);
    expect(priceCap(state, coarse, side, 90)).toBe(cap);
  });
});

describe("the price to wait at", () => {
  it.each<[string, Side, bid: number, ask: number, tick: number, style: string, price: number]>([
    ["the middle", "buy", 9_990, 10_010, 1, "resting", 10_000],
    ["the middle", "sell", 9_990, 10_010, 1, "resting", 10_000],
    ["the middle, rounded to our side", "buy", 9_990, 10_001, 1, "resting", 9_995],
    ["the middle, rounded to our side", "sell", 9_990, 10_001, 1, "resting", 9_996],
    ["our own best where the spread is one tick", "buy", 10_000, 10_001, 1, "post-only", 10_000],
    ["our own best where the spread is one tick", "sell", 10_000, 10_001, 1, "post-only", 10_001],
    ["whole ticks of a coarse market", "buy", 10_000, 10_150, 50, "resting", 10_050],
    ["whole ticks of a coarse market", "sell", 10_000, 10_150, 50, "resting", 10_100],
    ["inside the venue's band", "buy", 10_600, 10_700, 1, "resting", 10_500],
  ])("is %s: %s", (_, side, bid, ask, tick, style, price) => {
    const market = perpetualMarket({ tickSize: tick as Price });
    const state = readyState(spotMarket(), market);
    setTop(state, 1, bid, ask);
    expect(restingPrice(state, market, side)).toEqual({ style, price });
  });
  it("is none without a book", () => {
    const state = readyState();
    state.market.columns.bidPrice[1] = 0;
    expect(restingPrice(state, perpetualMarket(), "buy")).toBe(null);
  });
});

describe("the price the plan still stands at", () => {
  // Both were at 100.00 when it was made; ten bps of slippage are allowed.
  it.each<[string, (state: EngineState) => void, leading: "long" | "short", side: Side, price: number | null]>([
    ["as planned, with the slippage on top", () => {}, "long", "buy", 10_010],
    ["as planned, with the slippage below", () => {}, "short", "sell", 9_990],
    ["carried up by the other leg", (s) => setTop(s, 1, 10_199, 10_201), "long", "buy", 10_210],
    ["carried down by the other leg", (s) => setTop(s, 0, 9_799, 9_801), "short", "sell", 9_791],
    ["whatever the leading market itself does", (s) => setTop(s, 0, 11_000, 11_002), "long", "buy", 10_010],
    ["by the other leg's mark where it has no book", (s) => (s.market.columns.bidPrice[1] = 0), "long", "buy", 10_010],
  ])("is %s", (_, change, leading, side, price) => {
    const state = readyState();
    change(state);
    expect(planPrice(state, pairOf("0", "0", { leading }), side)).toBe(price);
  });
  it("is unknown while the other market has no price at all", () => {
    const state = readyState();
    state.market.columns.bidPrice[1] = 0;
    state.market.columns.markPrice[1] = 0;
    expect(planPrice(state, pairOf("0", "0"), "buy")).toBe(null);
  });
});
