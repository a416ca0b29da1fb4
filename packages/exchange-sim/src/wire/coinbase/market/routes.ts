import { parseMantissa } from "@evenkeel/core/units";
import { decimal, isoTime } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import {
  limitOf,
  numberOf,
  type Product,
  productOf,
  type Route,
  type RouteContext,
  type Routes,
  textOf,
  textsOf,
} from "../request.ts";
import { aggregate, BOOK_LEVELS_MAX, bestOf, currentBook, printLevel } from "./book.ts";
import { CANDLES_MAX, candlesBetween, GRANULARITIES } from "./candles.ts";
import { isListed, printProduct } from "./product.ts";
import { lastPrint, makerSide, type Print, readTape } from "./tape.ts";

const TRADES_MAX = 1_000;
const TRADES_DEFAULT = 100;
const PRODUCT_TYPES = new Set(["", "UNKNOWN_PRODUCT_TYPE", "SPOT", "FUTURE", "EQUITY"]);

/** What is asked for by name, or every product in dollars. Null when a name is none. */
function asked({ state, session, query }: RouteContext): readonly Product[] | null {
  const ids = textsOf(query, "product_ids");
  if (ids.length === 0) {
    const every = query.get("get_all_products")?.[0] === "true";
    return state.world.instruments
      .filter((instrument) => state.nowMs >= instrument.onboardMs && (every || isListed(state, instrument)))
      .map((instrument) => ({ id: instrument.spot.symbol, instrument }));
  }
  const found: Product[] = [];
  for (const id of ids) {
    const product = productOf(session, state, id);
    if (product === null) return null;
    found.push(product);
  }
  return found;
}

/** Contracts and shares are asked for like coins, and this venue lists none of them. */
function products(context: RouteContext): Outcome {
  const { state, session, query } = context;
  const type = textOf(query, "product_type");
  if (!PRODUCT_TYPES.has(type)) return refuse(ERRORS.invalid("invalid product_type"));
  const offset = numberOf(query, "offset") ?? 0;
  if (Number.isNaN(offset)) return refuse(ERRORS.invalid("invalid offset"));
  const all = type === "FUTURE" || type === "EQUITY" ? [] : asked(context);
  if (all === null) return refuse(ERRORS.badProduct);
  const page = all.slice(offset, offset + limitOf(query, all.length, all.length));
  return body({
    products: page.map((product) => printProduct(state, session, product)),
    num_products: page.length,
    pagination: null,
  });
}

type ForProduct = (context: RouteContext, product: Product) => Outcome;

const withProduct =
  (nameOf: (context: RouteContext) => string, handle: ForProduct) =>
  (context: RouteContext): Outcome => {
    const product = productOf(context.session, context.state, nameOf(context));
    return product === null ? refuse(ERRORS.badProduct) : handle(context, product);
  };

const inPath = ({ segments }: RouteContext): string => segments[0] ?? "";
const inQuery = ({ query }: RouteContext): string => textOf(query, "product_id");

const product: ForProduct = ({ state, session }, found) => body(printProduct(state, session, found));

const candles: ForProduct = ({ state, query }, { instrument }) => {
  const seconds = GRANULARITIES[textOf(query, "granularity")];
  if (seconds === undefined) return refuse(ERRORS.invalid("granularity is required"));
  const start = numberOf(query, "start");
  const end = numberOf(query, "end");
  if (start === null || end === null || Number.isNaN(start) || Number.isNaN(end)) {
    return refuse(ERRORS.invalid("start and end are required"));
  }
  const limit = limitOf(query, CANDLES_MAX, CANDLES_MAX);
  if ((end - start) / seconds >= CANDLES_MAX) {
    return refuse(ERRORS.invalid(`number of candles requested should be less than ${CANDLES_MAX}`));
  }
  return body({ candles: candlesBetween(state, instrument, seconds, start, end).slice(0, limit) });
};

const printTrade = (found: Product, print: Print) => {
  const { spot } = found.instrument;
  return {
    trade_id: String(print.id),
    product_id: found.id,
    price: decimal(print.price, spot.priceScale),
    size: decimal(print.quantity, spot.quantityScale),
    time: isoTime(print.timeMs),
    side: makerSide(print),
    bid: "",
    ask: "",
    exchange: "coinbase",
  };
};

const ticker: ForProduct = ({ state, session, query }, found) => {
  const start = numberOf(query, "start") ?? 0;
  const end = numberOf(query, "end") ?? Number.MAX_SAFE_INTEGER;
  if (Number.isNaN(start) || Number.isNaN(end)) return refuse(ERRORS.invalid("invalid start or end"));
  const trades = readTape(state, session, found.instrument.index)
    .filter(({ timeMs }) => timeMs >= start * 1_000 && timeMs <= end * 1_000)
    .slice(-limitOf(query, TRADES_DEFAULT, TRADES_MAX))
    .toReversed();
  const best = bestOf(state, found.instrument);
  return body({
    trades: trades.map((print) => printTrade(found, print)),
    best_bid: best.bid,
    best_ask: best.ask,
  });
};

const productBook: ForProduct = ({ state, session, query }, { id, instrument }) => {
  const { index, spot } = instrument;
  const limit = limitOf(query, BOOK_LEVELS_MAX, BOOK_LEVELS_MAX);
  const asStep = textOf(query, "aggregation_price_increment");
  const step = asStep === "" ? spot.tick : parseMantissa(asStep, spot.priceScale);
  if (typeof step === "object" && (!step.ok || step.value <= 0)) {
    return refuse(ERRORS.invalid("invalid aggregation_price_increment"));
  }
  const size = typeof step === "number" ? step : step.ok ? step.value : spot.tick;
  const book = currentBook(state, index);
  const bids = aggregate(book.bids, size, "bid").slice(0, limit);
  const asks = aggregate(book.asks, size, "ask").slice(0, limit);
  const bid = (book.bids[0]?.price ?? 0) / 10 ** spot.priceScale;
  const ask = (book.asks[0]?.price ?? 0) / 10 ** spot.priceScale;
  const middle = (bid + ask) / 2;
  const print = (value: number): string => String(Number(value.toFixed(spot.priceScale + 1)));
  return body({
    pricebook: {
      product_id: id,
      bids: bids.map((level) => printLevel(instrument, level)),
      asks: asks.map((level) => printLevel(instrument, level)),
      time: isoTime(state.nowMs),
    },
    last: decimal(lastPrint(state, session, index).price, spot.priceScale),
    mid_market: print(middle),
    spread_bps: middle === 0 ? "0" : String(Number((((ask - bid) / middle) * 10_000).toFixed(3))),
    spread_absolute: print(ask - bid),
  });
};

function bestBidAsk(context: RouteContext): Outcome {
  const { state } = context;
  const all = asked(context);
  if (all === null) return refuse(ERRORS.badProduct);
  return body({
    pricebooks: all.map(({ id, instrument }) => {
      const book = currentBook(state, instrument.index, 1);
      return {
        product_id: id,
        bids: book.bids.map((level) => printLevel(instrument, level)),
        asks: book.asks.map((level) => printLevel(instrument, level)),
        time: isoTime(state.nowMs),
      };
    }),
  });
}

/** Server time is wall time. */
const time = ({ wallMs }: RouteContext): Outcome =>
  body({
    iso: new Date(wallMs).toISOString(),
    epochSeconds: String(Math.floor(wallMs / 1_000)),
    epochMillis: String(Math.floor(wallMs)),
  });

/** Each is there for everybody under "market", and for whoever has a key without it. */
function twins(path: string, handle: Route["handle"]): Routes {
  return {
    [`GET /api/v3/brokerage/market/${path}`]: { access: "public", handle },
    [`GET /api/v3/brokerage/${path}`]: { access: "view", handle },
  };
}

export const MARKET_ROUTES: Routes = {
  "GET /api/v3/brokerage/time": { access: "public", handle: time },
  "GET /api/v3/brokerage/best_bid_ask": { access: "view", handle: bestBidAsk },
  ...twins("products", products),
  ...twins("products/{}", withProduct(inPath, product)),
  ...twins("products/{}/candles", withProduct(inPath, candles)),
  ...twins("products/{}/ticker", withProduct(inPath, ticker)),
  ...twins("product_book", withProduct(inQuery, productBook)),
};
