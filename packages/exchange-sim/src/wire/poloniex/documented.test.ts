import { HOUR_MS } from "@evenkeel/core/units";
import { beforeAll, describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { ask, type Desk, json, openDesk } from "./desk.test-data.ts";
import { type Documented, FUTURES_MARKET } from "./documented.test-data.ts";
import { SPOT_MARKET, SPOT_TRADE } from "./documented-spot.test-data.ts";
import { FUTURES_TRADE } from "./documented-trade.test-data.ts";
import { differences } from "./shape.test-data.ts";

const PERP = "ETH_USDT_PERP";

/** Something of everything: open and closed orders of both markets, a position, a closed one, fills, funding, transfers. */
function furnish(desk: Desk): void {
  const perpetual = (side: string, sz: string, more: object = {}) =>
    ask(desk, "POST /v3/trade/order", { symbol: PERP, side, type: "MARKET", sz, ...more });
  const cash = (side: string, more: object) => ask(desk, "POST /orders", { symbol: "ETH_USDT", side, ...more });
  const { price }: { price: string } = json(ask(desk, "GET /markets/ETH_USDT/price"));
  const away = (factor: number) => (Number(price) * factor).toFixed(1);
  const replies = [
    perpetual("SELL", "30"),
    perpetual("BUY", "30"),
    perpetual("SELL", "40"),
    perpetual("BUY", "5", { type: "LIMIT", px: away(0.97), clOrdId: "resting" }),
    cash("BUY", { type: "MARKET", amount: "5000" }),
    cash("SELL", { type: "LIMIT", quantity: "0.1", price: away(1.2), clientOrderId: "resting" }),
    cash("SELL", { type: "LIMIT", quantity: "0.1", price: away(1.3), clientOrderId: "gone" }),
    ask(desk, "POST /accounts/transfer", { currency: "USDT", amount: "7", fromAccount: "FUTURES", toAccount: "SPOT" }),
  ];
  const failed = replies.filter(({ status, body }) => status !== 200 || /"code":(?!200)/.test(body));
  if (failed.length > 0) throw new Error(failed.map(({ body }) => body).join(" "));
  ask(desk, `GET /v3/market/trades?symbol=${PERP}`);
  ask(desk, "GET /markets/ETH_USDT/trades");
  advance(desk.state, desk.state.nowMs + 9 * HOUR_MS + 50_000);
}

describe("every body has the keys and the types of the venue's own", () => {
  let desk: Desk;
  beforeAll(() => {
    desk = openDesk();
    furnish(desk);
  });

  const rows: readonly Documented[] = [...FUTURES_MARKET, ...SPOT_MARKET, ...FUTURES_TRADE, ...SPOT_TRADE];
  test.each(rows)("$ask ($source)", ({ ask: line, send, example, optional }) => {
    expect(differences(json(ask(desk, line, send)), example, optional)).toEqual([]);
  });
});

test("a difference is told: a type, a missing key, one too many, a column too few", () => {
  const example = { a: "1", b: [{ c: 1 }], d: [["x", "y", 1]] };
  expect(differences({ a: "2", b: [{ c: 2 }, { c: 3 }], d: [["x", "y", 1]] }, example)).toEqual([]);
  expect(differences({ a: 1, b: [{ c: 2 }, {}], d: [["x", 1]], e: null }, example)).toEqual([
    "$.a is number, not string",
    "$.b[1].c is missing",
    "$.d[0] has 2 columns, not 3",
    "$.e is not documented",
  ]);
  expect(differences([], [1])).toEqual(["$ is empty"]);
});
