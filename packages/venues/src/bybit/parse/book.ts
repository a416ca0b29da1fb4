import type { TopOfBook } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { type Price, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { decode, type Fields, fields, integer, list, Malformed, text } from "../../common/decode/json.ts";
import type { HotMarkets, HotOutlet } from "../../common/market/hot.ts";
import { type Market, priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import { createFrameBytes } from "../../common/scan/bytes.ts";
import { scanDigits } from "../../common/scan/digits.ts";
import {
  createRecordSpans,
  isNestedValue,
  isText,
  type RecordSpans,
  recordInteger,
  scanRecord,
} from "../../common/scan/record.ts";
import { endOfText } from "../../common/scan/tokens.ts";
import { createFrameSpans, FRAME, isOfTopic, isOfType, type Reply, replyOf, SNAPSHOT } from "./frame.ts";

export const BOOK_TOPIC = "orderbook.1.";
const PREFIX = new TextEncoder().encode(BOOK_TOPIC);
/** Some 200 bytes in life; whatever is longer is odd and has time for JSON.parse. */
const FRAME_LENGTH_MAX = 4_096;
const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

const BOOK = { symbol: 0, bids: 1, asks: 2, updateId: 3, sequence: 4 } as const;

/** Where the texts of the one level of each side stand; equal ends are a side without one. */
type Levels = {
  readonly price: Int32Array;
  readonly priceEnd: Int32Array;
  readonly size: Int32Array;
  readonly sizeEnd: Int32Array;
};

/** Reads `[]` or `[["price","size"]]` and nothing else: the place behind it, or -1. */
function scanLevel(bytes: Uint8Array, at: number, side: number, into: Levels): number {
  into.price[side] = 0;
  into.priceEnd[side] = 0;
  if (bytes[at] !== OPEN_LIST) return -1;
  if (bytes[at + 1] === CLOSE_LIST) return at + 2;
  if (bytes[at + 1] !== OPEN_LIST || bytes[at + 2] !== QUOTE) return -1;
  const priceEnd = endOfText(bytes, at + 2);
  if (priceEnd < 0 || bytes[priceEnd + 1] !== COMMA || bytes[priceEnd + 2] !== QUOTE) return -1;
  const sizeEnd = endOfText(bytes, priceEnd + 2);
  if (sizeEnd < 0 || bytes[sizeEnd + 1] !== CLOSE_LIST || bytes[sizeEnd + 2] !== CLOSE_LIST) return -1;
  into.price[side] = at + 3;
  into.priceEnd[side] = priceEnd;
  into.size[side] = priceEnd + 3;
  into.sizeEnd[side] = sizeEnd;
  return sizeEnd + 3;
}

const isCount = (value: number): boolean => value >= 0 && value <= Number.MAX_SAFE_INTEGER;

/**
 * Reads `orderbook.1.<symbol>`: the best of both sides, whole in every frame. A book at rest is told again after three
 * seconds under the same number, which says that it still stands; so tops are counted here, and the venue's sequence
 * only tells what is older than what was told. A number of one is a service that began anew (docs/v5/websocket).
 */
export function createBookReader(
  markets: HotMarkets,
  outlet: HotOutlet,
  onReply: (reply: Reply) => void,
): (frame: string) => void {
  const outer = createFrameSpans();
  const inner: RecordSpans = createRecordSpans(["s", "b", "a", "u", "seq"]);
  const levels: Levels = {
    price: new Int32Array(2),
    priceEnd: new Int32Array(2),
    size: new Int32Array(2),
    sizeEnd: new Int32Array(2),
  };
  const buffer = createFrameBytes(FRAME_LENGTH_MAX);
  const sequences = new Float64Array(markets.markets.length);
  const counts = new Float64Array(markets.markets.length);
  const top: TopOfBook = {
    kind: "top",
    venueTimeMs: venueTime(0),
    receivedAtMs: wallTime(0),
    instrument: 0 as InstrumentIndex,
    bidPrice: 0 as Price,
    bidQuantity: 0 as Quantity,
    askPrice: 0 as Price,
    askQuantity: 0 as Quantity,
    updateId: 0,
  };

  const scanSide = (bytes: Uint8Array, at: number, slot: number): number =>
    slot === BOOK.bids || slot === BOOK.asks ? scanLevel(bytes, at, slot - BOOK.bids, levels) : -1;
  const scanData = (bytes: Uint8Array, at: number, slot: number): number =>
    slot === FRAME.data ? scanRecord(bytes, at, inner, scanSide) : -1;

  const emit = (slot: number, updateId: number, sequence: number, timeMs: number): void => {
    if (updateId !== 1 && sequence < (sequences[slot] ?? 0)) return;
    sequences[slot] = sequence;
    counts[slot] = (counts[slot] ?? 0) + 1;
    top.instrument = (markets.instrument[slot] ?? 0) as InstrumentIndex;
    top.updateId = counts[slot] ?? 0;
    top.venueTimeMs = venueTime(timeMs);
    top.receivedAtMs = outlet.nowMs();
    outlet.observeVenueTime(top.venueTimeMs);
    outlet.sink(top);
  };

  /** Digits of one level; nothing where there is none, NaN where they are not exact. */
  const digitsAt = (bytes: Uint8Array, starts: Int32Array, ends: Int32Array, side: number, scale: number): number =>
    levels.priceEnd[side] === 0 ? 0 : scanDigits(bytes, starts[side] ?? 0, ends[side] ?? 0, scale);

  /** False sends the frame to the slow reader. */
  const fast = (frame: string): boolean => {
    const length = buffer.load(frame);
    const { bytes } = buffer;
    if (length < 0 || scanRecord(bytes, 0, outer, scanData) !== length) return false;
    if (!isOfTopic(bytes, outer, PREFIX) || !isOfType(bytes, outer, SNAPSHOT)) return false;
    if (!isText(inner, BOOK.symbol) || !isNestedValue(inner, BOOK.bids) || !isNestedValue(inner, BOOK.asks))
      return false;
    const slot = markets.symbols.find(bytes, inner.starts[BOOK.symbol] ?? 0, inner.ends[BOOK.symbol] ?? 0);
    if (slot < 0) return true;
    const digits = markets.priceDigits[slot] ?? 0;
    const scale = markets.quantityScale[slot] ?? 0;
    const factor = markets.factor[slot] ?? 1;
    const bid = digitsAt(bytes, levels.price, levels.priceEnd, 0, digits);
    const ask = digitsAt(bytes, levels.price, levels.priceEnd, 1, digits);
    const bidQuantity = digitsAt(bytes, levels.size, levels.sizeEnd, 0, scale) * factor;
    const askQuantity = digitsAt(bytes, levels.size, levels.sizeEnd, 1, scale) * factor;
    const updateId = recordInteger(bytes, inner, BOOK.updateId);
    const sequence = recordInteger(bytes, inner, BOOK.sequence);
    const time = recordInteger(bytes, outer, FRAME.time);
    const exact = bid >= 0 && ask >= 0 && isCount(bidQuantity) && isCount(askQuantity);
    if (!exact || !(updateId >= 0 && sequence >= 0 && time >= 0)) return false;
    top.bidPrice = bid as Price;
    top.bidQuantity = bidQuantity as Quantity;
    top.askPrice = ask as Price;
    top.askQuantity = askQuantity as Quantity;
    emit(slot, updateId, sequence, time);
    return true;
  };

  const slow = (frame: string): void => {
    const parsed = decode((): unknown => JSON.parse(frame));
    if (!parsed.ok) return outlet.malformed(null, "orderbook: not JSON");
    const reply = replyOf(parsed.value);
    if (reply !== null) return onReply(reply);
    const told = decode(() => bookOf(parsed.value));
    if (!told.ok) return outlet.malformed(null, told.error);
    const { book, data } = told.value;
    const symbol = data["s"];
    if (typeof symbol !== "string") return outlet.malformed(null, "orderbook: no symbol");
    const market = markets.bySymbol.get(symbol);
    if (market === undefined) return;
    const read = decode(() => ({ ...readInto(top, data, market), timeMs: count(book, "ts") }));
    if (!read.ok) return outlet.malformed(market.instrument.index, read.error);
    emit(markets.markets.indexOf(market), read.value.updateId, read.value.sequence, read.value.timeMs);
  };

  return (frame) => {
    if (!fast(frame)) slow(frame);
  };
}

function count(row: Fields, key: string): number {
  const value = integer(row, key);
  if (value < 0) throw new Malformed(`${key}: ${value} is negative`);
  return value;
}

function bookOf(frame: unknown): { readonly book: Fields; readonly data: Fields } {
  const book = fields(frame, "orderbook");
  if (!text(book, "topic").startsWith(BOOK_TOPIC) || book["topic"] === BOOK_TOPIC || book["type"] !== "snapshot")
    throw new Malformed("not the best of a book");
  return { book, data: fields(book["data"], "data") };
}

function sideOf(row: Fields, key: "b" | "a", market: Market): readonly [Price, Quantity] {
  const [first] = list(row[key], key);
  if (first === undefined) return [0 as Price, 0 as Quantity];
  const [price, size] = list(first, key);
  if (typeof price !== "string" || typeof size !== "string") throw new Malformed(`${key}: no pair of texts`);
  const quantity = quantityFromWire(market, size, key);
  if (quantity < 0) throw new Malformed(`${key}: a negative quantity`);
  return [priceFromWire(market, price, key), quantity];
}

function readInto(
  top: TopOfBook,
  row: Fields,
  market: Market,
): { readonly updateId: number; readonly sequence: number } {
  const [bidPrice, bidQuantity] = sideOf(row, "b", market);
  const [askPrice, askQuantity] = sideOf(row, "a", market);
  const told = { updateId: count(row, "u"), sequence: count(row, "seq") };
  Object.assign(top, { bidPrice, bidQuantity, askPrice, askQuantity });
  return told;
}
