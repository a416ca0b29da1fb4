import type { HotEvent } from "@evenkeel/core/events";
import { RATE_SCALE, wallTime } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import {
  type Choose,
  chooser,
  damage,
  decimal,
  decimalText,
  integerText,
  parsed,
  positive,
  SYMBOLS_STRANGE,
  seeded,
  WRONG,
  whole,
} from "../../common/fuzzing.ts";
import { type HotMarkets, hotMarkets } from "../../common/market/hot.ts";
import type { Market } from "../../common/market/market.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createBookReader } from "./book.ts";
import { createTickerReader } from "./tickers.ts";

const MARKETS = TEST_MARKETS.filter(({ instrument }) => instrument.kind === "perpetual");
const SEEDS = [1, 2, 3];
const CASES = 1_500;

type Random = () => number;
type Row = Record<string, unknown>;
type Meaning = object | "malformed" | "ignored";

const symbolText = (choose: Choose, random: Random): string =>
  random() < 0.97 ? `"${random() < 0.8 ? choose(MARKETS).symbol : choose(SYMBOLS_STRANGE)}"` : choose(WRONG);

const object = (entries: string[], random: Random): string => {
  const kept = entries.filter(() => random() < 0.99);
  if (random() < 0.5) kept.reverse();
  return `{${kept.join(random() < 0.02 ? ", " : ",")}}`;
};

const frameText = (choose: Choose, random: Random, topic: string, type: string, data: string): string =>
  object(
    [
      `"topic":"${random() < 0.97 ? topic : choose(["tickers.", "orderbook.50.X", "wallet", ""])}BTCUSDT"`,
      `"type":"${random() < 0.97 ? type : choose(["delta", "snapshot", "odd"])}"`,
      `"ts":${integerText(choose, random)}`,
      `"data":${data}`,
      ...(random() < 0.5 ? [`"cs":${integerText(choose, random)}`] : []),
    ],
    random,
  );

function hear<Reader>(
  create: (markets: HotMarkets, outlet: Parameters<typeof createTickerReader>[1], onReply: () => void) => Reader,
) {
  const events: object[] = [];
  const malformed: unknown[] = [];
  let replies = 0;
  const outlet = {
    sink: (event: HotEvent) => void events.push({ ...event }),
    nowMs: () => wallTime(5),
    observeVenueTime: () => undefined,
    venueNowMs: () => expect.unreachable("every frame has its time"),
    malformed: (instrument: number | null) => void malformed.push(instrument),
    settled: () => undefined,
  };
  const read = create(hotMarkets(MARKETS), outlet, () => {
    replies += 1;
  });
  return { read, events, malformed, replies: () => replies };
}

// What the frames mean, said a second time with JSON.parse alone.

const bySymbol = new Map<unknown, Market>(MARKETS.map((market) => [market.symbol, market]));
const isObject = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value);

function envelope(
  frame: unknown,
  prefix: string,
  types: readonly string[],
): { readonly data: Row; readonly at: number | null } | "malformed" | "ignored" {
  if (!isObject(frame)) return "malformed";
  if (frame["topic"] === undefined && typeof frame["op"] === "string") return "ignored";
  const { topic, type, data } = frame;
  const named = typeof topic === "string" && topic.startsWith(prefix) && topic.length > prefix.length;
  if (!named || typeof type !== "string" || !types.includes(type) || !isObject(data)) return "malformed";
  return { data, at: whole(frame, "ts") };
}

function levelOf(
  data: Row,
  key: string,
  { instrument, factor }: Market,
): { price: number | null; size: number | null } {
  const nothing = { price: null, size: null };
  const side = data[key];
  if (!Array.isArray(side)) return nothing;
  if (side.length === 0) return { price: 0, size: 0 };
  const level: unknown = side[0];
  if (!Array.isArray(level)) return nothing;
  const [price, size] = level as unknown[];
  return {
    price: positive(decimal({ price }, "price", 8)),
    size: positive(decimal({ size }, "size", instrument.quantityScale, factor)),
  };
}

function meaningOfBook(frame: unknown): Meaning {
  const told = envelope(frame, "orderbook.1.", ["snapshot"]);
  if (typeof told === "string") return told;
  const market = bySymbol.get(told.data["s"]);
  if (market === undefined) return typeof told.data["s"] === "string" ? "ignored" : "malformed";
  const [bid, ask] = [levelOf(told.data, "b", market), levelOf(told.data, "a", market)];
  const numbers = [bid.price, bid.size, ask.price, ask.size, whole(told.data, "u"), whole(told.data, "seq"), told.at];
  if (numbers.includes(null)) return "malformed";
  return {
    kind: "top",
    instrument: market.instrument.index,
    bidPrice: bid.price,
    bidQuantity: bid.size,
    askPrice: ask.price,
    askQuantity: ask.size,
    updateId: 1,
    venueTimeMs: told.at,
    receivedAtMs: 5,
  };
}

describe("the byte scanner means what JSON.parse means", () => {
  test.each(SEEDS)("books, seed %i", (seed) => {
    const random = seeded(seed);
    const choose = chooser(random);
    const side = (): string => {
      const level = `[${decimalText(choose, random, 8)},${decimalText(choose, random, choose([0, 0, 0, 3]))}]`;
      return random() < 0.9 ? `[${level}]` : choose(["[]", `[${level},${level}]`, "[[]]", '["1","2"]', ...WRONG]);
    };
    let read = 0;
    for (let count = 0; count < CASES; count += 1) {
      const integers = ["u", "seq"].map((key) => `"${key}":${integerText(choose, random)}`);
      const data = object([`"s":${symbolText(choose, random)}`, `"b":${side()}`, `"a":${side()}`, ...integers], random);
      const frame = damage(frameText(choose, random, "orderbook.1.", "snapshot", data), choose, random);
      const heard = hear(createBookReader);
      heard.read(frame);
      const json = parsed(frame);
      const meaning = json === null ? "malformed" : meaningOfBook(json.value);
      expect(heard.events, frame).toEqual(typeof meaning === "object" ? [meaning] : []);
      expect(heard.malformed.length, frame).toBe(meaning === "malformed" ? 1 : 0);
      read += heard.events.length;
    }
    expect(read).toBeGreaterThan(CASES / 20);
  });

  test.each(SEEDS)("tickers and their changes, seed %i", (seed) => {
    const random = seeded(seed + 100);
    const choose = chooser(random);
    const keys = ["markPrice", "indexPrice", "fundingRate", "nextFundingTime"];
    const valueOf = (key: string): string => {
      if (random() < 0.03) return '""';
      return key === "nextFundingTime" ? `"${integerText(choose, random)}"` : decimalText(choose, random, 8);
    };
    let read = 0;
    for (let count = 0; count < CASES; count += 1) {
      const heard = hear(createTickerReader);
      const known = new Map<number, (number | null)[]>();
      for (const type of ["snapshot", "delta", "delta"]) {
        const told = keys.filter(() => type === "snapshot" || random() < 0.4);
        const values = told.map((key) => `"${key}":${valueOf(key)}`);
        const rest = [`"lastPrice":"1"`, ...(random() < 0.1 ? ['"extra":true'] : [])];
        const data = object([`"symbol":${symbolText(choose, random)}`, ...values, ...rest], random);
        const frame = damage(frameText(choose, random, "tickers.", type, data), choose, random);
        const before = { events: heard.events.length, malformed: heard.malformed.length };
        heard.read(frame);
        const json = parsed(frame);
        const meaning = json === null ? "malformed" : meaningOfTicker(json.value, known);
        const events = heard.events.slice(before.events);
        const meant = typeof meaning === "object" ? [meaning] : [];
        // Nothing new is not told twice in a second.
        expect(events.length === 0 && meant.length > 0 ? meant : events, frame).toEqual(meant);
        expect(heard.malformed.length - before.malformed, frame).toBe(meaning === "malformed" ? 1 : 0);
        read += events.length;
      }
    }
    expect(read).toBeGreaterThan(CASES / 20);
  });

  test("ten megabytes of one frame are read or refused, never partly believed", () => {
    for (const create of [createBookReader, createTickerReader]) {
      const { read, events, malformed } = hear(create);
      const huge = "1".repeat(10 << 20);
      read(
        `{"topic":"orderbook.1.BTCUSDT","type":"snapshot","ts":1,"data":{"s":"BTCUSDT","b":[["${huge}","1"]],"a":[],"u":1,"seq":1}}`,
      );
      read(`{"topic":"tickers.BTCUSDT","type":"snapshot","ts":1,"data":{"symbol":"BTCUSDT","markPrice":"${huge}"}}`);
      read("[".repeat(10 << 20));
      expect(events).toEqual([]);
      expect(malformed).toHaveLength(3);
    }
  }, 30_000);
});

function meaningOfTicker(frame: unknown, known: Map<number, (number | null)[]>): Meaning {
  const told = envelope(frame, "tickers.", ["snapshot", "delta"]);
  if (typeof told === "string") return told;
  const { data } = told;
  const market = bySymbol.get(data["symbol"]);
  if (market === undefined) return typeof data["symbol"] === "string" ? "ignored" : "malformed";
  const read: readonly (readonly [string, number | null])[] = [
    ["markPrice", positive(decimal(data, "markPrice", 8))],
    ["indexPrice", positive(decimal(data, "indexPrice", 8))],
    ["fundingRate", decimal(data, "fundingRate", RATE_SCALE)],
    ["nextFundingTime", positive(decimal(data, "nextFundingTime", 0))],
  ];
  if (read.some(([key, value]) => data[key] !== undefined && data[key] !== "" && value === null)) return "malformed";
  if (told.at === null) return "malformed";
  const before = known.get(market.instrument.index) ?? [null, null, null, null];
  const now = read.map(([key, value], at) => (data[key] === undefined ? (before[at] ?? null) : value));
  known.set(market.instrument.index, now);
  if (now.includes(null)) return "ignored";
  const [markPrice, indexPrice, fundingRate, nextFundingAt] = now;
  const stamped = { venueTimeMs: told.at, receivedAtMs: 5 };
  return {
    kind: "mark",
    instrument: market.instrument.index,
    markPrice,
    indexPrice,
    fundingRate,
    nextFundingAt,
    ...stamped,
  };
}
