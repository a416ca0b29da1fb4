import { clientOrderId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import { canRest, type OrderDraft, type OrderPurpose, type OrderStyle, type Side } from "../order/intent.ts";
import { imbalance, leadingLeg, otherLeg } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { instrumentAt, isTradable, laggingLeg, surplus, wholeSteps } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import { AMOUNT_SCALE, type Amount, ceilToStep, divideUp, type Price, pow10, type Quantity } from "../units/index.ts";
import { mayRest } from "./maker.ts";
import { planPrice, priceCap, restingPrice, stricter } from "./price.ts";
import { workable } from "./slice.ts";

/** Exits widen their cap with every miss the market answered, up to this many times the configured slippage. */
const EXIT_WIDENING_MAX = 8;

const magnitude = (value: Amount): Amount => (value < 0n ? (-value as Amount) : value);

/** Quantity to buy so that the wanted base amount is left after a fee in the coin, up to a whole step. */
export function grossedUp(base: Amount, instrument: Instrument, feeBps: number): Quantity {
  const feeParts = BigInt(Math.ceil(feeBps * 100));
  const gross = instrument.kind === "spot" ? divideUp(base * 1_000_000n, 1_000_000n - feeParts) : base;
  const units = divideUp(gross, pow10(AMOUNT_SCALE - instrument.quantityScale));
  return Number(ceilToStep(units, BigInt(instrument.stepSize))) as Quantity;
}

type Wish = {
  readonly side: Side;
  readonly quantity: Quantity;
  readonly purpose: OrderPurpose;
  readonly style: OrderStyle;
  readonly price: Price | null;
};

function draft(context: RiskContext, pair: Pair, leg: Leg, wish: Wish): OrderDraft | null {
  const instrument = instrumentAt(context.market, leg);
  const { side, purpose, style, price } = wish;
  const largest = style === "market" ? instrument.marketQuantityMax : instrument.quantityMax;
  const most = Math.floor(largest / instrument.stepSize) * instrument.stepSize;
  const quantity = Math.min(wish.quantity, most) as Quantity;
  if (price === null || quantity < instrument.quantityMin || quantity <= 0) return null;
  const name = leg === pair.long ? "long" : "short";
  return {
    clientOrderId: clientOrderId(pair.plan, name, leg.attempts),
    plan: pair.plan,
    leg: name,
    attempt: leg.attempts,
    instrument: leg.instrument,
    side,
    style,
    quantity,
    priceLimit: price,
    bidPrice: (context.market.columns.bidPrice[leg.instrument] ?? 0) as Price,
    askPrice: (context.market.columns.askPrice[leg.instrument] ?? 0) as Price,
    reduceOnly: leg.kind === "perpetual" && (purpose === "exit" || purpose === "repair"),
    purpose,
    createdAt: context.wallNowMs,
    leaseEpoch: context.leaseEpoch,
  };
}

const exitBps = (context: RiskContext, pair: Pair, leg: Leg): number =>
  context.config.execution.exitSlippageBpsMax * Math.min(EXIT_WIDENING_MAX, 1 + emptyMisses(context, pair, leg));

/** Of the misses in a row, those the market answered: what was refused or never arrived says nothing of the price. */
function emptyMisses({ portfolio }: RiskContext, pair: Pair, leg: Leg): number {
  let count = 0;
  for (const { intent, state } of portfolio.orders.values()) {
    const isOfLeg = intent.plan === pair.plan && intent.instrument === leg.instrument;
    if (isOfLeg && intent.attempt >= leg.attempts - leg.misses && state === "expired" && !canRest(intent.style))
      count += 1;
  }
  return count;
}

/** Next order of the leading leg of an entry: waits where waiting pays, then takes up to what the plan still stands at. */
export function draftLead(context: RiskContext, pair: Pair): OrderDraft | null {
  const leg = leadingLeg(pair);
  const instrument = instrumentAt(context.market, leg);
  const side: Side = pair.leading === "long" ? "buy" : "sell";
  const planned = planPrice(context, pair, side);
  const bounded = (price: Price): Price => (planned === null ? price : stricter(side, price, planned));
  const wanted = workable(context, pair);
  const sized = (feeBps: number): Quantity =>
    side === "buy" ? grossedUp(wanted, instrument, feeBps) : wholeSteps(wanted, instrument);
  const resting = mayRest(context, pair, "enter") ? restingPrice(context, instrument, side) : null;
  if (resting !== null) {
    const { style, price } = resting;
    const quantity = sized(style === "post-only" ? instrument.makerFeeBps : instrument.takerFeeBps);
    return draft(context, pair, leg, { side, quantity, purpose: "enter", style, price: bounded(price) });
  }
  const cap = priceCap(context, instrument, side, context.config.execution.slippageBpsMax);
  const price = cap === null ? null : bounded(cap);
  const quantity = sized(instrument.takerFeeBps);
  return draft(context, pair, leg, { side, quantity, purpose: "enter", style: "immediate", price });
}

/** The lagging leg of an entry, for exactly what the leading one got; it takes and never waits (EXE-1). */
export function draftHedge(context: RiskContext, pair: Pair): OrderDraft | null {
  const leg = laggingLeg(pair);
  const instrument = instrumentAt(context.market, leg);
  const apart = imbalance(pair);
  const side: Side = apart > 0n ? "sell" : "buy";
  const quantity =
    side === "sell" ? wholeSteps(apart, instrument) : grossedUp(magnitude(apart), instrument, instrument.takerFeeBps);
  const price = priceCap(context, instrument, side, exitBps(context, pair, leg));
  return draft(context, pair, leg, { side, quantity, purpose: "hedge", style: "immediate", price });
}

/** Takes the leg that is ahead down to the other one; to nothing where the other one is only dust. */
export function draftShrink(context: RiskContext, pair: Pair): OrderDraft | null {
  const leg = laggingLeg(pair);
  const other = leg === pair.long ? pair.short : pair.long;
  const whole = !isTradable(other, context.market);
  return draftReduction(context, pair, leg, magnitude(whole ? leg.held : imbalance(pair)), "repair");
}

/**
 * Takes the leading leg down to nothing; the other one follows by shrinking. A leg the venue would not take an order
 * for is dust and is left: asking for it again and again would keep its hedge open for ever.
 */
export function draftReduce(context: RiskContext, pair: Pair): OrderDraft | null {
  const first = leadingLeg(pair);
  const leads = isTradable(first, context.market);
  const leg = leads ? first : otherLeg(pair);
  if (leads && pair.patient && mayRest(context, pair, "exit")) {
    const instrument = instrumentAt(context.market, leg);
    const side: Side = leg.held > 0n ? "sell" : "buy";
    const resting = restingPrice(context, instrument, side);
    const quantity = wholeSteps(magnitude(leg.held), instrument);
    if (resting !== null) return draft(context, pair, leg, { side, quantity, purpose: "exit", ...resting });
  }
  return draftReduction(context, pair, leg, magnitude(leg.held), "exit");
}

/** Takes the leading leg down to the target; the other one follows by shrinking. */
export const draftTrim = (context: RiskContext, pair: Pair): OrderDraft | null =>
  draftReduction(context, pair, leadingLeg(pair), surplus(pair), "exit");

/** Takes one leg down to this much, whatever the other one is. */
export const draftLegDown = (context: RiskContext, pair: Pair, leg: Leg, to: Amount): OrderDraft | null =>
  draftReduction(context, pair, leg, (magnitude(leg.held) - to) as Amount, "exit");

function draftReduction(
  context: RiskContext,
  pair: Pair,
  leg: Leg,
  size: Amount,
  purpose: "exit" | "repair",
): OrderDraft | null {
  const held = magnitude(leg.held);
  const instrument = instrumentAt(context.market, leg);
  const quantity = wholeSteps(size < held ? size : held, instrument);
  const side: Side = leg.held > 0n ? "sell" : "buy";
  const price = priceCap(context, instrument, side, exitBps(context, pair, leg));
  return draft(context, pair, leg, { side, quantity, purpose, style: lastResort(leg), price });
}

/**
 * Where the widest cap has missed, every other try takes whatever there is. Not every try: a venue refuses a market
 * order where the other side stands outside its band, and there a capped one may still fill.
 */
const lastResort = (leg: Leg): OrderStyle =>
  leg.misses >= EXIT_WIDENING_MAX && leg.misses % 2 === 0 ? "market" : "immediate";
