import { createTouch, flowAt, readTouch } from "../../book/quote.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
import type { FrameBook } from "../../world/recorded/frames/book.ts";
import { capturedBook } from "../../world/recorded/frames/frames.ts";
import { PRICE_SCALE, TRADE } from "../../world/recorded/frames/record.ts";
import { hourMs, secondOf } from "../../world/world.ts";
import { printer } from "./market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "./reply.ts";
import { integerOf, limitOf, type RouteContext } from "./request.ts";

/** One trade of the market with itself: a second has at most one, on the side that had more flow. */
export interface Print {
  readonly id: number;
  readonly timeMs: number;
  readonly price: string;
  readonly quantity: string;
  readonly quote: number;
  readonly buyerIsMaker: boolean;
}

const touch = createTouch();

/** A second of the running minute; null when it was quiet. Earlier minutes are gone. */
export function printAt(state: ExchangeState, instrument: Instrument, market: Market, second: number): Print | null {
  readTouch(state.world, instrument.index, market, second, touch);
  const bought = flowAt(state.world, instrument.index, market, "BUY", second, touch.middle);
  const sold = flowAt(state.world, instrument.index, market, "SELL", second, touch.middle);
  const quantity = Math.max(bought, sold);
  if (quantity === 0) return null;
  const { priceScale, quantityScale } = specificationOf(instrument, market);
  const print = printer(market);
  const price = bought >= sold ? touch.ask : touch.bid;
  return {
    id: second,
    timeMs: hourMs(0) + second * 1_000,
    price: print(price, priceScale),
    quantity: print(quantity, quantityScale),
    quote: (price / 10 ** priceScale) * (quantity / 10 ** quantityScale),
    buyerIsMaker: bought < sold,
  };
}

/** What the market traded in the running minute, oldest first. */
export function tapeOf(state: ExchangeState, instrument: Instrument, market: Market): Print[] {
  const captured = capturedBook(state.world.recorded, instrument.index, market);
  if (captured !== null) return capturedTape(captured);
  const now = secondOf(state.nowMs);
  const prints: Print[] = [];
  for (let second = Math.floor(now / 60) * 60; second <= now; second++) {
    const print = printAt(state, instrument, market, second);
    if (print !== null) prints.push(print);
  }
  return prints;
}

/** Every captured trade that has come, oldest first. */
function capturedTape({ record, count }: FrameBook): Print[] {
  const { kinds, rows, trades, market, quantityScale } = record;
  const print = printer(market);
  const prints: Print[] = [];
  for (let at = 0; at < count; at++) {
    if (kinds[at] !== TRADE) continue;
    const row = rows[at] ?? 0;
    const [price, quantity] = [trades.price[row] ?? 0, trades.quantity[row] ?? 0];
    prints.push({
      id: trades.id[row] ?? 0,
      timeMs: trades.transactMs[row] ?? 0,
      price: print(price, PRICE_SCALE),
      quantity: print(quantity, quantityScale),
      quote: (price / 10 ** PRICE_SCALE) * (quantity / 10 ** quantityScale),
      buyerIsMaker: trades.maker[row] === 1,
    });
  }
  return prints;
}

/** By id, by time, or the newest: a start reads forward, without one the page is the last. */
function page({ state, params }: RouteContext, prints: readonly Print[], most: number): readonly Print[] {
  const fromId = integerOf(params, "fromId");
  const startMs = integerOf(params, "startTime");
  const endMs = integerOf(params, "endTime") ?? state.nowMs;
  const limit = limitOf(params, 500, most);
  const found = prints.filter(({ id, timeMs }) => id >= (fromId ?? 0) && timeMs >= (startMs ?? 0) && timeMs <= endMs);
  return fromId === null && startMs === null ? found.slice(-limit) : found.slice(0, limit);
}

export const trades =
  (market: Market) =>
  (context: RouteContext): Outcome => {
    const { state, instrument } = context;
    if (instrument === null) return refuse(ERRORS.badSymbol);
    return body(
      page(context, tapeOf(state, instrument, market), 1_000).map((each) => ({
        id: each.id,
        price: each.price,
        qty: each.quantity,
        quoteQty: each.quote.toFixed(market === "spot" ? 8 : 2),
        time: each.timeMs,
        isBuyerMaker: each.buyerIsMaker,
        ...(market === "spot" ? { isBestMatch: true } : { isRPITrade: false }),
      })),
    );
  };

export const aggregateTrades =
  (market: Market) =>
  (context: RouteContext): Outcome => {
    const { state, instrument } = context;
    if (instrument === null) return refuse(ERRORS.badSymbol);
    return body(
      page(context, tapeOf(state, instrument, market), 1_000).map((each) => ({
        a: each.id,
        p: each.price,
        q: each.quantity,
        ...(market === "spot" ? {} : { nq: each.quantity }),
        f: each.id,
        l: each.id,
        T: each.timeMs,
        m: each.buyerIsMaker,
        ...(market === "spot" ? { M: true } : {}),
      })),
    );
  };
