import type { HotEvent } from "@evenkeel/core/events";
import { RATE_SCALE, venueTime, wallTime } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { chooser, damage, decimal, parsed, positive, seeded, WRONG, whole } from "../../common/fuzzing.ts";
import { hotMarkets } from "../../common/market/hot.ts";
import type { Market } from "../../common/market/market.ts";
import { createBookTickerReader } from "./book-ticker.ts";
import { FUZZED_MARKETS as MARKETS, record } from "./fuzzing.ts";
import { createMarkPricesReader } from "./mark-prices.ts";

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

// What the frames mean, said a second time with JSON.parse alone.

const bySymbol = new Map<unknown, Market>(MARKETS.map((market) => [market.symbol, market]));

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
