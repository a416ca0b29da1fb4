import { type EngineState, markOf } from "@evenkeel/core/engine";
import type { InstrumentIndex, LegName } from "@evenkeel/core/ids";
import { FundingHistory, type FundingRing, type Instrument } from "@evenkeel/core/market";
import { instrumentAt, isSpread, type Leg, openPairs, type Pair, referencePrice } from "@evenkeel/core/position";
import {
  type CoinExposure,
  type FundingTerms,
  HISTORY_COLUMNS,
  netFunding,
  type PairExposure,
  type PerpetualExposure,
  type RiskHistory,
  type RiskQuestion,
} from "@evenkeel/core/risk";
import { HOUR_MS, mantissaToFloat, rateToFloat, toFloat, type WallTimeMs } from "@evenkeel/core/units";
import { copyHours, HISTORY_HOURS, type HourSeries, type Hours, type Markets } from "./hours.ts";

const BPS = 10_000;
/** A week; below it nothing is said about a pair's tail. */
const HOURS_MIN = 168;

const holds = (pair: Pair): boolean => pair.long.held > 0n || pair.short.held < 0n;

/** The open pairs that hold something and whose markets are known. */
export function heldPairs(state: EngineState): Pair[] {
  const { instruments } = state.market;
  return [...openPairs(state.portfolio)].filter(
    (pair) =>
      holds(pair) &&
      instruments[pair.long.instrument] !== undefined &&
      instruments[pair.short.instrument] !== undefined,
  );
}

export const marketsOf = ({ long, short }: Pair): Markets => ({ long: long.instrument, short: short.instrument });

/** Where no venue ends this leg: below any price, or above it. */
const nowhere = (leg: LegName): number => (leg === "long" ? 0 : Number.POSITIVE_INFINITY);

const quantityOf = (name: LegName, { held }: Leg): number =>
  Math.max(0, name === "long" ? toFloat(held) : -toFloat(held));

/** What the venue said; out of reach where it said there is none, `NaN` while it has said nothing. */
function liquidationPrice(state: EngineState, name: LegName, leg: Leg, { priceScale }: Instrument): number {
  if (quantityOf(name, leg) === 0) return nowhere(name);
  const position = state.venues.get(leg.venue)?.positions.get(leg.instrument);
  if (position === undefined) return Number.NaN;
  const { liquidationPrice: price } = position;
  return price === null || price <= 0 ? nowhere(name) : mantissaToFloat(price, priceScale);
}

function termsOf({ columns }: EngineState["market"], index: InstrumentIndex): FundingTerms {
  const [cap = 0, floor = 0] = [columns.fundingCap[index], columns.fundingFloor[index]];
  const told = cap > floor;
  return {
    rate: rateToFloat(columns.fundingRate[index] ?? 0),
    cap: told ? rateToFloat(cap) : Number.POSITIVE_INFINITY,
    floor: told ? rateToFloat(floor) : Number.NEGATIVE_INFINITY,
    intervalHours: columns.intervalHours[index] || 8,
  };
}

function perpetualOf(state: EngineState, name: LegName, leg: Leg): PerpetualExposure {
  const instrument = instrumentAt(state.market, leg);
  return {
    kind: "perpetual",
    quantity: quantityOf(name, leg),
    price: mantissaToFloat(markOf(state, leg), instrument.priceScale),
    fee: instrument.takerFeeBps / BPS,
    liquidationPrice: liquidationPrice(state, name, leg, instrument),
    maintenanceMargin: instrument.maintenanceMarginBps / BPS,
    funding: termsOf(state.market, leg.instrument),
  };
}

function coinOf(state: EngineState, leg: Leg): CoinExposure {
  const { priceScale, takerFeeBps } = instrumentAt(state.market, leg);
  return {
    kind: "spot",
    quantity: quantityOf("long", leg),
    price: mantissaToFloat(referencePrice(state.market, leg.instrument), priceScale),
    fee: takerFeeBps / BPS,
  };
}

const exposureOf = (state: EngineState, { plan, base, long, short }: Pair): PairExposure => ({
  plan,
  symbol: base,
  long: long.kind === "spot" ? coinOf(state, long) : perpetualOf(state, "long", long),
  short: perpetualOf(state, "short", short),
});

/** Each settled rate spread over the hours it was earned in. Answers the first hour that is covered. */
export function spreadFunding(ring: FundingRing, fromMs: number, target: Float64Array): number {
  const settled = FundingHistory.recent(ring, HISTORY_HOURS + 1);
  let coveredFromMs = Number.POSITIVE_INFINITY;
  for (let at = 1; at < settled.length; at += 1) {
    const before = hourOf(settled[at - 1]?.venueTimeMs ?? 0);
    const after = hourOf(settled[at]?.venueTimeMs ?? 0);
    const hours = (after - before) / HOUR_MS;
    const hourly = rateToFloat(settled[at]?.rate ?? 0) / hours;
    coveredFromMs = Math.min(coveredFromMs, before);
    fill(target, (before - fromMs) / HOUR_MS, (after - fromMs) / HOUR_MS, hourly);
    // The interval under way has not settled yet: it is taken to go on like the last.
    if (at === settled.length - 1) fill(target, (after - fromMs) / HOUR_MS, target.length, hourly);
  }
  return coveredFromMs;
}

/** Stamps come some milliseconds late. */
const hourOf = (ms: number): number => Math.round(ms / HOUR_MS) * HOUR_MS;

function fill(target: Float64Array, from: number, to: number, value: number): void {
  target.fill(value, Math.max(0, Math.min(target.length, from)), Math.max(0, Math.min(target.length, to)));
}

type Past = {
  readonly exposure: PairExposure;
  readonly series: HourSeries;
  readonly funding: Float64Array;
  readonly fromMs: number;
};

function pastOf(state: EngineState, pair: Pair, exposure: PairExposure, series: HourSeries): Past {
  const firstMs = series.endMs - series.count * HOUR_MS;
  const earned = new Float64Array(series.count);
  const paid = new Float64Array(series.count);
  const spread = ({ instrument }: Leg, target: Float64Array): number => {
    const ring = state.market.funding[instrument];
    return ring === undefined ? Number.POSITIVE_INFINITY : spreadFunding(ring, firstMs, target);
  };
  const coveredFromMs = Math.max(spread(pair.short, earned), isSpread(pair) ? spread(pair.long, paid) : firstMs);
  const funding = earned.map((rate, hour) => netFunding(exposure, rate, paid[hour] ?? 0));
  return { exposure, series, funding, fromMs: Math.max(firstMs, coveredFromMs) };
}

const NO_HISTORY: RiskHistory = { hours: 0, values: new Float64Array(0) };

/** The hours that every pair has, in memory that the workers share instead of copying. */
function joinPasts(pasts: readonly Past[]): { readonly history: RiskHistory; readonly tooYoung: string | null } {
  const endMs = Math.min(...pasts.map(({ series }) => series.endMs));
  const youngest = pasts.reduce((young, past) => (past.fromMs > young.fromMs ? past : young));
  const hours = Math.floor((endMs - youngest.fromMs) / HOUR_MS);
  if (!(hours >= HOURS_MIN)) return { history: NO_HISTORY, tooYoung: youngest.exposure.symbol };
  const columns = HISTORY_COLUMNS.length;
  const values = new Float64Array(
    new SharedArrayBuffer(pasts.length * columns * hours * Float64Array.BYTES_PER_ELEMENT),
  );
  const fromMs = endMs - hours * HOUR_MS;
  pasts.forEach(({ series, funding }, at) => {
    HISTORY_COLUMNS.forEach((column, which) => {
      const target = values.subarray((at * columns + which) * hours, (at * columns + which + 1) * hours);
      const skipped = series.count - (series.endMs - fromMs) / HOUR_MS;
      if (column === "funding") target.set(funding.subarray(skipped, skipped + hours));
      else copyHours(series, column, fromMs, target);
    });
  });
  return { history: { hours, values }, tooYoung: null };
}

/** A copy of what is held and of its past; `null` while the past of a pair is still being read. */
export function askQuestion(state: EngineState, hours: Hours, wallMs: WallTimeMs): RiskQuestion | null {
  const pairs = heldPairs(state);
  const exposures = pairs.map((pair) => exposureOf(state, pair));
  const pasts: Past[] = [];
  let tooYoung: string | null = null;
  for (const [at, pair] of pairs.entries()) {
    const series = hours.of(marketsOf(pair));
    const exposure = exposures[at];
    if (series === "loading" || exposure === undefined) return null;
    if (series === "failed") tooYoung ??= pair.base;
    else pasts.push(pastOf(state, pair, exposure, series));
  }
  const joined = tooYoung === null && pasts.length > 0 ? joinPasts(pasts) : { history: NO_HISTORY, tooYoung };
  return {
    portfolioVersion: state.portfolio.version,
    venueTimeMs: state.venueNowMs,
    askedAtMs: wallMs,
    equity: toFloat(state.equity.total),
    pairs: exposures,
    ...joined,
  };
}
