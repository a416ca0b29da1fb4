import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { Malformed } from "../../common/decode/json.ts";
import { indexMarkets } from "../../common/market/market.ts";
import { documentedFrame, withRows } from "../payloads/read.ts";
import { TEST_MARKETS } from "../testing.ts";
import { parseExecutions, type ReadExecution, timeOfTradeId, tradeIdOf } from "./executions.ts";
import { parseNews } from "./news.ts";
import { parseTransactions } from "./transactions.ts";

const MARKETS = indexMarkets(TEST_MARKETS);
const EXECUTIONS = "GET /v5/execution/list";
const LOG = "GET /v5/account/transaction-log";
const OURS = "ekabcd1234-1-u0";

const read = (changes: object, category: "spot" | "linear" = "linear"): ReadExecution => {
  const [row] = parseExecutions(withRows(EXECUTIONS, [{ symbol: "BTCUSDT", ...changes }]), MARKETS, category).rows;
  if (row === undefined) throw new Error("no row");
  return row;
};

describe("executions", () => {
  test("are read as documented, in the contract's coins", () => {
    const row = read({ symbol: "1000PEPEUSDT", execPrice: "0.0123", execQty: "3", orderLinkId: OURS });
    expect(row).toMatchObject({
      kind: "fill",
      execution: {
        executionId: "e0cbe81d-0f18-5866-9415-cf319b5dab3b",
        closes: false,
        fill: {
          instrument: 1,
          tradeId: "1672282722429-e0cbe81d-0f18-5866-9415-cf319b5dab3b",
          clientOrderId: OURS,
          venueOrderId: "8c065341-7b52-4ca9-ac2c-37e31ac55c94",
          side: "buy",
          price: 1_230_000,
          quantity: 3_000,
          quote: amount("0.0369"),
          fee: amount("0.071409"),
          feeAsset: "USDT",
          realisedProfit: 0n,
          maker: false,
          venueTimeMs: 1_672_282_722_429,
        },
      },
    });
  });

  test.each([
    ["Trade", "order"],
    ["AdlTrade", "deleveraging"],
    ["BustTrade", "liquidation"],
    ["Settle", "settlement"],
    ["Delivery", "settlement"],
  ])("RSK-7: %s is the venue's word for %s", (execType, origin) => {
    expect(read({ execType })).toMatchObject({ execution: { fill: { origin } } });
  });

  test.each([
    ["web-7", "stranger"],
    ["", "order"],
    [OURS, "order"],
  ])(
    "an order named %j: a name that is none of ours is a stranger's, none at all says nothing",
    (orderLinkId, origin) => {
      expect(read({ orderLinkId })).toMatchObject({ execution: { fill: { origin } } });
    },
  );

  test("on spot the quote is what the venue says changed hands, and the fee is in the coin it names", () => {
    const row = read({ execPrice: "100", execQty: "0.3", execValue: "30.0000001", feeCurrency: "BTC" }, "spot");
    expect(row).toMatchObject({ execution: { fill: { quote: amount("30.0000001"), feeAsset: "BTC" } } });
  });

  test.each<[string, string]>([
    ["Trade", "fill"],
    ["AdlTrade", "fill"],
    ["BustTrade", "fill"],
    ["Settle", "fill"],
    ["Funding", "funding"],
    ["MovePosition", "unknown"],
    ["UNKNOWN", "unknown"],
    ["", "unknown"],
    ["toString", "unknown"],
  ])("of the kind %j are %s", (execType, kind) => {
    expect(read({ execType }).kind).toBe(kind);
  });

  test("one that closes owes its profit to the log", () => {
    expect(read({ closedSize: "0.1", side: "Sell" })).toMatchObject({ execution: { closes: true } });
    expect(read({ closedSize: "0" })).toMatchObject({ execution: { closes: false } });
  });

  test.each<[string, object]>([
    ["a market nobody knows", { symbol: "NOSUCHUSDT" }],
    ["no side", { side: "None" }],
    ["a time that is none", { execTime: "soon" }],
    ["a negative price", { execPrice: "-1" }],
  ])("fail the read: %s", (_name, changes) => {
    expect(() => read(changes)).toThrow(Malformed);
  });

  test("their names rise with time", () => {
    const names = [tradeIdOf(5, "z"), tradeIdOf(1_763_000_000_000, "b"), tradeIdOf(1_763_000_000_001, "a")];
    expect(names).toEqual(names.toSorted());
    expect(names.map(timeOfTradeId)).toEqual([5, 1_763_000_000_000, 1_763_000_000_001]);
    expect(timeOfTradeId("")).toBeNull();
    expect(timeOfTradeId("77")).toBeNull();
  });
});

describe("the log", () => {
  const rowOf = (changes: object) =>
    parseTransactions(withRows(LOG, [{ symbol: "BTCUSDT", ...changes }]), MARKETS).rows[0];

  test("tells funding as documented: what was paid is less", () => {
    expect(rowOf({})).toEqual({
      kind: "income",
      timeMs: 1_672_128_000_000,
      income: {
        venue: "bybit",
        incomeId: "592324_XRPUSDT_161440249321",
        kind: "funding",
        instrument: 0,
        wallet: "unified",
        asset: "USDT",
        amount: amount("-0.003676"),
        venueTimeMs: 1_672_128_000_000,
      },
    });
  });

  test.each<[string, object, object]>([
    [
      "a transfer",
      { type: "TRANSFER_IN", symbol: "", tradeId: "" },
      { income: { kind: "transfer", instrument: null } },
    ],
    ["interest on a loan", { type: "INTEREST", tradeId: "" }, { income: { kind: "other" } }],
    ["a kind nobody knows", { type: "GIFT", tradeId: "" }, { income: { kind: "other" } }],
    ["a kind of some prototype", { type: "constructor", tradeId: "" }, { income: { kind: "other" } }],
    ["what the insurance fund took", { type: "LIQUIDATION", tradeId: "" }, { income: { kind: "insurance" } }],
    [
      "a trade that the fills tell, with what it realised",
      { type: "TRADE", cashFlow: "-1.5" },
      { kind: "trade", realised: amount("-1.5"), executionId: "534c0003-4bf7-486f-aa02-78cee36825e4" },
    ],
    [
      "a trade of coins, which realises nothing",
      { type: "TRADE", category: "spot" },
      { kind: "trade", realised: null },
    ],
    [
      "a liquidation that the fills tell",
      { type: "LIQUIDATION", cashFlow: "-3" },
      { kind: "trade", realised: amount("-3") },
    ],
  ])("tells %s", (_name, changes, expected) => {
    expect(rowOf(changes)).toMatchObject(expected);
  });
});

describe("the private stream", () => {
  const frame = (name: "order" | "execution", changes: object): unknown => {
    const told = documentedFrame(name) as { readonly data: readonly object[] };
    return { ...told, data: [{ ...told.data[0], symbol: "BTCUSDT", category: "linear", ...changes }] };
  };

  test("tells a fill as REST does, with the profit of what it closed", () => {
    expect(parseNews(frame("execution", { orderLinkId: OURS }), MARKETS)).toMatchObject({
      kind: "executions",
      timeMs: 1_746_270_400_355,
      rows: [
        { kind: "fill", execution: { closes: true, fill: { realisedProfit: amount("0.05"), clientOrderId: OURS } } },
      ],
    });
    expect(parseNews(frame("execution", { execType: "Funding" }), MARKETS)).toMatchObject({
      rows: [{ kind: "funding" }],
    });
    expect(parseNews(frame("execution", { category: "option" }), MARKETS)).toMatchObject({ rows: [] });
  });

  test("tells what became of an order of ours, and of nobody else's", () => {
    const ours = frame("order", { orderLinkId: OURS, cumExecQty: "0.5", orderStatus: "Cancelled" });
    expect(parseNews(ours, MARKETS)).toMatchObject({
      kind: "reports",
      reports: [{ clientOrderId: OURS, status: "ended", executedQuantity: 500 }],
    });
    expect(parseNews(frame("order", { orderLinkId: "by-hand" }), MARKETS)).toMatchObject({ reports: [] });
    expect(() => parseNews(frame("order", { orderLinkId: OURS, orderStatus: "Odd" }), MARKETS)).toThrow(Malformed);
  });

  test.each<[string, object]>([
    ["auth private", { kind: "reply", op: "auth", success: true }],
    ["subscribed private", { kind: "reply", op: "subscribe", success: true }],
    ["pong private", { kind: "reply", op: "pong" }],
  ])("answers: %s", (name, expected) => {
    expect(parseNews(documentedFrame(name), MARKETS)).toMatchObject(expected);
  });

  test("says other things that are nobody's business", () => {
    expect(parseNews({ topic: "wallet", data: [] }, MARKETS)).toEqual({ kind: "other" });
  });
});
