import { HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { changeRestrictions } from "../keys.ts";
import {
  authArgs,
  bodyOf,
  CREDENTIALS,
  call,
  codeOf,
  type Desk,
  desk,
  hmac,
  signedHeaders,
  socket,
  WALL_MS,
} from "./desk.test-data.ts";
import { orderIdOf, readOrderId } from "./identity.ts";
import { STANDARD_LIMITS } from "./session.ts";

const limit = { category: "linear", symbol: "ETHUSDT", side: "Buy", orderType: "Limit", qty: "0.5", price: "2500" };
const create = (at: Desk, more: object = {}) =>
  call(at, "POST", "/v5/order/create", JSON.stringify({ ...limit, ...more }));
const listOf = (at: Desk, path: string, query: string) => bodyOf(call(at, "GET", path, query)).result.list ?? [];

describe("who asks", () => {
  const path = "/v5/account/info";
  const ask = (headers: Record<string, string>, query = "") => codeOf(call(desk(), "GET", path, query, { headers }));

  test("keys are as long as the venue's", () => {
    expect([CREDENTIALS.key.length, CREDENTIALS.secret.length]).toEqual([18, 36]);
  });

  test("the signature covers time, key, window and the raw query", () => {
    expect(ask(signedHeaders("", WALL_MS))).toBe(0);
    expect(ask(signedHeaders("a=1%20b", WALL_MS), "a=1%20b")).toBe(0);
    expect(ask(signedHeaders("a=1 b", WALL_MS), "a=1%20b")).toBe(10004);
    expect(ask({ ...signedHeaders("", WALL_MS), "x-bapi-recv-window": "6000" })).toBe(10004);
    expect(ask({ ...signedHeaders("", WALL_MS), "x-bapi-api-key": "x".repeat(18) })).toBe(10003);
  });

  test("without a window in the headers none is signed", () => {
    const { "x-bapi-recv-window": _window, ...headers } = signedHeaders("", WALL_MS);
    expect(ask({ ...headers, "x-bapi-sign": hmac(`${WALL_MS}${CREDENTIALS.key}`) })).toBe(0);
  });

  test("a body is signed byte by byte", () => {
    const at = desk();
    const body = Buffer.from('{"category":"linear","symbol":"東","coin":"USDT","mode":0}').toString("latin1");
    expect(codeOf(call(at, "POST", "/v5/position/switch-mode", body))).toBe(10001);
    const headers = signedHeaders(body.replace(":0", ": 0"), WALL_MS);
    expect(codeOf(call(at, "POST", "/v5/position/switch-mode", body, { headers }))).toBe(10004);
  });

  test.each([
    [-5_001, 10002],
    [-5_000, 0],
    [0, 0],
    [999, 0],
    [1_000, 10002],
  ])("a request %i ms from now", (offset, code) => {
    expect(ask(signedHeaders("", WALL_MS + offset))).toBe(code);
  });

  test("headers that are missing are 401, routes that are not there 404", () => {
    const at = desk();
    const bare = call(at, "GET", path, "", { headers: {} });
    expect([bare.status, codeOf(bare)]).toEqual([401, 10001]);
    const nowhere = call(at, "GET", "/v5/asset/nothing");
    expect([nowhere.status, codeOf(nowhere)]).toEqual([404, 10017]);
  });

  test("a key tells its restrictions and keeps to them", () => {
    const at = desk();
    const key = at.wire.keys.get(CREDENTIALS.key);
    if (key === undefined) throw new Error("no key");
    const set = (changes: Record<string, unknown>): void => {
      key.restrictions = changeRestrictions(key.restrictions, changes) ?? key.restrictions;
    };
    set({ enableFutures: false, enableWithdrawals: true });
    const told = bodyOf(call(at, "GET", "/v5/user/query-api")).result as unknown as {
      readonly permissions: Record<string, string[]>;
      readonly ips: string[];
      readonly readOnly: number;
    };
    expect([told.permissions["ContractTrade"], told.permissions["Wallet"], told.ips, told.readOnly]).toEqual([
      [],
      ["Withdraw"],
      ["127.0.0.1"],
      0,
    ]);
    expect(codeOf(create(at))).toBe(10005);
    expect(codeOf(create(at, { category: "spot", price: "2000" }))).toBe(0);
    set({ tradingAuthorityExpirationTime: WALL_MS });
    expect(codeOf(call(at, "GET", path))).toBe(33004);
  });
});

describe("limits", () => {
  test("an endpoint's calls in a second, told in the headers", () => {
    const at = desk(STANDARD_LIMITS);
    const replies = Array.from({ length: 11 }, () => create(at));
    expect(replies.map(codeOf)).toEqual([...Array<number>(10).fill(0), 10006]);
    expect(replies[0]?.headers["X-Bapi-Limit-Status"]).toBe("9");
    expect(replies[10]?.headers).toMatchObject({
      "X-Bapi-Limit": "10",
      "X-Bapi-Limit-Status": "0",
      "X-Bapi-Limit-Reset-Timestamp": String(WALL_MS + 1_000),
    });
    expect(codeOf(call(at, "GET", "/v5/account/info"))).toBe(0);
    expect(codeOf(call(at, "POST", "/v5/order/create", JSON.stringify(limit), {}, WALL_MS + 1_000))).toBe(0);
  });

  test("an address that asks too often is let in again after ten minutes", () => {
    const at = desk({ ...STANDARD_LIMITS, requestsMax: 3 });
    const time = (wallMs: number) => call(at, "GET", "/v5/market/time", "", {}, wallMs).status;
    expect([0, 1, 2, 3, 4].map((ms) => time(WALL_MS + ms))).toEqual([200, 200, 200, 403, 403]);
    expect(time(WALL_MS + 599_000)).toBe(403);
    expect(time(WALL_MS + 601_000)).toBe(200);
  });
});

describe("orders", () => {
  test("names can be read back, and nobody else's are", () => {
    for (const market of ["spot", "futures"] as const) {
      expect(readOrderId(market, orderIdOf(market, 8_000_000_123))).toBe(8_000_000_123);
      expect(readOrderId(market, "8000000123")).toBeNull();
    }
    expect(readOrderId("futures", orderIdOf("futures", 7).replace(/^./, "z"))).toBeNull();
  });

  test.each([
    [{ side: "buy" }, 10001, 170117],
    [{ orderType: "Stop" }, 10001, 170116],
    [{ timeInForce: "GTX" }, 10001, 170115],
    [{ symbol: "NOPEUSDT" }, 10001, 170121],
    [{ qty: "0.00001" }, 10001, 170137],
    [{ qty: "0" }, 10001, 170130],
    [{ qty: "-1" }, 10001, 170130],
    [{ qty: "99999999" }, 10001, 170381],
    [{ qty: "0.001", price: "2500" }, 110094, 170140],
    [{ price: "2500.123456" }, 10001, 170134],
    [{ price: "99999" }, 110003, 170372],
    [{ qty: "450", price: "2500" }, 110007, 170131],
    [{ orderLinkId: "not allowed" }, 10001, 10001],
    [{ takeProfit: "3000" }, 10001, 10001],
  ])("%j is refused", (more, contract, spot) => {
    expect(codeOf(create(desk(), more))).toBe(contract);
    expect(codeOf(create(desk(), { category: "spot", ...more }))).toBe(spot);
  });

  test("an order's name is never accepted twice, whatever became of it", () => {
    const at = desk();
    expect(codeOf(create(at, { orderLinkId: "a" }))).toBe(0);
    call(at, "POST", "/v5/order/cancel", '{"category":"linear","symbol":"ETHUSDT","orderLinkId":"a"}');
    expect(codeOf(create(at, { orderLinkId: "a" }))).toBe(110072);
    expect(codeOf(create(at, { category: "spot", orderLinkId: "a" }))).toBe(0);
  });

  test("a market purchase on spot counts in quote, unless it says otherwise", () => {
    const at = desk();
    const buy = (more: object) => create(at, { category: "spot", orderType: "Market", ...more });
    const filled = () => listOf(at, "/v5/order/history", "category=spot&limit=1")[0];
    expect(codeOf(buy({ qty: "1000" }))).toBe(0);
    const value = Number(filled()?.cumExecValue);
    expect(value <= 1_000 && value > 990).toBe(true);
    buy({ qty: "0.2", marketUnit: "baseCoin" });
    expect(Number(filled()?.cumExecQty)).toBe(0.2);
    expect(codeOf(buy({ qty: "0.1", side: "Sell" }))).toBe(0);
    expect(codeOf(buy({ qty: "0.1", marketUnit: "lots" }))).toBe(10001);
  });

  test("a conditional order keeps its name when it fires", () => {
    const at = desk();
    const { result } = bodyOf(
      create(at, { orderType: "Market", triggerPrice: "3500", triggerDirection: 1, orderLinkId: "stop" }),
    );
    const open = () => listOf(at, "/v5/order/realtime", "category=linear&symbol=ETHUSDT");
    expect(open()[0]).toMatchObject({ orderId: result["orderId"], orderStatus: "Untriggered", stopOrderType: "Stop" });
    expect(codeOf(create(at, { triggerPrice: "2000", triggerDirection: 1 }))).toBe(110092);
    expect(codeOf(create(at, { triggerPrice: "3500", triggerDirection: 2 }))).toBe(110093);
    apply(at.state, { kind: "shock", venueTimeMs: at.state.nowMs, symbol: "ETHUSDT", logReturn: 0.4 });
    advance(at.state, at.state.nowMs + 60_000);
    const [fired] = listOf(at, "/v5/order/history", "category=linear");
    expect(fired).toMatchObject({ orderId: result["orderId"], orderStatus: "Filled", orderLinkId: "stop" });
  });

  test("pages of history go on where the last one ended", () => {
    const at = desk();
    for (let k = 0; k < 7; k++) create(at, { orderLinkId: `n${k}`, orderType: "Market", side: k % 2 ? "Sell" : "Buy" });
    const whole = listOf(at, "/v5/execution/list", "category=linear&limit=100").map((row) => row["execId"]);
    const paged: (string | undefined)[] = [];
    let cursor = "";
    do {
      const { result } = bodyOf(call(at, "GET", "/v5/execution/list", `category=linear&limit=3&cursor=${cursor}`));
      paged.push(...(result.list ?? []).map((row) => row["execId"]));
      cursor = String(result["nextPageCursor"]);
    } while (cursor !== "");
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThanOrEqual(7);
  });
});

test("the log explains the wallet, coin by coin, to the last digit", () => {
  const at = desk();
  create(at, { orderType: "Market", side: "Sell", qty: "3.333" });
  create(at, { category: "spot", orderType: "Market", qty: "777" });
  advance(at.state, at.state.nowMs + 9 * HOUR_MS);
  create(at, { orderType: "Market", qty: "5" });
  create(at, { category: "spot", orderType: "Market", side: "Sell", qty: "0.1" });
  const units = (text: string | undefined): bigint => {
    const [whole = "0", part = ""] = (text ?? "0").replace("-", "").split(".");
    const value = BigInt(whole) * 10n ** 18n + BigInt(part.padEnd(18, "0"));
    return text?.startsWith("-") === true ? -value : value;
  };
  for (const [coin, start] of [
    ["USDT", 100_000n * 10n ** 18n],
    ["ETH", 0n],
  ] as const) {
    const log = listOf(at, "/v5/account/transaction-log", `accountType=UNIFIED&currency=${coin}&limit=50`);
    expect(log.length).toBeGreaterThan(1);
    let balance: bigint = start;
    for (const row of log.toReversed()) {
      balance += units(row["change"]);
      expect(units(row["cashBalance"])).toBe(balance);
    }
    const { free = 0n, locked = 0n } = at.state.accounts.get(CREDENTIALS.key)?.spot.get(coin) ?? {};
    expect(balance).toBe(free + locked);
  }
});

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
