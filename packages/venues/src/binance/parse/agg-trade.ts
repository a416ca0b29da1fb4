import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { PublicTrade, TradePort } from "@evenkeel/core/ports";
import { type Price, type Quantity, venueTime } from "@evenkeel/core/units";
import { decode, type Fields, fields, flag, integer, Malformed, text } from "../../common/decode/json.ts";
import type { HotMarkets } from "../../common/market/hot.ts";
import { type Market, priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import { createFrameBytes, isWord } from "../../common/scan/bytes.ts";
import {
  createFieldSpans,
  isTextField,
  scanFlagField,
  scanIntegerField,
  scanObject,
  scanTextField,
} from "../../common/scan/object.ts";
import { isReply, KEY } from "./frame.ts";

const EVENT_NAME = "aggTrade";
const EVENT_WORD = new TextEncoder().encode(EVENT_NAME);
/** Some 180 bytes in life; whatever is longer is odd and has time for JSON.parse. */
const FRAME_LENGTH_MAX = 4_096;

const TRADE_KEY = {
  id: "a".charCodeAt(0),
  price: "p".charCodeAt(0),
  quantity: "q".charCodeAt(0),
  time: "T".charCodeAt(0),
  buyerIsMaker: "m".charCodeAt(0),
} as const;

/**
 * Reads `<symbol>@aggTrade` frames of spot and futures into one reused trade. It is told by when it happened, not by
 * when the frame was sent; the side is the taker's.
 */
export function createAggTradeReader(markets: HotMarkets, port: TradePort): (frame: string) => void {
  const found = createFieldSpans();
  const buffer = createFrameBytes(FRAME_LENGTH_MAX);
  const trade: PublicTrade = {
    instrument: 0 as InstrumentIndex,
    venueTimeMs: venueTime(0),
    tradeId: 0,
    price: 0 as Price,
    quantity: 0 as Quantity,
    takerSide: "buy",
  };

  /** False sends the frame to the slow reader. */
  const fast = (frame: string): boolean => {
    const length = buffer.load(frame);
    const { bytes } = buffer;
    if (length < 0 || scanObject(bytes, 0, found) !== length) return false;
    const { starts, ends } = found;
    if (!isTextField(found, KEY.event) || !isTextField(found, KEY.symbol)) return false;
    if (!isWord(bytes, starts[KEY.event] ?? 0, ends[KEY.event] ?? 0, EVENT_WORD)) return false;
    const slot = markets.symbols.find(bytes, starts[KEY.symbol] ?? 0, ends[KEY.symbol] ?? 0);
    if (slot < 0) return true;
    const price = scanTextField(bytes, found, TRADE_KEY.price, markets.priceDigits[slot] ?? 0);
    const quantity =
      scanTextField(bytes, found, TRADE_KEY.quantity, markets.quantityScale[slot] ?? 0) * (markets.factor[slot] ?? 1);
    const id = scanIntegerField(bytes, found, TRADE_KEY.id);
    const at = scanIntegerField(bytes, found, TRADE_KEY.time);
    const buyerIsMaker = scanFlagField(found, TRADE_KEY.buyerIsMaker);
    const exact = price >= 0 && quantity >= 0 && quantity <= Number.MAX_SAFE_INTEGER && id >= 0 && at >= 0;
    if (!exact || buyerIsMaker === null) return false;
    trade.instrument = (markets.instrument[slot] ?? 0) as InstrumentIndex;
    trade.venueTimeMs = venueTime(at);
    trade.tradeId = id;
    trade.price = price as Price;
    trade.quantity = quantity as Quantity;
    trade.takerSide = buyerIsMaker ? "sell" : "buy";
    port.trade(trade);
    return true;
  };

  const slow = (frame: string): void => {
    const parsed = decode((): unknown => JSON.parse(frame));
    if (!parsed.ok) return port.malformed("aggTrade: not JSON");
    if (isReply(parsed.value)) return;
    const row = decode(() => fields(parsed.value, EVENT_NAME));
    if (!row.ok) return port.malformed(row.error);
    const symbol = row.value["s"];
    const market = typeof symbol === "string" ? markets.bySymbol.get(symbol) : undefined;
    if (market === undefined && typeof symbol === "string" && row.value["e"] === EVENT_NAME) return;
    const read = decode(() => readInto(trade, row.value, market));
    if (read.ok) port.trade(trade);
    else port.malformed(read.error);
  };

  return (frame) => {
    if (!fast(frame)) slow(frame);
  };
}

function readInto(trade: PublicTrade, row: Fields, market: Market | undefined): void {
  if (row["e"] !== EVENT_NAME || market === undefined) throw new Malformed("not an aggTrade");
  const price = priceFromWire(market, text(row, "p"), "p");
  const quantity = quantityFromWire(market, text(row, "q"), "q");
  const [tradeId, at] = [integer(row, "a"), integer(row, "T")];
  const buyerIsMaker = flag(row, "m");
  if (quantity < 0 || tradeId < 0 || at < 0) throw new Malformed("aggTrade: a negative number");
  Object.assign(trade, { instrument: market.instrument.index, price, quantity, tradeId });
  trade.venueTimeMs = venueTime(at);
  trade.takerSide = buyerIsMaker ? "sell" : "buy";
}
