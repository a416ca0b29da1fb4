import type { PositionView, ProfitSplit } from "@evenkeel/api/views";
import { type EngineState, liquidationDistancePercent, markOf, valueAt } from "@evenkeel/core/engine";
import { imbalance, instrumentAt, openPairs, type Pair, referencePrice } from "@evenkeel/core/position";
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
import { markText, tenth, text, told } from "./numbers.ts";
import { filledPercent } from "./opportunities.ts";
import { profitOf } from "./profit-split.ts";
import { venueLabel } from "./words.ts";

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
  const spot = instrumentAt(state.market, pair.long);
  const perpetual = instrumentAt(state.market, pair.short);
  const spotPrice = referencePrice(state.market, spot.index);
  const profit = profitOf(state, pair);
  return {
    pairId: pair.plan,
    symbol: pair.base,
    venue: venueLabel(pair.short.venue),
    spotSymbol: spot.symbol,
    perpetualSymbol: perpetual.symbol,
    stage: pair.stage === "closed" ? "closing" : pair.stage,
    filledPercent: filledPercent(pair),
    notional: spotPrice > 0 ? markText(valueAt(state, pair.long, spotPrice)) : null,
    asset: spot.quote,
    openedAtVenueMs: pair.openedAt,
    heldMs: Math.max(0, state.venueNowMs - pair.openedAt),
    profit:
      profit === null
        ? { ...UNKNOWN_SPLIT, funding: text(pair.funding), fees: text(-pair.fees as Amount) }
        : splitText(profit),
    breakEven: breakEven(state, pair),
    liquidation: liquidation(state, pair),
    nextFunding: nextFunding(state, pair),
    unhedged: unhedged(state, pair, spotPrice),
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

/** What the next settlement would pay at the running estimate; `null` before a mark was seen. */
export function nextFundingAmount(state: EngineState, pair: Pair): Amount | null {
  const { columns } = state.market;
  const index = pair.short.instrument;
  if ((columns.markReceivedMs[index] ?? 0) === 0) return null;
  const short = -valueAt(state, pair.short, markOf(state, pair.short));
  return ((short * BigInt(columns.fundingRate[index] ?? 0)) / pow10(RATE_SCALE)) as Amount;
}

function nextFunding(state: EngineState, pair: Pair): PositionView["nextFunding"] {
  const amount = nextFundingAmount(state, pair);
  return {
    amount: amount === null ? null : markText(amount),
    atVenueMs: told(state.market.columns.nextFundingMs[pair.short.instrument]),
  };
}

/** Round-trip cost as it was estimated against the funding booked so far. */
function breakEven(state: EngineState, pair: Pair): PositionView["breakEven"] {
  const { notional, costBps } = pair.estimate;
  if (!Number.isFinite(costBps) || costBps <= 0) return { recoveredPercent: null, remainingMs: null };
  const cost = toFloat(bpsOfUp(notional, costBps));
  const recovered = toFloat(pair.funding);
  const recoveredPercent = tenth((recovered / cost) * PERCENT);
  if (recovered >= cost) return { recoveredPercent, remainingMs: 0 };
  const amount = nextFundingAmount(state, pair);
  const hours = state.market.columns.intervalHours[pair.short.instrument] ?? 0;
  if (amount === null || amount <= 0n || hours <= 0) return { recoveredPercent, remainingMs: null };
  return { recoveredPercent, remainingMs: Math.ceil((cost - recovered) / toFloat(amount)) * hours * HOUR_MS };
}

function liquidation(state: EngineState, pair: Pair): PositionView["liquidation"] {
  const perpetual = instrumentAt(state.market, pair.short);
  const price = state.venues.get(pair.short.venue)?.positions.get(perpetual.index)?.liquidationPrice ?? null;
  const mark = markOf(state, pair.short);
  const inWords = (value: Price | null): string | null =>
    value === null || value <= 0 ? null : formatMantissa(value, perpetual.priceScale);
  return {
    distancePercent: tenth(liquidationDistancePercent(state, pair) ?? undefined),
    price: inWords(price),
    markPrice: inWords(mark),
  };
}

function unhedged(state: EngineState, pair: Pair, spotPrice: Price): PositionView["unhedged"] {
  if (pair.unhedgedSince === null || spotPrice <= 0) return null;
  const apart = imbalance(pair);
  const amount = valueAt(state, { ...pair.long, held: (apart < 0n ? -apart : apart) as Amount }, spotPrice);
  return { amount: markText(amount), sinceMs: Math.max(0, state.wallNowMs - pair.unhedgedSince) };
}
