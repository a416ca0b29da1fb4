import type { TopOfBook } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { type Price, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { decode, type Fields, fields, integer, Malformed, text } from "../../common/decode/json.ts";
import type { HotMarkets, HotOutlet } from "../../common/market/hot.ts";
import { priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import { createFrameBytes, isWord } from "../../common/scan/bytes.ts";
import {
  createFieldSpans,
  hasField,
  isTextField,
  scanIntegerField,
  scanObject,
  scanTextField,
} from "../../common/scan/object.ts";
import { isReply, KEY } from "./frame.ts";

const EVENT_NAME = "bookTicker";
const EVENT_WORD = new TextEncoder().encode(EVENT_NAME);
/** Some 160 bytes in life; whatever is longer is odd and has time for JSON.parse. */
const FRAME_LENGTH_MAX = 4_096;

/**
 * Reads `<symbol>@bookTicker` frames of spot and futures into one reused event. Digits go straight from the
 * frame into mantissas; whatever is not plain goes through JSON.parse, and what that cannot read is malformed.
 */
export function createBookTickerReader(markets: HotMarkets, outlet: HotOutlet): (frame: string) => void {
  const found = createFieldSpans();
  const buffer = createFrameBytes(FRAME_LENGTH_MAX);
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

  const emit = (eventTimeMs: number | null): void => {
    if (eventTimeMs !== null) outlet.observeVenueTime(venueTime(eventTimeMs));
    // Spot frames carry no time: the venue's latest word elsewhere dates them.
    top.venueTimeMs = eventTimeMs === null ? outlet.venueNowMs() : venueTime(eventTimeMs);
    top.receivedAtMs = outlet.nowMs();
    outlet.sink(top);
  };

  const isNamed = (bytes: Uint8Array): boolean =>
    isTextField(found, KEY.event) &&
    isWord(bytes, found.starts[KEY.event] ?? 0, found.ends[KEY.event] ?? 0, EVENT_WORD);

  /** False sends the frame to the slow reader. */
  const fast = (frame: string): boolean => {
    const length = buffer.load(frame);
    const { bytes } = buffer;
    if (length < 0 || scanObject(bytes, 0, found) !== length) return false;
    const { starts, ends } = found;
    if (hasField(found, KEY.event) && !isNamed(bytes)) return false;
    if (!isTextField(found, KEY.symbol)) return false;
    const slot = markets.symbols.find(bytes, starts[KEY.symbol] ?? 0, ends[KEY.symbol] ?? 0);
    if (slot < 0) return true;
    const digits = markets.priceDigits[slot] ?? 0;
    const scale = markets.quantityScale[slot] ?? 0;
    const factor = markets.factor[slot] ?? 1;
    const bid = scanTextField(bytes, found, KEY.bid, digits);
    const ask = scanTextField(bytes, found, KEY.ask, digits);
    const bidQuantity = scanTextField(bytes, found, KEY.bidQuantity, scale) * factor;
    const askQuantity = scanTextField(bytes, found, KEY.askQuantity, scale) * factor;
    const updateId = scanIntegerField(bytes, found, KEY.updateId);
    const timed = hasField(found, KEY.eventTime);
    const eventTime = timed ? scanIntegerField(bytes, found, KEY.eventTime) : 0;
    const exact =
      bid >= 0 && ask >= 0 && isCount(bidQuantity) && isCount(askQuantity) && updateId >= 0 && eventTime >= 0;
    if (!exact) return false;
    top.instrument = (markets.instrument[slot] ?? 0) as InstrumentIndex;
    top.bidPrice = bid as Price;
    top.bidQuantity = bidQuantity as Quantity;
    top.askPrice = ask as Price;
    top.askQuantity = askQuantity as Quantity;
    top.updateId = updateId;
    emit(timed ? eventTime : null);
    return true;
  };

  const slow = (frame: string): void => {
    const parsed = decode((): unknown => JSON.parse(frame));
    if (!parsed.ok) return outlet.malformed(null, "bookTicker: not JSON");
    if (isReply(parsed.value)) return;
    const row = decode(() => fields(parsed.value, EVENT_NAME));
    if (!row.ok) return outlet.malformed(null, row.error);
    const market = typeof row.value["s"] === "string" ? markets.bySymbol.get(row.value["s"]) : undefined;
    if (market === undefined && typeof row.value["s"] === "string" && isBookTicker(row.value)) return;
    const eventTime = decode(() => readInto(top, row.value, market));
    if (!eventTime.ok) return outlet.malformed(market?.instrument.index ?? null, eventTime.error);
    emit(eventTime.value);
  };

  return (frame) => {
    if (!fast(frame)) slow(frame);
  };
}

const isCount = (value: number): boolean => value >= 0 && value <= Number.MAX_SAFE_INTEGER;
const isBookTicker = (row: Fields): boolean => row["e"] === undefined || row["e"] === EVENT_NAME;

function count(row: Fields, key: string): number {
  const value = integer(row, key);
  if (value < 0) throw new Malformed(`${key}: ${value} is negative`);
  return value;
}

function readInto(top: TopOfBook, row: Fields, market: HotMarkets["markets"][number] | undefined): number | null {
  if (!isBookTicker(row) || market === undefined) throw new Malformed("not a bookTicker");
  const quantity = (key: string): Quantity => {
    const value = quantityFromWire(market, text(row, key), key);
    if (value < 0) throw new Malformed(`${key}: a negative quantity`);
    return value;
  };
  const bidPrice = priceFromWire(market, text(row, "b"), "b");
  const askPrice = priceFromWire(market, text(row, "a"), "a");
  const bidQuantity = quantity("B");
  const askQuantity = quantity("A");
  const updateId = count(row, "u");
  const eventTime = row["E"] === undefined ? null : count(row, "E");
  top.instrument = market.instrument.index;
  Object.assign(top, { bidPrice, bidQuantity, askPrice, askQuantity, updateId });
  return eventTime;
}
