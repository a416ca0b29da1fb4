import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { apply } from "../../../exchange/apply.ts";
import { createExchange } from "../../../exchange/create.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { Line } from "../../wire.ts";
import { simulatedCredentials } from "../credentials.ts";
import { openBinance } from "../wire.ts";
import { methodNames, routeOf, sessionWeight } from "./methods.ts";
import { readRequest, signedText } from "./request.ts";

const CREDENTIALS = simulatedCredentials(1, "main");
const WALL_MS = 1_800_000_000_000;

interface Answer {
  readonly id: unknown;
  readonly status: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number };
  readonly rateLimits?: { readonly rateLimitType: string; readonly limit: number; readonly count: number }[];
}

function desk(family = "binance-spot-ws-api", path = "/ws-api/v3", query = "") {
  const accounts = [{ name: CREDENTIALS.key, spot: { USDT: "50000" }, futures: "50000" }];
  const state = createExchange({ world: "demo", seed: 1, symbols: 6, accounts });
  const wire = openBinance(state, [CREDENTIALS]);
  const heard: Record<string, unknown>[] = [];
  const client = {
    push: (frame: string) => void heard.push(JSON.parse(frame) as Record<string, unknown>),
    answer: (frame: string) => void heard.push(JSON.parse(frame) as Record<string, unknown>),
    close: () => undefined,
  };
  const line = wire.connect({ family, path, query, headers: {}, address: "1" }, client, WALL_MS) as Line;
  const say = (text: string): Answer => {
    const dispatched = line.receive(text, WALL_MS);
    if (dispatched === null) throw new Error("nothing was answered");
    if (dispatched.kind === "reply") return JSON.parse(dispatched.reply.body) as Answer;
    const applied = dispatched.commands.map((command) => apply(state, command));
    wire.tell(
      applied.flatMap(({ events }): readonly ExchangeEvent[] => events),
      WALL_MS,
    )();
    return JSON.parse(dispatched.finish(applied).body) as Answer;
  };
  const ask = (method: string, params: Record<string, unknown> = {}) =>
    say(JSON.stringify({ id: "a", method, params }));
  const sign = (method: string, given: Record<string, string | number | boolean> = {}) => {
    const params: Record<string, string | number | boolean> = { apiKey: CREDENTIALS.key, timestamp: WALL_MS, ...given };
    const names = Object.keys(params).toSorted();
    const payload = names.map((name) => `${name}=${params[name]}`).join("&");
    const signature = createHmac("sha256", CREDENTIALS.secret).update(payload).digest("hex");
    return ask(method, { ...params, signature });
  };
  return { state, wire, line, heard, say, ask, sign };
}

describe("requests", () => {
  test.each([
    ['{"id":7,"method":"time"}', "7"],
    ['{"id":"7","method":"time"}', '"7"'],
    ['{"id":9007199254740993,"method":"time"}', "9007199254740993"],
    ['{"id":null,"method":"time"}', "null"],
    ['{"method":"time"}', "null"],
  ])("%s comes back with its id", (text, id) => {
    expect(readRequest(text)).toMatchObject({ ok: true, request: { id } });
  });

  test.each(["", "{", "[]", "7", '{"id":{},"method":"time"}', '{"id":1}', '{"id":1,"method":"time","params":[]}'])(
    "%s is none",
    (text) => expect(readRequest(text).ok).toBe(false),
  );

  test("what is signed is every parameter by name, with the digits that were sent", () => {
    const read = readRequest('{"id":1,"method":"x","params":{"b":0.10,"signature":"s","a":"1","c":["x"],"B":true}}');
    if (!read.ok) throw new Error("not read");
    expect(signedText(read.request.params)).toBe('B=true&a=1&b=0.10&c=["x"]');
  });
});

test.each(["spot", "futures"] as const)("every method of %s leads somewhere", (family) => {
  const missing = methodNames(family).filter(
    (method) => sessionWeight(family, method) === null && routeOf(family, method) === undefined,
  );
  expect(missing).toEqual([]);
});

describe("answers", () => {
  test("carry the id, a status, a result and the limits", () => {
    const { ask } = desk();
    expect(ask("ping")).toEqual({
      id: "a",
      status: 200,
      result: {},
      rateLimits: [{ rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: 6_000, count: 1 }],
    });
    expect(ask("time", { returnRateLimits: false })).toEqual({ id: "a", status: 200, result: { serverTime: WALL_MS } });
    expect(desk(undefined, undefined, "returnRateLimits=false").ask("ping").rateLimits).toBeUndefined();
  });

  test("an order counts in the windows of its market", () => {
    const spot = desk().sign("order.place", { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.5" });
    expect(spot.result).toMatchObject({ symbol: "ETHUSDT", status: "FILLED" });
    expect(spot.rateLimits?.map((each) => [each.rateLimitType, each.limit, each.count])).toEqual([
      ["ORDERS", 100, 1],
      ["ORDERS", 200_000, 1],
      ["REQUEST_WEIGHT", 6_000, 1],
    ]);
    const futures = desk("binance-futures-ws-api", "/ws-fapi/v1");
    const placed = futures.sign("order.place", { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: 0.5 });
    expect(placed.result).toMatchObject({ symbol: "ETHUSDT", status: "NEW" });
    expect(placed.rateLimits?.map(({ limit }) => limit)).toEqual([300, 1_200, 2_400]);
  });

  const order = { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.5" };
  const refused: [string, () => Answer, number, number][] = [
    ["no JSON", () => desk().say("{"), 400, -1135],
    ["an unknown method", () => desk().ask("order.dance"), 400, -5000],
    [
      "spot's stream at futures",
      () => desk("binance-futures-ws-api", "/ws-fapi/v1").sign("userDataStream.subscribe.signature"),
      400,
      -5000,
    ],
    ["no key", () => desk().ask("order.place", order), 400, -1102],
    ["no signature", () => desk().ask("order.place", { ...order, apiKey: CREDENTIALS.key }), 400, -1102],
    [
      "a wrong signature",
      () => desk().ask("order.place", { ...order, apiKey: CREDENTIALS.key, signature: "0".repeat(64) }),
      400,
      -1022,
    ],
    ["an unknown key", () => desk().ask("account.status", { apiKey: "0".repeat(64), signature: "" }), 401, -2015],
    ["an old timestamp", () => desk().sign("account.status", { timestamp: WALL_MS - 6_000 }), 400, -1021],
    ["an unknown symbol", () => desk().ask("depth", { symbol: "NOPE" }), 400, -1121],
    ["too much money", () => desk().sign("order.place", { ...order, quantity: "50" }), 400, -2010],
    ["a log-on with an HMAC key", () => desk().sign("session.logon"), 400, -4056],
    ["a subscription without a log-on", () => desk().ask("userDataStream.subscribe"), 401, -1002],
    [
      "an end of what was never begun",
      () => desk().ask("userDataStream.unsubscribe", { subscriptionId: 0 }),
      400,
      -2036,
    ],
  ];
  test.each(refused)("%s", (_, ask, status, code) => {
    const answer = ask();
    expect([answer.status, answer.error?.code]).toEqual([status, code]);
  });
});

describe("the spot user stream", () => {
  test("tells an order, its fill and the balances, until it is ended", () => {
    const { sign, ask, heard, state } = desk();
    expect(sign("userDataStream.subscribe.signature").result).toEqual({ subscriptionId: 0 });
    expect(sign("userDataStream.subscribe.signature").error?.code).toBe(-2035);
    expect(ask("session.subscriptions").result).toEqual([{ subscriptionId: 0 }]);
    expect(ask("session.status").result).toMatchObject({ apiKey: null, userDataStream: true });
    sign("order.place", { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.5", newClientOrderId: "mine" });
    const events = heard.map(({ subscriptionId, event }) => ({
      subscriptionId,
      ...(event as Record<string, unknown>),
    }));
    expect(events[0]).toMatchObject({ subscriptionId: 0, e: "executionReport", x: "NEW", c: "mine" });
    expect(events.at(-2)).toMatchObject({ e: "executionReport", x: "TRADE", X: "FILLED", N: "ETH" });
    const held = state.accounts.get(CREDENTIALS.key)?.spot.get("ETH")?.free ?? 0n;
    const last = events.at(-1) as unknown as { readonly e: string; readonly B: { a: string; f: string }[] };
    expect(last.e).toBe("outboundAccountPosition");
    expect(last.B.find(({ a }) => a === "ETH")?.f).toBe((Number(held / 10n ** 10n) / 1e8).toFixed(8));
    expect(ask("userDataStream.unsubscribe").result).toEqual({});
    expect(heard.at(-1)).toMatchObject({ subscriptionId: 0, event: { e: "eventStreamTerminated" } });
    const said = heard.length;
    sign("order.place", { symbol: "ETHUSDT", side: "SELL", type: "MARKET", quantity: "0.1" });
    expect(heard.length).toBe(said);
  });

  test("tells a transfer as a change of balance", () => {
    const { sign, heard, state, wire } = desk();
    sign("userDataStream.subscribe.signature");
    const account = CREDENTIALS.key;
    const command = {
      kind: "transfer",
      venueTimeMs: state.nowMs,
      account,
      asset: "USDT",
      amount: "10",
      to: "futures",
    } as const;
    wire.tell(apply(state, command).events, WALL_MS)();
    expect(heard.map(({ event }) => event)).toMatchObject([
      { e: "balanceUpdate", a: "USDT", d: "-10.00000000" },
      { e: "outboundAccountPosition", B: [{ a: "USDT", f: "49990.00000000", l: "0.00000000" }] },
    ]);
  });
});

test("a countdown cancels what rests when it runs out, and only then", () => {
  const { state, wire, sign } = desk("binance-futures-ws-api", "/ws-fapi/v1");
  const price = String(
    Math.round(Number((sign("ticker.book", { symbol: "ETHUSDT" }).result ?? {})["bidPrice"]) * 0.97),
  );
  const order = { symbol: "ETHUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: "1", price };
  expect(sign("order.place", order).status).toBe(200);
  const query = `symbol=ETHUSDT&countdownTime=5000&timestamp=${WALL_MS}`;
  const signature = createHmac("sha256", CREDENTIALS.secret).update(query).digest("hex");
  const headers = { "x-mbx-apikey": CREDENTIALS.key };
  const path = "/fapi/v1/countdownCancelAll";
  const request = { family: "binance-futures", method: "POST", path, body: "", headers, address: "1" };
  const set = wire.rest({ ...request, query: `${query}&signature=${signature}` }, WALL_MS);
  expect(set.kind === "reply" && set.reply.status).toBe(200);
  expect(wire.due?.(WALL_MS + 4_999)).toEqual([]);
  const due = wire.due?.(WALL_MS + 5_000) ?? [];
  for (const command of due) apply(state, command);
  expect([due.length, state.resting.size]).toEqual([1, 0]);
  expect(wire.due?.(WALL_MS + 9_000)).toEqual([]);
});
