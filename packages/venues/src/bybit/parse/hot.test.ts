import type { HotEvent, MarkUpdate, TopOfBook } from "@evenkeel/core/events";
import type { PublicTrade } from "@evenkeel/core/ports";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { hotMarkets } from "../../common/market/hot.ts";
import { documentedFrame } from "../payloads/read.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createBookReader } from "./book.ts";
import type { Reply } from "./frame.ts";
import { createTickerReader } from "./tickers.ts";
import { createTradeReader } from "./trades.ts";

const PERPETUALS = hotMarkets(TEST_MARKETS.filter(({ instrument }) => instrument.kind === "perpetual"));

function hear() {
  const events: HotEvent[] = [];
  const malformed: (readonly [number | null, string])[] = [];
  const settled: (readonly [string, number])[] = [];
  const replies: Reply[] = [];
  const clock = { nowMs: 5 };
  const outlet = {
    sink: (event: HotEvent) => void events.push({ ...event }),
    nowMs: () => wallTime(clock.nowMs),
    observeVenueTime: () => undefined,
    venueNowMs: () => venueTime(0),
    malformed: (instrument: number | null, reason: string) => void malformed.push([instrument, reason]),
    settled: (symbol: string, at: number) => void settled.push([symbol, at]),
  };
  return { events, malformed, settled, replies, clock, outlet, onReply: (reply: Reply) => void replies.push(reply) };
}

describe("the best of a book", () => {
  const book = (changes: object = {}): string => {
    const data = { s: "1000PEPEUSDT", b: [["0.0123", "7"]], a: [["0.0124", "8"]], u: 10, seq: 100, ...changes };
    return JSON.stringify({ topic: "orderbook.1.1000PEPEUSDT", type: "snapshot", ts: 1_763_000_000_000, data, cts: 1 });
  };
  const listen = () => {
    const heard = hear();
    return { ...heard, read: createBookReader(PERPETUALS, heard.outlet, heard.onReply) };
  };

  test("is told in the contract's coins", () => {
    const { read, events } = listen();
    read(book());
    expect(events).toEqual([
      {
        kind: "top",
        instrument: 1,
        bidPrice: 1_230_000,
        bidQuantity: 7_000,
        askPrice: 1_240_000,
        askQuantity: 8_000,
        updateId: 1,
        venueTimeMs: 1_763_000_000_000,
        receivedAtMs: 5,
      },
    ]);
  });

  test("a book at rest told again under its number still stands; an older one is passed over", () => {
    const { read, events } = listen();
    for (const changes of [{}, {}, { u: 9, seq: 99 }, { u: 11, seq: 101 }]) read(book(changes));
    expect(events.map((event) => (event as TopOfBook).updateId)).toEqual([1, 2, 3]);
  });

  test("a service that began anew counts from one, and is believed", () => {
    const { read, events } = listen();
    read(book());
    read(book({ u: 1, seq: 5 }));
    read(book({ u: 2, seq: 6 }));
    expect(events).toHaveLength(3);
  });

  test("an empty side is no price, for the market to judge", () => {
    const { read, events } = listen();
    read(book({ b: [] }));
    expect(events).toMatchObject([{ bidPrice: 0, bidQuantity: 0, askPrice: 1_240_000 }]);
  });

  test("answers go where they are waited for", () => {
    const { read, replies, malformed } = listen();
    read(JSON.stringify(documentedFrame("subscribed linear")));
    read(JSON.stringify(documentedFrame("pong linear")));
    read('{"success":false,"ret_msg":"Invalid symbol :[orderbook.1.X]","req_id":"7","op":"subscribe"}');
    expect(replies).toMatchObject([
      { op: "subscribe", success: true },
      { op: "ping", success: true },
      { op: "subscribe", success: false, id: "7", message: "Invalid symbol :[orderbook.1.X]" },
    ]);
    expect(malformed).toEqual([]);
  });
});

describe("tickers of contracts", () => {
  const listen = () => {
    const heard = hear();
    return { ...heard, read: createTickerReader(PERPETUALS, heard.outlet, heard.onReply) };
  };
  const delta = (data: object, ts = 1_760_325_052_700): string =>
    JSON.stringify({ topic: "tickers.BTCUSDT", type: "delta", data: { symbol: "BTCUSDT", ...data }, cs: 1, ts });
  const marksOf = (events: readonly HotEvent[]) => events as readonly MarkUpdate[];

  test("are whole once and then changed field by field", () => {
    const { read, events } = listen();
    read(JSON.stringify(documentedFrame("tickers linear")));
    read(delta({ markPrice: "66670.10" }));
    read(delta({ fundingRate: "0.0001", lastPrice: "1" }));
    const whole = {
      markPrice: 6_666_660_000_000,
      indexPrice: 11_541_819_000_000,
      fundingRate: -50_000_000,
      nextFundingAt: 1_760_342_400_000,
      venueTimeMs: 1_760_325_052_630,
    };
    expect(events).toMatchObject([
      whole,
      { ...whole, markPrice: 6_667_010_000_000, venueTimeMs: 1_760_325_052_700 },
      { ...whole, markPrice: 6_667_010_000_000, fundingRate: 1_000_000, venueTimeMs: 1_760_325_052_700 },
    ]);
  });

  test("a change before the whole is kept, not told", () => {
    const { read, events } = listen();
    read(delta({ markPrice: "66670.10" }));
    expect(events).toEqual([]);
    read(delta({ indexPrice: "66660", fundingRate: "0.0001", nextFundingTime: "1760342400000" }));
    expect(marksOf(events).map(({ markPrice }) => markPrice)).toEqual([6_667_010_000_000]);
  });

  test("what has not moved is told again after a second, not before", () => {
    const { read, events, clock } = listen();
    read(JSON.stringify(documentedFrame("tickers linear")));
    read(delta({ lastPrice: "1" }));
    expect(events).toHaveLength(1);
    clock.nowMs += 1_000;
    read(delta({ lastPrice: "2" }));
    expect(events).toHaveLength(2);
  });

  test("an empty rate is not known, and nothing is told until it is", () => {
    const { read, events, malformed } = listen();
    read(JSON.stringify(documentedFrame("tickers linear")));
    read(delta({ fundingRate: "" }));
    read(delta({ markPrice: "66670.10" }));
    expect(events).toHaveLength(1);
    read(delta({ fundingRate: "0.0002" }));
    expect(marksOf(events).at(-1)).toMatchObject({ fundingRate: 2_000_000, markPrice: 6_667_010_000_000 });
    expect(malformed).toEqual([]);
  });

  test("a frame that cannot be read leaves what was known", () => {
    const { read, events, malformed } = listen();
    read(JSON.stringify(documentedFrame("tickers linear")));
    read(delta({ markPrice: "much", indexPrice: "1" }));
    read(delta({ fundingRate: "0.0003" }));
    expect(marksOf(events).at(-1)).toMatchObject({ markPrice: 6_666_660_000_000, indexPrice: 11_541_819_000_000 });
    expect(malformed.map(([instrument]) => instrument)).toEqual([0]);
  });

  test("a settlement that moved on has happened", () => {
    const { read, settled } = listen();
    read(JSON.stringify(documentedFrame("tickers linear")));
    read(delta({ nextFundingTime: "1760371200000" }));
    read(delta({ nextFundingTime: "1760371200000" }));
    expect(settled).toEqual([["BTCUSDT", 1_760_342_400_000]]);
  });
});

describe("public trades", () => {
  test("rise in number with their time, and within it", () => {
    const trades: PublicTrade[] = [];
    const malformed: string[] = [];
    const port = {
      trade: (trade: PublicTrade) => void trades.push({ ...trade }),
      malformed: (why: string) => void malformed.push(why),
    };
    const read = createTradeReader(PERPETUALS, port, () => undefined);
    const frame = documentedFrame("publicTrade") as { readonly data: readonly object[] };
    const [row] = frame.data;
    read(JSON.stringify({ ...frame, data: [row, { ...row, S: "Sell" }, { ...row, T: 1_672_304_486_866 }] }));
    expect(trades).toMatchObject([
      { instrument: 0, price: 1_657_850_000_000, quantity: 1, takerSide: "buy", venueTimeMs: 1_672_304_486_865 },
      { takerSide: "sell" },
      { venueTimeMs: 1_672_304_486_866 },
    ]);
    const ids = trades.map(({ tradeId }) => tradeId);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(3);
    for (const bad of ["{", '{"topic":"publicTrade.X"}', JSON.stringify({ ...frame, data: [{ ...row, S: "Up" }] })])
      read(bad);
    expect(malformed).toHaveLength(3);
  });
});
