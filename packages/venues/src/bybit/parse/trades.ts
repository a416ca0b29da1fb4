import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { PublicTrade, TradePort } from "@evenkeel/core/ports";
import { type Price, type Quantity, venueTime } from "@evenkeel/core/units";
import { decode, type Fields, fields, integer, list, Malformed, meaningOf, text } from "../../common/decode/json.ts";
import type { HotMarkets } from "../../common/market/hot.ts";
import { type Market, priceFromWire, quantityFromWire } from "../../common/market/market.ts";
import { type Reply, replyOf } from "./frame.ts";

export const TRADE_TOPIC = "publicTrade.";
/** Trades of one market in one millisecond that have numbers of their own. */
const TRADES_A_MS = 1_000;
const SIDES: Readonly<Record<string, PublicTrade["takerSide"]>> = { Buy: "buy", Sell: "sell" };

/**
 * Reads `publicTrade.<symbol>` into one reused trade. Ids of contracts are random and the sequence is shared by trades
 * of one match, so a number is made of the time: it rises, which is all that is asked of it. No decision waits for a
 * trade, so JSON.parse is fast enough.
 */
export function createTradeReader(
  markets: HotMarkets,
  port: TradePort,
  onReply: (reply: Reply) => void,
): (frame: string) => void {
  const last = new Map<InstrumentIndex, number>();
  const trade: PublicTrade = {
    instrument: 0 as InstrumentIndex,
    venueTimeMs: venueTime(0),
    tradeId: 0,
    price: 0 as Price,
    quantity: 0 as Quantity,
    takerSide: "buy",
  };

  const tell = (row: Fields): void => {
    const symbol = text(row, "s");
    const market = markets.bySymbol.get(symbol);
    if (market === undefined) return;
    readInto(trade, row, market);
    trade.tradeId = Math.max(trade.venueTimeMs * TRADES_A_MS, (last.get(trade.instrument) ?? 0) + 1);
    last.set(trade.instrument, trade.tradeId);
    port.trade(trade);
  };

  return (frame) => {
    const parsed = decode((): unknown => JSON.parse(frame));
    if (!parsed.ok) return port.malformed("publicTrade: not JSON");
    const reply = replyOf(parsed.value);
    if (reply !== null) return onReply(reply);
    const read = decode(() => {
      for (const each of rowsOf(parsed.value)) tell(fields(each, "trade"));
    });
    if (!read.ok) port.malformed(read.error);
  };
}

function rowsOf(frame: unknown): readonly unknown[] {
  const told = fields(frame, "publicTrade");
  if (!text(told, "topic").startsWith(TRADE_TOPIC)) throw new Malformed("not a trade");
  return list(told["data"], "data");
}

function readInto(trade: PublicTrade, row: Fields, market: Market): void {
  const takerSide = meaningOf(SIDES, text(row, "S"));
  const at = integer(row, "T");
  const quantity = quantityFromWire(market, text(row, "v"), "v");
  const price = priceFromWire(market, text(row, "p"), "p");
  if (takerSide === undefined || at < 0 || quantity < 0 || !Number.isSafeInteger(at * TRADES_A_MS))
    throw new Malformed("publicTrade: no trade");
  Object.assign(trade, { instrument: market.instrument.index, price, quantity, takerSide });
  trade.venueTimeMs = venueTime(at);
}
