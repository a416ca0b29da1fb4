import type { MarkUpdate } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import {
  type Price,
  parseRate,
  RATE_SCALE,
  type Rate,
  type VenueTimeMs,
  venueTime,
  wallTime,
} from "@evenkeel/core/units";
import { decode, type Fields, fields, integer, Malformed, text } from "../../common/decode/json.ts";
import type { HotMarkets, HotOutlet } from "../../common/market/hot.ts";
import { type Market, priceFromWire } from "../../common/market/market.ts";
import { createFrameBytes, isWord } from "../../common/scan/bytes.ts";
import {
  createFieldSpans,
  isTextField,
  scanIntegerField,
  scanObject,
  scanTextField,
} from "../../common/scan/object.ts";
import { isReply, KEY } from "./frame.ts";

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;
const EVENT_NAME = "markPriceUpdate";
const EVENT_WORD = new TextEncoder().encode(EVENT_NAME);
/** Some 200 bytes a contract; longer than any venue lists is left to JSON.parse. */
const FRAME_LENGTH_MAX = 512 * 1_024;

export type MarkOutlet = HotOutlet & {
  /** A contract's next settlement moved on: the one it named before has happened. */
  readonly settled: (symbol: string, at: VenueTimeMs) => void;
};

/**
 * Reads `!markPrice@arr@1s`: all contracts in one frame, each into the same reused event. The frame is walked
 * twice: a damaged one is refused as a whole, an odd element goes through JSON.parse alone.
 */
export function createMarkPricesReader(markets: HotMarkets, outlet: MarkOutlet): (frame: string) => void {
  const found = createFieldSpans();
  const buffer = createFrameBytes(FRAME_LENGTH_MAX);
  const decoder = new TextDecoder();
  const nextFunding = new Float64Array(markets.markets.length);
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

  const emit = (slot: number): void => {
    outlet.observeVenueTime(mark.venueTimeMs);
    outlet.sink(mark);
    const before = nextFunding[slot] ?? 0;
    nextFunding[slot] = mark.nextFundingAt;
    if (before > 0 && mark.nextFundingAt > before)
      outlet.settled(markets.markets[slot]?.symbol ?? "", venueTime(before));
  };

  const fill = (): boolean => {
    const { bytes } = buffer;
    const { starts, ends } = found;
    if (!isTextField(found, KEY.symbol) || !isTextField(found, KEY.event)) return false;
    if (!isWord(bytes, starts[KEY.event] ?? 0, ends[KEY.event] ?? 0, EVENT_WORD)) return false;
    const slot = markets.symbols.find(bytes, starts[KEY.symbol] ?? 0, ends[KEY.symbol] ?? 0);
    if (slot < 0) return true;
    const digits = markets.priceDigits[slot] ?? 0;
    const price = scanTextField(bytes, found, KEY.mark, digits);
    const index = scanTextField(bytes, found, KEY.index, digits);
    const rate = scanTextField(bytes, found, KEY.rate, RATE_SCALE);
    const next = scanIntegerField(bytes, found, KEY.nextFunding);
    const at = scanIntegerField(bytes, found, KEY.eventTime);
    if (!(price >= 0 && index >= 0 && next >= 0 && at >= 0) || Number.isNaN(rate)) return false;
    mark.instrument = (markets.instrument[slot] ?? 0) as InstrumentIndex;
    mark.markPrice = price as Price;
    mark.indexPrice = index as Price;
    mark.fundingRate = rate as Rate;
    mark.nextFundingAt = venueTime(next);
    mark.venueTimeMs = venueTime(at);
    emit(slot);
    return true;
  };

  /** True when every element is a flat object and nothing is behind the last: only then is any of it believed. */
  const isPlain = (length: number): boolean => {
    const { bytes } = buffer;
    if (length < 0 || bytes[0] !== OPEN) return false;
    for (let place = 1; ; ) {
      const end = scanObject(bytes, place, found);
      if (end < 0) return false;
      const separator = bytes[end];
      if (separator === CLOSE) return end + 1 === length;
      if (separator !== COMMA) return false;
      place = end + 1;
    }
  };

  const readPlain = (length: number): void => {
    const { bytes } = buffer;
    for (let place = 1; place < length; ) {
      const end = scanObject(bytes, place, found);
      if (!fill()) readElement(JSON.parse(decoder.decode(bytes.subarray(place, end))));
      place = end + 1;
    }
  };

  const readSlowly = (frame: string): void => {
    const parsed = decode((): unknown => JSON.parse(frame));
    if (!parsed.ok) return outlet.malformed(null, "markPrice: not JSON");
    if (isReply(parsed.value)) return;
    if (!Array.isArray(parsed.value)) return outlet.malformed(null, "markPrice: not a list");
    for (const element of parsed.value as readonly unknown[]) readElement(element);
  };

  const readElement = (element: unknown): void => {
    const row = decode(() => fields(element, EVENT_NAME));
    if (row.ok) readRow(row.value);
    else outlet.malformed(null, row.error);
  };

  const readRow = (row: Fields): void => {
    const symbol = row["s"];
    const market = typeof symbol === "string" ? markets.bySymbol.get(symbol) : undefined;
    if (market === undefined && typeof symbol === "string" && row["e"] === EVENT_NAME) return;
    const read = decode(() => readInto(mark, row, market, markets));
    if (!read.ok) return outlet.malformed(market?.instrument.index ?? null, read.error);
    emit(read.value);
  };

  return (frame) => {
    mark.receivedAtMs = outlet.nowMs();
    const length = buffer.load(frame);
    if (isPlain(length)) readPlain(length);
    else readSlowly(frame);
  };
}

/** Answers with the market's slot. */
function readInto(mark: MarkUpdate, row: Fields, market: Market | undefined, { markets }: HotMarkets): number {
  if (row["e"] !== EVENT_NAME || market === undefined) throw new Malformed("not a markPriceUpdate");
  const rate = parseRate(text(row, "r"));
  if (!rate.ok) throw new Malformed(`r: ${rate.error.code}`);
  const markPrice = priceFromWire(market, text(row, "p"), "p");
  const indexPrice = priceFromWire(market, text(row, "i"), "i");
  const next = integer(row, "T");
  const at = integer(row, "E");
  if (next < 0 || at < 0) throw new Malformed("a negative time");
  mark.instrument = market.instrument.index;
  mark.markPrice = markPrice;
  mark.indexPrice = indexPrice;
  mark.fundingRate = rate.value;
  mark.nextFundingAt = venueTime(next);
  mark.venueTimeMs = venueTime(at);
  return markets.indexOf(market);
}
