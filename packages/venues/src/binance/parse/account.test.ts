import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { Malformed } from "../../common/decode/json.ts";
import { indexMarkets } from "../../common/market/market.ts";
import { TEST_MARKETS } from "../testing.ts";
import {
  parseFuturesBalances,
  parseFuturesFeeAsset,
  parseIncome,
  parseModes,
  parsePositions,
  parseSpotBalances,
  parseSpotFeeAsset,
} from "./account.ts";

const MARKETS = indexMarkets(TEST_MARKETS);

const position = (changes: object = {}) => ({
  symbol: "1000PEPEUSDT",
  positionSide: "BOTH",
  positionAmt: "-12",
  entryPrice: "0.012345678901",
  liquidationPrice: "0.0173",
  markPrice: "0.013",
  isolatedMargin: "1.1",
  notional: "-0.148",
  isolatedWallet: "0.07",
  positionInitialMargin: "0.074",
  ...changes,
});

describe("positions", () => {
  test("are told in coins, with what the venue no longer names worked out", () => {
    expect(parsePositions([position()], MARKETS)).toEqual([
      {
        instrument: 1,
        quantity: -12_000,
        entryPrice: 1_234_567,
        liquidationPrice: 1_730_000,
        markPrice: 1_300_000,
        marginIsolated: true,
        leverage: 2,
      },
    ]);
  });

  test.each<[string, object, object]>([
    ["no liquidation price", { liquidationPrice: "0" }, { liquidationPrice: null }],
    ["cross margin", { isolatedWallet: "0" }, { marginIsolated: false }],
    ["an older version's words", { marginType: "cross", leverage: "5" }, { marginIsolated: false, leverage: 5 }],
  ])("%s", (_name, changes, expected) => {
    expect(parsePositions([position(changes)], MARKETS)[0]).toMatchObject(expected);
  });

  test.each<[string, object]>([
    ["an empty quantity is not flat", { positionAmt: "" }],
    ["a notional without an end", { notional: "1e400" }],
    ["a leverage that is none", { leverage: {} }],
    ["a price beyond any column", { entryPrice: "9".repeat(30) }],
  ])("malformed: %s", (_name, changes) => {
    expect(() => parsePositions([position(changes)], MARKETS)).toThrow(Malformed);
  });

  test("flat rows are no positions; one nobody knows is not looked over", () => {
    expect(parsePositions([position({ positionAmt: "0", symbol: "GONEUSDT" })], MARKETS)).toEqual([]);
    expect(() => parsePositions([position({ symbol: "GONEUSDT" })], MARKETS)).toThrow(Malformed);
  });
});

describe("balances", () => {
  test("count what is locked, and leave out what is nothing", () => {
    const balances = [
      { asset: "USDT", free: "10.5", locked: "2" },
      { asset: "BTC", free: "0.00000000", locked: "0.00000000" },
    ];
    expect(parseSpotBalances({ balances })).toEqual([
      { wallet: "spot", asset: "USDT", total: amount("12.5"), free: amount("10.5") },
    ]);
  });

  test("of futures are the wallet's, without profit that is not realised", () => {
    const assets = [
      { asset: "USDT", walletBalance: "100", unrealizedProfit: "50", marginBalance: "150", availableBalance: "80" },
    ];
    expect(parseFuturesBalances({ assets })).toEqual([
      { wallet: "futures", asset: "USDT", total: amount("100"), free: amount("80") },
    ]);
  });
});

describe("income", () => {
  const row = (incomeType: string, changes: object = {}) => ({
    symbol: "BTCUSDT",
    incomeType,
    income: "-0.37500000",
    asset: "USDT",
    time: 1_763_000_000_000,
    tranId: 9_689_322_392,
    ...changes,
  });

  test.each<[string, string | null]>([
    ["FUNDING_FEE", "funding"],
    ["TRANSFER", "transfer"],
    ["INTERNAL_TRANSFER", "transfer"],
    ["INSURANCE_CLEAR", "insurance"],
    ["API_REBATE", "other"],
    ["SOMETHING_NEW", "other"],
    ["constructor", "other"],
    ["REALIZED_PNL", null],
    ["COMMISSION", null],
  ])("%s is %s", (type, kind) => {
    const { rows, count } = parseIncome([row(type)], MARKETS);
    expect(count).toBe(1);
    expect(rows.map((each) => each.kind)).toEqual(kind === null ? [] : [kind]);
  });

  test("two rows of one settlement have two ids; one row twice has one", () => {
    const { rows } = parseIncome(
      [
        row("FUNDING_FEE"),
        row("FUNDING_FEE", { symbol: "1000PEPEUSDT" }),
        row("TRANSFER", { symbol: "" }),
        row("FUNDING_FEE"),
      ],
      MARKETS,
    );
    expect(rows.map(({ incomeId }) => incomeId)).toEqual([
      "9689322392:BTCUSDT:FUNDING_FEE",
      "9689322392:1000PEPEUSDT:FUNDING_FEE",
      "9689322392::TRANSFER",
      "9689322392:BTCUSDT:FUNDING_FEE",
    ]);
    expect(rows.map(({ instrument }) => instrument)).toEqual([0, 1, null, 0]);
  });
});

describe("how the account is set", () => {
  test.each([
    [
      { dualSidePosition: false, multiAssetsMargin: false },
      { positionMode: "one-way", collateral: "single-asset" },
    ],
    [
      { dualSidePosition: true, multiAssetsMargin: false },
      { positionMode: "hedge", collateral: "single-asset" },
    ],
    [
      { dualSidePosition: false, multiAssetsMargin: true },
      { positionMode: "one-way", collateral: "multi-assets" },
    ],
  ])("%j", (answer, modes) => {
    expect(parseModes(answer)).toEqual(modes);
  });

  test("what is not told is not believed", () => {
    expect(() => parseModes({ dualSidePosition: "false", multiAssetsMargin: false })).toThrow(Malformed);
    expect(() => parseModes({ dualSidePosition: false })).toThrow(Malformed);
  });

  test("fees in BNB are told wallet by wallet", () => {
    expect(parseSpotFeeAsset({ spotBNBBurn: true, interestBNBBurn: false })).toEqual([
      { wallet: "spot", asset: "BNB" },
    ]);
    expect(parseSpotFeeAsset({ spotBNBBurn: false, interestBNBBurn: true })).toEqual([]);
    expect(parseFuturesFeeAsset({ feeBurn: true })).toEqual([{ wallet: "futures", asset: "BNB" }]);
  });
});
