import type { Config } from "../events/index.ts";
import type { MarketState } from "../market/columns.ts";
import type { Instrument } from "../market/instrument.ts";
import { canRest, type Order } from "../order/intent.ts";
import {
  type Amount,
  amountToQuantityDown,
  ceilToStep,
  divideUp,
  floorToStep,
  invariant,
  notional,
  type Price,
  type Quantity,
  quantityAmount,
  ZERO,
} from "../units/index.ts";
import { imbalance, leadingLeg } from "./leg.ts";
import type { PairSituation } from "./machine.ts";
import type { Leg, Pair } from "./pair.ts";

/** An entry gives up on its leading leg after this many empty attempts in a row. */
const LEAD_MISSES_MAX = 3;

export function instrumentAt(market: MarketState, leg: Pick<Leg, "instrument">): Instrument {
  const instrument = market.instruments[leg.instrument];
  invariant(instrument !== undefined, `no instrument ${leg.instrument}`);
  return instrument;
}

export const hasMarkets = (pair: Pick<Pair, "long" | "short">, market: MarketState): boolean =>
  market.instruments[pair.long.instrument] !== undefined && market.instruments[pair.short.instrument] !== undefined;

/** Price to value a leg by: the mid, or the last mark where no book was seen. */
export function referencePrice(market: MarketState, index: number): Price {
  const { columns } = market;
  const bid = columns.bidPrice[index] ?? 0;
  const ask = columns.askPrice[index] ?? 0;
  return (bid > 0 && ask > 0 ? Math.round((bid + ask) / 2) : (columns.markPrice[index] ?? 0)) as Price;
}

/** The leg whose market values what a pair holds: the long's, or the short's while the long's venue told no price. */
export const pricedLeg = (pair: Pair, market: MarketState): Leg =>
  referencePrice(market, pair.long.instrument) > 0 ? pair.long : pair.short;

/** Largest quantity of whole steps inside a base amount. */
export function wholeSteps(base: Amount, instrument: Instrument): Quantity {
  if (base <= 0n) return 0 as Quantity;
  const quantity = amountToQuantityDown(base, instrument.quantityScale);
  return Number(floorToStep(BigInt(quantity), BigInt(instrument.stepSize))) as Quantity;
}

export const stepAmount = (instrument: Instrument): Amount =>
  quantityAmount(instrument.stepSize, instrument.quantityScale);

/** Smallest base amount this market takes as an order, in whole steps; one that only reduces has no notional minimum on futures. */
export function orderMinimum(instrument: Instrument, reference: Price, reducing: boolean): Amount {
  const step = stepAmount(instrument);
  const byQuantity = ceilToStep(quantityAmount(instrument.quantityMin, instrument.quantityScale), step) as Amount;
  if ((reducing && instrument.kind === "perpetual") || reference <= 0) return byQuantity;
  const one = notional(reference, instrument.priceScale, 1 as Quantity, instrument.quantityScale);
  const units = Number(divideUp(instrument.notionalMin, one === 0n ? 1n : one)) as Quantity;
  const byNotional = quantityAmount(units, instrument.quantityScale);
  // A tenth on top: the venue values the order at its own price, not at ours.
  const padded = ceilToStep(byNotional + byNotional / 10n, step) as Amount;
  return padded > byQuantity ? padded : byQuantity;
}

const magnitude = (value: Amount): Amount => (value < 0n ? (-value as Amount) : value);

/** Whether a leg still holds something this market would take as a reducing order. */
export function isTradable(leg: Leg, market: MarketState): boolean {
  const instrument = instrumentAt(market, leg);
  return magnitude(leg.held) >= orderMinimum(instrument, referencePrice(market, leg.instrument), true);
}

/** The leg whose order would remove the imbalance while the pair is being built or taken down. */
export function laggingLeg(pair: Pair): Leg {
  return imbalance(pair) > 0n === (pair.stage === "opening") ? pair.short : pair.long;
}

/** Base amount that no order on the correcting leg could remove: below its step or its minimum. */
export function dustLimit(pair: Pair, market: MarketState): Amount {
  const leg = laggingLeg(pair);
  const instrument = instrumentAt(market, leg);
  return orderMinimum(instrument, referencePrice(market, leg.instrument), pair.stage !== "opening");
}

/** Reads the situation from what is held, what may still execute, and how much may be worked now. */
export function situationOf(
  pair: Pair,
  market: MarketState,
  config: Config,
  live: readonly Order[],
  workable: Amount,
): PairSituation {
  if (live.some(({ intent }) => !canRest(intent.style))) return "order-live";
  const balance = balanceOf(pair, market, config);
  const resting = live[0];
  if (resting !== undefined) {
    const wanted = live.length === 1 && isWanted(pair, resting) && !(balance !== null && correctsItself(pair));
    return wanted ? BESIDE[balance ?? "balanced"] : "stray";
  }
  if (balance !== null) return balance;
  if (pair.stage === "opening" && wantsMore(pair, market)) {
    return takesOrder(leadingLeg(pair), workable, market) ? "below-target" : "paced";
  }
  if (pair.stage === "shrinking" && surplus(pair) >= leadingMinimum(pair, market)) return "above-target";
  return isTradable(pair.long, market) || isTradable(pair.short, market) ? "balanced" : "empty";
}

/** What the two legs are to each other; `null` where they hedge each other. */
function balanceOf(pair: Pair, market: MarketState, config: Config): "unbalanced" | "hedge-spent" | null {
  if (magnitude(imbalance(pair)) < dustLimit(pair, market)) return null;
  const spent = pair.stage === "opening" && laggingLeg(pair).misses >= config.execution.hedgeAttemptsMax;
  return spent ? "hedge-spent" : "unbalanced";
}

const BESIDE = {
  balanced: "resting",
  unbalanced: "resting-unbalanced",
  "hedge-spent": "resting-spent",
} as const;

/** Only the leading leg's order towards what this stage is for may rest. */
function isWanted(pair: Pair, { intent }: Order): boolean {
  if (intent.leg !== pair.leading) return false;
  return pair.stage === "opening"
    ? intent.purpose === "enter"
    : pair.stage === "closing" && intent.purpose === "exit" && pair.patient;
}

/** The order that would correct the pair would meet the resting one in its own market. */
const correctsItself = (pair: Pair): boolean => laggingLeg(pair) === leadingLeg(pair);

/** Base amount the leading leg still has to get, as one order would take it. */
export function wantsMore(pair: Pair, market: MarketState): boolean {
  const leading = leadingLeg(pair);
  return leading.misses < LEAD_MISSES_MAX && takesOrder(leading, missing(pair), market);
}

const takesOrder = (leg: Leg, size: Amount, market: MarketState): boolean =>
  size >= orderMinimum(instrumentAt(market, leg), referencePrice(market, leg.instrument), false);

/** What the leading leg has got, as a positive amount. */
export const leadingHeld = (pair: Pair): Amount =>
  pair.leading === "long" ? pair.long.held : (-pair.short.held as Amount);

function leadingMinimum(pair: Pair, market: MarketState): Amount {
  const leading = leadingLeg(pair);
  return orderMinimum(instrumentAt(market, leading), referencePrice(market, leading.instrument), true);
}

/** Base amount of the leading leg beyond the target. */
export function surplus(pair: Pair): Amount {
  const beyond = (leadingHeld(pair) - pair.target) as Amount;
  return beyond > 0n ? beyond : ZERO;
}

export function missing(pair: Pair): Amount {
  const rest = (pair.target - leadingHeld(pair)) as Amount;
  return rest > 0n ? rest : ZERO;
}
