import { candidateOf } from "../opportunity/candidates.ts";
import type { Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { createTrend, fallsInMs, foresees, sample, type Trend } from "../risk/forecast.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../units/index.ts";
import { alert } from "./emit.ts";
import { liquidationDistancePercent } from "./exit.ts";
import type { EngineState } from "./state.ts";

/** Venue time. Thirteen of these are the watch, long enough for an hour's excitement to weigh little in it. */
const MARGIN_EVERY_MS = 30 * MINUTE_MS;
const MARGIN_HORIZON_MS = 12 * HOUR_MS;
/** Funding is settled every one to eight hours, and a mean of seven days moves slowly. */
const FUNDING_EVERY_MS = 4 * HOUR_MS;
const FUNDING_HORIZON_MS = 3 * DAY_MS;
/** Looked at so often in wall time, however fast the venue's runs. */
const LOOK_MS = SECOND_MS;

/** RSK-9: what an open pair drifts towards is said before it is there. Decides nothing. */
export function foresee(state: EngineState): void {
  if (state.wallNowMs - state.foresawAt < LOOK_MS) return;
  state.foresawAt = state.wallNowMs;
  const names = new Set<string>();
  for (const pair of openPairs(state.portfolio)) {
    if (pair.stage !== "open") continue;
    foreseeMargin(state, pair, trendOf(state, names, `margin/${pair.plan}`));
    foreseeFunding(state, pair, trendOf(state, names, `funding/${pair.plan}`));
  }
  for (const name of state.trends.keys()) if (!names.has(name)) state.trends.delete(name);
}

function trendOf({ trends }: EngineState, names: Set<string>, name: string): Trend {
  names.add(name);
  const trend = trends.get(name) ?? createTrend();
  trends.set(name, trend);
  return trend;
}

/** Until the warning of the distance itself, which says the rest. */
function foreseeMargin(state: EngineState, pair: Pair, trend: Trend): void {
  const distance = liquidationDistancePercent(state, pair);
  if (distance === null || !sample(trend, state.venueNowMs, distance, MARGIN_EVERY_MS)) return;
  const { liquidationWarnPercent, liquidationTransferPercent, liquidationShrinkPercent } = state.config.risk;
  const floor = Math.max(liquidationTransferPercent, liquidationShrinkPercent);
  const inMs = fallsInMs(trend, floor, MARGIN_EVERY_MS);
  if (!foresees(trend, inMs, MARGIN_HORIZON_MS) || inMs === null || distance < liquidationWarnPercent) return;
  const text = `${pair.base}: the nearest liquidation is ${distance.toFixed(1)} % away and comes nearer: at this pace it is ${floor} % away, where margin is added or both legs shrink, in ${hours(inMs)}`;
  alert(state, "WARNING", "margin-forecast", text);
}

/** The mean the exit looks at, on its way to where the exit begins. */
function foreseeFunding(state: EngineState, pair: Pair, trend: Trend): void {
  const { candidates, config } = state;
  const candidate = candidateOf(candidates, pair.long.instrument, pair.short.instrument);
  const mean = candidates.meanAnnualPercent[candidate] ?? Number.NaN;
  if (!sample(trend, state.venueNowMs, mean, FUNDING_EVERY_MS)) return;
  const floor = config.exit.meanAnnualPercentMax;
  const inMs = fallsInMs(trend, floor, FUNDING_EVERY_MS);
  if (!foresees(trend, inMs, FUNDING_HORIZON_MS) || inMs === null || mean < floor) return;
  const text = `${pair.base}: the 7-day mean of its funding is ${mean.toFixed(1)} % a year and falls: at this pace it reaches the exit's ${floor} % in ${hours(inMs)}`;
  alert(state, "WARNING", "funding-forecast", text);
}

function hours(ms: number): string {
  const whole = Math.max(1, Math.round(ms / HOUR_MS));
  return `${whole} ${whole === 1 ? "hour" : "hours"}`;
}
