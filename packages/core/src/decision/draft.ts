import { clientOrderId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import type { OrderDraft, OrderPurpose, Side } from "../order/intent.ts";
import { imbalance } from "../position/leg.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { instrumentAt, isTradable, laggingLeg, missing, wholeSteps } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import { AMOUNT_SCALE, type Amount, ceilToStep, divideUp, type Price, pow10, type Quantity } from "../units/index.ts";

/** Exits widen their cap with every miss, up to this many times the configured slippage. */
const EXIT_WIDENING_MAX = 8;

const magnitude = (value: Amount): Amount => (value < 0n ? (-value as Amount) : value);

/** Worst price taken: through the touch by `bps`, rounded to the tick in our favour but never short of the touch, inside the venue's band. */
export function priceCap(context: RiskContext, instrument: Instrument, side: Side, bps: number): Price | null {
  const { columns } = context.market;
  const at = instrument.index;
  const best = side === "buy" ? (columns.askPrice[at] ?? 0) : (columns.bidPrice[at] ?? 0);
  // Without a book a mark will do: after a restart a close may not wait for the first tick.
  const touch = best > 0 ? best : Math.round((columns.markPrice[at] ?? 0) / instrument.tickSize) * instrument.tickSize;
  if (touch <= 0) return null;
  const tick = instrument.tickSize;
  const anchor = (columns.markPrice[at] ?? 0) > 0 ? (columns.markPrice[at] ?? 0) : touch;
  if (side === "buy") {
    const band = Math.floor((anchor * instrument.priceBandUp) / tick) * tick;
    return Math.min(Math.max(Math.floor((touch * (1 + bps / 1e4)) / tick) * tick, touch), band) as Price;
  }
  const band = Math.ceil((anchor * instrument.priceBandDown) / tick) * tick;
  return Math.max(Math.min(Math.ceil((touch * (1 - bps / 1e4)) / tick) * tick, touch), band) as Price;
}

/** Quantity to buy so that the wanted base amount is left after a fee in the coin, up to a whole step. */
export function grossedUp(base: Amount, instrument: Instrument): Quantity {
  const feeParts = BigInt(Math.ceil(instrument.takerFeeBps * 100));
  const gross = instrument.kind === "spot" ? divideUp(base * 1_000_000n, 1_000_000n - feeParts) : base;
  const units = divideUp(gross, pow10(AMOUNT_SCALE - instrument.quantityScale));
  return Number(ceilToStep(units, BigInt(instrument.stepSize))) as Quantity;
}

function draft(
  context: RiskContext,
  pair: Pair,
  leg: Leg,
  side: Side,
  quantity: Quantity,
  purpose: OrderPurpose,
  bps: number,
): OrderDraft | null {
  const instrument = instrumentAt(context.market, leg);
  const priceLimit = priceCap(context, instrument, side, bps);
  const most = Math.floor(instrument.quantityMax / instrument.stepSize) * instrument.stepSize;
  const capped = Math.min(quantity, most) as Quantity;
  if (priceLimit === null || capped < instrument.quantityMin || capped <= 0) return null;
  const name = leg === pair.long ? "long" : "short";
  return {
    clientOrderId: clientOrderId(pair.plan, name, leg.attempts),
    plan: pair.plan,
    leg: name,
    attempt: leg.attempts,
    instrument: leg.instrument,
    side,
    style: "immediate",
    quantity: capped,
    priceLimit,
    reduceOnly: leg.kind === "perpetual" && (purpose === "exit" || purpose === "repair"),
    purpose,
    createdAt: context.wallNowMs,
    leaseEpoch: context.leaseEpoch,
  };
}

const exitBps = (context: RiskContext, leg: Leg): number =>
  context.config.execution.exitSlippageBpsMax * Math.min(EXIT_WIDENING_MAX, 1 + leg.misses);

/** Next order of the leading leg of an entry. */
export function draftLead(context: RiskContext, pair: Pair): OrderDraft | null {
  const leg = pair.leading === "long" ? pair.long : pair.short;
  const instrument = instrumentAt(context.market, leg);
  const wanted = missing(pair);
  const bps = context.config.execution.slippageBpsMax;
  return pair.leading === "long"
    ? draft(context, pair, leg, "buy", grossedUp(wanted, instrument), "enter", bps)
    : draft(context, pair, leg, "sell", wholeSteps(wanted, instrument), "enter", bps);
}

/** The lagging leg of an entry, for exactly what the leading one got. */
export function draftHedge(context: RiskContext, pair: Pair): OrderDraft | null {
  const leg = laggingLeg(pair);
  const instrument = instrumentAt(context.market, leg);
  const apart = imbalance(pair);
  const bps = exitBps(context, leg);
  return apart > 0n
    ? draft(context, pair, leg, "sell", wholeSteps(apart, instrument), "hedge", bps)
    : draft(context, pair, leg, "buy", grossedUp(magnitude(apart), instrument), "hedge", bps);
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
  const first = pair.leading === "long" ? pair.long : pair.short;
  const second = first === pair.long ? pair.short : pair.long;
  const leg = isTradable(first, context.market) ? first : second;
  return draftReduction(context, pair, leg, magnitude(leg.held), "exit");
}

function draftReduction(
  context: RiskContext,
  pair: Pair,
  leg: Leg,
  size: Amount,
  purpose: OrderPurpose,
): OrderDraft | null {
  const held = magnitude(leg.held);
  const quantity = wholeSteps(size < held ? size : held, instrumentAt(context.market, leg));
  return draft(context, pair, leg, leg.held > 0n ? "sell" : "buy", quantity, purpose, exitBps(context, leg));
}
