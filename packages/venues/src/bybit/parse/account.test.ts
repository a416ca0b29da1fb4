import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { Malformed } from "../../common/decode/json.ts";
import { indexMarkets } from "../../common/market/market.ts";
import { documentedAnswer, withRows } from "../payloads/read.ts";
import { TEST_MARKETS } from "../testing.ts";
import { parseAccountInfo, parseLeverage, parsePositions, parseWallet } from "./account.ts";

const MARKETS = indexMarkets(TEST_MARKETS);
const WALLET = "GET /v5/account/wallet-balance";
const POSITIONS = "GET /v5/position/list";

const coin = (changes: object) => ({
  coin: "USDT",
  walletBalance: "1000.5",
  locked: "10",
  totalOrderIM: "20",
  totalPositionIM: "30",
  unrealisedPnl: "5",
  borrowAmount: "0",
  spotBorrow: "0",
  ...changes,
});
const wallet = (...coins: object[]): unknown => withRows(WALLET, [{ coin: coins }]);

describe("the one wallet", () => {
  test("is read as documented: a coin that is only hedged with is nothing", () => {
    expect(parseWallet(documentedAnswer(WALLET))).toEqual({ balances: [], debts: [] });
  });

  test.each<[string, object, string]>([
    ["less what orders and positions bind", {}, "940.5"],
    ["a profit that is not realised is no money", { unrealisedPnl: "500" }, "940.5"],
    ["a loss that is not realised may be soon", { unrealisedPnl: "-40.5" }, "900"],
    ["empty texts are nothing", { locked: "", totalOrderIM: "", totalPositionIM: "", unrealisedPnl: "" }, "1000.5"],
    ["never less than nothing", { totalPositionIM: "5000" }, "0"],
  ])("what is free: %s", (_name, changes, free) => {
    const { balances } = parseWallet(wallet(coin(changes)));
    expect(balances).toEqual([{ wallet: "unified", asset: "USDT", total: amount("1000.5"), free: amount(free) }]);
  });

  test.each<[string, object, string | null]>([
    ["nothing", {}, null],
    ["for a spot trade", { spotBorrow: "3" }, "3"],
    ["for losses of contracts", { borrowAmount: "7.25", walletBalance: "-7.25" }, "7.25"],
    ["both at once, told as one", { borrowAmount: "10", spotBorrow: "3" }, "10"],
    ["an old answer without the split", { borrowAmount: "2", spotBorrow: undefined }, "2"],
  ])("POS-8: a loan is never hidden: %s", (_name, changes, owed) => {
    expect(parseWallet(wallet(coin(changes))).debts).toEqual(
      owed === null ? [] : [{ asset: "USDT", amount: amount(owed) }],
    );
  });

  test("of another kind of account is not believed", () => {
    expect(() => parseWallet(withRows(WALLET, [{ accountType: "CONTRACT" }]))).toThrow(Malformed);
  });
});

describe("the account", () => {
  const info = (changes: object): unknown => ({
    result: { marginMode: "ISOLATED_MARGIN", unifiedMarginStatus: 5, ...changes },
  });

  test.each<[string, unknown, object]>([
    ["as documented", documentedAnswer("GET /v5/account/info"), { unified: true, marginMode: "regular" }],
    ["isolated", info({}), { unified: true, marginMode: "isolated" }],
    ["classic", info({ unifiedMarginStatus: 1 }), { unified: false }],
    ["of a status nobody knows", info({ unifiedMarginStatus: 7 }), { unified: false }],
    ["portfolio", info({ marginMode: "PORTFOLIO_MARGIN" }), { marginMode: "portfolio" }],
  ])("%s", (_name, answer, expected) => {
    expect(parseAccountInfo(answer)).toMatchObject(expected);
  });

  test.each(["", "CROSS", "constructor"])("a margin mode %j is none", (marginMode) => {
    expect(() => parseAccountInfo(info({ marginMode }))).toThrow(Malformed);
  });
});

describe("positions", () => {
  const positions = (...rows: object[]): unknown =>
    withRows(
      POSITIONS,
      rows.map((row) => ({ symbol: "BTCUSDT", size: "0.3", liqPrice: "40000.5", leverage: "2", ...row })),
    );

  test("a short of contracts is that many coins less", () => {
    expect(
      parsePositions(
        positions({ symbol: "1000PEPEUSDT", size: "7", avgPrice: "0.0123", markPrice: "0.013" }),
        MARKETS,
        true,
      ),
    ).toEqual({
      positions: [
        {
          instrument: 1,
          quantity: -7_000,
          entryPrice: 1_230_000,
          liquidationPrice: 4_000_050_000_000,
          markPrice: 1_300_000,
          marginIsolated: true,
          leverage: 2,
        },
      ],
      mode: "one-way",
      cursor: "",
    });
  });

  test.each<[string, object, object]>([
    ["a long", { side: "Buy" }, { positions: [{ quantity: 300 }] }],
    ["no price at which it is liquidated", { liqPrice: "" }, { positions: [{ liquidationPrice: null }] }],
    ["nothing held", { size: "0", side: "" }, { positions: [] }],
    [
      "a side of the other mode, held or not",
      { positionIdx: 2, size: "0", side: "" },
      { positions: [], mode: "hedge" },
    ],
  ])("%s", (_name, row, expected) => {
    expect(parsePositions(positions(row), MARKETS, false)).toMatchObject(expected);
  });

  test.each<[string, object]>([
    ["a contract nobody knows", { symbol: "NOSUCHUSDT" }],
    ["a side that is none", { side: "" }],
    ["leverage of nothing", { leverage: "0" }],
    ["a size that is finer than a step can be", { size: "0.00001" }],
  ])("fail as a whole: %s", (_name, row) => {
    expect(() => parsePositions(positions(row), MARKETS, true)).toThrow(Malformed);
  });

  test("leverage and mode are told without a position too", () => {
    expect(parseLeverage(positions({ size: "0", side: "", leverage: "3" }))).toEqual({ leverage: 3, mode: "one-way" });
    expect(parseLeverage(positions({ positionIdx: 1 }, { positionIdx: 2 })).mode).toBe("hedge");
    expect(() => parseLeverage(withRows(POSITIONS, []))).toThrow(Malformed);
  });
});
