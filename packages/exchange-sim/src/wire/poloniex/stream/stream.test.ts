import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { advance } from "../../../exchange/advance.ts";
import { apply } from "../../../exchange/apply.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { Line } from "../../wire.ts";
import { CREDENTIALS, type Desk, openDesk, requestOf, WALL_MS } from "../desk.test-data.ts";
import { differences } from "../shape.test-data.ts";
import { REQUESTS_PER_SECOND, SILENCE_MAX_MS } from "./connection.ts";
import { type DocumentedFrame, PUBLIC_FRAMES } from "./documented.test-data.ts";
import { PRIVATE_FRAMES } from "./documented-private.test-data.ts";

interface Frame {
  readonly channel?: string;
  readonly event?: string;
  readonly message?: string;
  readonly action?: string;
  readonly subscriptions?: readonly string[];
  readonly symbols?: readonly string[];
  readonly data?: readonly Record<string, never>[];
}

interface Socket {
  readonly line: Line;
  readonly frames: Frame[];
  readonly closed: number[];
  readonly say: (message: unknown, wallMs?: number) => Frame[];
}

/** A socket of the venue without a network: what it says lands in a list. */
function open({ state, wire }: Desk, path: string): Socket {
  const frames: Frame[] = [];
  const closed: number[] = [];
  const hear = (frame: string) => void frames.push(JSON.parse(frame));
  const client = { push: hear, answer: hear, close: (code: number) => void closed.push(code) };
  const line = wire.connect({ family: "poloniex-stream", path, query: "", headers: {}, address: "1" }, client, WALL_MS);
  if ("refused" in line) throw new Error(line.refused);
  const say = (message: unknown, wallMs = WALL_MS): Frame[] => {
    const from = frames.length;
    const text = typeof message === "string" ? message : JSON.stringify(message);
    const dispatched = line.receive(text, wallMs);
    if (dispatched?.kind === "reply") hear(dispatched.reply.body);
    if (dispatched?.kind === "commands") {
      const applied = dispatched.commands.map((command) => apply(state, command));
      hear(dispatched.finish(applied).body);
      wire.tell(
        applied.flatMap(({ events }) => events),
        wallMs,
      )();
    }
    return frames.slice(from);
  };
  return { line, frames, closed, say };
}

const subscribe = (channel: string, symbols: readonly string[], more: object = {}) => ({
  event: "subscribe",
  channel: [channel],
  symbols,
  ...more,
});

function authenticate(socket: Socket, secret = CREDENTIALS.secret): Frame[] {
  const signature = createHmac("sha256", secret).update(`GET\n/ws\nsignTimestamp=${WALL_MS}`).digest("base64");
  const params = { key: CREDENTIALS.key, signTimestamp: WALL_MS, signature };
  return socket.say({ event: "subscribe", channel: ["auth"], params });
}

/** Sends a request and tells what came of it to whoever listens. */
function act({ state, wire }: Desk, line: string, sent: unknown): void {
  const dispatched = wire.rest(requestOf(line, sent), WALL_MS);
  if (dispatched.kind !== "commands") throw new Error(dispatched.reply.body);
  const events: ExchangeEvent[] = dispatched.commands.flatMap((command) => [...apply(state, command).events]);
  wire.tell(events, WALL_MS)();
}

const symbolAt = (path: string): string => (path.includes("v3") ? "ETH_USDT_PERP" : "ETH_USDT");

describe("frames have the keys and the types of the venue's own", () => {
  test.each(PUBLIC_FRAMES)("$door $channel ($source)", ({ door, channel, example }: DocumentedFrame) => {
    const desk = openDesk();
    const socket = open(desk, door);
    socket.say(subscribe(channel, [symbolAt(door)]));
    for (let k = 0; k < 40; k++) {
      advance(desk.state, desk.state.nowMs + 1_000);
      desk.wire.publishSeconds(WALL_MS);
    }
    const heard = socket.frames.filter((frame) => frame.channel === channel && frame.event === undefined);
    expect(heard.length).toBeGreaterThan(0);
    expect(differences(heard[0], example, ["action"])).toEqual([]);
  });

  test.each(PRIVATE_FRAMES)("$door $channel ($source)", ({ door, channel, example, optional }: DocumentedFrame) => {
    const desk = openDesk();
    const socket = open(desk, door);
    authenticate(socket);
    socket.say(subscribe(channel, ["all"]));
    act(desk, "POST /v3/trade/order", { symbol: "ETH_USDT_PERP", side: "SELL", type: "MARKET", sz: "7" });
    act(desk, "POST /orders", { symbol: "ETH_USDT", side: "BUY", type: "MARKET", amount: "500" });
    const heard = socket.frames.filter((frame) => frame.channel === channel && frame.event === undefined);
    expect(heard.length).toBeGreaterThan(0);
    for (const frame of heard) expect(differences(frame, example, optional)).toEqual([]);
  });
});

test.each(["/ws/v3/public", "/ws/public"])(
  "%s: the chain of a book joins on, and its levels are the book's",
  (door) => {
    const desk = openDesk();
    const socket = open(desk, door);
    socket.say(subscribe("book_lv2", [symbolAt(door)]));
    const sides = { bids: new Map<string, string>(), asks: new Map<string, string>() };
    const breaks: unknown[] = [];
    let last = 0;
    const follow = (frame: Frame) => {
      const row = frame.data?.[0] as unknown as Record<"bids" | "asks", [string, string][]> & Record<string, number>;
      const before = row["lid"] ?? row["lastId"];
      if (frame.action === "snapshot") for (const side of Object.values(sides)) side.clear();
      else if (before !== last) breaks.push([before, last]);
      last = row["id"] ?? 0;
      for (const side of ["bids", "asks"] as const) {
        for (const [price, quantity] of row[side]) {
          if (Number(quantity) === 0) sides[side].delete(price);
          else sides[side].set(price, quantity);
        }
      }
    };
    for (let k = 0; k < 60; k++) {
      if (k === 30)
        act(desk, "POST /v3/trade/order", { symbol: "ETH_USDT_PERP", side: "BUY", type: "MARKET", sz: "900" });
      advance(desk.state, desk.state.nowMs + 700);
      desk.wire.publishQuotes(WALL_MS);
    }
    const frames = socket.frames.filter((frame) => frame.action !== undefined);
    expect(frames.map(({ action }) => action).lastIndexOf("snapshot")).toBe(0);
    expect(frames.length).toBeGreaterThan(20);
    frames.forEach(follow);
    expect(breaks).toEqual([]);
    const fresh = open(desk, door)
      .say(subscribe("book_lv2", [symbolAt(door)]))
      .at(-1);
    const whole = fresh?.data?.[0] as unknown as Record<"bids" | "asks", [string, string][]>;
    for (const side of ["bids", "asks"] as const) {
      expect(whole[side]).toHaveLength(20);
      expect(new Map(whole[side])).toEqual(sides[side]);
    }
  },
);

describe("what a client may say, and what it hears (captured from the real wire)", () => {
  const cases: readonly (readonly [said: unknown, heard: Frame])[] = [
    [{ event: "ping" }, { event: "pong" }],
    ["PING", { event: "pong" }],
    ["hello", { message: "Not JSON string：hello", event: "error" }],
    [subscribe("book_lv2", ["NOPE_USDT_PERP"]), { message: "no valid symbols", event: "error" }],
    [subscribe("book_lv2", ["BTC_USDT"]), { message: "no valid symbols", event: "error" }],
    [subscribe("nope", ["BTC_USDT_PERP"]), { message: 'Invalid channel values ["nope"]', event: "error" }],
    [subscribe("book_lv2", ["all"]), { message: "All symbols subscription is not allowed", event: "error" }],
    [subscribe("book", ["BTC_USDT_PERP"], { depth: 30 }), { message: "Invalid depth: 30", event: "error" }],
    [subscribe("orders", ["all"]), { message: 'Invalid channel values ["orders"]', event: "error" }],
    [{ event: "list_subscriptions" }, { subscriptions: [] }],
    [
      { event: "unsubscribe", channel: ["book_lv2"], symbols: ["BTC_USDT_PERP"] },
      { event: "unsubscribe", channel: "book_lv2", symbols: ["BTC_USDT_PERP"] },
    ],
    [
      subscribe("mark_price", ["BTC_USDT_PERP", "NOPE"]),
      { event: "subscribe", channel: "mark_price", symbols: ["BTC_USDT_PERP", "NOPE"] },
    ],
  ];
  test.each(cases)("%j", (said, heard) => {
    expect(open(openDesk(), "/ws/v3/public").say(said)[0]).toEqual(heard);
  });

  test.each([
    "null",
    "[]",
    "5",
    '{"event":{}}',
    '{"event":"subscribe","channel":[[]]}',
    '{"event":"subscribe","channel":"book_lv2","symbols":7}',
    '{"event":"createOrder","params":[1]}',
    '{"__proto__":1}',
  ])("%s makes an error and nothing worse", (said) => {
    for (const door of ["/ws/v3/public", "/ws/v3/private", "/ws/public", "/ws/private"]) {
      expect(open(openDesk(), door).say(said).length).toBeGreaterThan(0);
    }
  });

  test("a private channel needs a signature that fits", () => {
    const desk = openDesk();
    const socket = open(desk, "/ws/v3/private");
    expect(socket.say(subscribe("orders", ["all"]))[0]?.event).toBe("error");
    expect(authenticate(socket, "wrong")[0]?.data).toMatchObject({ success: false });
    expect(authenticate(socket)[0]?.data).toMatchObject({ success: true });
    expect(socket.say(subscribe("orders", ["all"]))[0]?.event).toBe("subscribe");
  });

  test("each symbol is given up by itself, and all of them at once", () => {
    const desk = openDesk();
    const socket = open(desk, "/ws/v3/public");
    socket.say(subscribe("mark_price", ["BTC_USDT_PERP", "ETH_USDT_PERP"]));
    socket.say({ event: "unsubscribe", channel: ["mark_price"], symbols: ["BTC_USDT_PERP"] });
    const from = socket.frames.length;
    desk.wire.publishSeconds(WALL_MS);
    expect(socket.frames.slice(from).map((frame) => frame.data?.[0]?.["s"])).toEqual(["ETH_USDT_PERP"]);
    socket.say({ event: "unsubscribe_all" });
    expect(socket.say({ event: "list_subscriptions" })[0]?.subscriptions).toEqual([]);
  });

  test("silence for half a minute ends the connection; a ping keeps it", () => {
    const desk = openDesk();
    const [silent, lively] = [open(desk, "/ws/v3/public"), open(desk, "/ws/v3/public")];
    lively.say("ping", WALL_MS + SILENCE_MAX_MS - 1);
    desk.wire.publishSeconds(WALL_MS + SILENCE_MAX_MS + 1);
    expect([silent.closed, lively.closed]).toEqual([[1001], []]);
  });

  test("more requests in a second than a connection may make are refused", () => {
    const socket = open(openDesk(), "/ws/public");
    for (let k = 0; k < REQUESTS_PER_SECOND; k++) socket.say("ping");
    expect(socket.say("ping")[0]).toEqual({ message: "Too many requests", event: "error" });
    expect(socket.say("ping", WALL_MS + 1_000)[0]).toEqual({ event: "pong" });
  });
});

test("orders go in and out on the spot socket, and their owner hears of them", () => {
  const desk = openDesk();
  const socket = open(desk, "/ws/private");
  const order = { symbol: "ETH_USDT", side: "SELL", type: "MARKET", quantity: "1" };
  const ask = (event: string, params: unknown) => socket.say({ id: "7", event, params });
  expect(ask("createOrder", order)[0]).toMatchObject({ id: "7", data: [{ orderId: 0, code: 401 }] });
  authenticate(socket);
  socket.say(subscribe("orders", ["all"]));
  expect(ask("createOrder", order)[0]).toMatchObject({ data: [{ orderId: 0, clientOrderId: null, code: 21_709 }] });
  const heard = ask("createOrder", { ...order, side: "BUY", amount: "300", clientOrderId: "mine" });
  expect(heard[0]).toMatchObject({ id: "7", data: [{ clientOrderId: "mine", message: "", code: 200 }] });
  expect(heard.slice(1).map((frame) => frame.data?.[0]?.["eventType"])).toEqual(["place", "trade"]);
  expect(ask("cancelOrders", { clientOrderIds: ["mine"] })[0]).toMatchObject({ data: [{ orderId: 0, code: 21_359 }] });
});

test("a liquidation is told to everybody, in contracts", () => {
  const desk = openDesk();
  const socket = open(desk, "/ws/v3/public");
  socket.say(subscribe("liquidation_orders", ["all"]));
  act(desk, "POST /v3/trade/order", {
    symbol: "ETH_USDT_PERP",
    side: "BUY",
    type: "MARKET",
    sz: "500",
    mgnMode: "ISOLATED",
  });
  apply(desk.state, { kind: "shock", venueTimeMs: desk.state.nowMs, symbol: "ETH_USDT_PERP", logReturn: -0.3 });
  desk.wire.tell(advance(desk.state, desk.state.nowMs + 300_000), WALL_MS)();
  const told = socket.frames.filter((frame) => frame.channel === "liquidation_orders" && frame.event === undefined);
  expect(told.length).toBeGreaterThan(0);
  expect(told[0]?.data?.[0]).toMatchObject({ s: "ETH_USDT_PERP", side: "SELL", posSide: "BOTH" });
});

test("in hedge mode the private channel tells each side by itself, until it is closed", () => {
  const desk = openDesk();
  const socket = open(desk, "/ws/v3/private");
  authenticate(socket);
  socket.say(subscribe("positions", ["all"]));
  act(desk, "POST /v3/position/mode", { posMode: "HEDGE" });
  const order = { symbol: "ETH_USDT_PERP", mgnMode: "CROSS", type: "MARKET", sz: "7" };
  act(desk, "POST /v3/trade/order", { ...order, side: "BUY", posSide: "LONG" });
  act(desk, "POST /v3/trade/order", { ...order, side: "SELL", posSide: "SHORT" });
  act(desk, "POST /v3/trade/position", { symbol: "ETH_USDT_PERP", mgnMode: "CROSS", posSide: "SHORT" });
  const told = socket.frames
    .filter(({ channel, event }) => channel === "positions" && event === undefined)
    .flatMap(({ data = [] }) => data.map(({ posSide, side, oldQty, qty }) => [posSide, side, oldQty, qty]));
  expect(told).toEqual([
    ["LONG", "buy", "0", "7"],
    ["SHORT", "sell", "0", "7"],
    ["SHORT", "sell", "7", "0"],
  ]);
});
