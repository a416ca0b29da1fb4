import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { Malformed, parseExact } from "../../common/decode/json.ts";
import { indexMarkets } from "../../common/market/market.ts";
import { TEST_MARKETS } from "../testing.ts";
import { orderName, orderStatus, parseUserEvent } from "./orders.ts";

const MARKETS = indexMarkets(TEST_MARKETS);
const OURS = "ekabcd1234-1-d0";

const update = (changes: object = {}) => ({
  e: "ORDER_TRADE_UPDATE",
  E: 1_568_879_465_651,
  T: 1_568_879_465_650,
  o: {
    s: "1000PEPEUSDT",
    c: OURS,
    S: "SELL",
    X: "PARTIALLY_FILLED",
    x: "TRADE",
    i: 8_886_774,
    l: "3",
    z: "5",
    L: "0.012345",
    N: "USDT",
    n: "0.00002",
    T: 1_568_879_465_650,
    t: 77,
    m: false,
    rp: "0.5",
    ...changes,
  },
});

describe("the user stream", () => {
  test("tells a fill and the order's state", () => {
    expect(parseUserEvent(update(), MARKETS)).toMatchObject({
      kind: "order",
      timeMs: 1_568_879_465_651,
      report: { clientOrderId: OURS, venueOrderId: "8886774", status: "open", executedQuantity: 5_000 },
      fill: {
        instrument: 1,
        tradeId: "77",
        clientOrderId: OURS,
        side: "sell",
        price: 1_234_500,
        quantity: 3_000,
        quote: amount("0.037035"),
        fee: amount("0.00002"),
        feeAsset: "USDT",
        realisedProfit: amount("0.5"),
        maker: false,
      },
    });
  });

  test.each<[string, object, boolean, boolean]>([
    ["accepted", { x: "NEW", X: "NEW", l: "0", t: 0 }, false, true],
    ["expired", { x: "EXPIRED", X: "EXPIRED", l: "0", t: 0 }, false, true],
    ["an execution type nobody knows", { x: "AMENDMENT" }, false, true],
    ["a liquidation", { x: "CALCULATED", c: "autoclose-123" }, true, false],
    ["auto-deleveraging", { c: "adl_autoclose" }, true, false],
    ["a stranger's order", { c: "web_abc" }, true, false],
  ])("%s", (_name, changes, hasFill, hasReport) => {
    const event = parseUserEvent(update(changes), MARKETS);
    if (event.kind !== "order") throw new Error("no order event");
    expect([event.fill !== null, event.report !== null]).toEqual([hasFill, hasReport]);
    expect(event.fill?.clientOrderId ?? null).toBe(hasFill && hasReport ? OURS : null);
  });

  test.each<[string, object]>([
    ["an unknown status", { X: "MAYBE" }],
    ["a status every object answers to", { X: "constructor" }],
    ["a trade id that cannot be counted", { t: "abc" }],
    ["a price that is a number", { L: 0.012345 }],
    ["too precise a quantity", { l: "0.5" }],
    ["no trade id", { t: undefined }],
    ["a contract nobody knows", { s: "GONEUSDT" }],
  ])("%s is malformed", (_name, changes) => {
    expect(() => parseUserEvent(update(changes), MARKETS)).toThrow(Malformed);
  });

  test("passes over what it does not need and knows the end of a key", () => {
    expect(parseUserEvent({ e: "ACCOUNT_UPDATE" }, MARKETS)).toEqual({ kind: "other" });
    expect(parseUserEvent({ e: "listenKeyExpired", E: "1", listenKey: "k" }, MARKETS)).toEqual({
      kind: "listen-key-expired",
    });
  });

  test("keeps ids beyond 2^53", () => {
    const frame = JSON.stringify(update()).replace("8886774", "8389765400012345679");
    expect(parseUserEvent(parseExact(frame), MARKETS)).toMatchObject({
      report: { venueOrderId: "8389765400012345679" },
    });
  });
});

test.each([
  ["NEW", "open"],
  ["PARTIALLY_FILLED", "open"],
  ["FILLED", "filled"],
  ["CANCELED", "ended"],
  ["EXPIRED", "ended"],
  ["EXPIRED_IN_MATCH", "ended"],
  ["REJECTED", "rejected"],
])("status %s is %s", (word, status) => {
  expect(orderStatus(word)).toBe(status);
});

test.each([
  ["autoclose-1636", "liquidation"],
  ["adl_autoclose", "deleveraging"],
  ["settlement_autoclose-22", "settlement"],
  ["web_autoclose-1", "stranger"],
  ["ekabcd1234-1-u0", "order"],
])("RSK-7: %s is the mark of a %s", (id, origin) => {
  expect(orderName(id)).toEqual({ clientOrderId: origin === "order" ? id : null, origin });
});
