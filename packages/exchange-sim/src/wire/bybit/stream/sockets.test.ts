import { HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../../../exchange/advance.ts";
import { apply } from "../../../exchange/apply.ts";
import { authArgs, bodyOf, call, type Desk, desk, socket, WALL_MS } from "../desk.test-data.ts";

const limit = { category: "linear", symbol: "ETHUSDT", side: "Buy", orderType: "Limit", qty: "0.5", price: "2500" };
const create = (at: Desk, more: object = {}) =>
  call(at, "POST", "/v5/order/create", JSON.stringify({ ...limit, ...more }));
const listOf = (at: Desk, path: string, query: string) => bodyOf(call(at, "GET", path, query)).result.list ?? [];

describe("sockets", () => {
  const last = (frames: readonly string[]): Record<string, unknown> =>
    JSON.parse(frames.at(-1) ?? "{}") as Record<string, unknown>;

  test("spot takes ten names a request, all or none of them", () => {
    const open = socket(desk(), "/v5/public/spot");
    const coins = ["BTC", "ETH", "SOL", "XRP", "DOGE", "BNB"];
    const names = coins.flatMap((coin) => [`tickers.${coin}USDT`, `publicTrade.${coin}USDT`]);
    open.say({ op: "subscribe", args: names });
    expect(last(open.frames)).toMatchObject({ success: false, ret_msg: "args size >10" });
    open.say({ op: "subscribe", args: ["tickers.BTCUSDT", "tickers.NOPEUSDT"] });
    expect(last(open.frames)).toMatchObject({ success: false, ret_msg: "Invalid symbol :[tickers.NOPEUSDT]" });
    open.say({ op: "subscribe", args: ["tickers.BTCUSDT"] });
    expect(JSON.parse(open.frames.at(-2) ?? "{}")).toMatchObject({ success: true, ret_msg: "subscribe" });
    open.say({ op: "subscribe", args: ["tickers.BTCUSDT"] });
    expect(last(open.frames)).toMatchObject({
      success: false,
      ret_msg: "error:already subscribed,topic:tickers.BTCUSDT",
    });
  });

  test("whoever applies the deltas to the snapshot holds the book of REST, at every depth", () => {
    const at = desk();
    const open = socket(at, "/v5/public/linear");
    open.say({ op: "subscribe", args: ["orderbook.50.ETHUSDT"] });
    for (let k = 1; k <= 40; k++) {
      if (k === 10) create(at, { qty: "3", price: "2600" });
      advance(at.state, at.state.nowMs + 700);
      if (k === 20) open.say({ op: "subscribe", args: ["orderbook.200.ETHUSDT"] });
      at.wire.publishQuotes(WALL_MS + k * 200);
    }
    for (const depth of [50, 200]) {
      const sides = { b: new Map<string, string>(), a: new Map<string, string>() };
      let update = 0;
      let joins = true;
      for (const frame of open.frames) {
        const { topic, type, data } = JSON.parse(frame) as {
          topic?: string;
          type: string;
          data: { u: number; a: string[][]; b: string[][] };
        };
        if (topic !== `orderbook.${depth}.ETHUSDT`) continue;
        joins &&= type === "snapshot" || data.u > update;
        update = data.u;
        for (const side of ["a", "b"] as const) {
          for (const [price = "", size = ""] of data[side]) {
            if (Number(size) === 0) sides[side].delete(price);
            else sides[side].set(price, size);
          }
        }
      }
      const { result } = bodyOf(
        call(at, "GET", "/v5/market/orderbook", `category=linear&symbol=ETHUSDT&limit=${depth}`),
      );
      const book = result as unknown as { a: string[][]; b: string[][]; u: number };
      const sorted = (side: "a" | "b") =>
        [...sides[side]].toSorted((x, y) => (Number(x[0]) - Number(y[0])) * (side === "a" ? 1 : -1));
      expect(sorted("a")).toEqual(book.a);
      expect(sorted("b")).toEqual(book.b);
      expect([book.u, joins]).toEqual([update, true]);
    }
  });

  test("after a redenomination everybody begins anew, with a whole book and a whole ticker", () => {
    const at = desk();
    const open = socket(at, "/v5/public/linear");
    open.say({ op: "subscribe", args: ["orderbook.50.ETHUSDT", "tickers.ETHUSDT"] });
    const change = { what: "redenomination", factor: 10 } as const;
    const { state } = at;
    const atMs = state.nowMs + 1;
    apply(state, { kind: "announce", venueTimeMs: state.nowMs, symbol: "ETHUSDT", change, atMs });
    advance(state, state.nowMs + 2 * HOUR_MS);
    const before = open.frames.length;
    at.wire.publishQuotes(WALL_MS + 200);
    const fresh = open.frames.slice(before).map((each) => JSON.parse(each) as { topic: string; type: string });
    expect(fresh.map(({ type }) => type)).toEqual(["snapshot", "snapshot"]);
    expect(fresh.every(({ topic }) => topic.endsWith(state.world.instruments[1]?.futures.symbol ?? "-"))).toBe(true);
  });

  test("a contract's ticker comes whole once and then as what changed", () => {
    const at = desk();
    const open = socket(at, "/v5/public/linear");
    open.say({ op: "subscribe", args: ["tickers.ETHUSDT"] });
    let held = (JSON.parse(open.frames.at(-1) ?? "{}") as { data: Record<string, string> }).data;
    const seen = open.frames.length;
    for (let k = 1; k <= 30; k++) {
      advance(at.state, at.state.nowMs + 1_000);
      at.wire.publishQuotes(WALL_MS + k * 200);
    }
    for (const frame of open.frames.slice(seen)) {
      const { type, data } = JSON.parse(frame) as { type: string; data: Record<string, string> };
      expect(type).toBe("delta");
      expect(Object.keys(data).length).toBeLessThan(20);
      held = { ...held, ...data };
    }
    const [row] = listOf(at, "/v5/market/tickers", "category=linear&symbol=ETHUSDT");
    const { tickDirection, ...rest } = held;
    expect(row).toMatchObject(rest);
    expect(tickDirection).toMatch(/Tick$/);
  });

  test("private news waits for a signature that still counts", () => {
    const open = socket(desk(), "/v5/private");
    open.say({ op: "subscribe", args: ["order"] });
    expect(last(open.frames)).toMatchObject({ success: false, ret_msg: "Request not authorized" });
    open.say({ op: "auth", args: authArgs(WALL_MS) });
    expect(last(open.frames)).toMatchObject({ success: false, op: "auth" });
    const [key, expires] = authArgs();
    open.say({ op: "auth", args: [key, expires, "0".repeat(64)] });
    expect(last(open.frames)).toMatchObject({ success: false, op: "auth" });
    open.say({ op: "auth", args: authArgs() });
    expect(last(open.frames)).toMatchObject({ success: true, op: "auth" });
    open.say({ op: "subscribe", args: ["order", "tickers.BTCUSDT"] });
    expect(last(open.frames)).toMatchObject({ success: false });
    open.say({ op: "subscribe", args: ["order", "wallet"] });
    expect(last(open.frames)).toMatchObject({ success: true });
  });

  test("news of one category reaches those who asked for it or for all", () => {
    const at = desk();
    const open = socket(at, "/v5/private");
    open.say({ op: "auth", args: authArgs() });
    open.say({ op: "subscribe", args: ["order.spot", "order"] });
    create(at, { price: "2000" });
    const topics = () =>
      open.frames.map((each) => (JSON.parse(each) as { topic?: string }).topic).filter((each) => each !== undefined);
    expect(topics()).toEqual(["order"]);
    create(at, { category: "spot", price: "2000" });
    expect(topics()).toEqual(["order", "order.spot", "order"]);
  });

  test("an order socket wants a signature, a fresh time and an id that is new", () => {
    const at = desk();
    const open = socket(at, "/v5/trade");
    const ask = (more: object = {}) => {
      open.say({
        reqId: "1",
        op: "order.create",
        header: { "X-BAPI-TIMESTAMP": String(WALL_MS) },
        args: [limit],
        ...more,
      });
      return last(open.frames)["retCode"];
    };
    expect(ask()).toBe(10007);
    open.say({ op: "auth", args: authArgs() });
    expect(last(open.frames)["retCode"]).toBe(0);
    open.say({ op: "auth", args: authArgs() });
    expect(last(open.frames)["retCode"]).toBe(20001);
    expect(ask()).toBe(0);
    expect(ask()).toBe(20006);
    expect(ask({ reqId: "2", header: { "X-BAPI-TIMESTAMP": String(WALL_MS - 9_000) } })).toBe(10002);
    expect(ask({ reqId: "3", header: {} })).toBe(10001);
    expect(ask({ reqId: "4", op: "order.fly" })).toBe(10404);
    expect(ask({ reqId: "5", args: [limit, limit] })).toBe(10001);
    expect(last(open.frames)).toMatchObject({ reqId: "5", op: "order.create", data: {} });
  });

  test("a private socket that says nothing is let go after the time it asked for", () => {
    const at = desk();
    const own = socket(at, "/v5/private", "max_active_time=1m");
    const market = socket(at, "/v5/public/linear");
    at.wire.publishSeconds(WALL_MS + 59_000);
    expect(own.closed).toEqual([]);
    own.say({ op: "ping" }, WALL_MS + 59_000);
    at.wire.publishSeconds(WALL_MS + 100_000);
    expect(own.closed).toEqual([]);
    at.wire.publishSeconds(WALL_MS + 120_000);
    expect([own.closed, market.closed]).toEqual([[1_000], []]);
  });
});
