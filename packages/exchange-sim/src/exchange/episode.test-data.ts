import { HOUR_MS, toFloat, ZERO } from "@evenkeel/core/units";
import { leverageOf } from "../account/account.ts";
import { walletOf } from "../account/money.ts";
import { createTouch, readTouch } from "../book/quote.ts";
import type { PositionSide, SelfTradePrevention } from "../order/order.ts";
import { mix } from "../random.ts";
import { type Market, specificationOf } from "../world/instrument.ts";
import type { Change } from "../world/scheduled.ts";
import type { VenueName } from "../world/venue.ts";
import { secondOf } from "../world/world.ts";
import { apply } from "./apply.ts";
import type { Command } from "./command.ts";
import { createExchange } from "./create.ts";
import type { ExchangeState } from "./state.ts";

/** Rich, middling, and soon liquidated. */
const PURSES = [
  { name: "rich", spot: { USDT: "300000", BTC: "4", ETH: "60" }, futures: "60000" },
  { name: "middling", spot: { USDT: "20000", BTC: "0.2", ETH: "3" }, futures: "5000" },
  { name: "poor", spot: { USDT: "500", ETH: "0.1" }, futures: "600" },
] as const;
const NAMES = PURSES.map(({ name }) => name);
const SYMBOLS = 2;
/** Worlds are made once each: an episode begins with a copy of one. */
const WORLDS = 8;
const worlds: ExchangeState[] = [];
/** Most episodes are the first venue's; one wallet for both markets, and contracts of many coins, have theirs too. */
const VENUE_AT: Readonly<Record<number, VenueName>> = { 2: "bybit", 3: "bybit", 6: "poloniex" };

export const STEPS = 48;

function createAt(at: number): ExchangeState {
  const state = createExchange({
    venue: VENUE_AT[at] ?? "binance",
    world: "demo",
    seed: at + 1,
    symbols: SYMBOLS,
    overrides: { volatilityScale: 4, premiumScale: 3, intervalHours: 1 },
    accounts: PURSES,
    // In every fourth world the fund is soon used up, and accounts are deleveraged.
    insurance: at % 4 === 3 ? "10" : "100000",
  });
  // In every fourth two of three hold long and short beside each other.
  for (const account of at % 4 === 0 ? ["rich", "poor"] : []) {
    apply(state, { kind: "set-position-mode", venueTimeMs: state.nowMs, account, hedge: true });
  }
  // And in another fourth their positions stand alone.
  for (const account of at % 4 === 1 ? ["middling", "poor"] : []) {
    apply(state, { kind: "set-margin-mode", venueTimeMs: state.nowMs, account, marginType: "ISOLATED" });
  }
  return state;
}

/** The exchange that an episode begins with: lively, and settled every hour. */
export function beginEpisode(seed: number): ExchangeState {
  const at = seed % WORLDS;
  worlds[at] ??= createAt(at);
  return structuredClone(worlds[at]);
}

type Draw = (use: number, below: number) => number;
const drawsOf =
  (seed: number, step: number): Draw =>
  (use, below) =>
    mix(seed, step, use, 0xe91) % below;
const pick = <T>(values: readonly T[], at: number): T => values[at % values.length] ?? never();
const never = (): never => {
  throw new Error("missing");
};

/** Mostly seconds, sometimes a quarter of an hour, now and then to just beyond the next settlement. */
export function nextTime(state: ExchangeState, seed: number, step: number): number {
  const draw = drawsOf(seed, step);
  const kind = draw(1, 24);
  if (kind === 0) return (Math.floor(state.nowMs / HOUR_MS) + 1) * HOUR_MS + draw(2, 3_000);
  return state.nowMs + (kind < 3 ? draw(2, 900_000) : draw(2, 12_000));
}

/** One random but repeatable thing that a user, the venue or the market might do, sensible or not. */
export function nextCommand(state: ExchangeState, seed: number, step: number): Command {
  const draw = drawsOf(seed, step);
  const venueTimeMs = state.nowMs;
  const account = pick(NAMES, draw(3, NAMES.length));
  const index = draw(4, SYMBOLS);
  const symbol = specificationOf(state.world.instruments[index] ?? never(), "futures").symbol;
  const market: Market = draw(5, 3) === 0 ? "spot" : "futures";
  const head = { venueTimeMs, account, symbol } as const;
  const kind = draw(6, 100);
  if (kind < 4) return { kind: "shock", venueTimeMs, symbol, logReturn: (draw(7, 400) - 200) / 650 };
  if (kind === 4) return announceOne(state, symbol, draw);
  if (kind < 8) return { kind: "set-leverage", ...head, leverage: pick([3, 20, 50, 100, 125], draw(7, 5)) };
  if (kind < 9) {
    return { kind: "set-margin-type", ...head, marginType: draw(7, 2) === 0 ? "ISOLATED" : "CROSSED" };
  }
  if (kind < 11) return { kind: "adjust-margin", ...head, amount: String(draw(7, 400) - 150) };
  if (kind === 11) return { kind: "set-position-mode", venueTimeMs, account, hedge: draw(7, 2) === 0 };
  if (kind < 13) {
    return { kind: "transfer", venueTimeMs, account, asset: "USDT", amount: String(1 + draw(7, 900)), to: market };
  }
  if (kind < 15) return { kind: "cancel-all", ...head, market };
  if (kind < 25) return emptySide(state, symbol, market, index, draw);
  if (kind < 29) return cancelOne(state, head, draw);
  if (kind < 38) return amendOne(state, head, draw);
  if (kind < 46) return waitFor(state, head, market, index, draw);
  return placeOne(state, head, market, index, draw);
}

/** What a venue may announce, for the coming hour. */
function announceOne(state: ExchangeState, symbol: string, draw: Draw): Command {
  const change = pick<Change>(
    [
      { what: "delisting" },
      { what: "listing" },
      { what: "interval", hours: pick([1, 2, 4] as const, draw(12, 3)) },
      { what: "cap", cap: 20_000 + draw(13, 300_000) },
      { what: "redenomination", factor: 10 },
      { what: "redenomination", factor: 100 },
    ],
    draw(11, 6),
  );
  return { kind: "announce", venueTimeMs: state.nowMs, symbol, change, atMs: state.nowMs + 1 };
}

/** The market steps aside for half a minute, and accounts have the book to themselves. */
function emptySide(state: ExchangeState, symbol: string, market: Market, index: number, draw: Draw): Command {
  const { priceScale, priceMax } = specificationOf(state.world.instruments[index] ?? never(), market);
  const side = draw(10, 2) === 0 ? ("BUY" as const) : ("SELL" as const);
  const price = ((side === "BUY" ? priceMax : 1) / 10 ** priceScale).toFixed(priceScale);
  return { kind: "take-depth", venueTimeMs: state.nowMs, market, symbol, side, price, quantity: "1", share: 0 };
}

interface Head {
  readonly venueTimeMs: number;
  readonly account: string;
  readonly symbol: string;
}

const anyResting = (state: ExchangeState, account: string, draw: Draw) => {
  const own = [...(state.accounts.get(account)?.openOrders ?? [])];
  return state.resting.get(own[draw(20, Math.max(1, own.length))] ?? 0);
};

function cancelOne(state: ExchangeState, head: Head, draw: Draw): Command {
  const waiting = [...state.waiting.values()].find((each) => each.account === head.account);
  if (waiting !== undefined && draw(21, 2) === 0) {
    const { market, id } = waiting;
    const symbol = specificationOf(state.world.instruments[waiting.instrument] ?? never(), market).symbol;
    return { kind: "cancel-conditional", ...head, symbol, market, conditionalId: id, clientOrderId: null };
  }
  const order = anyResting(state, head.account, draw);
  const market = order?.market ?? "spot";
  const symbol = specificationOf(state.world.instruments[order?.instrument ?? 0] ?? never(), market).symbol;
  return { kind: "cancel", ...head, symbol, market, orderId: order?.id ?? 1, clientOrderId: null };
}

function amendOne(state: ExchangeState, head: Head, draw: Draw): Command {
  const order = anyResting(state, head.account, draw);
  if (order === undefined) return { kind: "cancel-all", ...head, market: "spot" };
  const specification = specificationOf(state.world.instruments[order.instrument] ?? never(), order.market);
  const factor = pick([0.2, 0.5, 1, 1.4, 3], draw(22, 5));
  const quantity = Math.round(order.quantity * factor) / 10 ** specification.quantityScale;
  const price = (order.price * (1 + (draw(23, 41) - 20) / 20_000)) / 10 ** specification.priceScale;
  return {
    kind: "amend",
    ...head,
    symbol: specification.symbol,
    market: order.market,
    orderId: order.id,
    clientOrderId: null,
    quantity: draw(24, 3) === 0 ? null : quantity.toFixed(specification.quantityScale),
    price: draw(25, 2) === 0 ? null : price.toFixed(specification.priceScale),
  };
}

/** USD that an account could trade, of which orders ask for a share; now and then for more than there is. */
function purseOf(state: ExchangeState, name: string, market: Market, index: number, side: "BUY" | "SELL"): number {
  const account = state.accounts.get(name) ?? never();
  if (market === "futures") return toFloat(walletOf(state, account)) * leverageOf(account, index);
  const instrument = state.world.instruments[index] ?? never();
  if (side === "BUY") return toFloat(account.spot.get("USDT")?.free ?? ZERO);
  return toFloat(account.spot.get(instrument.spot.baseAsset)?.free ?? ZERO) * touch.middle;
}

const touch = createTouch();

/** A price near the touch, and a size between a pittance and too much. */
function terms(state: ExchangeState, account: string, market: Market, index: number, draw: Draw, reach: number) {
  const { symbol, priceScale, quantityScale } = specificationOf(state.world.instruments[index] ?? never(), market);
  const side = draw(30, 2) === 0 ? ("BUY" as const) : ("SELL" as const);
  readTouch(state.world, index, market, secondOf(state.nowMs), touch);
  const middle = (touch.bid + touch.ask) / 2;
  // Two of three stand back from the middle, the third reaches over it.
  const at = (use: number) =>
    (middle * (1 + ((20 - draw(use, 61)) * (side === "BUY" ? 1 : -1)) / reach)) / 10 ** priceScale;
  const share = pick([0.02, 0.1, 0.3, 0.8, 1.3], draw(32, 5));
  const usd = Math.max(1, Math.floor(purseOf(state, account, market, index, side) * share));
  return {
    symbol,
    side,
    market,
    price: at(31).toFixed(priceScale),
    triggerPrice: at(33).toFixed(priceScale),
    quantity: (usd / at(31)).toFixed(quantityScale),
    quote: String(usd),
  };
}

/** As the account's mode wants it, but for one in eight. */
function sideOf(state: ExchangeState, name: string, draw: Draw): PositionSide {
  const hedges = state.accounts.get(name)?.hedgeMode === true;
  if (draw(60, 8) === 0) return hedges ? "BOTH" : "LONG";
  return hedges ? pick(["LONG", "SHORT"] as const, draw(61, 2)) : "BOTH";
}

/** At the price of a resting order: against it, perhaps one's own, or beside it in the queue. */
function meeting(state: ExchangeState, name: string, market: Market, index: number, draw: Draw) {
  const resting = [...state.resting.values()].filter((order) => order.market === market && order.instrument === index);
  const order = resting[draw(48, Math.max(1, resting.length))];
  if (order === undefined) return undefined;
  const { priceScale } = specificationOf(state.world.instruments[index] ?? never(), market);
  const opposite = order.side === "BUY" ? ("SELL" as const) : ("BUY" as const);
  const side = draw(57, 2) === 0 ? order.side : opposite;
  const account = draw(49, 2) === 0 ? order.account : name;
  return { account, side, price: (order.price / 10 ** priceScale).toFixed(priceScale) };
}

const PREVENTIONS: readonly SelfTradePrevention[] = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"];

function placeOne(state: ExchangeState, head: Head, market: Market, index: number, draw: Draw): Command {
  // Half of the orders stand within the spread, where accounts meet each other before the market.
  const near = terms(state, head.account, market, index, draw, draw(40, 2) === 0 ? 20_000 : 600_000);
  const { symbol, quantity, quote } = near;
  const meets = draw(47, 2) === 0 ? meeting(state, head.account, market, index, draw) : undefined;
  const { account, side, price } = meets ?? { account: head.account, ...near };
  const type = pick(["MARKET", "LIMIT", "LIMIT", "LIMIT"] as const, draw(41, 4));
  const timeInForce = pick(["GTC", "GTC", "GTC", "IOC", "FOK", "GTX", "GTD"] as const, draw(42, 7));
  const sum = market === "spot" && type === "MARKET" && draw(43, 2) === 0;
  return {
    kind: "place",
    ...head,
    account,
    symbol,
    market,
    side,
    type,
    timeInForce,
    quantity: sum ? "0" : quantity,
    price: type === "MARKET" ? null : price,
    clientOrderId: null,
    reduceOnly: market === "futures" && draw(44, 4) === 0,
    positionSide: sideOf(state, account, draw),
    selfTradePrevention: pick(PREVENTIONS, draw(45, 4)),
    goodTillMs: state.nowMs + 1_000 + draw(46, 60_000),
    ...(sum ? { quoteQuantity: quote } : {}),
  };
}

function waitFor(state: ExchangeState, head: Head, market: Market, index: number, draw: Draw): Command {
  const { symbol, side, price, triggerPrice, quantity } = terms(state, head.account, market, index, draw, 3_000);
  const type = draw(50, 2) === 0 ? ("MARKET" as const) : ("LIMIT" as const);
  const trigger = pick(["STOP", "TAKE_PROFIT", "TRAILING_STOP"] as const, draw(51, 3));
  const closePosition = market === "futures" && type === "MARKET" && draw(52, 3) === 0;
  return {
    kind: "place-conditional",
    ...head,
    symbol,
    market,
    side,
    trigger,
    triggerBy: draw(53, 2) === 0 ? "MARK" : "LAST",
    triggerPrice: trigger === "TRAILING_STOP" ? null : triggerPrice,
    callbackPpm: trigger === "TRAILING_STOP" ? 500 + draw(54, 4_000) : null,
    activationPrice: null,
    type,
    timeInForce: "GTC",
    quantity: closePosition ? null : quantity,
    price: type === "MARKET" ? null : price,
    clientOrderId: null,
    reduceOnly: market === "futures" && draw(55, 2) === 0,
    closePosition,
    positionSide: sideOf(state, head.account, draw),
    selfTradePrevention: pick(PREVENTIONS, draw(56, 4)),
  };
}
