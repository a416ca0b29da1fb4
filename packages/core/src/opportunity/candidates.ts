import type { MarketState } from "../market/columns.ts";
import type { Instrument } from "../market/instrument.ts";
import { Verdict } from "./verdict.ts";

/** Carry candidates by dense index: a perpetual and the spot of the same venue that hedges it. */
export type CandidateColumns = {
  count: number;
  long: Int32Array;
  short: Int32Array;
  /** Candidate of an instrument, -1 where none: both legs of a candidate point at it. */
  ofInstrument: Int32Array;

  // Slow features, recomputed when funding settles.
  meanAnnualPercent: Float64Array;
  medianAnnualPercent: Float64Array;
  capHits: Float64Array;
  /** Where today's estimate stands among its own last 30 days, 0 to 100. */
  ratePercentile: Float64Array;
  volatilityAnnualPercent: Float64Array;
  /** Expected cost of having to leave early because the price ran towards the short's liquidation. */
  earlyEndBps: Float64Array;
  /** Expected funding over the hold, in bps of notional. */
  fundingBps: Float64Array;
  featuresAtMs: Float64Array;

  /** What our own portfolio says: `Barred`. Rewritten with the portfolio, never by a tick. */
  barred: Uint8Array;
  /** Risk said no to this one; not asked again before this wall time. */
  deniedUntilMs: Float64Array;

  // Rewritten on every tick of either leg.
  basisBps: Float64Array;
  feeBps: Float64Array;
  spreadBps: Float64Array;
  impactBps: Float64Array;
  basisCostBps: Float64Array;
  netBps: Float64Array;
  verdict: Uint8Array;
  /** The number that was there and the number that was needed. */
  have: Float64Array;
  need: Float64Array;
};

export const Barred = { no: 0, held: 1, cooldown: 2 } as const;

const floats = (count: number): Float64Array => new Float64Array(count).fill(Number.NaN);

export function createCandidates(count = 0, instruments = 0): CandidateColumns {
  return {
    count,
    long: new Int32Array(count),
    short: new Int32Array(count),
    ofInstrument: new Int32Array(instruments).fill(-1),
    meanAnnualPercent: floats(count),
    medianAnnualPercent: floats(count),
    capHits: floats(count),
    ratePercentile: floats(count),
    volatilityAnnualPercent: floats(count),
    earlyEndBps: floats(count),
    fundingBps: floats(count),
    featuresAtMs: new Float64Array(count),
    barred: new Uint8Array(count),
    deniedUntilMs: new Float64Array(count),
    basisBps: floats(count),
    feeBps: floats(count),
    spreadBps: floats(count),
    impactBps: floats(count),
    basisCostBps: floats(count),
    netBps: floats(count).fill(Number.NEGATIVE_INFINITY),
    // Not seen is not clear.
    verdict: new Uint8Array(count).fill(Verdict.stale),
    have: floats(count),
    need: floats(count),
  };
}

/** Spot and perpetual belong together when venue, base and settlement currency match exactly (MKT-1). */
const hedgeKey = (instrument: Instrument): string => `${instrument.venue}/${instrument.base}/${instrument.settle}`;

/** Pairs every perpetual with its spot, in index order, so that a restart numbers candidates the same. */
export function matchCandidates(market: MarketState): CandidateColumns {
  const spots = new Map<string, number>();
  for (const instrument of market.instruments) {
    if (instrument?.kind === "spot" && instrument.quote === instrument.settle)
      spots.set(hedgeKey(instrument), instrument.index);
  }
  const legs: [spot: number, perpetual: number][] = [];
  for (const instrument of market.instruments) {
    if (instrument?.kind !== "perpetual" || instrument.quote !== instrument.settle) continue;
    const spot = spots.get(hedgeKey(instrument));
    if (spot !== undefined) legs.push([spot, instrument.index]);
  }
  const candidates = createCandidates(legs.length, market.columns.capacity);
  legs.forEach(([spot, perpetual], candidate) => {
    candidates.long[candidate] = spot;
    candidates.short[candidate] = perpetual;
    candidates.ofInstrument[spot] = candidate;
    candidates.ofInstrument[perpetual] = candidate;
  });
  return candidates;
}
