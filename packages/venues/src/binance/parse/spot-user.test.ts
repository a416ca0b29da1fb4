import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { Malformed } from "../../common/decode/json.ts";
import { indexMarkets } from "../../common/market/market.ts";
import { TEST_MARKETS } from "../testing.ts";
import { parseSpotNews } from "./spot-user.ts";

const MARKETS = indexMarkets(TEST_MARKETS);
const OURS = "ekabcd1234-1-u0";

const report = (changes: object = {}) => ({
  subscriptionId: 0,
  event: {
    e: "executionReport",
    E: 1_568_879_465_651,
    s: "BTCUSDT",
    c: OURS,
    C: "",
    S: "BUY",
    x: "TRADE",
    X: "PARTIALLY_FILLED",
    i: 8_886_774,
    l: "0.00100000",
    z: "0.00300000",
    L: "100000.10000000",
    n: "0.00000100",
    N: "BTC",
    T: 1_568_879_465_650,
    t: 77,
    m: true,
    Y: "100.00010000",
    ...changes,
  },
});

describe("the spot account's news", () => {
  test("tells a fill with the venue's own quote, and the order's state", () => {
    expect(parseSpotNews(report(), MARKETS)).toMatchObject({
      kind: "order",
      timeMs: 1_568_879_465_651,
      report: { clientOrderId: OURS, venueOrderId: "8886774", status: "open", executedQuantity: 300 },
      fill: {
        tradeId: "77",
        clientOrderId: OURS,
        side: "buy",
        quantity: 100,
        quote: amount("100.0001"),
        fee: amount("0.000001"),
        feeAsset: "BTC",
        realisedProfit: 0n,
        maker: true,
      },
    });
  });

  test.each<[string, object, boolean, string | null]>([
    ["accepted", { x: "NEW", X: "NEW", N: null }, false, OURS],
    [
      "a cancel, under the name of what it ended",
      { x: "CANCELED", X: "CANCELED", c: "web_9", C: OURS, N: null },
      false,
      OURS,
    ],
    ["expired in the match", { x: "TRADE_PREVENTION", X: "EXPIRED_IN_MATCH", N: null }, false, OURS],
    ["a stranger's", { c: "web_abc" }, true, null],
  ])("%s", (_, changes, hasFill, name) => {
    const news = parseSpotNews(report(changes), MARKETS);
    if (news.kind !== "order") throw new Error("no order");
    expect([news.fill !== null, news.report?.clientOrderId ?? null]).toEqual([hasFill, name]);
  });

  test.each<[string, object]>([
    ["a market nobody knows", { s: "GONEUSDT" }],
    ["an unknown status", { X: "MAYBE" }],
    ["a fee in nothing", { N: null }],
    ["a quote that is a number", { Y: 100.0001 }],
    ["no name of what was cancelled", { C: undefined }],
  ])("%s is malformed", (_, changes) => {
    expect(() => parseSpotNews(report(changes), MARKETS)).toThrow(Malformed);
  });

  test.each<[object, object]>([
    [{ id: "1", status: 200, result: { subscriptionId: 0 } }, { kind: "subscribed" }],
    [
      { id: "1", status: 401, error: { code: -2015, msg: "Invalid API-key" } },
      { kind: "refused", reason: "-2015 Invalid API-key" },
    ],
    [{ subscriptionId: 0, event: { e: "eventStreamTerminated", E: 1 } }, { kind: "ended" }],
    [{ subscriptionId: 0, event: { e: "outboundAccountPosition" } }, { kind: "other" }],
  ])("%o is %o", (frame, news) => {
    expect(parseSpotNews(frame, MARKETS)).toEqual(news);
  });
});
