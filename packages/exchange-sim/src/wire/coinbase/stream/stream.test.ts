import { describe, expect, test } from "vitest";
import { bookSide } from "../../../book/plan.ts";
import {
  type Desk,
  EDWARDS,
  type Frame,
  get,
  listen,
  MAIN,
  openDesk,
  pass,
  post,
  tokenOf,
  WALL_MS,
} from "../desk.test-data.ts";
import { decimal } from "../format.ts";
import { STANDARD_LIMITS } from "../session.ts";
import { openCoinbase } from "../wire.ts";

const subscribe = (channel: string, product_ids: readonly string[] = [], jwt?: string) => ({
  type: "subscribe",
  channel,
  product_ids,
  ...(jwt === undefined ? {} : { jwt }),
});
const token = () => tokenOf(MAIN, null);

interface Update {
  readonly side: "bid" | "offer";
  readonly price_level: string;
  readonly new_quantity: string;
}

/** A book kept by nothing but the frames. */
function fold(frames: readonly Frame[]): { bid: Map<string, string>; offer: Map<string, string> } {
  const book = { bid: new Map<string, string>(), offer: new Map<string, string>() };
  for (const { events } of frames) {
    for (const event of events as unknown as { type: string; updates: Update[] }[]) {
      if (event.type === "snapshot") for (const side of Object.values(book)) side.clear();
      for (const { side, price_level, new_quantity } of event.updates) {
        if (new_quantity === "0") book[side].delete(price_level);
        else book[side].set(price_level, new_quantity);
      }
    }
  }
  return book;
}

const tick = (desk: Desk, ms: number, wallMs = WALL_MS): void => {
  pass(desk, ms);
  desk.wire.publishQuotes(wallMs);
};

describe("market channels", () => {
  test("level2: a snapshot and its updates make the book that the exchange has, for early and late comers", () => {
    const desk = openDesk();
    const early = listen(desk);
    early.say(subscribe("level2", ["BTC-USD"]));
    for (let k = 0; k < 20; k++) tick(desk, 7_000);
    const late = listen(desk);
    late.say(subscribe("level2", ["BTC-USDC"]));
    for (let k = 0; k < 20; k++) tick(desk, 700);
    const { spot } = desk.state.world.instruments[0] ?? { spot: { priceScale: 0, quantityScale: 0 } };
    for (const [side, taker] of [
      ["bid", "SELL"],
      ["offer", "BUY"],
    ] as const) {
      const levels = bookSide(desk.state, 0, "spot", taker, 100).map(
        ({ price, quantity }) => [decimal(price, spot.priceScale), decimal(quantity, spot.quantityScale)] as const,
      );
      expect(levels).toHaveLength(100);
      for (const listener of [early, late]) {
        const told = fold(listener.of("l2_data"))[side];
        expect(Object.fromEntries(told)).toEqual(Object.fromEntries(levels));
      }
    }
  });

  test("every frame of a connection has the next number, whatever its channel", () => {
    const desk = openDesk();
    const listener = listen(desk);
    for (const channel of ["level2", "ticker", "ticker_batch", "market_trades", "candles", "status"]) {
      listener.say(subscribe(channel, ["BTC-USD", "ETH-USD"]));
    }
    listener.say(subscribe("heartbeats"));
    listener.say("nonsense");
    for (let k = 0; k < 12; k++) {
      tick(desk, 5_000, WALL_MS + k * 1_000);
      desk.wire.publishSeconds(WALL_MS + k * 1_000);
    }
    const numbered = listener.frames.filter((frame) => frame.type === undefined);
    expect(numbered.map((frame) => frame.sequence_num)).toEqual(numbered.map((_frame, at) => at));
    const counts = listener.of("heartbeats").map(({ events }) => events[0]?.["heartbeat_counter"]);
    expect(counts).toEqual(counts.map((_count, at) => at));
    expect(listener.of("ticker_batch").length).toBeGreaterThanOrEqual(4);
    expect(listener.of("status").length).toBe(2);
    expect(listener.frames.at(-1)?.channel).not.toBe("subscriptions");
  });

  test("market_trades: newest first, none twice and none missing, the maker's side, prices of the tape", () => {
    const desk = openDesk();
    const listener = listen(desk);
    listener.say(subscribe("market_trades", ["BTC-USD"]));
    for (let k = 0; k < 30; k++) tick(desk, 2_000);
    type Trades = { trades: { trade_id: string; side: string; price: string }[] }[];
    const events = listener.of("market_trades").flatMap((frame) => frame.events as unknown as Trades);
    for (const { trades } of events) {
      const ids = trades.map((trade) => Number(trade.trade_id));
      expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    }
    const ids = events.flatMap(({ trades }) => trades.map((trade) => trade.trade_id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(events.flatMap(({ trades }) => trades.map((trade) => trade.side)))).toEqual(
      new Set(["BUY", "SELL"]),
    );
  });

  test("what an account takes is on the tape at once, what it gives is the market's own trade", () => {
    const desk = openDesk();
    const listener = listen(desk);
    listener.say(subscribe("market_trades", ["BTC-USD"]));
    tick(desk, 1_000);
    const order = { client_order_id: "taker", product_id: "BTC-USD", side: "BUY" };
    post(desk, "orders", { ...order, order_configuration: { market_market_ioc: { base_size: "0.0345" } } });
    tick(desk, 0);
    type Trade = { trade_id: string; side: string; price: string; size: string };
    const heard = () =>
      listener.of("market_trades").flatMap(({ events }) => events as unknown as { trades: Trade[] }[]);
    const told = heard().at(-1)?.trades ?? [];
    const { fills }: { fills: Trade[] } = get(desk, "orders/historical/fills");
    const taken = (trades: readonly Trade[]) => trades.map(({ price, size }) => [price, size]);
    expect(taken(told.slice(0, fills.length))).toEqual(taken(fills));
    expect(told[0]?.side).toBe("SELL");
    const { trades }: { trades: Trade[] } = get(desk, "products/BTC-USD/ticker", "limit=1");
    expect(trades[0]).toMatchObject({ trade_id: told[0]?.trade_id, price: fills[0]?.price });
    tick(desk, 2_000);
    const ids = heard().flatMap((each) => each.trades.map((trade) => trade.trade_id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("subscriptions are told whole; what is unsubscribed from is silent", () => {
    const desk = openDesk();
    const listener = listen(desk);
    const told = () => listener.of("subscriptions").at(-1)?.events[0]?.["subscriptions"];
    listener.say(subscribe("ticker", ["BTC-USD", "ETH-USD"]));
    listener.say(subscribe("heartbeats"));
    expect(told()).toEqual({ ticker: ["BTC-USD", "ETH-USD"], heartbeats: ["heartbeats"] });
    listener.say({ type: "unsubscribe", channel: "ticker", product_ids: ["BTC-USD"] });
    expect(told()).toEqual({ ticker: ["ETH-USD"], heartbeats: ["heartbeats"] });
    listener.say({ type: "unsubscribe", channel: "heartbeats" });
    listener.say({ type: "unsubscribe", channel: "ticker" });
    expect(told()).toEqual({});
    const before = listener.frames.length;
    for (let k = 0; k < 5; k++) tick(desk, 10_000);
    desk.wire.publishSeconds(WALL_MS);
    expect(listener.frames).toHaveLength(before);
  });
});

describe("the user channel", () => {
  const order = (client_order_id: string, configuration: object, side = "BUY") => ({
    client_order_id,
    product_id: "BTC-USD",
    side,
    order_configuration: configuration,
  });
  type Orders = { type: string; orders: Record<string, string>[] }[];
  const ordersOf = (frames: readonly Frame[]) =>
    frames.flatMap(({ events }) => (events as unknown as Orders).flatMap(({ orders }) => orders));

  test.each([["coinbase-stream"], ["coinbase-user-stream"]])(
    "%s: open orders first, then every step of each",
    (family) => {
      const desk = openDesk();
      post(
        desk,
        "orders",
        order("resting", { limit_limit_gtc: { base_size: "0.01", limit_price: "85000", post_only: true } }),
      );
      const listener = listen(desk, family);
      listener.say(subscribe("user", [], token()));
      expect(ordersOf(listener.of("user"))).toMatchObject([
        { client_order_id: "resting", status: "OPEN", post_only: "true" },
      ]);
      post(desk, "orders", order("taking", { market_market_ioc: { base_size: "0.9" } }, "SELL"));
      const taking = ordersOf(listener.of("user")).filter((each) => each["client_order_id"] === "taking");
      expect(taking.length).toBeGreaterThan(2);
      expect(taking[0]).toMatchObject({
        status: "OPEN",
        cumulative_quantity: "0",
        number_of_fills: "0",
        total_fees: "0",
      });
      taking.forEach((each, at) => expect(each["number_of_fills"]).toBe(String(at)));
      const last = taking.at(-1) ?? {};
      expect(last).toMatchObject({ status: "FILLED", cumulative_quantity: "0.9", leaves_quantity: "0" });
      expect(Number(last["total_fees"])).toBeCloseTo(Number(last["filled_value"]) * 0.012, 5);
    },
  );

  test("products and keys keep apart; the last frame of a snapshot has fewer than fifty", () => {
    const desk = openDesk();
    const gtc = (limit_price: string) => ({ limit_limit_gtc: { base_size: "0.0001", limit_price, post_only: false } });
    for (let k = 0; k < 55; k++) post(desk, "orders", order(`n-${k}`, gtc(String(85_000 + k))));
    const listener = listen(desk);
    listener.say(subscribe("user", ["ETH-USD"], tokenOf(EDWARDS, null)));
    expect(ordersOf(listener.of("user"))).toEqual([]);
    post(desk, "orders", order("other", gtc("86000")));
    expect(listener.of("user")).toHaveLength(1);
    listener.say(subscribe("user", [], token()));
    const sizes = listener
      .of("user")
      .slice(1)
      .map(({ events }) => (events as unknown as Orders)[0]?.orders.length);
    expect(sizes).toEqual([50, 6]);
  });

  test("without a good token: authentication failure, and nothing is told", () => {
    const desk = openDesk();
    const listener = listen(desk);
    const old = tokenOf(MAIN, null, { wallMs: WALL_MS - 300_000 });
    for (const message of [
      subscribe("user"),
      subscribe("user", [], "x"),
      subscribe("user", [], old),
      subscribe("ticker", ["BTC-USD"], old),
      subscribe("heartbeat"),
      subscribe("full", ["BTC-USD"]),
    ]) {
      listener.say(message);
      expect(listener.frames.at(-1)).toEqual({ type: "error", message: "authentication failure" });
    }
    post(desk, "orders", order("unheard", { market_market_ioc: { base_size: "0.01" } }));
    expect(listener.of("user")).toEqual([]);
    const userDoor = listen(desk, "coinbase-user-stream");
    userDoor.say(subscribe("ticker", ["BTC-USD"]));
    expect(userDoor.frames.at(-1)?.type).toBe("error");
  });
});

describe("rules of the line", () => {
  test("five seconds to subscribe; silence ends a connection, heartbeats keep it", () => {
    const desk = openDesk();
    const idle = listen(desk);
    const quiet = listen(desk);
    const beating = listen(desk);
    quiet.say(subscribe("user", [], token()));
    beating.say(subscribe("heartbeats"));
    for (let second = 0; second <= 100; second++) desk.wire.publishSeconds(WALL_MS + second * 1_000);
    expect(idle.closed[0]?.[0]).toBe(1008);
    expect(quiet.closed[0]).toEqual([1000, "no updates"]);
    expect(beating.closed).toEqual([]);
  });

  test("messages and connections by address and second", () => {
    const { state } = openDesk();
    const desk: Desk = { state, wire: openCoinbase(state, [MAIN], { ...STANDARD_LIMITS, connectionSecondMax: 2 }) };
    const listener = listen(desk);
    for (let k = 0; k < 9; k++) listener.say(subscribe("heartbeats"));
    expect(listener.frames.at(-1)).toEqual({ type: "error", message: "rate limit exceeded" });
    listener.say(subscribe("heartbeats", [], token()));
    expect(listener.frames.at(-1)?.channel).toBe("subscriptions");
    listen(desk);
    expect(() => listen(desk)).toThrow("429");
    expect(() => listen(desk, "coinbase-stream", WALL_MS + 1_000)).not.toThrow();
  });

  test("whatever is said, the answer is an error and the connection stays", () => {
    const desk = openDesk();
    const listener = listen(desk);
    const said = ["", "{", "[]", "null", "7", '"x"', "{}", "東京", '{"type":"subscribe"}', "x".repeat(100_000)];
    const messages = [
      { type: "subscribe", channel: 7 },
      { type: "subscribe", channel: "ticker", product_ids: "BTC-USD" },
      { type: "subscribe", channel: "ticker", product_ids: [7] },
      { type: "subscribe", channel: "ticker", product_ids: ["NO-USD"] },
      { type: "subscribe", channel: "ticker", product_ids: Array(2_000).fill("BTC-USD") },
      { type: "subscribe", channel: "__proto__" },
      { type: "shout", channel: "ticker" },
      { type: "subscribe", channel: "ticker", jwt: {} },
    ];
    for (const text of [...said, ...messages]) {
      listener.say(text);
      expect(listener.frames.at(-1)?.type).toBe("error");
    }
    listener.say(subscribe("ticker", ["BTC-USD"]));
    expect(listener.frames.at(-1)?.channel).toBe("subscriptions");
  });
});
