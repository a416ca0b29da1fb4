import type { VenueId } from "../ids/index.ts";
import { canRest, type Order, type OrderPurpose, type Side } from "../order/intent.ts";
import { leadingLeg, otherLeg } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { liveOrdersOf } from "../position/portfolio.ts";
import { instrumentAt, orderMinimum, referencePrice } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import { type Denial, denial } from "../risk/denial.ts";
import { dataDenial, newRiskDenial, venueDenial } from "../risk/gates.ts";
import { mantissaToFloat, toFloat, type WallTimeMs } from "../units/index.ts";
import { isBehind, planPrice, restingPrice } from "./price.ts";
import { nearSettlement } from "./settlement.ts";

/** How far waiting has come since the leading leg last got all an order asked for. Read from its orders, so that a restart forgets nothing. */
export type Patience = {
  readonly orders: number;
  readonly since: WallTimeMs | null;
  /** The venue would not let one rest: from then on what is wanted is taken. */
  readonly refused: boolean;
};

export function patienceOf({ portfolio }: RiskContext, pair: Pair, purpose: OrderPurpose): Patience {
  let orders = 0;
  let since: WallTimeMs | null = null;
  let refused = false;
  for (const { intent, state } of portfolio.orders.values()) {
    if (intent.plan !== pair.plan || intent.purpose !== purpose) continue;
    if (state === "filled") [orders, since, refused] = [0, null, false];
    if (state === "filled" || !canRest(intent.style)) continue;
    orders += 1;
    since ??= intent.createdAt;
    refused ||= state === "rejected";
  }
  return { orders, since, refused };
}

/** EXE-2: waiting is tried only where it pays, where its crumbs can be hedged, and for as long as it may take. */
export function mayRest(context: RiskContext, pair: Pair, purpose: "enter" | "exit"): boolean {
  const { execution } = context.config;
  const leading = leadingLeg(pair);
  const { takerFeeBps, makerFeeBps } = instrumentAt(context.market, leading);
  if (takerFeeBps - makerFeeBps < execution.makerGainBpsMin) return false;
  const { orders, since, refused } = patienceOf(context, pair, purpose);
  if (refused || orders > execution.repricesMax) return false;
  if (context.wallNowMs - (since ?? context.wallNowMs) >= execution.restMsMax) return false;
  return (
    crumbQuote(context, otherLeg(pair), purpose) <= execution.dustQuoteMax &&
    waitDenial(context, pair, purpose) === null
  );
}

/**
 * What must hold for as long as an order waits, or why it does not: whatever it gets has to be hedged at once, an
 * entry's fills are new risk, and nothing by choice happens around a settlement.
 */
export function waitDenial(context: RiskContext, { long, short }: Pair, purpose: OrderPurpose): Denial | null {
  const entering = (): Denial | null =>
    newRiskDenial(context) ?? venueDenial(context, long.venue) ?? venueDenial(context, short.venue);
  return (
    (purpose === "enter" ? entering() : null) ??
    deafDenial(context, long.venue) ??
    deafDenial(context, short.venue) ??
    dataDenial(context, long.instrument) ??
    dataDenial(context, short.instrument) ??
    (nearSettlement(context, long.instrument, short.instrument) ? denial("settlement") : null)
  );
}

/** With a stream down its fills are heard of a second late or more, and what is ahead stands alone until then. */
function deafDenial({ venues }: RiskContext, venue: VenueId): Denial | null {
  const down = venues.get(venue)?.streamsDown.size ?? 0;
  return down === 0 ? null : denial("venue-down", down, 0);
}

/** What may lie unhedged at most because the other market takes no smaller order. */
function crumbQuote({ market }: RiskContext, leg: Leg, purpose: "enter" | "exit"): number {
  const instrument = instrumentAt(market, leg);
  const reference = referencePrice(market, leg.instrument);
  const minimum = orderMinimum(instrument, reference, purpose === "exit");
  return toFloat(minimum) * mantissaToFloat(reference, instrument.priceScale);
}

/** Why a resting order has waited long enough at its price, or `null`. */
export function staleRest(context: RiskContext, pair: Pair, { intent }: Order): string | null {
  const { execution } = context.config;
  const { side, purpose, priceLimit } = intent;
  const { orders, since } = patienceOf(context, pair, purpose);
  if (context.wallNowMs - (since ?? intent.createdAt) >= execution.restMsMax) return "time-out";
  // Whatever it gets now would stand alone until the lost order's fate is known.
  if (liveOrdersOf(context.portfolio, pair).some(({ state }) => state === "unknown")) return "unknown-orders";
  if (purpose === "enter" && isBeyondPlan(context, pair, side, priceLimit)) return "plan-price";
  if (orders > execution.repricesMax || context.wallNowMs - intent.createdAt < execution.repriceMs) return null;
  const now = restingPrice(context, instrumentAt(context.market, leadingLeg(pair)), side);
  if (now === null || !isBehind(side, priceLimit, now.price)) return null;
  // Where the plan bounds the price there is nothing better to ask for.
  return isBeyondPlan(context, pair, side, now.price) ? null : "reprice";
}

function isBeyondPlan(context: RiskContext, pair: Pair, side: Side, price: number): boolean {
  const worst = planPrice(context, pair, side);
  return worst !== null && isBehind(side, worst, price);
}
