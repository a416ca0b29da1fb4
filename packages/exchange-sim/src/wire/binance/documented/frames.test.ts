import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { advance } from "../../../exchange/advance.ts";
import { apply } from "../../../exchange/apply.ts";
import type { Command } from "../../../exchange/command.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { Dispatched, Line, StreamClient } from "../../wire.ts";
import { ask, CREDENTIALS, WALL_MS } from "../desk.test-data.ts";
import { forcedOrderFrame } from "../stream/second-frames.ts";
import { listenKeyExpiredFrame, userFrames } from "../stream/user-frames.ts";
import { openBinance } from "../wire.ts";
import { busyDesk, limitOrder, priceBelow, stopOrder } from "./busy.test-data.ts";
import { differences, exampleOf } from "./shape.test-data.ts";

type Frame = Record<string, unknown>;

/** A line to one of the venue's doors, everything said on it, and the hands to move the venue. */
function open(family: string, path: string) {
  const at = busyDesk();
  const wire = openBinance(at.state, [CREDENTIALS]);
  const heard: Frame[] = [];
  const hear = (text: string) => void heard.push(JSON.parse(text) as Frame);
  const client: StreamClient = { push: hear, answer: hear, close: () => undefined };
  const line = wire.connect({ family, path, query: "", headers: {}, address: "1" }, client, WALL_MS) as Line;
  const settle = (dispatched: Dispatched | null): Frame => {
    if (dispatched === null) return {};
    if (dispatched.kind === "reply") return JSON.parse(dispatched.reply.body) as Frame;
    const applied = dispatched.commands.map((command) => apply(at.state, command));
    wire.tell(
      applied.flatMap(({ events }): readonly ExchangeEvent[] => events),
      WALL_MS,
    )();
    return JSON.parse(dispatched.finish(applied).body) as Frame;
  };
  let wallMs = WALL_MS;
  const say = (method: string, params: unknown): Frame => {
    wallMs += 1_000;
    return settle(line.receive(JSON.stringify({ id: "1", method, params }), wallMs));
  };
  const sign = (method: string, query = ""): Frame => {
    const given = Object.fromEntries(new URLSearchParams(query));
    const params: Record<string, string | number> = { ...given, apiKey: CREDENTIALS.key, timestamp: wallMs + 1_000 };
    const payload = Object.keys(params)
      .toSorted()
      .map((name) => `${name}=${params[name]}`)
      .join("&");
    const signature = createHmac("sha256", CREDENTIALS.secret).update(payload).digest("hex");
    return say(method, { ...params, signature });
  };
  /** Ten seconds of the market, told second by second. */
  const run = () => {
    for (let k = 0; k < 10; k++) {
      advance(at.state, at.state.nowMs + 1_000);
      wire.publishQuotes(WALL_MS);
      wire.publishSeconds(WALL_MS);
    }
  };
  return { at, heard, say, sign, run };
}

const missing = (path: string, names: string) => names.split(" ").map((name) => `${path}.${name} is missing`);

const found = (file: string, example: string, served: unknown): readonly string[] =>
  differences(exampleOf(file, example), served).toSorted();

const frameOn = (family: string, path: string, stream: string): unknown => {
  const { say, run, heard } = open(family, path);
  say("SUBSCRIBE", [stream]);
  run();
  return heard.at(-1);
};

describe("spot's streams", () => {
  const names = "aggTrade trade kline_1m miniTicker ticker bookTicker avgPrice depth5 depth".split(" ");
  test.each(names)("%s", (name) => {
    expect(found("spot-streams", name, frameOn("binance-spot-stream", "/ws", `ethusdt@${name}`))).toEqual([]);
  });
});

/** Of contracts in pairs and of a venue's own types of symbols, which perpetuals here have not. */
const PAIRS = (path: string) => [`${path}.ps is missing`, `${path}.st is missing`];
const TYPES = (path: string) => [`${path}.st is missing`];

describe("the futures streams", () => {
  const rows: readonly [example: string, door: string, stream: string, known: readonly string[]][] = [
    ["aggregateTradeStreams", "market", "ethusdt@aggTrade", TYPES("")],
    ["allMarketMiniTickersStream", "market", "!miniTicker@arr", PAIRS("[]")],
    ["allMarketTickersStreams", "market", "!ticker@arr", PAIRS("[]")],
    ["individualSymbolMiniTickerStream", "market", "ethusdt@miniTicker", PAIRS("")],
    ["individualSymbolTickerStreams", "market", "ethusdt@ticker", PAIRS("")],
    ["klineCandlestickStreams", "market", "ethusdt@kline_1m", []],
    ["markPriceStream", "market", "ethusdt@markPrice@1s", TYPES("")],
    ["markPriceStreamForAllMarket", "market", "!markPrice@arr@1s", TYPES("[]")],
    ["allBookTickersStream", "public", "!bookTicker", PAIRS("")],
    ["individualSymbolBookTickerStreams", "public", "ethusdt@bookTicker", PAIRS("")],
    ["diffBookDepthStreams", "public", "ethusdt@depth@100ms", PAIRS("")],
    ["partialBookDepthStreams", "public", "ethusdt@depth5", PAIRS("")],
  ];
  test.each(rows)("%s", (example, door, stream, known) => {
    const frame = frameOn("binance-futures-stream", `/${door}/ws`, stream);
    expect(found("futures-streams", example, frame)).toEqual([...known].toSorted());
  });

  test("a liquidation", () => {
    const { at } = open("binance-futures-stream", "/market/ws");
    const account = at.state.accounts.get(CREDENTIALS.key);
    const trade = account?.futuresTrades[0];
    const order = account?.orders.get(trade?.orderId ?? 0);
    if (trade === undefined || order === undefined) throw new Error("nothing was traded");
    const frame: unknown = JSON.parse(forcedOrderFrame(at.state, order, trade, 1));
    expect(found("futures-streams", "liquidationOrderStreams", frame)).toEqual([]);
  });
});

test("spot's user stream tells orders, balances and its own end in the documented shapes", () => {
  const { at, sign, heard } = open("binance-spot-ws-api", "/ws-api/v3");
  sign("userDataStream.subscribe.signature");
  sign("order.place", limitOrder(at, "spot", "mine"));
  const event = (name: string) => heard.find(({ event: each }) => (each as Frame | undefined)?.["e"] === name);
  // A prevented match is told of an order that a self-trade ended.
  const inEvent = (name: string) => found("spot-user-stream", name, event(name));
  expect(inEvent("executionReport")).toEqual([".event.v is missing"]);
  expect(inEvent("outboundAccountPosition")).toEqual([]);
  sign("userDataStream.unsubscribe");
  expect(inEvent("eventStreamTerminated")).toEqual([]);
});

test("the futures' user stream tells each of its events in the declared shape", () => {
  const at = busyDesk();
  const place = (query: string) => ask(at, "futures", "POST", "/fapi/v1/algoOrder", query);
  const account = at.state.accounts.get(CREDENTIALS.key);
  const events: ExchangeEvent[] = [];
  const send = (command: Command) => void events.push(...apply(at.state, command).events);
  const of = { venueTimeMs: at.state.nowMs, account: CREDENTIALS.key, symbol: "ETHUSDT" } as const;
  send({ kind: "set-leverage", ...of, leverage: 3 });
  const order = { market: "futures", side: "SELL", type: "MARKET", timeInForce: "GTC", price: null } as const;
  const rest = { clientOrderId: null, reduceOnly: false, positionSide: "BOTH" } as const;
  send({ kind: "place", ...of, ...order, ...rest, quantity: "1" });
  // More than the account can pay for when the price is reached.
  expect(place(stopOrder(at, "dear").replace("quantity=1", "quantity=60")).status).toBe(200);
  send({ kind: "shock", ...of, logReturn: -0.04 });
  events.push(...advance(at.state, at.state.nowMs + 120_000));
  expect(account).toBeDefined();
  const frames = events.flatMap((event) => userFrames(at.state, event)).map(({ frame }) => JSON.parse(frame) as Frame);
  const inEvent = (name: string, like: (frame: Frame) => boolean = () => true) =>
    found(
      "futures-user-stream",
      name,
      frames.find((frame) => frame["e"] === name && like(frame)),
    );
  const filled = (frame: Frame) => (frame["o"] as Frame)["x"] === "TRADE";
  // Of trailing stops, and of what the venue shows elsewhere.
  expect(inEvent("ORDER_TRADE_UPDATE", filled)).toEqual(missing(".o", "AP M cr"));
  expect(inEvent("ACCOUNT_UPDATE")).toEqual(missing(".a", "S"));
  expect(inEvent("ALGO_UPDATE")).toEqual(missing(".o", "ia"));
  for (const name of ["TRADE_LITE", "ACCOUNT_CONFIG_UPDATE", "CONDITIONAL_ORDER_TRIGGER_REJECT"]) {
    expect([name, inEvent(name)]).toEqual([name, []]);
  }
  const expired: unknown = JSON.parse(listenKeyExpiredFrame("key", WALL_MS));
  expect(found("futures-user-stream", "listenKeyExpired", expired)).toEqual([]);
});

const SYMBOL = "symbol=ETHUSDT";

const extra = (path: string, names: string) => names.split(" ").map((name) => `${path}.${name} is not documented`);
/** Shown of orders that a self-trade, a strategy or a trailing stop made special. */
const PREVENTED = "preventedMatchId preventedQuantity";
const SPECIAL = "strategyId strategyType trailingDelta";
/** Pages of methods lag behind those of the same calls by REST. */
const EXECUTED = extra(".result", "avgPrice cumQuote");
const TRAILING = missing(".result", "activatePrice priceRate");

describe("spot's WebSocket API", () => {
  const line = open("binance-spot-ws-api", "/ws-api/v3");
  const { at, sign } = line;
  const orderId = () => (sign("order.status", `${SYMBOL}&origClientOrderId=rests`)["result"] as Frame)["orderId"];
  const rows: readonly [method: string, query: () => string, known?: readonly string[]][] = [
    ["ping", () => ""],
    ["time", () => ""],
    ["depth", () => SYMBOL],
    ["trades.recent", () => SYMBOL],
    ["trades.historical", () => SYMBOL],
    ["trades.aggregate", () => SYMBOL],
    ["klines", () => `${SYMBOL}&interval=1m`],
    ["avgPrice", () => SYMBOL],
    ["ticker.24hr", () => SYMBOL],
    ["ticker.price", () => SYMBOL],
    ["ticker.book", () => SYMBOL],
    ["account.status", () => ""],
    ["account.commission", () => SYMBOL],
    ["account.rateLimits.orders", () => ""],
    ["myTrades", () => SYMBOL],
    ["allOrders", () => SYMBOL, missing(".result[]", PREVENTED)],
    [
      "order.status",
      () => `${SYMBOL}&origClientOrderId=rests`,
      missing(".result", `${PREVENTED} ${SPECIAL} trailingTime`),
    ],
    ["openOrders.status", () => SYMBOL],
    ["order.amend.keepPriority", () => `${SYMBOL}&origClientOrderId=rests&newQty=0.4`],
    ["order.amendments", () => `${SYMBOL}&orderId=${String(orderId())}`],
    [
      "order.cancelReplace",
      () => `${limitOrder(at, "spot", "new")}&cancelReplaceMode=STOP_ON_FAILURE&cancelOrigClientOrderId=rests`,
      extra(".result.newOrderResponse", "fills workingTime"),
    ],
    ["order.cancel", () => `${SYMBOL}&origClientOrderId=new`, missing(".result", `icebergQty stopPrice ${SPECIAL}`)],
    ["order.place", () => `${SYMBOL}&side=BUY&type=MARKET&quantity=1`, extra(".result", "selfTradePreventionMode")],
    [
      "session.status",
      () => "",
      [".result.apiKey is null, documented string", ".result.authorizedSince is null, documented number"],
    ],
    ["session.logout", () => ""],
    ["userDataStream.subscribe.signature", () => ""],
    ["session.subscriptions", () => ""],
    ["userDataStream.unsubscribe", () => ""],
  ];
  test.each(rows)("%s", (method, query, known = []) => {
    const { rateLimits, ...answer } = sign(method, query());
    const { rateLimits: shown, ...example } = exampleOf("spot-ws-api", method) as Frame;
    expect(answer["status"]).toBe(200);
    expect(differences({ ...example, id: "1" }, answer).toSorted()).toEqual([...known].toSorted());
    // The examples leave the limits out here and there; the venue sends them with every answer.
    expect(differences(shown ?? rateLimits, rateLimits)).toEqual([]);
  });
});

describe("the futures' WebSocket API", () => {
  const { at, sign } = open("binance-futures-ws-api", "/ws-fapi/v1");
  const rows: readonly [example: string, method: string, query: () => string, known?: readonly string[]][] = [
    ["symbolPriceTicker", "ticker.price", () => SYMBOL],
    ["symbolOrderBookTicker", "ticker.book", () => SYMBOL],
    ["futuresAccountBalanceV2", "v2/account.balance", () => ""],
    ["accountInformationV2", "v2/account.status", () => ""],
    ["positionInformationV2", "v2/account.position", () => SYMBOL],
    ["queryOrder", "order.status", () => `${SYMBOL}&origClientOrderId=rests`, TRAILING],
    ["newOrder", "order.place", () => limitOrder(at, "futures", "one"), EXECUTED],
    [
      "modifyOrder",
      "order.modify",
      () => `${SYMBOL}&origClientOrderId=one&side=BUY&quantity=3&price=${priceBelow(at, "futures", 4)}`,
      [...EXECUTED, ...missing(".result", "modifyId"), ...extra(".result", "pair")],
    ],
    ["cancelOrder", "order.cancel", () => `${SYMBOL}&origClientOrderId=one`, [...EXECUTED, ...TRAILING]],
    [
      "newAlgoOrder",
      "algoOrder.place",
      () => stopOrder(at, "new"),
      [...extra(".result", "activatePrice callbackRate"), ".result.icebergQuantity is null, documented string"],
    ],
    ["cancelAlgoOrder", "algoOrder.cancel", () => "clientAlgoId=new"],
    ["startUserDataStream", "userDataStream.start", () => ""],
  ];
  test.each(rows)("%s", (example, method, query, known = []) => {
    const { rateLimits: _limits, ...answer } = sign(method, query());
    const { rateLimits: _shown, ...documented } = exampleOf("futures-ws-api", example) as Frame;
    expect(answer["status"]).toBe(200);
    expect(differences({ ...documented, id: "1" }, answer).toSorted()).toEqual([...known].toSorted());
  });
});
