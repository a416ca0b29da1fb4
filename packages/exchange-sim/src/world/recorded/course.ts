import { invariant, MINUTE_MS } from "@evenkeel/core/units";
import { mix, normal, SALT } from "../../random.ts";
import { type Bars, barCount } from "./recording.ts";

/**
 * The common course of one coin, in logarithms: what all venues' bars of it say together. Venues whose bars begin at
 * different hours pin it more finely than any of them alone. A stretch lies between two neighbouring pins. All coins
 * share their draws, so that they turn together.
 */
export interface Course {
  readonly seed: number;
  /** The first is the one that pins where several do. */
  readonly bars: readonly Bars[];
  readonly originMs: number;
  readonly stretchMs: number;
}

/** An excursion so far beyond the way from pin to pin is a wick: minutes, not the whole stretch. */
const WICK = 0.15;
const WICK_MINUTES = 6;
const WICK_FOOT = 0.25;
/** A Brownian path's mean range in deviations of the whole. */
const RANGE_DEVIATIONS = 1.6;

export function createCourse(seed: number, bars: readonly Bars[]): Course {
  const [first] = bars;
  invariant(first !== undefined, "a course of no bars");
  const originMs = Math.min(...bars.map((each) => each.beginMs));
  const offsets = bars.map((each) => (each.beginMs - originMs) % each.lengthMs).filter((offset) => offset > 0);
  return { seed, bars, originMs, stretchMs: Math.min(first.lengthMs, ...offsets) };
}

interface Covering {
  readonly bars: Bars;
  readonly at: number;
}

function covering(course: Course, stretch: number): Covering[] {
  const beginMs = course.originMs + stretch * course.stretchMs;
  return course.bars.flatMap((bars) => {
    const at = Math.floor((beginMs - bars.beginMs) / bars.lengthMs);
    return at >= 0 && at < barCount(bars) ? [{ bars, at }] : [];
  });
}

/** Where a stretch begins: at the opening of the bar that begins there, else at the close of one that ends there. */
function pin(course: Course, stretch: number): number {
  const beginMs = course.originMs + stretch * course.stretchMs;
  for (const { bars, at } of covering(course, stretch)) {
    if (bars.beginMs + at * bars.lengthMs === beginMs) return Math.log(bars.open[at] ?? 1);
  }
  for (const { bars, at } of covering(course, stretch - 1)) {
    if (bars.beginMs + (at + 1) * bars.lengthMs === beginMs) return Math.log(bars.close[at] ?? 1);
  }
  throw new Error("a stretch that no bar pins");
}

const capOf = (course: Course, stretch: number): number =>
  Math.min(...covering(course, stretch).map(({ bars, at }) => bars.high[at] ?? 0));
const floorOf = (course: Course, stretch: number): number =>
  Math.max(...covering(course, stretch).map(({ bars, at }) => bars.low[at] ?? 0));

/** Whether a bar that covers this stretch has its extreme here: in the stretch whose other bars leave most room. */
function touches(course: Course, stretch: number, room: (course: Course, stretch: number) => number): boolean {
  return covering(course, stretch).some(({ bars, at }) => {
    const first = Math.round((bars.beginMs + at * bars.lengthMs - course.originMs) / course.stretchMs);
    const count = Math.round(bars.lengthMs / course.stretchMs);
    const rooms = Array.from({ length: count }, (_, k) => room(course, first + k));
    const most = Math.max(...rooms);
    const open = rooms.flatMap((each, k) => (each === most ? [first + k] : []));
    return open[mix(course.seed, SALT.course, 0, first) % open.length] === stretch;
  });
}

interface Anchor {
  readonly minute: number;
  readonly log: number;
}

const minutesOf = (course: Course): number => course.stretchMs / MINUTE_MS;

/** High and low lie in different halves of the stretch, away from its ends. */
function anchors(course: Course, stretch: number, from: number, to: number, high: number, low: number): Anchor[] {
  const minutes = minutesOf(course);
  const half = minutes / 2;
  const draw = mix(course.seed, SALT.course, 1, stretch);
  const room = half - 2 * (WICK_MINUTES + 1);
  const early = WICK_MINUTES + 1 + (draw % Math.max(1, room));
  const late = half + WICK_MINUTES + 1 + ((draw >>> 12) % Math.max(1, room));
  const highFirst = draw >>> 31 === 1;
  const found: Anchor[] = [{ minute: 0, log: from }];
  const add = (minute: number, log: number) => {
    const way = from + ((to - from) * minute) / minutes;
    const far = log - way;
    const foot = (at: number) => from + ((to - from) * at) / minutes + far * WICK_FOOT;
    if (Math.abs(far) > WICK) found.push({ minute: minute - WICK_MINUTES, log: foot(minute - WICK_MINUTES) });
    found.push({ minute, log });
    if (Math.abs(far) > WICK) found.push({ minute: minute + WICK_MINUTES, log: foot(minute + WICK_MINUTES) });
  };
  const ceiling = touches(course, stretch, capOf) ? high : null;
  const ground = touches(course, stretch, (each, k) => -floorOf(each, k)) ? low : null;
  const order = highFirst ? [ceiling, ground] : [ground, ceiling];
  for (const [k, log] of order.entries()) if (log !== null) add(k === 0 ? early : late, log);
  return [...found, { minute: minutes, log: to }];
}

/** Writes the logarithm at each whole minute of a stretch. Never outside what all its bars allow. */
export function drawStretch(course: Course, stretch: number, out: Float64Array, offset: number): void {
  const minutes = minutesOf(course);
  const from = pin(course, stretch);
  const to = pin(course, stretch + 1);
  const high = Math.max(from, to, Math.log(capOf(course, stretch)));
  const low = Math.min(from, to, Math.log(floorOf(course, stretch)));
  const points = anchors(course, stretch, from, to, high, low);
  // A wick says nothing of how the rest of its stretch moved.
  const calm = Math.min(high - low, Math.abs(to - from) + 2 * WICK);
  const deviation = calm / RANGE_DEVIATIONS / Math.sqrt(minutes);
  const place = mix(course.seed, SALT.course, 2, stretch);
  const bridge = (a: Anchor, b: Anchor): void => {
    const span = b.minute - a.minute;
    if (span <= 1) return;
    const minute = (a.minute + b.minute) >> 1;
    const [left, right] = [minute - a.minute, b.minute - minute];
    const drawn =
      (a.log * right + b.log * left) / span +
      deviation * Math.sqrt((left * right) / span) * normal(mix(place, minute, 0, 0));
    const back = drawn > high ? 2 * high - drawn : drawn < low ? 2 * low - drawn : drawn;
    const middle = { minute, log: Math.min(high, Math.max(low, back)) };
    out[offset + minute] = middle.log;
    bridge(a, middle);
    bridge(middle, b);
  };
  for (const [k, point] of points.entries()) {
    if (point.minute < minutes) out[offset + point.minute] = point.log;
    const next = points[k + 1];
    if (next !== undefined) bridge(point, next);
  }
}
