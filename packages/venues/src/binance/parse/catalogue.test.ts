import { readFileSync } from "node:fs";
import { asset, instrumentIndex } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { type CatalogueInput, parseCatalogue } from "./catalogue.ts";

const payload = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../payloads/${name}.json`, import.meta.url), "utf8"));

function input(changes: Partial<CatalogueInput> = {}): CatalogueInput {
  const names: string[] = [];
  return {
    spotInfo: payload("spot-exchange-info"),
    futuresInfo: payload("futures-exchange-info"),
    brackets: new Map([["BTCUSDT", { leverageMax: 125, maintenanceMarginBps: 40 }]]),
    fees: { spot: { taker: 10, maker: 10 }, perpetual: { taker: 5, maker: 2 } },
    spotPrices: new Map([
      ["BTCUSDT", 100_000],
      ["PEPEUSDT", 0.0000123],
      ["FAKEUSDT", 3],
    ]),
    futuresPrices: new Map([
      ["BTCUSDT", 100_040],
      ["1000PEPEUSDT", 0.01232],
      ["FAKEUSDT", 2],
    ]),
    agreed: new Set(),
    directory: { indexOf: (_venue, kind, symbol) => instrumentIndex(names.push(`${kind}:${symbol}`) - 1) },
    ...changes,
  };
}

function find(changes: Partial<CatalogueInput>, kind: Instrument["kind"], symbol: string): Instrument | undefined {
  const { markets } = parseCatalogue(input(changes));
  return markets.find(({ instrument }) => instrument.kind === kind && instrument.symbol === symbol)?.instrument;
}

describe("the catalogue", () => {
  test("has every USDT perpetual and the spot markets of the same coins, and names what it cannot read", () => {
    const { markets, rejected } = parseCatalogue(input());
    expect(markets.map(({ instrument }) => `${instrument.kind} ${instrument.symbol}`)).toEqual([
      "spot BTCUSDT",
      "spot PEPEUSDT",
      "perpetual BTCUSDT",
      "perpetual 1000PEPEUSDT",
      "perpetual FAKEUSDT",
    ]);
    expect(rejected).toEqual([expect.stringContaining("BROKENUSDT: ")]);
  });

  test.each<[name: string, filter: string, changes: object]>([
    ["a step finer than an amount", "LOT_SIZE", { stepSize: "0.00000000000001" }],
    ["a least quantity no column holds", "LOT_SIZE", { minQty: "99999999999999999999" }],
    ["a band without a number", "PERCENT_PRICE", { multiplierUp: "" }],
  ])("leaves out and names a contract with %s", (_name, filterType, changes) => {
    const info = payload("futures-exchange-info") as {
      symbols: { symbol: string; filters: { filterType: string }[] }[];
    };
    const symbols = info.symbols.map((symbol) => ({
      ...symbol,
      filters: (symbol.filters ?? []).map((filter) =>
        filter.filterType === filterType ? { ...filter, ...changes } : filter,
      ),
    }));
    const { markets, rejected } = parseCatalogue(input({ futuresInfo: { ...info, symbols } }));
    expect(markets.map(({ instrument }) => instrument.kind)).not.toContain("perpetual");
    expect(rejected.join()).toContain("BTCUSDT: ");
  });

  test("tells a plain contract exactly", () => {
    expect(find({}, "perpetual", "BTCUSDT")).toMatchObject({
      base: "BTC",
      quote: "USDT",
      settle: "USDT",
      priceScale: 8,
      quantityScale: 3,
      tickSize: 10_000_000,
      stepSize: 1,
      quantityMin: 1,
      quantityMax: 1_000_000,
      marketQuantityMax: 120_000,
      notionalMin: amount("100"),
      priceBandUp: 1.05,
      priceBandDown: 0.95,
      leverageMax: 125,
      maintenanceMarginBps: 40,
      listedAt: 1_569_398_400_000,
      status: "trading",
      underlying: "crypto",
    });
  });

  test("tells a thousandfold contract in single coins", () => {
    expect(find({}, "perpetual", "1000PEPEUSDT")).toMatchObject({
      base: "PEPE",
      priceScale: 11,
      quantityScale: 0,
      tickSize: 1_000,
      stepSize: 1_000,
      quantityMin: 1_000,
      quantityMax: 10_000_000_000,
      status: "delisting",
      leverageMax: 20,
      maintenanceMarginBps: 250,
    });
    expect(find({}, "spot", "PEPEUSDT")).toMatchObject({
      base: "PEPE",
      priceScale: 8,
      quantityScale: 0,
      tickSize: 1,
      quantityMax: 92_233_720_368,
      priceBandUp: 4,
      priceBandDown: 0.25,
    });
  });

  test("puts a contract whose price is not its spot's on an asset of its own", () => {
    expect(find({}, "perpetual", "FAKEUSDT")).toMatchObject({
      base: "FAKE@FAKEUSDT",
      status: "settling",
      underlying: "other",
    });
    const futuresPrices = new Map([["1000PEPEUSDT", 0.0000123]]);
    expect(find({ futuresPrices }, "perpetual", "1000PEPEUSDT")).toMatchObject({
      base: "PEPE@1000PEPEUSDT",
      stepSize: 1_000,
    });
  });

  test("does not divorce a pair it agreed on once", () => {
    const agreed = new Set<string>();
    expect(find({ agreed }, "perpetual", "1000PEPEUSDT")?.base).toBe(asset("PEPE"));
    const futuresPrices = new Map([["1000PEPEUSDT", 0.02]]);
    expect(find({ agreed, futuresPrices }, "perpetual", "1000PEPEUSDT")?.base).toBe(asset("PEPE"));
  });
});
