import type { MarkUpdate } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import {
  type Price,
  parseRate,
  RATE_SCALE,
  type Rate,
  SECOND_MS,
  type VenueTimeMs,
  venueTime,
  wallTime,
} from "@evenkeel/core/units";
import { decode, type Fields, fields, integer, Malformed, mantissaOf, text } from "../../common/decode/json.ts";
import type { HotMarkets, HotOutlet } from "../../common/market/hot.ts";
import { type Market, priceFromWire } from "../../common/market/market.ts";
import { createFrameBytes } from "../../common/scan/bytes.ts";
import {
  createRecordSpans,
  isAbsent,
  isText,
  recordDigits,
  recordInteger,
  scanRecord,
} from "../../common/scan/record.ts";
import { isEmpty } from "./answer.ts";
import { createFrameSpans, DELTA, FRAME, isOfTopic, isOfType, type Reply, replyOf, SNAPSHOT } from "./frame.ts";

export const TICKER_TOPIC = "tickers.";
const PREFIX = new TextEncoder().encode(TICKER_TOPIC);
/** A whole ticker has some 800 bytes, a change some 150. */
const FRAME_LENGTH_MAX = 8_192;
/** Marks that have not moved are told again after this long: they still stand. */
const REPEAT_MS = SECOND_MS;

const TICKER = { symbol: 0, mark: 1, index: 2, rate: 3, next: 4 } as const;

export type TickerOutlet = HotOutlet & {
  /** A contract's next settlement moved on: the one it named before has happened. */
  readonly settled: (symbol: string, at: VenueTimeMs) => void;
};

/** What is known of each contract, by slot; NaN is unknown. */
type Known = {
  readonly mark: Float64Array;
  readonly index: Float64Array;
  readonly rate: Float64Array;
  readonly next: Float64Array;
};

const unknown = (count: number): Float64Array => new Float64Array(count).fill(Number.NaN);

/**
 * Reads `tickers.<symbol>` of contracts: whole once, then only what changed, so what is known is kept here. A frame
 * that cannot be read leaves what was known as it was.
 */
export function createTickerReader(
  markets: HotMarkets,
  outlet: TickerOutlet,
  onReply: (reply: Reply) => void,
): (frame: string) => void {
  const outer = createFrameSpans();
  const inner = createRecordSpans(["symbol", "markPrice", "indexPrice", "fundingRate", "nextFundingTime"]);
  const buffer = createFrameBytes(FRAME_LENGTH_MAX);
  const total = markets.markets.length;
  const known: Known = { mark: unknown(total), index: unknown(total), rate: unknown(total), next: unknown(total) };
  const told = new Float64Array(total);
  const mark: MarkUpdate = {
    kind: "mark",
    venueTimeMs: venueTime(0),
    receivedAtMs: wallTime(0),
    instrument: 0 as InstrumentIndex,
    markPrice: 0 as Price,
    indexPrice: 0 as Price,
    fundingRate: 0 as Rate,
    nextFundingAt: venueTime(0),
  };

  const scanData = (bytes: Uint8Array, at: number, slot: number): number =>
    slot === FRAME.data ? scanRecord(bytes, at, inner) : -1;

  const emit = (slot: number, timeMs: number, changed: boolean): void => {
    outlet.observeVenueTime(venueTime(timeMs));
    const now = outlet.nowMs();
    if (!changed && now - (told[slot] ?? 0) < REPEAT_MS) return;
    const [markPrice, index, rate, next] = [known.mark[slot], known.index[slot], known.rate[slot], known.next[slot]];
    if (!((markPrice ?? Number.NaN) >= 0 && (index ?? Number.NaN) >= 0 && (next ?? Number.NaN) >= 0)) return;
    if (rate === undefined || Number.isNaN(rate)) return;
    told[slot] = now;
    mark.instrument = (markets.instrument[slot] ?? 0) as InstrumentIndex;
    mark.markPrice = markPrice as Price;
    mark.indexPrice = index as Price;
    mark.fundingRate = rate as Rate;
    mark.nextFundingAt = venueTime(next ?? 0);
    mark.venueTimeMs = venueTime(timeMs);
    mark.receivedAtMs = now;
    outlet.sink(mark);
  };

  const settle = (slot: number, next: number): void => {
    const before = known.next[slot] ?? Number.NaN;
    known.next[slot] = next;
    if (before > 0 && next > before) outlet.settled(markets.markets[slot]?.symbol ?? "", venueTime(before));
  };

  /** A field that is there replaces what was known; NaN where it is there and not exact. */
  const updated = (bytes: Uint8Array, field: number, scale: number, before: number | undefined): number =>
    isAbsent(inner, field) ? (before ?? Number.NaN) : recordDigits(bytes, inner, field, scale);
  const isBroken = (field: number, value: number): boolean => !isAbsent(inner, field) && Number.isNaN(value);

  /** False sends the frame to the slow reader. */
  const fast = (frame: string): boolean => {
    const length = buffer.load(frame);
    const { bytes } = buffer;
    if (length < 0 || scanRecord(bytes, 0, outer, scanData) !== length) return false;
    if (!isOfTopic(bytes, outer, PREFIX) || !isText(inner, TICKER.symbol)) return false;
    if (!isOfType(bytes, outer, SNAPSHOT) && !isOfType(bytes, outer, DELTA)) return false;
    const slot = markets.symbols.find(bytes, inner.starts[TICKER.symbol] ?? 0, inner.ends[TICKER.symbol] ?? 0);
    if (slot < 0) return true;
    const time = recordInteger(bytes, outer, FRAME.time);
    if (!(time >= 0)) return false;
    const digits = markets.priceDigits[slot] ?? 0;
    const markPrice = updated(bytes, TICKER.mark, digits, known.mark[slot]);
    const index = updated(bytes, TICKER.index, digits, known.index[slot]);
    const rate = updated(bytes, TICKER.rate, RATE_SCALE, known.rate[slot]);
    const next = updated(bytes, TICKER.next, 0, known.next[slot]);
    if (markPrice < 0 || index < 0 || next < 0) return false;
    if (isBroken(TICKER.mark, markPrice) || isBroken(TICKER.index, index)) return false;
    if (isBroken(TICKER.rate, rate) || isBroken(TICKER.next, next)) return false;
    const changed =
      markPrice !== known.mark[slot] ||
      index !== known.index[slot] ||
      rate !== known.rate[slot] ||
      next !== known.next[slot];
    known.mark[slot] = markPrice;
    known.index[slot] = index;
    known.rate[slot] = rate;
    settle(slot, next);
    emit(slot, time, changed);
    return true;
  };

  const slow = (frame: string): void => {
    const parsed = decode((): unknown => JSON.parse(frame));
    if (!parsed.ok) return outlet.malformed(null, "tickers: not JSON");
    const reply = replyOf(parsed.value);
    if (reply !== null) return onReply(reply);
    const ticker = decode(() => tickerOf(parsed.value));
    if (!ticker.ok) return outlet.malformed(null, ticker.error);
    const { whole, data } = ticker.value;
    const symbol = data["symbol"];
    if (typeof symbol !== "string") return outlet.malformed(null, "tickers: no symbol");
    const market = markets.bySymbol.get(symbol);
    if (market === undefined) return;
    const read = decode(() => ({ ...changesOf(data, market), timeMs: momentOf(whole) }));
    if (!read.ok) return outlet.malformed(market.instrument.index, read.error);
    const slot = markets.markets.indexOf(market);
    const { markPrice, index, rate, next, timeMs } = read.value;
    known.mark[slot] = markPrice ?? known.mark[slot] ?? Number.NaN;
    known.index[slot] = index ?? known.index[slot] ?? Number.NaN;
    known.rate[slot] = rate ?? known.rate[slot] ?? Number.NaN;
    settle(slot, next ?? known.next[slot] ?? Number.NaN);
    emit(slot, timeMs, true);
  };

  return (frame) => {
    if (!fast(frame)) slow(frame);
  };
}

function tickerOf(frame: unknown): { readonly whole: Fields; readonly data: Fields } {
  const ticker = fields(frame, "ticker");
  const { topic, type } = ticker;
  if (typeof topic !== "string" || !topic.startsWith(TICKER_TOPIC) || topic === TICKER_TOPIC)
    throw new Malformed("not a ticker");
  if (type !== "snapshot" && type !== "delta") throw new Malformed("neither a whole ticker nor a change of one");
  return { whole: ticker, data: fields(ticker["data"], "data") };
}

function momentOf(ticker: Fields): number {
  const timeMs = integer(ticker, "ts");
  if (timeMs < 0) throw new Malformed("ts: a negative time");
  return timeMs;
}

/** What a ticker says anew: `null` where it says nothing, NaN where it says that it does not know. */
type Changes = {
  readonly markPrice: number | null;
  readonly index: number | null;
  readonly rate: number | null;
  readonly next: number | null;
};

function changesOf(row: Fields, market: Market): Changes {
  const field = (key: string, read: () => number): number | null => {
    if (row[key] === undefined) return null;
    return isEmpty(row, key) ? Number.NaN : read();
  };
  return {
    markPrice: field("markPrice", () => priceFromWire(market, text(row, "markPrice"), "markPrice")),
    index: field("indexPrice", () => priceFromWire(market, text(row, "indexPrice"), "indexPrice")),
    rate: field("fundingRate", () => rateOf(text(row, "fundingRate"))),
    next: field("nextFundingTime", () => nextOf(text(row, "nextFundingTime"))),
  };
}

function nextOf(told: string): number {
  const next = mantissaOf(told, 0, "nextFundingTime");
  if (next < 0) throw new Malformed("nextFundingTime: a negative time");
  return next;
}

function rateOf(told: string): Rate {
  const rate = parseRate(told);
  if (!rate.ok) throw new Malformed(`fundingRate: ${rate.error.code}`);
  return rate.value;
}
