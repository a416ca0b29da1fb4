import {
  bookSide,
  findInstrument,
  indexPriceAt,
  type Level,
  MARKETS,
  type Market,
  markPriceAt,
  PROFILES,
  secondOf,
  specificationOf,
} from "@evenkeel/exchange-sim";
import type { Station } from "../station.ts";
import { type ControlReply, problem } from "./control-reply.ts";

const LEVELS_MAX = 20;

/** What a venue lists, and where. */
export function listSymbols({ venue }: Station): ControlReply {
  const { world } = venue.state;
  const { listings } = PROFILES[world.venue];
  const body = listings.flatMap((market) =>
    world.instruments.map((each) => ({ market, symbol: specificationOf(each, market).symbol })),
  );
  return { status: 200, body };
}

const isMarket = (name: string | null): name is Market => MARKETS.some((each) => each === name);

/** Both sides of one book as it stands, and the prices beside it. */
export function showBook({ venue }: Station, query: URLSearchParams): ControlReply {
  const market = query.get("market");
  if (!isMarket(market)) return problem(`market must be ${MARKETS.join(" or ")}.`);
  const { state } = venue;
  const instrument = findInstrument(state, market, query.get("symbol") ?? "");
  if (instrument === undefined) return problem("symbol must be one that GET /control/symbols lists.");
  const { priceScale, quantityScale, symbol } = specificationOf(instrument, market);
  const texts = ({ price, quantity }: Level) => [padded(price, priceScale), padded(quantity, quantityScale)];
  const second = secondOf(state.nowMs);
  const index = indexPriceAt(state.world, instrument.index, second) / (market === "spot" ? instrument.multiplier : 1);
  const body = {
    symbol,
    market,
    venueTimeMs: state.nowMs,
    asks: bookSide(state, instrument.index, market, "BUY", LEVELS_MAX).map(texts),
    bids: bookSide(state, instrument.index, market, "SELL", LEVELS_MAX).map(texts),
    indexPrice: index.toFixed(priceScale),
    markPrice: market === "spot" ? null : markPriceAt(state.world, instrument.index, second).toFixed(priceScale),
  };
  return { status: 200, body };
}

/** With all its digits, so that a column lines up. */
function padded(mantissa: number, scale: number): string {
  if (scale === 0) return String(mantissa);
  const digits = String(mantissa).padStart(scale + 1, "0");
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
