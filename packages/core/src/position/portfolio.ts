import type { FreezeReason } from "../events/index.ts";
import type { Asset, ClientOrderId, InstrumentIndex, PlanId } from "../ids/index.ts";
import { isLive } from "../order/index.ts";
import type { Order } from "../order/intent.ts";
import type { VenueTimeMs } from "../units/index.ts";
import type { Leg, Pair } from "./pair.ts";
import type { UnhedgedWindow } from "./unhedged-window.ts";

/** Closed pairs and their orders stay this many deep for late fills; history lives in the database. */
export const CLOSED_PAIRS_MAX = 64;

export type Portfolio = {
  /** Every pair not forgotten yet; closed ones are kept a while because fills can be late. */
  pairs: Map<PlanId, Pair>;
  orders: Map<ClientOrderId, Order>;
  /** When a base asset was last left, for the cooldown. */
  exits: Map<Asset, VenueTimeMs>;
  /** Instruments whose books and venue disagree: no new risk there until they agree again. */
  frozen: Map<InstrumentIndex, FreezeReason>;
  /** Pairs that stand with one leg ahead now. */
  unhedged: Map<PlanId, UnhedgedWindow>;
  /** Moves with positions, limits and configuration, never with ticks. */
  version: number;
};

export const createPortfolio = (): Portfolio => ({
  pairs: new Map(),
  orders: new Map(),
  exits: new Map(),
  frozen: new Map(),
  unhedged: new Map(),
  version: 0,
});

export const isOpenPair = (pair: Pair): boolean => pair.stage !== "closed";

export function* openPairs(portfolio: Portfolio): Generator<Pair> {
  for (const pair of portfolio.pairs.values()) if (isOpenPair(pair)) yield pair;
}

export function openPairCount(portfolio: Portfolio): number {
  let count = 0;
  for (const pair of portfolio.pairs.values()) if (isOpenPair(pair)) count += 1;
  return count;
}

/** Open pairs with a leg at a venue. */
export function openPairCountAt(portfolio: Portfolio, venue: string): number {
  let count = 0;
  for (const { long, short } of openPairs(portfolio)) if (long.venue === venue || short.venue === venue) count += 1;
  return count;
}

/** Orders of a pair that the venue may still execute. */
export function liveOrdersOf(portfolio: Portfolio, pair: Pair): Order[] {
  const live: Order[] = [];
  for (const order of portfolio.orders.values()) {
    if (order.intent.plan === pair.plan && isLive(order.state)) live.push(order);
  }
  return live;
}

export const legOf = (pair: Pair, order: Order): Leg => (order.intent.leg === "long" ? pair.long : pair.short);

export const legAt = (pair: Pair, instrument: InstrumentIndex): Leg =>
  pair.long.instrument === instrument ? pair.long : pair.short;

/** Lets go of the oldest closed pairs and their orders. */
export function forgetOldPairs(portfolio: Portfolio): void {
  const closed: PlanId[] = [];
  for (const pair of portfolio.pairs.values()) if (!isOpenPair(pair)) closed.push(pair.plan);
  const surplus = new Set(closed.slice(0, Math.max(0, closed.length - CLOSED_PAIRS_MAX)));
  if (surplus.size === 0) return;
  for (const plan of surplus) portfolio.pairs.delete(plan);
  for (const [id, order] of portfolio.orders) if (surplus.has(order.intent.plan)) portfolio.orders.delete(id);
}
