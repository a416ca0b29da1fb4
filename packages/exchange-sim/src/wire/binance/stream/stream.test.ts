import { describe, expect, test } from "vitest";
import { advance } from "../../../exchange/advance.ts";
import { apply } from "../../../exchange/apply.ts";
import { createExchange } from "../../../exchange/create.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { createBestQuote, readBest, touchedBooks } from "../../book.ts";
import { currentBook } from "../market-data.ts";
import { parseStreamRequest } from "./control.ts";
import { allMarkPricesFrame, bookTickerFrame, depthFrame } from "./market-frames.ts";
import { parseTopic, type StreamFamily } from "./topic.ts";
import { userFrames } from "./user-frames.ts";

const ACCOUNT = "owner";
const make = (): ExchangeState =>
  createExchange({
    world: "demo",
    seed: 2,
    symbols: 4,
    accounts: [{ name: ACCOUNT, futures: "50000", spot: { USDT: "50000" } }],
  });
const symbols = { spot: new Map([["BTCUSDT", 0]]), futures: new Map([["BTCUSDT", 0]]) };

describe("stream names", () => {
  const cases: readonly [family: StreamFamily, name: string, kind: string | null][] = [
    ["futures-public", "btcusdt@bookTicker", "book-ticker"],
    ["futures-public", "!bookTicker", "all-book-tickers"],
    ["futures-public", "btcusdt@depth@100ms", "depth"],
    ["futures-public", "btcusdt@depth5", "depth"],
    ["futures-public", "btcusdt@depth7", null],
    ["futures-public", "btcusdt@markPrice@1s", null],
    ["futures-public", "!markPrice@arr@1s", null],
    ["futures-market", "!markPrice@arr@1s", "all-mark-prices"],
    ["futures-market", "btcusdt@markPrice@1s", "mark-price"],
    ["futures-market", "btcusdt@aggTrade", "aggregate-trade"],
    ["futures-market", "btcusdt@trade", null],
    ["futures-public", "btcusdt@trade", "trade"],
    ["futures-market", "btcusdt@kline_1m", "candle"],
    ["futures-market", "btcusdt@kline_7m", null],
    ["futures-market", "btcusdt@ticker", "ticker"],
    ["futures-market", "btcusdt@forceOrder", "forced-order"],
    ["futures-market", "!forceOrder@arr", "all-forced-orders"],
    ["futures-market", "!ticker@arr", "all-tickers"],
    ["futures-market", "!miniTicker@arr", "all-mini-tickers"],
    ["spot", "btcusdt@kline_1d", "candle"],
    ["spot", "btcusdt@miniTicker", "mini-ticker"],
    ["spot", "btcusdt@avgPrice", "average-price"],
    ["spot", "!miniTicker@arr", "all-mini-tickers"],
    ["spot", "!ticker@arr", null],
    ["spot", "btcusdt@forceOrder", null],
    ["futures-market", "btcusdt@bookTicker", null],
    ["futures-private", "btcusdt@bookTicker", null],
    ["spot", "btcusdt@bookTicker", "book-ticker"],
    ["spot", "btcusdt@depth@100ms", "depth"],
    ["spot", "!bookTicker", null],
    ["spot", "nopeusdt@bookTicker", null],
    ["spot", "", null],
    ["spot", "@", null],
  ];
  test.each(cases)("%s %s is %s", (family, name, kind) => {
    expect(parseTopic(family, name, symbols)?.kind ?? null).toBe(kind);
  });
});

test.each([
  ['{"method":"SUBSCRIBE","params":["a@b"],"id":1}', "subscribe"],
  ['{"method":"UNSUBSCRIBE","params":[],"id":"x"}', "unsubscribe"],
  ['{"method":"LIST_SUBSCRIPTIONS"}', "list"],
  ['{"method":"SUBSCRIBE"}', "bad"],
  ["null", "bad"],
  ["", "bad"],
  [`{"method":"SUBSCRIBE","params":[${'"a",'.repeat(2_000)}"a"]}`, "bad"],
])("%.40s is %s", (text, kind) => {
  expect(parseStreamRequest(text).kind).toBe(kind);
});

test("the fast best quote is the book's own, before and after the book was touched", () => {
  const state = make();
  const best = createBestQuote();
  const check = () => {
    for (const market of ["spot", "futures"] as const) {
      for (const { index } of state.world.instruments) {
        readBest(state, index, market, touchedBooks(state), best);
        const book = currentBook(state, index, market, 5);
        expect([best.bid, best.bidQuantity, best.ask, best.askQuantity]).toEqual([
          book.bids[0]?.price,
          book.bids[0]?.quantity,
          book.asks[0]?.price,
          book.asks[0]?.quantity,
        ]);
      }
    }
  };
  check();
  apply(state, {
    kind: "place",
    venueTimeMs: state.nowMs + 500,
    account: ACCOUNT,
    market: "futures",
    symbol: "ETHUSDT",
    side: "SELL",
    type: "MARKET",
    timeInForce: "GTC",
    quantity: "40",
    price: null,
    clientOrderId: null,
    reduceOnly: false,
    positionSide: "BOTH",
  });
  check();
});

test("depth updates join on: whoever applies them to the first book holds the last", () => {
  const state = make();
  const instrument = state.world.instruments[1];
  if (instrument === undefined) throw new Error("missing");
  let published = currentBook(state, 1, "futures", 50);
  const sides = { b: new Map<string, string>(), a: new Map<string, string>() };
  const print = (price: number) => (price / 10 ** instrument.futures.priceScale).toFixed(instrument.futures.priceScale);
  for (const level of published.bids) sides.b.set(print(level.price), "");
  for (const level of published.asks) sides.a.set(print(level.price), "");
  let last = published.updateId;
  for (let k = 0; k < 30; k++) {
    advance(state, state.nowMs + 900);
    const current = currentBook(state, 1, "futures", 50);
    const next = { ...current, updateId: Math.max(published.updateId + 1, current.updateId) };
    const frame = JSON.parse(depthFrame(instrument, "futures", published, next, state.nowMs));
    expect([frame.pu, frame.U]).toEqual([last, last + 1]);
    expect(frame.u).toBeGreaterThanOrEqual(frame.U);
    last = frame.u;
    for (const side of ["b", "a"] as const) {
      for (const [price, quantity] of frame[side]) {
        if (Number(quantity) === 0) sides[side].delete(price);
        else sides[side].set(price, quantity);
      }
    }
    published = next;
    expect(new Set(sides.b.keys())).toEqual(new Set(next.bids.map((level) => print(level.price))));
    expect(new Set(sides.a.keys())).toEqual(new Set(next.asks.map((level) => print(level.price))));
  }
});

test("frames are JSON with the venue's short names", () => {
  const state = make();
  const [instrument] = state.world.instruments;
  if (instrument === undefined) throw new Error("missing");
  const best = createBestQuote();
  readBest(state, 0, "futures", new Set(), best);
  const ticker = JSON.parse(bookTickerFrame(instrument, "futures", best, state.nowMs));
  expect(Object.keys(ticker)).toEqual(["e", "u", "s", "b", "B", "a", "A", "T", "E"]);
  expect(Number(ticker.b)).toBeLessThan(Number(ticker.a));
  const marks = JSON.parse(allMarkPricesFrame(state));
  expect(marks).toHaveLength(4);
  expect(Object.keys(marks[0])).toEqual(["e", "E", "s", "p", "ap", "P", "i", "r", "T"]);
});

test("the owner hears of a fill: the account first, then the order, with its profit and fee", () => {
  const state = make();
  const { events } = apply(state, {
    kind: "place",
    venueTimeMs: state.nowMs,
    account: ACCOUNT,
    market: "futures",
    symbol: "ETHUSDT",
    side: "SELL",
    type: "MARKET",
    timeInForce: "GTC",
    quantity: "0.5",
    price: null,
    clientOrderId: "mine",
    reduceOnly: false,
    positionSide: "BOTH",
  });
  const frames = events.flatMap((event) => userFrames(state, event)).map(({ frame }) => JSON.parse(frame));
  expect(frames.map((frame) => [frame.e, frame.o?.x, frame.o?.X])).toEqual([
    ["ORDER_TRADE_UPDATE", "NEW", "NEW"],
    ["TRADE_LITE", undefined, undefined],
    ["ACCOUNT_UPDATE", undefined, undefined],
    ["ORDER_TRADE_UPDATE", "TRADE", "FILLED"],
  ]);
  expect(frames[1]).toMatchObject({ c: "mine", S: "SELL", l: "0.500", m: false });
  expect(frames[3].o).toMatchObject({ c: "mine", S: "SELL", z: "0.500", N: "USDT", m: false, R: false });
  expect(frames[2].a.P[0]).toMatchObject({ s: "ETHUSDT", pa: "-0.500", mt: "cross" });
});
