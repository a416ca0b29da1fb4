import { DOLLAR_QUANTITY, DOLLAR_SCALE, dollarQuote } from "../../../dollar/dollars.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { averageOf, candles } from "../candles.ts";
import { exchangeInfo } from "../exchange-info.ts";
import { fixedEight } from "../format.ts";
import { bestOf, dayTicker, printLevels, snapshotBook } from "../market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { limitOf, type Params, type Route, type RouteContext, type Routes } from "../request.ts";
import { aggregateTrades, trades } from "../tape.ts";

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

function bookTicker(context: RouteContext): Outcome {
  const dollar = dollarQuote(context.state, context.params.get("symbol") ?? "");
  if (dollar !== null) {
    const quantity = fixedEight(DOLLAR_QUANTITY, 0);
    const [bidPrice, askPrice] = [fixedEight(dollar.bid, DOLLAR_SCALE), fixedEight(dollar.ask, DOLLAR_SCALE)];
    return body({ symbol: dollar.symbol, bidPrice, bidQty: quantity, askPrice, askQty: quantity });
  }
  return each(context, (instrument) => {
    const best = bestOf(context.state, instrument, "spot");
    return {
      symbol: instrument.spot.symbol,
      bidPrice: best?.bid ?? "0.00000000",
      bidQty: best?.bidQuantity ?? "0.00000000",
      askPrice: best?.ask ?? "0.00000000",
      askQty: best?.askQuantity ?? "0.00000000",
    };
  });
}

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

const averagePrice = ({ state, instrument }: RouteContext): Outcome => {
  if (instrument === null) return refuse(ERRORS.badSymbol);
  return body({ ...averageOf(state, instrument), closeTime: Math.floor(state.nowMs) });
};

/** Dearer where nothing is named, as documented for each. */
const byNames =
  (one: number, some: number, all: number) =>
  (params: Params): number => {
    if ((params.get("symbol") ?? "") !== "") return one;
    const count = params.get("symbols")?.split(",").length;
    if (count === undefined || count > 100) return all;
    return count <= 20 ? one : some;
  };

function depthWeight(params: Params): number {
  const limit = limitOf(params, 100, 5_000);
  if (limit <= 100) return 5;
  if (limit <= 500) return 25;
  return limit <= 1_000 ? 50 : 250;
}

const PAGE = { symbol: "required", weight: 25 } as const;
const CANDLES = { symbol: "required", required: ["interval"], weight: 2 } as const;

export const SPOT_MARKET_ROUTES: Routes = {
  "GET /api/v3/ping": open(() => body({})),
  "GET /api/v3/time": open(({ wallMs }) => body({ serverTime: wallMs })),
  "GET /api/v3/exchangeInfo": open(
    ({ state, session }) => ({ kind: "body", body: exchangeInfo(state, session).spot }),
    { weight: 20 },
  ),
  "GET /api/v3/ticker/bookTicker": open(bookTicker, { symbol: "optional", dollars: true, weight: byNames(2, 4, 4) }),
  "GET /api/v3/ticker/24hr": open(dayTickers, { symbol: "optional", weight: byNames(2, 40, 80) }),
  "GET /api/v3/ticker/price": open(tickerPrice, { symbol: "optional", weight: byNames(2, 4, 4) }),
  "GET /api/v3/avgPrice": open(averagePrice, { symbol: "required", weight: 2 }),
  "GET /api/v3/klines": open(candles("spot", "index"), CANDLES),
  "GET /api/v3/uiKlines": open(candles("spot", "index"), CANDLES),
  "GET /api/v3/trades": open(trades("spot"), PAGE),
  "GET /api/v3/historicalTrades": open(trades("spot"), PAGE),
  "GET /api/v3/aggTrades": open(aggregateTrades("spot"), { ...PAGE, weight: 4 }),
  "GET /api/v3/depth": open(depth, { symbol: "required", weight: depthWeight }),
};
