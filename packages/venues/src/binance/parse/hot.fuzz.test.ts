import type { HotEvent } from "@evenkeel/core/events";
import { parseMantissa, RATE_SCALE, venueTime, wallTime } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import type { Market } from "../market.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createBookTickerReader } from "./book-ticker.ts";
import { hotMarkets } from "./hot.ts";
import { createMarkPricesReader } from "./mark-prices.ts";

const MARKETS = TEST_MARKETS.filter(({ instrument }) => instrument.kind === "perpetual");
const UNKNOWN_VENUE_TIME = 777;

type Seen = { readonly events: object[]; readonly malformed: (number | null)[] };

function reading(): {
  readonly seen: Seen;
  readonly book: (frame: string) => void;
  readonly marks: (frame: string) => void;
} {
  const seen: Seen = { events: [], malformed: [] };
  const outlet = {
    sink: (event: HotEvent) => void seen.events.push({ ...event }),
    nowMs: () => wallTime(5),
    observeVenueTime: () => undefined,
    venueNowMs: () => venueTime(UNKNOWN_VENUE_TIME),
    malformed: (instrument: number | null) => void seen.malformed.push(instrument),
    settled: () => undefined,
  };
  return {
    seen,
    book: createBookTickerReader(hotMarkets(MARKETS), outlet),
    marks: createMarkPricesReader(hotMarkets(MARKETS), outlet),
  };
}

/** Small, seeded and good enough for choosing among cases (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DECIMALS = [
  "25.35190000",
  "0",
  "0.00000001",
  "007.50",
  "-1.5",
  "1e-7",
  "12E+2",
  "1.",
  ".5",
  "+1",
  "",
  " 1",
  "NaN",
];
const HUGE = [
  "9007199254740991",
  "9007199254740993",
  "90071992547.40991",
  "1".repeat(80),
  "0.000000001",
  "3.100000000000",
];
const WRONG = ["25.5", "null", "true", "[1]", '{"x":1}', "-3", "0123", "1.0", "1e3", '"1"', "99999999999999999999"];
const SYMBOLS = [
  "BTCUSDT",
  "1000PEPEUSDT",
  "ETHUSDT",
  "币安人生USDT",
  "B\\u0054CUSDT",
  "",
  "btcusdt",
  "BTCUSDT_261225",
];

type Choose = <T>(from: readonly T[]) => T;
const chooser =
  (random: () => number): Choose =>
  (from) =>
    from[Math.floor(random() * from.length)] as (typeof from)[number];

const QUANTITIES = new Set(["A", "B"]);

function decimalText(choose: Choose, random: () => number, key: string): string {
  const dice = random();
  const digits = QUANTITIES.has(key) ? choose([0, 0, 0, 0, 3]) : Math.floor(random() * 9);
  if (dice < 0.9) return `"${(random() * 1e5).toFixed(digits)}"`;
  return dice < 0.97 ? `"${choose([...DECIMALS, ...HUGE])}"` : choose(WRONG);
}

const integerText = (choose: Choose, random: () => number): string =>
  random() < 0.9 ? String(Math.floor(random() * 1e13)) : choose(WRONG);

function record(choose: Choose, random: () => number, event: string, texts: string[], integers: string[]): string {
  const fields = [
    ...(random() < 0.85 ? [`"e":"${random() < 0.97 ? event : "kline"}"`] : []),
    `"s":${random() < 0.97 ? `"${random() < 0.7 ? choose(MARKETS).symbol : choose(SYMBOLS)}"` : choose(WRONG)}`,
    ...texts.map((key) => `"${key}":${decimalText(choose, random, key)}`),
    ...integers.map((key) => `"${key}":${integerText(choose, random)}`),
    ...(random() < 0.2 ? [`"ps":"${choose(SYMBOLS)}"`] : []),
    ...(random() < 0.1 ? [`"st":${choose(WRONG)}`] : []),
  ].filter(() => random() < 0.99);
  if (random() < 0.5) fields.reverse();
  return `{${fields.join(random() < 0.03 ? ", " : ",")}}`;
}

function damage(frame: string, choose: Choose, random: () => number): string {
  const dice = random();
  const at = Math.floor(random() * frame.length);
  if (dice < 0.7) return frame;
  if (dice < 0.8) return frame.slice(0, at);
  if (dice < 0.9)
    return frame.slice(0, at) + choose(['"', "}", "\u0000", "é", "\\", ",", " ", "9"]) + frame.slice(at + 1);
  return frame + choose(["}", " ", "\n", "x", "[]"]);
}

// What the frames mean, said a second time with JSON.parse alone.

const bySymbol = new Map<unknown, Market>(MARKETS.map((market) => [market.symbol, market]));

function decimal(from: Record<string, unknown>, key: string, scale: number, factor = 1): number | null {
  const text = from[key];
  const parsed = typeof text === "string" ? parseMantissa(text, scale) : null;
  if (parsed === null || !parsed.ok) return null;
  const product = parsed.value * factor;
  return Number.isSafeInteger(product) ? product : null;
}
const whole = (from: Record<string, unknown>, key: string): number | null =>
  Number.isSafeInteger(from[key]) && (from[key] as number) >= 0 ? (from[key] as number) : null;
const positive = (number: number | null): number | null => (number !== null && number >= 0 ? number : null);

type Meaning = object | "malformed" | "ignored";

function meaningOfTop(row: unknown): Meaning {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return "malformed";
  const from = row as Record<string, unknown>;
  if ("id" in from && from["result"] === null) return "ignored";
  const named = from["e"] === undefined || from["e"] === "bookTicker";
  const market = bySymbol.get(from["s"]);
  if (market === undefined) return named && typeof from["s"] === "string" ? "ignored" : "malformed";
  const { quantityScale, index } = market.instrument;
  const found = {
    bidPrice: positive(decimal(from, "b", 8)),
    bidQuantity: positive(decimal(from, "B", quantityScale, market.factor)),
    askPrice: positive(decimal(from, "a", 8)),
    askQuantity: positive(decimal(from, "A", quantityScale, market.factor)),
    updateId: whole(from, "u"),
    venueTimeMs: from["E"] === undefined ? UNKNOWN_VENUE_TIME : whole(from, "E"),
  };
  if (!named || Object.values(found).includes(null)) return "malformed";
  return { kind: "top", instrument: index, receivedAtMs: 5, ...found };
}

function meaningOfMark(row: unknown): Meaning {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return "malformed";
  const from = row as Record<string, unknown>;
  const named = from["e"] === "markPriceUpdate";
  const market = bySymbol.get(from["s"]);
  if (market === undefined) return named && typeof from["s"] === "string" ? "ignored" : "malformed";
  const found = {
    markPrice: positive(decimal(from, "p", 8)),
    indexPrice: positive(decimal(from, "i", 8)),
    fundingRate: decimal(from, "r", RATE_SCALE),
    nextFundingAt: whole(from, "T"),
    venueTimeMs: whole(from, "E"),
  };
  if (!named || Object.values(found).includes(null)) return "malformed";
  return { kind: "mark", instrument: market.instrument.index, receivedAtMs: 5, ...found };
}

function parsed(frame: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(frame) };
  } catch {
    return null;
  }
}

const SEEDS = [1, 2, 3, 4];
const FRAMES = 2_000;

describe("the byte scanner means what JSON.parse means", () => {
  test.each(SEEDS)("book tickers, seed %i", (seed) => {
    const random = seeded(seed);
    const choose = chooser(random);
    let read = 0;
    for (let count = 0; count < FRAMES; count += 1) {
      const integers = random() < 0.7 ? ["u", "E"] : ["u"];
      const frame = damage(record(choose, random, "bookTicker", ["b", "B", "a", "A"], integers), choose, random);
      const { seen, book } = reading();
      book(frame);
      const json = parsed(frame);
      const meaning = json === null ? "malformed" : meaningOfTop(json.value);
      expect(seen.events, frame).toEqual(typeof meaning === "object" ? [meaning] : []);
      expect(seen.malformed.length, frame).toBe(meaning === "malformed" ? 1 : 0);
      read += seen.events.length;
    }
    expect(read).toBeGreaterThan(FRAMES / 20);
  });

  test.each(SEEDS)("mark arrays, seed %i", (seed) => {
    const random = seeded(seed + 100);
    const choose = chooser(random);
    let read = 0;
    for (let count = 0; count < FRAMES; count += 1) {
      const rows = Array.from({ length: Math.floor(random() * 4) }, () =>
        random() < 0.98 ? record(choose, random, "markPriceUpdate", ["p", "P", "i", "r"], ["T", "E"]) : choose(WRONG),
      );
      const frame = damage(`[${rows.join(",")}]`, choose, random);
      const { seen, marks } = reading();
      marks(frame);
      const json = parsed(frame);
      const rowsSent: unknown = json?.value;
      const meanings: Meaning[] = Array.isArray(rowsSent) ? rowsSent.map(meaningOfMark) : ["malformed"];
      expect(seen.events, frame).toEqual(meanings.filter((each) => typeof each === "object"));
      expect(seen.malformed.length, frame).toBe(meanings.filter((each) => each === "malformed").length);
      read += seen.events.length;
    }
    expect(read).toBeGreaterThan(FRAMES / 20);
  });

  test("ten megabytes of one frame are read or refused, never partly believed", () => {
    const { seen, book, marks } = reading();
    book(`{"s":"BTCUSDT","b":"${"1".repeat(10 << 20)}","B":"1","a":"2","A":"1","u":1}`);
    marks(`[${"[".repeat(10 << 20)}`);
    expect(seen.events).toEqual([]);
    expect(seen.malformed).toEqual([0, null]);
    const element = '{"e":"markPriceUpdate","E":1,"s":"BTCUSDT","p":"1","i":"2","r":"0.0001","T":9}';
    const count = Math.floor((10 << 20) / element.length);
    marks(`[${Array.from({ length: count }, () => element).join(",")}]`);
    expect(seen.events.length).toBe(count);
  }, 30_000);
});
