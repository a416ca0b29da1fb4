import { formatAmount, parseAmount } from "@evenkeel/core/units";
import {
  addMargin,
  cancel,
  createLotExchange,
  findMarket,
  type LotExchange,
  type LotOrder,
  type LotTrade,
  movePot,
  type Pot,
  passTime,
  place,
  printPrice,
  ruinValue,
  setLeverage,
  type Terms,
} from "./exchange.ts";
import {
  FEE_BPS,
  FUNDING_CAP,
  FUNDING_HOURS,
  FUNDING_MS,
  FUNDING_RATE,
  LEVERAGE_MAX,
  levelsOf,
  MARKETS,
  VALUE_MIN_USDT,
} from "./market.ts";

export type Body = Readonly<Record<string, string>>;

/** What happens to the next call of a path. */
export type Fault = "reply-lost" | "never-arrives" | "throttled";

/**
 * The second venue as one talks to it: every call answers, with a code in words inside; times are texts, trade
 * numbers are no integers, sizes are lots. Nothing of it resembles Binance on purpose.
 */
export type SecondWire = {
  readonly exchange: LotExchange;
  /** The raw answer; rejects when the line is cut. */
  readonly call: (path: string, body: Body, password: string) => Promise<string>;
  readonly listen: (heard: (message: string) => void, cut: () => void) => () => void;
  readonly passTime: (ms: number) => void;
  /** Pushes one message for every market. */
  readonly publish: () => void;
  readonly failNext: (path: string, fault: Fault) => void;
  readonly cutLine: () => void;
  readonly mendLine: () => void;
  readonly listeners: () => number;
  /** Orders that were sent here, whatever became of them. */
  readonly ordersSeen: () => number;
};

export const SECOND_PASSWORD = "open-sesame";
const FUNDING_ROWS = 24 * 31;
const THROTTLE_SECONDS = 3;
const SIGNED_MS_MAX = 5_000;

type Reply = { readonly retCode: string; readonly retMsg: string; readonly result: unknown };
const done = (result: unknown): Reply => ({ retCode: "OK", retMsg: "", result });
const refuse = (code: string, result: unknown = null): Reply => ({ retCode: code, retMsg: `refused: ${code}`, result });

const when = (venueMs: number): string => new Date(venueMs).toISOString();

const printOrder = (order: LotOrder) => ({
  number: order.number,
  label: order.label,
  filledLots: String(order.filledLots),
  ended: !order.open,
  complete: order.filledLots === order.lots,
});

const printTrade = ({ number, order, price, lots, value, fee, feeAsset, profit, maker, venueMs }: LotTrade) => ({
  number,
  order: order.number,
  label: order.label,
  market: order.market.name,
  side: order.side,
  price: printPrice(order.market, price),
  lots: String(lots),
  value: formatAmount(value),
  fee: formatAmount(fee),
  feeAsset,
  profit: formatAmount(profit),
  role: maker ? "STAYED" : "TOOK",
  when: when(venueMs),
});

function markets(): Reply {
  return done(
    MARKETS.map((market) => ({
      name: market.name,
      coin: market.coin,
      type: market.kind === "spot" ? "CASH" : "SWAP",
      coinsPerLot: String(market.coinsPerLot),
      tick: printPrice(market, 1),
      lotsMax: String(market.lotsMax),
      valueMin: String(VALUE_MIN_USDT),
      feeBps: FEE_BPS[market.kind],
      leverageMax: market.kind === "spot" ? 1 : LEVERAGE_MAX,
      since: when(Date.UTC(2024, 0, 1)),
    })),
  );
}

function funding(exchange: LotExchange): Reply {
  const last = Math.floor(exchange.venueMs / FUNDING_MS) * FUNDING_MS;
  return done({
    hours: FUNDING_HOURS,
    cap: FUNDING_CAP,
    settled: Array.from({ length: FUNDING_ROWS }, (_, row) => ({
      when: when(last - (FUNDING_ROWS - 1 - row) * FUNDING_MS),
      rate: FUNDING_RATE,
    })),
  });
}

function book(exchange: LotExchange, body: Body): Reply {
  const market = findMarket(body["market"] ?? "");
  if (market === undefined) return refuse("E_MARKET");
  const side = (which: "bid" | "ask") =>
    levelsOf(market, which, exchange.venueMs).map(({ price, lots }) => `${printPrice(market, price)}x${lots}`);
  return done({ bid: side("bid"), ask: side("ask"), when: when(exchange.venueMs) });
}

const TERMS: readonly Terms[] = ["NOW", "STAY", "ONLY_STAY", "ANY_PRICE"];

function order(exchange: LotExchange, body: Body): Reply {
  const market = findMarket(body["market"] ?? "");
  if (market === undefined) return refuse("E_MARKET");
  if (!(Date.now() - Date.parse(body["signedAt"] ?? "") <= SIGNED_MS_MAX)) return refuse("E_LATE");
  const terms = TERMS.find((each) => each === body["terms"]);
  if (terms === undefined) return refuse("E_TERMS");
  const placed = place(exchange, {
    label: body["label"] ?? "",
    market: market.name,
    side: body["side"] === "B" ? "B" : "S",
    lots: Number(body["lots"]),
    price: Math.round(Number(body["price"]) * 10 ** market.priceScale),
    terms,
    closeOnly: body["closeOnly"] === "yes",
  });
  if ("refused" in placed) return refuse(placed.refused);
  return done({ ...printOrder(placed), trades: tradesOf(exchange, placed) });
}

const tradesOf = (exchange: LotExchange, of: LotOrder) =>
  exchange.trades.filter((trade) => trade.order === of).map(printTrade);

function orderByLabel(exchange: LotExchange, body: Body): Reply {
  const found = exchange.orders.get(body["label"] ?? "");
  return found === undefined
    ? refuse("E_NO_SUCH_LABEL")
    : done({ ...printOrder(found), trades: tradesOf(exchange, found) });
}

function cancelByLabel(exchange: LotExchange, body: Body): Reply {
  const refused = cancel(exchange, body["label"] ?? "");
  return refused === null ? done({ cancelled: body["label"] }) : refuse(refused.refused);
}

function account(exchange: LotExchange): Reply {
  return done({
    cash: [...exchange.spot].map(([coin, total]) => ({ coin, total: formatAmount(total) })),
    margin: formatAmount(exchange.futures),
    positions: [...exchange.positions].map(([name, position]) => ({
      market: name,
      lots: String(position.lots),
      cost: formatAmount(position.cost),
      leverage: position.leverage,
      ruin: formatAmount(ruinValue(position)),
    })),
    open: [...exchange.orders.values()]
      .filter(({ open }) => open)
      .map(({ label, number, market }) => ({ label, number, market: market.name })),
    mayMoveFundsOut: false,
  });
}

const trades = (exchange: LotExchange, body: Body): Reply =>
  done(
    exchange.trades
      .filter(({ order: { market }, number }) => market.name === body["market"] && number > (body["after"] ?? ""))
      .map(printTrade),
  );

const income = (exchange: LotExchange, body: Body): Reply =>
  done(
    exchange.income
      .filter(({ venueMs }) => venueMs >= Number(body["since"]))
      .map((row) => ({
        number: row.number,
        pot: row.pot,
        ...(row.market === null ? {} : { market: row.market }),
        paid: formatAmount(row.paid),
        when: when(row.venueMs),
      })),
  );

function leverage(exchange: LotExchange, body: Body): Reply {
  const refused = setLeverage(exchange, body["market"] ?? "", Number(body["leverage"]));
  return refused === null ? done({ leverage: Number(body["leverage"]) }) : refuse(refused.refused);
}

function move(exchange: LotExchange, body: Body): Reply {
  if (!(Date.now() - Date.parse(body["signedAt"] ?? "") <= SIGNED_MS_MAX)) return refuse("E_LATE");
  const sum = parseAmount(body["sum"] ?? "");
  if (!sum.ok) return refuse("E_SUM");
  const { market, to } = body;
  if (market === undefined && to !== "MARGIN" && to !== "CASH") return refuse("E_POT");
  const refused =
    market === undefined ? movePot(exchange, to as Pot, sum.value) : addMargin(exchange, market, sum.value);
  return refused === null ? done({ moved: body["sum"] }) : refuse(refused.refused);
}

type Path = { readonly secret: boolean; readonly run: (exchange: LotExchange, body: Body) => Reply };

const PATHS: Readonly<Record<string, Path>> = {
  "/markets": { secret: false, run: markets },
  "/funding": { secret: false, run: funding },
  "/book": { secret: false, run: book },
  "/order": { secret: true, run: order },
  "/order/label": { secret: true, run: orderByLabel },
  "/order/cancel": { secret: true, run: cancelByLabel },
  "/account": { secret: true, run: account },
  "/trades": { secret: true, run: trades },
  "/income": { secret: true, run: income },
  "/move": { secret: true, run: move },
  "/leverage": { secret: true, run: leverage },
};

function pushes(exchange: LotExchange, serial: number): string[] {
  return MARKETS.map((market) => {
    const [bid] = levelsOf(market, "bid", exchange.venueMs);
    const [ask] = levelsOf(market, "ask", exchange.venueMs);
    const next = Math.floor(exchange.venueMs / FUNDING_MS) * FUNDING_MS + FUNDING_MS;
    const fair = printPrice(market, market.midTicks);
    return JSON.stringify({
      topic: "touch",
      market: market.name,
      serial,
      bid: `${printPrice(market, bid?.price ?? 0)}x${bid?.lots}`,
      ask: `${printPrice(market, ask?.price ?? 0)}x${ask?.lots}`,
      when: when(exchange.venueMs),
      ...(market.kind === "perpetual" && { fair, index: fair, rate: FUNDING_RATE, nextFunding: when(next) }),
    });
  });
}

export function createSecondWire(): SecondWire {
  const exchange = createLotExchange();
  const heard = new Map<(message: string) => void, () => void>();
  const faults = new Map<string, Fault>();
  let isCut = false;
  let serial = 0;
  let told = 0;
  let seen = 0;

  const push = (message: string): void => {
    if (!isCut) for (const listener of heard.keys()) listener(message);
  };
  const pushTrades = (): void => {
    for (const trade of exchange.trades.slice(told)) push(JSON.stringify({ topic: "trade", ...printTrade(trade) }));
    told = exchange.trades.length;
  };

  const call: SecondWire["call"] = async (path, body, password) => {
    await Promise.resolve();
    if (path === "/order") seen += 1;
    const happens = faults.get(path);
    faults.delete(path);
    if (isCut || happens === "never-arrives") throw new Error("line cut");
    if (happens === "throttled") return JSON.stringify(refuse("E_SLOW_DOWN", { waitSeconds: THROTTLE_SECONDS }));
    const known = PATHS[path];
    if (known === undefined) return JSON.stringify(refuse("E_PATH"));
    if (known.secret && password !== SECOND_PASSWORD) return JSON.stringify(refuse("E_PASSWORD"));
    const reply = JSON.stringify(known.run(exchange, body));
    pushTrades();
    if (happens === "reply-lost") throw new Error("line cut");
    return reply;
  };

  return {
    exchange,
    call,
    listen: (listener, cut) => {
      heard.set(listener, cut);
      return () => void heard.delete(listener);
    },
    passTime: (ms) => {
      passTime(exchange, ms);
      pushTrades();
    },
    publish: () => {
      serial += 1;
      for (const message of pushes(exchange, serial)) push(message);
    },
    failNext: (path, fault) => void faults.set(path, fault),
    cutLine: () => {
      isCut = true;
      for (const cut of heard.values()) cut();
    },
    mendLine: () => {
      isCut = false;
    },
    listeners: () => heard.size,
    ordersSeen: () => seen,
  };
}
