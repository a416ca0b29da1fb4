import { HOUR_MS } from "@evenkeel/core/units";
import { bookSide } from "../book/plan.ts";
import type { SelfTradePrevention } from "../order/order.ts";
import { mix } from "../random.ts";
import { type Market, specificationOf } from "../world/instrument.ts";
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

export const STEPS = 48;

/** The exchange that an episode begins with: lively, and settled every hour. */
export function beginEpisode(seed: number): ExchangeState {
  const at = seed % WORLDS;
  worlds[at] ??= createExchange({
    world: "demo",
    seed: at + 1,
    symbols: SYMBOLS,
    overrides: { volatilityScale: 4, premiumScale: 3, intervalHours: 1 },
    accounts: PURSES,
  });
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
  if (kind < 3) return { kind: "shock", venueTimeMs, symbol, logReturn: (draw(7, 400) - 200) / 900 };
  if (kind < 5) return { kind: "set-leverage", ...head, leverage: pick([1, 5, 20, 50, 100], draw(7, 5)) };
  if (kind < 7) {
    return { kind: "set-margin-type", ...head, marginType: draw(7, 2) === 0 ? "ISOLATED" : "CROSSED" };
  }
  if (kind < 9) return { kind: "adjust-margin", ...head, amount: String(draw(7, 400) - 150) };
  if (kind < 12) {
    return { kind: "transfer", venueTimeMs, account, asset: "USDT", amount: String(1 + draw(7, 900)), to: market };
  }
  if (kind < 14) return { kind: "cancel-all", ...head, market };
  if (kind < 20) return cancelOne(state, head, draw);
  if (kind < 28) return amendOne(state, head, draw);
  if (kind < 38) return waitFor(state, head, market, index, draw);
  return placeOne(state, head, market, index, draw);
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

/** A price near the touch, and a size between a pittance and too much. */
function terms(state: ExchangeState, market: Market, index: number, draw: Draw, reach: number) {
  const { symbol, priceScale, quantityScale } = specificationOf(state.world.instruments[index] ?? never(), market);
  const side = draw(30, 2) === 0 ? ("BUY" as const) : ("SELL" as const);
  const best = bookSide(state, index, market, side, 1)[0]?.price ?? 1;
  const at = (use: number) => (best * (1 + (draw(use, 61) - 30) / reach)) / 10 ** priceScale;
  const usd = 30 * 4 ** draw(32, 7);
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

const PREVENTIONS: readonly SelfTradePrevention[] = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"];

function placeOne(state: ExchangeState, head: Head, market: Market, index: number, draw: Draw): Command {
  // Half of the orders stand within the spread, where accounts meet each other before the market.
  const { symbol, side, price, quantity, quote } = terms(
    state,
    market,
    index,
    draw,
    draw(40, 2) === 0 ? 20_000 : 600_000,
  );
  const type = pick(["MARKET", "LIMIT", "LIMIT", "LIMIT"] as const, draw(41, 4));
  const timeInForce = pick(["GTC", "GTC", "GTC", "IOC", "FOK", "GTX", "GTD"] as const, draw(42, 7));
  const sum = market === "spot" && type === "MARKET" && draw(43, 2) === 0;
  return {
    kind: "place",
    ...head,
    symbol,
    market,
    side,
    type,
    timeInForce,
    quantity: sum ? "0" : quantity,
    price: type === "MARKET" ? null : price,
    clientOrderId: null,
    reduceOnly: market === "futures" && draw(44, 4) === 0,
    positionSide: "BOTH",
    selfTradePrevention: pick(PREVENTIONS, draw(45, 4)),
    goodTillMs: state.nowMs + 1_000 + draw(46, 60_000),
    ...(sum ? { quoteQuantity: quote } : {}),
  };
}

function waitFor(state: ExchangeState, head: Head, market: Market, index: number, draw: Draw): Command {
  const { symbol, side, price, triggerPrice, quantity } = terms(state, market, index, draw, 3_000);
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
    positionSide: "BOTH",
    selfTradePrevention: pick(PREVENTIONS, draw(56, 4)),
  };
}
