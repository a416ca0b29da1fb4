import { createTouch, flowAt, readTouch } from "../../book/quote.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import { type Instrument, type Market, specificationOf } from "../../world/instrument.ts";
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
  const now = secondOf(state.nowMs);
  const prints: Print[] = [];
  for (let second = Math.floor(now / 60) * 60; second <= now; second++) {
    const print = printAt(state, instrument, market, second);
    if (print !== null) prints.push(print);
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
