import { createTouch, flowAt, readTouch } from "../../book/quote.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import { secondOf } from "../../world/world.ts";
import { slotKey, type TapeTrade, type WireSession } from "./session.ts";

/** The tape's length: what one request can ask for. */
export const TAPE_MAX = 1_000;
const touch = createTouch();

function tradeAt(state: ExchangeState, instrument: Instrument, market: Market, second: number): TapeTrade | null {
  readTouch(state.world, instrument.index, market, second, touch);
  const bought = flowAt(state.world, instrument.index, market, "BUY", second, touch.middle);
  const sold = flowAt(state.world, instrument.index, market, "SELL", second, touch.middle);
  const quantity = Math.max(bought, sold);
  if (quantity === 0) return null;
  const side = bought >= sold ? "BUY" : "SELL";
  const timeMs = Math.floor(state.nowMs / 1_000) * 1_000 - (secondOf(state.nowMs) - second) * 1_000;
  return { id: second, price: side === "BUY" ? touch.ask : touch.bid, quantity, side, timeMs };
}

/**
 * The tape of one market up to now. It begins when somebody first asks for it, and the seconds of minutes that passed
 * without a reading are gone: only the running minute can be drawn.
 */
export function readTape(
  state: ExchangeState,
  session: WireSession,
  instrument: Instrument,
  market: Market,
): readonly TapeTrade[] {
  const key = slotKey(market, instrument.index);
  const now = secondOf(state.nowMs);
  let tape = session.tapes.get(key);
  if (tape === undefined) {
    tape = { trades: [], second: -1 };
    session.tapes.set(key, tape);
  }
  const from = Math.max(tape.second + 1, Math.floor(now / 60) * 60);
  for (let second = from; second <= now; second++) {
    const trade = tradeAt(state, instrument, market, second);
    if (trade !== null) tape.trades.push(trade);
  }
  tape.second = Math.max(tape.second, now);
  if (tape.trades.length > 2 * TAPE_MAX) tape.trades.splice(0, tape.trades.length - TAPE_MAX);
  return tape.trades;
}

export const tradeValue = (instrument: Instrument, market: Market, trade: TapeTrade): string => {
  const { priceScale, quantityScale } = specificationOf(instrument, market);
  const value = (trade.price / 10 ** priceScale) * (trade.quantity / 10 ** quantityScale);
  return String(Number(value.toPrecision(12)));
};
