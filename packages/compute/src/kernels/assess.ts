import {
  type CoinExposure,
  HISTORY_COLUMNS,
  type PairContribution,
  type PerpetualExposure,
  type RiskMeasure,
  type RiskMethod,
  type RiskNumbers,
  type RiskQuestion,
} from "@evenkeel/core/risk";
import { stressTable } from "../stress/stress.ts";
import { estimate, type Model } from "./estimate.ts";
import { columnOf, historicalLosses } from "./history.ts";
import { PATHS_PER_BLOCK, portfolioLosses, simulateBlock, tailContributions } from "./monte-carlo.ts";
import { parametricTail } from "./parametric.ts";
import { type Tail, tailOf } from "./tail.ts";

export const HORIZON_HOURS = 24;
export const CONFIDENCES = [0.95, 0.99] as const;
export const BLOCKS = 40;
export const PATHS = BLOCKS * PATHS_PER_BLOCK;
/** The same chance every time: a number that moves, moves because the portfolio or the market did. */
export const SEED = 20_251_010;
/** A week: below it a pair's own history says nothing about its tail. */
export const HISTORY_HOURS_MIN = 168;

const isUsable = (value: number): boolean => Number.isFinite(value) && value > 0;

const PRICE_COLUMNS = HISTORY_COLUMNS.filter((column) => column !== "funding");

/** The first thing of a leg that is no number, in words. */
function lackOf(leg: CoinExposure | PerpetualExposure): string | null {
  if (!isUsable(leg.price)) return "price";
  if (!(leg.quantity >= 0 && leg.quantity < Number.POSITIVE_INFINITY)) return "quantity";
  if (!(leg.fee >= 0)) return "fees";
  if (leg.kind === "spot") return null;
  const { rate, cap, floor, intervalHours } = leg.funding;
  if (!isUsable(intervalHours) || !Number.isFinite(rate)) return "funding rate";
  if (!(leg.liquidationPrice >= 0) || !(leg.maintenanceMargin >= 0)) return "liquidation price";
  return floor <= cap ? null : "funding bounds";
}

/** What no kernel could answer: a number that is none, a column too short. Names the first. */
export function findFlaw({ pairs, history, equity, tooYoung }: RiskQuestion): string | null {
  if (!Number.isFinite(equity)) return "equity is not a number";
  for (const pair of pairs) {
    const lack = lackOf(pair.long) ?? lackOf(pair.short);
    if (lack !== null) return `${pair.symbol} has no ${lack}`;
    if (!(pair.short.liquidationPrice > 0)) return `${pair.symbol} has no liquidation price`;
  }
  if (tooYoung !== null) return null;
  if (history.hours < HISTORY_HOURS_MIN) return `${history.hours} hours of history`;
  if (history.values.length !== pairs.length * HISTORY_COLUMNS.length * history.hours)
    return "history of another shape";
  if (!history.values.every(Number.isFinite)) return "a gap in the history";
  const hasNoPrice = pairs.find((_, at) =>
    PRICE_COLUMNS.some((column) => !columnOf(history, at, column).every((price) => price > 0)),
  );
  return hasNoPrice === undefined ? null : `${hasNoPrice.symbol} has hours without a price`;
}

export const lossesLength = ({ pairs }: RiskQuestion): number => PATHS * pairs.length;

/** Blocks `from` up to but not `to` into their places of `losses`. */
export function simulateBlocks(question: RiskQuestion, from: number, to: number, losses: Float64Array): void {
  const simulation = {
    pairs: question.pairs,
    model: estimate(question),
    horizonHours: HORIZON_HOURS,
    seed: SEED,
    fatTails: true,
  };
  for (let block = from; block < to; block += 1) simulateBlock(simulation, block, losses);
}

function measuresOf(method: RiskMethod, of: (confidence: number) => Tail): RiskMeasure[] {
  return CONFIDENCES.map((confidence) => ({ method, horizonHours: HORIZON_HOURS, confidence, ...of(confidence) }));
}

function measureAll(question: RiskQuestion, model: Model, losses: Float64Array) {
  const past = historicalLosses(question, HORIZON_HOURS).sort();
  const sums = portfolioLosses(losses, question.pairs.length);
  const ascending = sums.slice().sort();
  const measures = [
    ...measuresOf("history", (confidence) => tailOf(past, confidence)),
    ...measuresOf("monte-carlo", (confidence) => tailOf(ascending, confidence)),
    ...measuresOf("parametric", (confidence) => parametricTail(question, model, HORIZON_HOURS, confidence)),
  ];
  const worst = tailOf(ascending, CONFIDENCES[1]);
  const parts = tailContributions(losses, sums, question.pairs.length, worst.valueAtRisk, worst.expectedShortfall);
  const contributions = question.pairs.map(
    ({ plan, symbol }, at): PairContribution => ({ plan, symbol, expectedShortfall: parts[at] ?? 0 }),
  );
  return { measures, contributions };
}

/** The answer, from the simulated losses of every block. `losses` is not looked at where history is too short. */
export function conclude(question: RiskQuestion, losses: Float64Array): RiskNumbers {
  const { portfolioVersion, venueTimeMs, askedAtMs, equity, pairs, history, tooYoung } = question;
  const model = tooYoung === null ? estimate(question) : null;
  const told = model === null ? { measures: [], contributions: [] } : measureAll(question, model, losses);
  return {
    portfolioVersion,
    venueTimeMs,
    askedAtMs,
    equity,
    pairCount: pairs.length,
    historyHours: tooYoung === null ? history.hours : 0,
    pathCount: model === null ? 0 : PATHS,
    ...told,
    stress: stressTable(question, model),
    tooYoung,
  };
}
