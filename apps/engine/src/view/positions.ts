import type { PositionView, ProfitSplit } from "@evenkeel/api/views";
import { type EngineState, legDistancePercent, markOf, valueAt } from "@evenkeel/core/engine";
import {
  instrumentAt,
  type Leg,
  openPairs,
  type Pair,
  perpetualLegs,
  pricedLeg,
  referencePrice,
} from "@evenkeel/core/position";
import {
  type Amount,
  bpsOfUp,
  formatMantissa,
  HOUR_MS,
  type Price,
  pow10,
  RATE_SCALE,
  toFloat,
} from "@evenkeel/core/units";
import { apartAtMarket } from "./kpis.ts";
import { markText, tenth, text, told } from "./numbers.ts";
import { filledPercent, viewLeg } from "./opportunities.ts";
import { profitOf } from "./profit-split.ts";

const UNKNOWN_SPLIT: ProfitSplit = { funding: null, price: null, basis: null, fees: null, slippage: null, net: null };
const PERCENT = 100;

export function viewPositions(state: EngineState): PositionView[] {
  const rows: PositionView[] = [];
  for (const pair of openPairs(state.portfolio)) if (isKnown(state, pair)) rows.push(viewPair(state, pair));
  return rows.toSorted((a, b) => a.openedAtVenueMs - b.openedAtVenueMs);
}

/** After a restart the pairs are there before the catalogue is. */
const isKnown = (state: EngineState, pair: Pair): boolean =>
  state.market.instruments[pair.long.instrument] !== undefined &&
  state.market.instruments[pair.short.instrument] !== undefined;

function viewPair(state: EngineState, pair: Pair): PositionView {
  const long = instrumentAt(state.market, pair.long);
  const short = instrumentAt(state.market, pair.short);
  const longPrice = referencePrice(state.market, long.index);
  const profit = profitOf(state, pair);
  return {
    pairId: pair.plan,
    symbol: pair.base,
    origin: pair.origin,
    long: viewLeg(long),
    short: viewLeg(short),
    stage: pair.stage === "closed" ? "closing" : pair.stage,
    filledPercent: filledPercent(pair),
    notional: longPrice > 0 ? markText(valueAt(state, pair.long, longPrice)) : null,
    asset: short.quote,
    openedAtVenueMs: pair.openedAt,
    heldMs: Math.max(0, state.venueNowMs - pair.openedAt),
    profit:
      profit === null
        ? { ...UNKNOWN_SPLIT, funding: text(pair.funding), fees: text(-pair.fees as Amount) }
        : splitText(profit),
    breakEven: breakEven(state, pair),
    liquidation: liquidation(state, pair),
    nextFunding: nextFunding(state, pair),
    unhedged: unhedged(state, pair),
    closeReason: pair.closeReason,
    unknownWhy: profit === null ? "no-market-data" : null,
  };
}

const splitText = (profit: { readonly [Part in keyof ProfitSplit]: Amount }): ProfitSplit => ({
  funding: text(profit.funding),
  price: text(profit.price),
  basis: text(profit.basis),
  fees: text(profit.fees),
  slippage: text(profit.slippage),
  net: text(profit.net),
});

/** What a leg's next settlement would pay at the running estimate; `null` before a mark was seen. */
function settlementOf(state: EngineState, leg: Leg): { readonly amount: Amount; readonly atMs: number } | null {
  const { columns } = state.market;
  if ((columns.markReceivedMs[leg.instrument] ?? 0) === 0) return null;
  const owed = -valueAt(state, leg, markOf(state, leg));
  const amount = ((owed * BigInt(columns.fundingRate[leg.instrument] ?? 0)) / pow10(RATE_SCALE)) as Amount;
  return { amount, atMs: columns.nextFundingMs[leg.instrument] ?? 0 };
}

/** The earliest settlement of the pair, of one leg or of both; unknown while a leg's is. */
function nextFunding(state: EngineState, pair: Pair): PositionView["nextFunding"] {
  const settlements = perpetualLegs(pair).flatMap((leg) => settlementOf(state, leg) ?? []);
  if (settlements.length < perpetualLegs(pair).length) return { amount: null, atVenueMs: null };
  const atMs = Math.min(...settlements.map((each) => each.atMs));
  const amount = settlements.reduce((sum, each) => (each.atMs === atMs ? sum + each.amount : sum), 0n) as Amount;
  return { amount: markText(amount), atVenueMs: told(atMs) };
}

/** Funding of one hour at the running estimates, as a float; `NaN` while a leg's is not known. */
function hourlyFunding(state: EngineState, pair: Pair): number {
  return perpetualLegs(pair).reduce((sum, leg) => {
    const settlement = settlementOf(state, leg);
    const hours = state.market.columns.intervalHours[leg.instrument] ?? 0;
    return settlement === null || hours <= 0 ? Number.NaN : sum + toFloat(settlement.amount) / hours;
  }, 0);
}

/** Round-trip cost as it was estimated against the funding booked so far. */
function breakEven(state: EngineState, pair: Pair): PositionView["breakEven"] {
  const { notional, costBps } = pair.estimate;
  if (!Number.isFinite(costBps) || costBps <= 0) return { recoveredPercent: null, remainingMs: null };
  const cost = toFloat(bpsOfUp(notional, costBps));
  const recovered = toFloat(pair.funding);
  const recoveredPercent = tenth((recovered / cost) * PERCENT);
  if (recovered >= cost) return { recoveredPercent, remainingMs: 0 };
  const hourly = hourlyFunding(state, pair);
  if (!(hourly > 0)) return { recoveredPercent, remainingMs: null };
  return { recoveredPercent, remainingMs: Math.ceil(((cost - recovered) / hourly) * HOUR_MS) };
}

function liquidation(state: EngineState, pair: Pair): PositionView["liquidation"] {
  const legs = perpetualLegs(pair).map((leg) => ({ leg, distance: legDistancePercent(state, leg) }));
  const [nearest] = legs.toSorted((a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity));
  const leg = nearest?.leg ?? pair.short;
  const { priceScale } = instrumentAt(state.market, leg);
  const price = state.venues.get(leg.venue)?.positions.get(leg.instrument)?.liquidationPrice ?? null;
  const inWords = (value: Price | null): string | null =>
    value === null || value <= 0 ? null : formatMantissa(value, priceScale);
  return {
    distancePercent: tenth(nearest?.distance ?? undefined),
    price: inWords(price),
    markPrice: inWords(markOf(state, leg)),
  };
}

function unhedged(state: EngineState, pair: Pair): PositionView["unhedged"] {
  if (pair.unhedgedSince === null) return null;
  const { instrument } = pricedLeg(pair, state.market);
  const amount = referencePrice(state.market, instrument) > 0 ? markText(apartAtMarket(state, pair)) : null;
  return { amount, sinceMs: Math.max(0, state.wallNowMs - pair.unhedgedSince) };
}
