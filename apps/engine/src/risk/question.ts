import { type EngineState, markOf } from "@evenkeel/core/engine";
import { FundingHistory, type FundingRing, type Instrument } from "@evenkeel/core/market";
import { instrumentAt, openPairs, type Pair, referencePrice } from "@evenkeel/core/position";
import type { PairExposure, RiskHistory, RiskQuestion } from "@evenkeel/core/risk";
import { HOUR_MS, mantissaToFloat, rateToFloat, toFloat, type WallTimeMs } from "@evenkeel/core/units";
import { copyHours, HISTORY_HOURS, type HourSeries, type Hours } from "./hours.ts";

const BPS = 10_000;
const COLUMNS = 4;
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

/** What the venue said; infinite where it said there is none, `NaN` while it has said nothing. */
function liquidationPrice(state: EngineState, pair: Pair, perpetual: Instrument): number {
  if (pair.short.held >= 0n) return Number.POSITIVE_INFINITY;
  const position = state.venues.get(pair.short.venue)?.positions.get(perpetual.index);
  if (position === undefined) return Number.NaN;
  const { liquidationPrice: price } = position;
  return price === null || price <= 0 ? Number.POSITIVE_INFINITY : mantissaToFloat(price, perpetual.priceScale);
}

function exposureOf(state: EngineState, pair: Pair): PairExposure {
  const { columns } = state.market;
  const spot = instrumentAt(state.market, pair.long);
  const perpetual = instrumentAt(state.market, pair.short);
  const [cap = 0, floor = 0] = [columns.fundingCap[perpetual.index], columns.fundingFloor[perpetual.index]];
  const toldTerms = cap > floor;
  return {
    plan: pair.plan,
    symbol: pair.base,
    spotQuantity: Math.max(0, toFloat(pair.long.held)),
    shortQuantity: Math.max(0, -toFloat(pair.short.held)),
    spotPrice: mantissaToFloat(referencePrice(state.market, spot.index), spot.priceScale),
    perpetualPrice: mantissaToFloat(markOf(state, pair.short), perpetual.priceScale),
    liquidationPrice: liquidationPrice(state, pair, perpetual),
    maintenanceMargin: perpetual.maintenanceMarginBps / BPS,
    fundingRate: rateToFloat(columns.fundingRate[perpetual.index] ?? 0),
    fundingCap: toldTerms ? rateToFloat(cap) : Number.POSITIVE_INFINITY,
    fundingFloor: toldTerms ? rateToFloat(floor) : Number.NEGATIVE_INFINITY,
    intervalHours: columns.intervalHours[perpetual.index] || 8,
    spotFee: spot.takerFeeBps / BPS,
    perpetualFee: perpetual.takerFeeBps / BPS,
  };
}

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
  readonly pair: Pair;
  readonly series: HourSeries;
  readonly funding: Float64Array;
  readonly fromMs: number;
};

function pastOf(state: EngineState, pair: Pair, series: HourSeries): Past {
  const funding = new Float64Array(series.count);
  const firstMs = series.endMs - series.count * HOUR_MS;
  const ring = state.market.funding[pair.short.instrument];
  const coveredFromMs = ring === undefined ? Number.POSITIVE_INFINITY : spreadFunding(ring, firstMs, funding);
  return { pair, series, funding, fromMs: Math.max(firstMs, coveredFromMs) };
}

const NO_HISTORY: RiskHistory = { hours: 0, values: new Float64Array(0) };

/** The hours that every pair has, in memory that the workers share instead of copying. */
function joinPasts(pasts: readonly Past[]): { readonly history: RiskHistory; readonly tooYoung: string | null } {
  const endMs = Math.min(...pasts.map(({ series }) => series.endMs));
  const youngest = pasts.reduce((young, past) => (past.fromMs > young.fromMs ? past : young));
  const hours = Math.floor((endMs - youngest.fromMs) / HOUR_MS);
  if (!(hours >= HOURS_MIN)) return { history: NO_HISTORY, tooYoung: youngest.pair.base };
  const bytes = pasts.length * COLUMNS * hours * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(new SharedArrayBuffer(bytes));
  const fromMs = endMs - hours * HOUR_MS;
  pasts.forEach(({ series, funding }, at) => {
    const column = (which: number) =>
      values.subarray((at * COLUMNS + which) * hours, (at * COLUMNS + which + 1) * hours);
    copyHours(series, "spot", fromMs, column(0));
    copyHours(series, "perpetual", fromMs, column(1));
    copyHours(series, "markHigh", fromMs, column(2));
    const skipped = series.count - (series.endMs - fromMs) / HOUR_MS;
    column(3).set(funding.subarray(skipped, skipped + hours));
  });
  return { history: { hours, values }, tooYoung: null };
}

/** A copy of what is held and of its past; `null` while the past of a pair is still being read. */
export function askQuestion(state: EngineState, hours: Hours, wallMs: WallTimeMs): RiskQuestion | null {
  const pairs = heldPairs(state);
  const pasts: Past[] = [];
  let tooYoung: string | null = null;
  for (const pair of pairs) {
    const series = hours.of(pair.short.instrument);
    if (series === "loading") return null;
    if (series === "failed") tooYoung ??= pair.base;
    else pasts.push(pastOf(state, pair, series));
  }
  const joined = tooYoung === null && pasts.length > 0 ? joinPasts(pasts) : { history: NO_HISTORY, tooYoung };
  return {
    portfolioVersion: state.portfolio.version,
    venueTimeMs: state.venueNowMs,
    askedAtMs: wallMs,
    equity: toFloat(state.equity.total),
    pairs: pairs.map((pair) => exposureOf(state, pair)),
    ...joined,
  };
}
