import { MINUTE_MS } from "@evenkeel/core/units";
import { type Course, drawStretch } from "./course.ts";
import { type Bars, barAt } from "./recording.ts";

/** One market's prices, minute by minute, of the bar it stands in: drawn again whenever another bar is asked for. */
export interface Path {
  readonly course: Course;
  readonly bars: Bars;
  bar: number;
  readonly logs: Float64Array;
}

export function createPath(course: Course, bars: Bars): Path {
  return { course, bars, bar: -1, logs: new Float64Array(bars.lengthMs / MINUTE_MS) };
}

/** Logarithm of the price at a whole minute. Behind the last bar it stands where that one closed. */
export function pathAt(path: Path, venueMs: number): number {
  const { bars, logs } = path;
  const bar = barAt(bars, venueMs);
  const minute = Math.floor((venueMs - bars.beginMs - bar * bars.lengthMs) / MINUTE_MS);
  if (minute >= logs.length) return Math.log(bars.close[bar] ?? 1);
  if (bar !== path.bar) drawBar(path, bar);
  return logs[Math.max(0, minute)] ?? 0;
}

/**
 * The common course, bent so that it opens, turns and closes where this market's bar did: below the opening by one
 * factor, above it by another, and what is left over at the close spread over the last quarter.
 */
function drawBar(path: Path, bar: number): void {
  const { course, bars, logs } = path;
  path.bar = bar;
  const beginMs = bars.beginMs + bar * bars.lengthMs;
  const first = Math.round((beginMs - course.originMs) / course.stretchMs);
  const minutes = course.stretchMs / MINUTE_MS;
  for (let k = 0; k * minutes < logs.length; k++) drawStretch(course, first + k, logs, k * minutes);

  const last = logs.length - 1;
  let [highest, lowest] = [1, 2];
  for (let k = 1; k < last; k++) {
    if ((logs[k] ?? 0) > (logs[highest] ?? 0)) highest = k;
    if ((logs[k] ?? 0) < (logs[lowest] ?? 0)) lowest = k;
  }
  if (highest === lowest) lowest = highest === 1 ? 2 : 1;
  const from = logs[0] ?? 0;
  const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((each) =>
    Math.log(each[bar] ?? 1),
  ) as [number, number, number, number];
  const up = factor(high - open, (logs[highest] ?? 0) - from);
  const down = factor(open - low, from - (logs[lowest] ?? 0));
  const bent = (log: number): number => open + (log - from) * (log >= from ? up : down);
  const left = close - bent(logs[last] ?? 0);
  const quarter = logs.length / 4;
  for (let k = 0; k <= last; k++) {
    const drawn = bent(logs[k] ?? 0) + left * Math.max(0, (k - last + quarter) / quarter);
    logs[k] = Math.min(high, Math.max(low, drawn));
  }
  logs[highest] = high;
  logs[lowest] = low;
  logs[0] = open;
  logs[last] = close;
}

const factor = (wanted: number, had: number): number => (had > 1e-9 ? wanted / had : 1);
