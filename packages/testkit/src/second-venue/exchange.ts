import {
  type Amount,
  amount,
  bpsOfUp,
  formatFixed,
  notional,
  type Price,
  parseRate,
  type Quantity,
} from "@evenkeel/core/units";
import {
  FEE_BPS,
  FUNDING_MS,
  FUNDING_RATE,
  LEVERAGE_MAX,
  type LotMarket,
  levelsOf,
  MARKETS,
  VALUE_MIN_USDT,
} from "./market.ts";

/** How long an order stays: not at all, until it is cancelled, the same but never taking, or not at all at any price. */
export type Terms = "NOW" | "STAY" | "ONLY_STAY" | "ANY_PRICE";

export type LotOrder = {
  readonly number: string;
  readonly label: string;
  readonly market: LotMarket;
  readonly side: "B" | "S";
  readonly lots: number;
  /** In ticks; an order at any price has none. */
  readonly price: number;
  readonly closeOnly: boolean;
  filledLots: number;
  open: boolean;
};

export type LotTrade = {
  readonly number: string;
  readonly order: LotOrder;
  readonly price: number;
  readonly lots: number;
  readonly value: Amount;
  readonly fee: Amount;
  readonly feeAsset: string;
  readonly profit: Amount;
  readonly maker: boolean;
  readonly venueMs: number;
};

export type Pot = "CASH" | "MARGIN";

export type LotPosition = { lots: number; cost: Amount; leverage: number; added: Amount };
export type IncomeRow = {
  readonly number: string;
  /** `null`: money moved between the pots. */
  readonly market: string | null;
  readonly pot: Pot;
  readonly paid: Amount;
  readonly venueMs: number;
};

export type PlaceRequest = {
  readonly label: string;
  readonly market: string;
  readonly side: "B" | "S";
  readonly lots: number;
  readonly price: number;
  readonly terms: Terms;
  readonly closeOnly: boolean;
};

/** Why not, in this venue's words. */
export type Refused = { readonly refused: string };

export type LotExchange = {
  venueMs: number;
  readonly spot: Map<string, Amount>;
  futures: Amount;
  readonly positions: Map<string, LotPosition>;
  readonly orders: Map<string, LotOrder>;
  readonly trades: LotTrade[];
  readonly income: IncomeRow[];
  count: number;
};

const START_MS = Date.UTC(2026, 0, 1);
const QUANTITY_SCALE = 0;
const RATE_UNIT = 10n ** 10n;

export const createLotExchange = (): LotExchange => ({
  venueMs: START_MS,
  spot: new Map([["USDT", amount("10000")]]),
  futures: amount("10000"),
  positions: new Map(),
  orders: new Map(),
  trades: [],
  income: [],
  count: 0,
});

export const findMarket = (name: string): LotMarket | undefined => MARKETS.find((market) => market.name === name);

const valueOf = (market: LotMarket, price: number, lots: number): Amount =>
  notional(price as Price, market.priceScale, lots as Quantity, QUANTITY_SCALE);

const nextNumber = (exchange: LotExchange, prefix: string): string => {
  exchange.count += 1;
  return `${prefix}${String(exchange.count).padStart(9, "0")}`;
};

const held = (exchange: LotExchange, asset: string): Amount => exchange.spot.get(asset) ?? (0n as Amount);

function refusal(exchange: LotExchange, market: LotMarket, request: PlaceRequest): string | null {
  if (request.lots <= 0 || request.lots > market.lotsMax) return "E_LOTS";
  const value = valueOf(market, request.price, request.lots);
  if (value < amount(String(VALUE_MIN_USDT)) && !request.closeOnly) return "E_MIN_VALUE";
  if (market.kind === "spot") {
    const enough =
      request.side === "B"
        ? held(exchange, "USDT") >= value
        : held(exchange, market.coin) >= amount(String(request.lots));
    return enough ? null : "E_BALANCE";
  }
  const position = exchange.positions.get(market.name)?.lots ?? 0;
  const signed = request.side === "B" ? request.lots : -request.lots;
  if (request.closeOnly && (position === 0 || Math.sign(position) === Math.sign(signed))) return "E_CLOSE_ONLY";
  return exchange.futures >= value / 10n ? null : "E_MARGIN";
}

/** Takes what the book has up to the price; what is left stays or is forgotten, as the terms say. */
export function place(exchange: LotExchange, asked: PlaceRequest): LotOrder | Refused {
  const market = findMarket(asked.market);
  if (market === undefined) return { refused: "E_MARKET" };
  if (exchange.orders.has(asked.label)) return { refused: "E_LABEL_USED" };
  const request = asked.terms === "ANY_PRICE" ? { ...asked, price: lastPrice(exchange, market, asked.side) } : asked;
  const refused = refusal(exchange, market, request);
  if (refused !== null) return { refused };
  const { label, side, lots, price, terms, closeOnly } = request;
  const number = nextNumber(exchange, "O");
  const order: LotOrder = { number, label, market, side, lots, price, closeOnly, filledLots: 0, open: true };
  exchange.orders.set(label, order);
  // What may only stay and would take ends at once: this venue takes such an order and says so afterwards.
  const crosses = levelsWithin(exchange, order).length > 0;
  if (terms !== "ONLY_STAY") take(exchange, order, null);
  else if (crosses) order.open = false;
  if (terms === "NOW" || terms === "ANY_PRICE" || leftOf(exchange, order) === 0) order.open = false;
  return order;
}

/** Ends an order that stays. What ended before is not known here any more. */
export function cancel(exchange: LotExchange, label: string): Refused | null {
  const order = exchange.orders.get(label);
  if (order === undefined || !order.open) return { refused: "E_NOT_OPEN" };
  order.open = false;
  return null;
}

const lastPrice = (exchange: LotExchange, market: LotMarket, side: "B" | "S"): number =>
  levelsOf(market, side === "B" ? "ask" : "bid", exchange.venueMs).at(-1)?.price ?? 0;

const levelsWithin = (exchange: LotExchange, { market, side, price }: LotOrder) =>
  levelsOf(market, side === "B" ? "ask" : "bid", exchange.venueMs).filter((level) =>
    side === "B" ? level.price <= price : level.price >= price,
  );

function leftOf(exchange: LotExchange, order: LotOrder): number {
  const left = order.lots - order.filledLots;
  return order.closeOnly ? Math.min(left, Math.abs(exchange.positions.get(order.market.name)?.lots ?? 0)) : left;
}

/** Trades against the book at its prices, or at the order's own where it was there first. */
function take(exchange: LotExchange, order: LotOrder, makerPrice: number | null): void {
  for (const level of levelsWithin(exchange, order)) {
    const lots = Math.min(level.lots, leftOf(exchange, order));
    if (lots > 0) trade(exchange, order, makerPrice ?? level.price, lots, makerPrice !== null);
  }
}

/** Orders that stayed meet the book as it has become. */
function workOrders(exchange: LotExchange): void {
  for (const order of exchange.orders.values()) {
    if (!order.open) continue;
    take(exchange, order, order.price);
    if (leftOf(exchange, order) === 0) order.open = false;
  }
}

function trade(exchange: LotExchange, order: LotOrder, price: number, lots: number, maker: boolean): void {
  const { market, side } = order;
  const value = valueOf(market, price, lots);
  const fee = bpsOfUp(value, FEE_BPS[market.kind]);
  order.filledLots += lots;
  const base = { number: nextNumber(exchange, "T"), order, price, lots, value, maker, venueMs: exchange.venueMs };
  if (market.kind === "perpetual") {
    const profit = moveContract(exchange, market, side === "B" ? lots : -lots, value);
    exchange.futures = (exchange.futures + profit - fee) as Amount;
    exchange.trades.push({ ...base, fee, feeAsset: "USDT", profit });
    return;
  }
  const coins = amount(String(lots));
  const coinFee = bpsOfUp(coins, FEE_BPS.spot);
  const [coinChange, quoteChange] = side === "B" ? [coins - coinFee, -value] : [-coins, value - fee];
  exchange.spot.set(market.coin, (held(exchange, market.coin) + coinChange) as Amount);
  exchange.spot.set("USDT", (held(exchange, "USDT") + quoteChange) as Amount);
  const [paid, feeAsset] = side === "B" ? [coinFee, market.coin] : [fee, "USDT"];
  exchange.trades.push({ ...base, fee: paid, feeAsset, profit: 0n as Amount });
}

/** Average cost; what is closed is realised, a trade through zero opens the rest anew. */
function moveContract(exchange: LotExchange, market: LotMarket, change: number, value: Amount): Amount {
  const position = exchange.positions.get(market.name) ?? {
    lots: 0,
    cost: 0n as Amount,
    leverage: 1,
    added: 0n as Amount,
  };
  exchange.positions.set(market.name, position);
  const signedValue = change > 0 ? value : -value;
  if (position.lots === 0 || Math.sign(position.lots) === Math.sign(change)) {
    position.cost = (position.cost + signedValue) as Amount;
    position.lots += change;
    return 0n as Amount;
  }
  const closing = BigInt(Math.min(Math.abs(change), Math.abs(position.lots)));
  const closedCost = (position.cost * closing) / BigInt(Math.abs(position.lots));
  const closedValue = (signedValue * closing) / BigInt(Math.abs(change));
  position.cost = (position.cost - closedCost + (signedValue - closedValue)) as Amount;
  position.lots += change;
  if (position.lots === 0) position.added = 0n as Amount;
  return -(closedCost + closedValue) as Amount;
}

/** Moves venue time and pays every full hour that was passed. */
export function passTime(exchange: LotExchange, ms: number): void {
  const end = exchange.venueMs + ms;
  let hour = Math.floor(exchange.venueMs / FUNDING_MS) * FUNDING_MS + FUNDING_MS;
  for (; hour <= end; hour += FUNDING_MS) {
    exchange.venueMs = hour;
    payFunding(exchange);
  }
  exchange.venueMs = end;
  workOrders(exchange);
}

function payFunding(exchange: LotExchange): void {
  const rate = parseRate(FUNDING_RATE);
  if (!rate.ok) throw new Error("the funding rate is no rate");
  for (const [name, position] of exchange.positions) {
    const market = findMarket(name);
    if (market === undefined || position.lots === 0) continue;
    const value = valueOf(market, market.midTicks, Math.abs(position.lots));
    const fee = (value * BigInt(rate.value)) / RATE_UNIT;
    const paid = (position.lots > 0 ? -fee : fee) as Amount;
    exchange.futures = (exchange.futures + paid) as Amount;
    exchange.income.push({
      number: nextNumber(exchange, "I"),
      market: name,
      pot: "MARGIN",
      paid,
      venueMs: exchange.venueMs,
    });
  }
}

/** USDT from one pot to the other. Each of them has a row of it. */
export function movePot(exchange: LotExchange, to: Pot, sum: Amount): Refused | null {
  const cash = held(exchange, "USDT");
  if (sum <= 0n || (to === "MARGIN" ? cash : freeMargin(exchange)) < sum) return { refused: "E_BALANCE" };
  const [toMargin, toCash] = (to === "MARGIN" ? [sum, -sum] : [-sum, sum]) as [Amount, Amount];
  exchange.futures = (exchange.futures + toMargin) as Amount;
  exchange.spot.set("USDT", (cash + toCash) as Amount);
  const row = (pot: Pot, paid: Amount): IncomeRow => ({
    number: nextNumber(exchange, "I"),
    market: null,
    pot,
    paid,
    venueMs: exchange.venueMs,
  });
  exchange.income.push(row("MARGIN", toMargin), row("CASH", toCash));
  return null;
}

/** Puts more of the margin pot behind one position. It stays in the pot, bound. */
export function addMargin(exchange: LotExchange, name: string, sum: Amount): Refused | null {
  const position = exchange.positions.get(name);
  if (position === undefined || position.lots === 0) return { refused: "E_NO_POSITION" };
  if (sum <= 0n || freeMargin(exchange) < sum) return { refused: "E_MARGIN" };
  position.added = (position.added + sum) as Amount;
  return null;
}

const behind = ({ cost, leverage, added }: LotPosition): Amount =>
  ((cost < 0n ? -cost : cost) / BigInt(leverage) + added) as Amount;

function freeMargin(exchange: LotExchange): Amount {
  let free = exchange.futures;
  for (const position of exchange.positions.values()) free = (free - behind(position)) as Amount;
  return free;
}

/** The value, signed as the cost is, at which all that is behind a position is lost. */
export const ruinValue = (position: LotPosition): Amount => (position.cost - behind(position)) as Amount;

export function setLeverage(exchange: LotExchange, name: string, leverage: number): Refused | null {
  if (findMarket(name)?.kind !== "perpetual") return { refused: "E_MARKET" };
  if (!(leverage >= 1 && leverage <= LEVERAGE_MAX)) return { refused: "E_LEVERAGE" };
  const position = exchange.positions.get(name) ?? { lots: 0, cost: 0n as Amount, leverage, added: 0n as Amount };
  position.leverage = leverage;
  exchange.positions.set(name, position);
  return null;
}

export const printPrice = (market: LotMarket, price: number): string => formatFixed(BigInt(price), market.priceScale);
