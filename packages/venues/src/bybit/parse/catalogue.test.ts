import { instrumentIndex } from "@evenkeel/core/ids";
import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import type { Fields } from "../../common/decode/json.ts";
import { documentedAnswer, withRows } from "../payloads/read.ts";
import { pageOf } from "./answer.ts";
import { type CatalogueInput, parseCatalogue } from "./catalogue.ts";
import {
  fundingTermsOf,
  parseFeeRates,
  parseFundingRates,
  parseRiskLimits,
  parseServerTime,
  parseTickers,
} from "./terms.ts";

const LISTED = "GET /v5/market/instruments-info";
const rowsOf = (answer: unknown): readonly Fields[] => pageOf(answer).rows;
const [LINEAR = {}] = rowsOf(documentedAnswer(LISTED));
const [SPOT = {}] = rowsOf(documentedAnswer(`${LISTED} spot`));

function read(changes: Partial<CatalogueInput> = {}) {
  let count = 0;
  const { markets, rejected } = parseCatalogue({
    spot: [SPOT],
    linear: [LINEAR],
    brackets: new Map(),
    fees: { spot: new Map(), linear: new Map() },
    spotPrices: new Map([
      ["BTCUSDT", 100_000],
      ["PEPEUSDT", 0.0000123],
    ]),
    futuresPrices: new Map([
      ["BTCUSDT", 100_010],
      ["1000PEPEUSDT", 0.0123],
    ]),
    agreed: new Set(),
    directory: { indexOf: () => instrumentIndex(count++) },
    ...changes,
  });
  const of = (kind: string) => markets.find(({ instrument }) => instrument.kind === kind);
  return { markets, rejected, spot: of("spot")?.instrument, perpetual: of("perpetual")?.instrument };
}
const linear = (changes: object): Partial<CatalogueInput> => ({ linear: [{ ...LINEAR, ...changes }] });

describe("the catalogue", () => {
  test("is read as documented", () => {
    const { spot, perpetual, rejected } = read();
    expect(rejected).toEqual([]);
    expect(perpetual).toMatchObject({
      venue: "bybit",
      wallet: "unified",
      base: "BTC",
      priceScale: 8,
      quantityScale: 3,
      tickSize: 10_000_000,
      stepSize: 1,
      quantityMin: 1,
      quantityMax: 1_190_000,
      marketQuantityMax: 500_000,
      notionalMin: amount("5"),
      priceBandUp: 1.01,
      priceBandDown: 0.99,
      takerFeeBps: 5.5,
      listedAt: 1_585_526_400_000,
      status: "trading",
      underlying: "crypto",
    });
    expect(spot).toMatchObject({
      wallet: "unified",
      quantityScale: 6,
      stepSize: 1,
      quantityMin: 11,
      quantityMax: 83_000_000,
      marketQuantityMax: 41_500_000,
      notionalMin: amount("5"),
      takerFeeBps: 10,
    });
  });

  test("MKT-6: a contract on a thousand coins is in coins, whichever end says so", () => {
    const spot = [{ ...SPOT, symbol: "PEPEUSDT", baseCoin: "PEPE" }];
    for (const baseCoin of ["1000PEPE", "PEPE1000"]) {
      const { perpetual } = read({ spot, linear: [{ ...LINEAR, symbol: "1000PEPEUSDT", baseCoin }] });
      expect(perpetual).toMatchObject({ base: "PEPE", priceScale: 11, stepSize: 1_000, quantityMax: 1_190_000_000 });
    }
  });

  test("MKT-6: a contract whose price is another coin's is on a coin of its own, and what was agreed stays so", () => {
    const futuresPrices = new Map([["BTCUSDT", 120_000]]);
    expect(read({ futuresPrices }).perpetual?.base).toBe("BTC@BTCUSDT");
    expect(read({ futuresPrices, agreed: new Set(["BTCUSDT"]) }).perpetual?.base).toBe("BTC");
  });

  test("a coin whose tick is finer than eight digits keeps all of them", () => {
    const spot = [
      {
        ...SPOT,
        priceFilter: { tickSize: "0.0000000001" },
        lotSizeFilter: { ...(SPOT["lotSizeFilter"] as object), basePrecision: "1" },
      },
    ];
    expect(read({ spot }).spot).toMatchObject({ priceScale: 12, tickSize: 100 });
  });

  test.each<[string, object, string]>([
    ["in trade", {}, "trading"],
    ["a day of its end is announced", { deliveryTime: "1763000000000" }, "delisting"],
    ["being settled", { status: "Delivering" }, "settling"],
    ["a status nobody knows", { status: "Closed" }, "halted"],
  ])("status: %s", (_name, changes, status) => {
    expect(read(linear(changes)).perpetual?.status).toBe(status);
  });

  test.each<[string, object]>([
    ["a dated contract", { contractType: "LinearFutures" }],
    ["one that settles in another coin", { settleCoin: "USDC" }],
    ["one that is not listed yet", { isPreListing: true }],
  ])("leaves out %s", (_name, changes) => {
    expect(read(linear(changes)).markets).toEqual([]);
  });

  test.each<[string, object]>([
    ["no tick", { priceFilter: {} }],
    ["a step of nothing", { lotSizeFilter: { ...(LINEAR["lotSizeFilter"] as object), qtyStep: "0" } }],
    ["a band of nothing", { riskParameters: { priceLimitRatioX: "0", priceLimitRatioY: "0" } }],
    [
      "a step finer than an amount",
      { lotSizeFilter: { ...(LINEAR["lotSizeFilter"] as object), qtyStep: "0.00000000000001" } },
    ],
  ])("names what cannot be read: %s", (_name, changes) => {
    const { markets, rejected } = read(linear(changes));
    expect(markets).toEqual([]);
    expect(rejected).toEqual([expect.stringContaining("BTCUSDT: ")]);
  });

  test("shares and metals are no coins", () => {
    expect(read(linear({ symbolType: "innovation" })).perpetual?.underlying).toBe("crypto");
    expect(read(linear({ symbolType: "xstocks" })).perpetual?.underlying).toBe("other");
  });

  test("POS-9: fees are the account's own, by symbol; brackets are the contract's", () => {
    const fees = {
      spot: new Map(),
      linear: parseFeeRates(withRows("GET /v5/account/fee-rate", [{ symbol: "BTCUSDT" }])),
    };
    const brackets = new Map([["BTCUSDT", { leverageMax: 100, maintenanceMarginBps: 50 }]]);
    expect(read({ fees, brackets }).perpetual).toMatchObject({
      takerFeeBps: expect.closeTo(6) as number,
      makerFeeBps: 1,
      leverageMax: 100,
      maintenanceMarginBps: 50,
    });
  });
});

describe("terms", () => {
  test("MKT-5: interval and bounds come with the contract", () => {
    expect(fundingTermsOf(LINEAR)).toEqual({ intervalHours: 8, cap: 37_500_000, floor: -37_500_000 });
    expect(fundingTermsOf({ ...LINEAR, fundingInterval: 60 }).intervalHours).toBe(1);
    expect(() => fundingTermsOf({ ...LINEAR, fundingInterval: 90 })).toThrow("1.5 hours");
  });

  test("settled rates come oldest first", () => {
    const rates = [{ fundingRateTimestamp: "1672041600000" }, { fundingRateTimestamp: "1672012800000" }];
    const rows = parseFundingRates(withRows("GET /v5/market/funding/history", rates));
    expect(rows.map(({ settled }) => settled.venueTimeMs)).toEqual([1_672_012_800_000, 1_672_041_600_000]);
    expect(rows[0]?.settled.rate).toBe(1_000_000);
  });

  test("maintenance margin is a part of the position, told in per cent or in parts", () => {
    const risk = (changes: object) => parseRiskLimits(withRows("GET /v5/market/risk-limit", [changes]));
    expect(risk({}).brackets).toEqual([["BTCUSD", { leverageMax: 100, maintenanceMarginBps: 50 }]]);
    expect(
      risk({ maintenanceMargin: "0.005", initialMargin: "0.01" }).brackets[0]?.[1].maintenanceMarginBps,
    ).toBeCloseTo(50);
    expect(risk({ isLowestRisk: 0 }).brackets).toEqual([]);
    expect(() => risk({ maintenanceMargin: "0" })).toThrow("maintenanceMargin");
  });

  test("the trap of open interest: a ticker without it says so instead of nothing", () => {
    const [contract] = parseTickers(documentedAnswer("GET /v5/market/tickers"));
    expect(contract).toMatchObject({ lastPrice: 120_635.5, volumeQuote: 115.6907, openInterestQuote: 2_089.79 });
    expect(parseTickers(documentedAnswer("GET /v5/market/tickers spot"))[0]?.openInterestQuote).toBeNull();
    expect(parseTickers(withRows("GET /v5/market/tickers", [{ lastPrice: "" }]))).toEqual([]);
  });

  test("MKT-12: the clock is told in nanoseconds", () => {
    expect(parseServerTime(documentedAnswer("GET /v5/market/time"))).toBe(1_688_639_403_423);
    expect(() => parseServerTime({ result: { timeNano: "1e18" } })).toThrow("no time");
  });
});
