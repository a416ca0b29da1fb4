import type { TopOfBook } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import { type Price, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { decode, type Fields, fields, integer, Malformed, text } from "../../common/decode/json.ts";
import { createFieldSpans, scanIntegerField, scanObject, scanTextField } from "../../common/scan/object.ts";
import { priceFromWire, quantityFromWire } from "../market.ts";
import { PRICE_DIGITS } from "../quirks/defaults.ts";
import { type HotMarkets, type HotOutlet, isReply, KEY } from "./hot.ts";

const EVENT_NAME = "bookTicker";

/**
 * Reads `<symbol>@bookTicker` frames of spot and futures into one reused event. Digits go straight from the
 * frame into mantissas; whatever is not plain goes through JSON.parse, and what that cannot read is malformed.
 */
export function createBookTickerReader(markets: HotMarkets, outlet: HotOutlet): (frame: string) => void {
  const found = createFieldSpans();
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

  /** False sends the frame to the slow reader. */
  const fast = (frame: string): boolean => {
    if (scanObject(frame, 0, found) !== frame.length) return false;
    const { spans, quoted } = found;
    const named = spans[KEY.event * 2] ?? 0;
    if (named !== 0 && !(quoted[KEY.event] === 1 && isNamed(frame, named, spans[KEY.event * 2 + 1] ?? 0))) return false;
    const symbol = spans[KEY.symbol * 2] ?? 0;
    if (symbol === 0 || quoted[KEY.symbol] !== 1) return false;
    const slot = markets.symbols.find(frame, symbol, spans[KEY.symbol * 2 + 1] ?? 0);
    if (slot < 0) return true;
    const scale = markets.quantityScale[slot] ?? 0;
    const factor = markets.factor[slot] ?? 1;
    const bid = scanTextField(frame, found, KEY.bid, PRICE_DIGITS);
    const ask = scanTextField(frame, found, KEY.ask, PRICE_DIGITS);
    const bidQuantity = scanTextField(frame, found, KEY.bidQuantity, scale) * factor;
    const askQuantity = scanTextField(frame, found, KEY.askQuantity, scale) * factor;
    const updateId = scanIntegerField(frame, found, KEY.updateId);
    const timed = (spans[KEY.eventTime * 2] ?? 0) !== 0;
    const eventTime = timed ? scanIntegerField(frame, found, KEY.eventTime) : 0;
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
const isNamed = (frame: string, start: number, end: number): boolean =>
  end - start === EVENT_NAME.length && frame.startsWith(EVENT_NAME, start);
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
  const bidPrice = priceFromWire(text(row, "b"), "b");
  const askPrice = priceFromWire(text(row, "a"), "a");
  const bidQuantity = quantity("B");
  const askQuantity = quantity("A");
  const updateId = count(row, "u");
  const eventTime = row["E"] === undefined ? null : count(row, "E");
  top.instrument = market.instrument.index;
  Object.assign(top, { bidPrice, bidQuantity, askPrice, askQuantity, updateId });
  return eventTime;
}
