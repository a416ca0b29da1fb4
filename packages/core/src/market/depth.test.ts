import { describe, expect, it } from "vitest";
import { spotMarket, VENUE } from "../test/world.ts";
import type { Price, Quantity } from "../units/index.ts";
import { applyCatalogue, createMarket } from "./columns.ts";
import { applyDepth } from "./depth.ts";

const level = (price: number, quantity: number) => [price as Price, quantity as Quantity] as const;

describe("depth", () => {
  it.each<[string, (readonly [Price, Quantity])[], number]>([
    ["sums what lies within ten bps of the best", [level(10_000, 1_000), level(10_005, 2_000)], 100 + 200.1],
    ["leaves out what lies beyond", [level(10_000, 1_000), level(10_011, 9_000)], 100],
    ["is nothing for an empty side", [], 0],
    ["is nothing where the best is no price", [level(0, 1_000), level(10_000, 1_000)], 0],
  ])("%s", (_, asks, quote) => {
    const market = createMarket();
    applyCatalogue(market, VENUE, [spotMarket()]);
    applyDepth(market, spotMarket(), [], asks, 77);
    expect(market.columns.askDepthQuote[0]).toBeCloseTo(quote, 9);
    expect(market.columns.bidDepthQuote[0]).toBe(0);
    expect(market.columns.depthReceivedMs[0]).toBe(77);
  });
});

describe("columns", () => {
  it("grow with the catalogue and keep what they held; a new instrument has never been seen", () => {
    const market = createMarket();
    applyCatalogue(market, VENUE, [spotMarket()]);
    market.columns.bidPrice[0] = 42;
    market.columns.quarantine[0] = 0;
    applyCatalogue(market, VENUE, [spotMarket({ index: 500 as never })]);
    expect(market.columns.capacity).toBe(512);
    expect(market.columns.bidPrice[0]).toBe(42);
    expect(market.columns.quarantine[0]).toBe(0);
    expect(market.columns.quarantine[500]).toBe(7);
    expect(market.columns.volumeQuote24h[500]).toBeNaN();
    expect(market.instruments[499]).toBe(undefined);
  });
});
