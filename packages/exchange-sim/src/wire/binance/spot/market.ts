import type { Instrument } from "../../../world/instrument.ts";
import { candles } from "../candles.ts";
import { exchangeInfo } from "../exchange-info.ts";
import { bestOf, dayTicker, printLevels, snapshotBook } from "../market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { limitOf, type Route, type RouteContext, type Routes } from "../request.ts";

const open = (handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "none",
  weight: 1,
  market: "spot",
  handle,
  ...more,
});

/** `symbol`, or `symbols` as a JSON list, or every one. Null when the list is not one or names an unknown symbol. */
function asked({ state, session, params, instrument }: RouteContext): readonly Instrument[] | null {
  if (instrument !== null) return [instrument];
  const text = params.get("symbols");
  if (text === undefined) return state.world.instruments;
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(names)) return null;
  const found: Instrument[] = [];
  for (const name of names) {
    const each = state.world.instruments[session.symbols.spot.get(String(name)) ?? -1];
    if (each === undefined) return null;
    found.push(each);
  }
  return found;
}

function each(context: RouteContext, print: (instrument: Instrument) => unknown): Outcome {
  const instruments = asked(context);
  if (instruments === null) return refuse(ERRORS.badSymbol);
  return context.instrument === null ? body(instruments.map(print)) : body(print(context.instrument));
}

const bookTicker = (context: RouteContext): Outcome =>
  each(context, (instrument) => {
    const best = bestOf(context.state, instrument, "spot");
    return {
      symbol: instrument.spot.symbol,
      bidPrice: best?.bid ?? "0.00000000",
      bidQty: best?.bidQuantity ?? "0.00000000",
      askPrice: best?.ask ?? "0.00000000",
      askQty: best?.askQuantity ?? "0.00000000",
    };
  });

function dayTickers(context: RouteContext): Outcome {
  return each(context, (instrument) => {
    const best = bestOf(context.state, instrument, "spot");
    const ticker = dayTicker(context.state, instrument, "spot");
    return {
      ...ticker,
      prevClosePrice: ticker.openPrice,
      bidPrice: best?.bid,
      bidQty: best?.bidQuantity,
      askPrice: best?.ask,
      askQty: best?.askQuantity,
    };
  });
}

function depth({ state, session, params, instrument }: RouteContext): Outcome {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  const limit = limitOf(params, 100, 5_000);
  const book = snapshotBook(state, session, instrument.index, "spot");
  return body({
    lastUpdateId: book.updateId,
    bids: printLevels(instrument, "spot", book.bids.slice(0, limit)),
    asks: printLevels(instrument, "spot", book.asks.slice(0, limit)),
  });
}

const tickerPrice = (context: RouteContext): Outcome =>
  each(context, (instrument) => ({
    symbol: instrument.spot.symbol,
    price: dayTicker(context.state, instrument, "spot").lastPrice,
  }));

export const SPOT_MARKET_ROUTES: Routes = {
  "GET /api/v3/ping": open(() => body({})),
  "GET /api/v3/time": open(({ wallMs }) => body({ serverTime: wallMs })),
  "GET /api/v3/exchangeInfo": open(
    ({ state, session }) => ({ kind: "body", body: exchangeInfo(state, session).spot }),
    { weight: 20 },
  ),
  "GET /api/v3/ticker/bookTicker": open(bookTicker, { symbol: "optional", weight: 4 }),
  "GET /api/v3/ticker/24hr": open(dayTickers, { symbol: "optional", weight: 80 }),
  "GET /api/v3/ticker/price": open(tickerPrice, { symbol: "optional", weight: 4 }),
  "GET /api/v3/klines": open(candles("spot", "index"), { symbol: "required", required: ["interval"], weight: 2 }),
  "GET /api/v3/depth": open(depth, { symbol: "required", weight: 5 }),
};
