import { bookSide } from "../book/plan.ts";
import type { ConditionalOrder } from "../order/conditional.ts";
import type { Order, Trade } from "../order/order.ts";
import { type Market, specificationOf } from "../world/instrument.ts";
import { type Applied, apply } from "./apply.ts";
import type { AmendCommand, PlaceCommand, PlaceConditionalCommand } from "./command.ts";
import { createExchange } from "./create.ts";
import type { ExchangeEvent } from "./event.ts";
import type { ExchangeState } from "./state.ts";

/** A small exchange with two rich accounts: what most questions about orders begin with. */
export const createScene = (seed = 1): ExchangeState =>
  createExchange({
    world: "demo",
    seed,
    symbols: 6,
    accounts: ["alice", "bob"].map((name) => ({ name, spot: { USDT: "5000000", BTC: "50" }, futures: "50000" })),
  });

export const never = (): never => {
  throw new Error("missing");
};

export const accountOf = (state: ExchangeState, name = "alice") => state.accounts.get(name) ?? never();

export const place = (state: ExchangeState, changes: Partial<PlaceCommand>): Applied =>
  apply(state, {
    kind: "place",
    venueTimeMs: state.nowMs,
    account: "alice",
    market: "futures",
    symbol: "BTCUSDT",
    side: "BUY",
    type: changes.price === undefined ? "MARKET" : "LIMIT",
    timeInForce: "GTC",
    quantity: "0.1",
    price: null,
    clientOrderId: null,
    reduceOnly: false,
    positionSide: "BOTH",
    ...changes,
  });

export const amend = (state: ExchangeState, order: Order, changes: Partial<AmendCommand>): Applied =>
  apply(state, {
    kind: "amend",
    venueTimeMs: state.nowMs,
    account: order.account,
    market: order.market,
    symbol: "BTCUSDT",
    orderId: order.id,
    clientOrderId: null,
    price: null,
    quantity: null,
    ...changes,
  });

export const wait = (state: ExchangeState, changes: Partial<PlaceConditionalCommand>): Applied =>
  apply(state, {
    kind: "place-conditional",
    venueTimeMs: state.nowMs,
    account: "alice",
    market: "futures",
    symbol: "BTCUSDT",
    side: "SELL",
    trigger: "STOP",
    triggerBy: "MARK",
    triggerPrice: null,
    callbackPpm: null,
    activationPrice: null,
    type: "MARKET",
    timeInForce: "GTC",
    quantity: "0.1",
    price: null,
    clientOrderId: null,
    reduceOnly: false,
    closePosition: false,
    positionSide: "BOTH",
    ...changes,
  });

/** Moves the price of BTC and lets one second pass, so that everything has seen it. */
export const shock = (state: ExchangeState, logReturn: number): readonly ExchangeEvent[] => {
  apply(state, { kind: "shock", venueTimeMs: state.nowMs, symbol: "BTCUSDT", logReturn });
  return apply(state, { kind: "shock", venueTimeMs: state.nowMs + 1_000, symbol: "BTCUSDT", logReturn: 0 }).events;
};

/** The touch of BTC as a taker of this side meets it, moved by some basis points. */
export function priceNear(state: ExchangeState, market: Market, taker: "BUY" | "SELL", bps = 0): string {
  const best = bookSide(state, 0, market, taker, 1)[0]?.price ?? never();
  const { priceScale } = specificationOf(state.world.instruments[0] ?? never(), market);
  return (Math.round(best * (1 + bps / 1e4)) / 10 ** priceScale).toFixed(priceScale);
}

export const reasonOf = ({ result }: Applied): string => (result.ok ? "ok" : result.error.reason);

export function placed(applied: Applied): Order {
  if (!applied.result.ok || applied.result.value.kind !== "order") throw new Error(reasonOf(applied));
  return applied.result.value.order;
}

export function waiting(applied: Applied): ConditionalOrder {
  if (!applied.result.ok || applied.result.value.kind !== "conditional") throw new Error(reasonOf(applied));
  return applied.result.value.conditional;
}

export const tradesIn = (events: readonly ExchangeEvent[]): Trade[] =>
  events.flatMap((event) => (event.kind === "order" && event.trade !== null ? [event.trade] : []));
