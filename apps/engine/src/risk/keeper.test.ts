import type { EngineState } from "@evenkeel/core/engine";
import type { ColdEvent, EngineEvent } from "@evenkeel/core/events";
import type { Compute, HourlyPrices, PriceHistory } from "@evenkeel/core/ports";
import { referencePrice } from "@evenkeel/core/position";
import { type ComputeFailure, HISTORY_COLUMNS, type RiskNumbers, type RiskQuestion } from "@evenkeel/core/risk";
import { err, HOUR_MS, mantissaToFloat, ok, type Result, toFloat, wallTime } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HISTORY_HOURS, joinHours } from "./hours.ts";
import { createRiskKeeper, type RiskKeeper } from "./keeper.ts";
import { heldPairs, spreadFunding } from "./question.ts";

let simulation: Simulation;
let state: EngineState;
beforeAll(() => {
  simulation = new Simulation({ seed: 1, symbols: 12 });
  simulation.runVenueMs(6 * HOUR_MS);
  state = simulation.state;
  if (heldPairs(state).length === 0) throw new Error("this market opens no pair");
}, 60_000);

const pricesOf = (fromMs: number, hours: number, price: number): HourlyPrices => ({
  openMs: Float64Array.from({ length: hours }, (_, at) => fromMs + at * HOUR_MS),
  close: Float64Array.from({ length: hours }, (_, at) => price * (1 + 0.01 * Math.sin(at))),
  high: Float64Array.from({ length: hours }, (_, at) => price * (1.005 + 0.01 * Math.sin(at))),
  low: Float64Array.from({ length: hours }, (_, at) => price * (0.995 + 0.01 * Math.sin(at))),
});

type Asked = {
  readonly question: RiskQuestion;
  readonly answer: (result: Result<RiskNumbers, ComputeFailure>) => void;
};

let wallMs: number;
let asked: Asked[];
let events: ColdEvent[];
let reads: number;
let away: boolean;
let hoursTold: number;
let keeper: RiskKeeper;

const history: PriceHistory = {
  readHours(instrument, _, fromMs, hours) {
    reads += 1;
    if (away) {
      const failure = { kind: "connectivity", code: "timeout", message: "away", retryAfterMs: null } as const;
      return Promise.resolve(err(failure));
    }
    const price = mantissaToFloat(
      referencePrice(state.market, instrument),
      state.market.instruments[instrument]?.priceScale ?? 0,
    );
    const told = Math.min(hours, hoursTold);
    return Promise.resolve(ok(pricesOf(fromMs + (hours - told) * HOUR_MS, told, price)));
  },
};

const compute: Compute = {
  threads: 1,
  assess: (question) => new Promise((answer) => asked.push({ question, answer })),
  close: () => Promise.resolve(),
};

beforeEach(() => {
  wallMs = 10_000_000;
  asked = [];
  events = [];
  reads = 0;
  away = false;
  hoursTold = HISTORY_HOURS;
  keeper = createRiskKeeper({
    state,
    compute,
    histories: new Map([...state.venues.keys()].map((venue) => [venue, history])),
    dispatch: (event: EngineEvent) => events.push(event as ColdEvent),
    nowMs: () => wallTime(wallMs),
    venueNowMs: () => state.venueNowMs,
    warn: () => {},
  });
});

/** One pulse, and whatever it set going. */
async function pulse(laterMs = 250): Promise<void> {
  wallMs += laterMs;
  keeper.pulse();
  await new Promise((resolve) => setImmediate(resolve));
}

const numbersOf = (question: RiskQuestion): RiskNumbers => ({
  portfolioVersion: question.portfolioVersion,
  venueTimeMs: question.venueTimeMs,
  askedAtMs: question.askedAtMs,
  equity: question.equity,
  pairCount: question.pairs.length,
  historyHours: question.history.hours,
  pathCount: 0,
  measures: [],
  contributions: [],
  stress: [],
  tooYoung: question.tooYoung,
});

describe("the question", () => {
  it("copies what is held, with the venue's liquidation price and the month that all pairs share", async () => {
    await pulse();
    await pulse();
    const [first] = asked;
    if (first === undefined) throw new Error("nothing was asked");
    const { question } = first;
    expect(question.portfolioVersion).toBe(state.portfolio.version);
    expect(question.equity).toBeCloseTo(toFloat(state.equity.total), 6);
    expect(question.pairs.map(({ symbol }) => symbol)).toEqual(heldPairs(state).map(({ base }) => base));
    for (const { long, short } of question.pairs) {
      expect(long.kind).toBe("spot");
      expect(short.liquidationPrice).toBeGreaterThan(short.price);
      expect(short.quantity).toBeGreaterThan(0);
      expect(long.quantity / short.quantity).toBeCloseTo(1, 2);
      expect(short.funding.floor).toBeLessThan(0);
    }
    const { hours, values } = question.history;
    // The settled rates reach a month back, give or take the interval that is not whole.
    expect(hours).toBeGreaterThan(HISTORY_HOURS - 24);
    expect(values).toHaveLength(question.pairs.length * HISTORY_COLUMNS.length * hours);
    expect(values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(values.every((value) => Number.isFinite(value))).toBe(true);
    expect(values.subarray(4 * hours, 5 * hours).some((rate) => rate !== 0)).toBe(true);
  });

  it("names the pair whose history is too short, and the one whose history the venue would not tell", async () => {
    hoursTold = 100;
    await pulse();
    await pulse();
    expect(asked[0]?.question).toMatchObject({ tooYoung: heldPairs(state)[0]?.base, history: { hours: 0 } });
    asked[0]?.answer(err({ code: "stopped", message: "" }));
  });

  it("waits for a history that is on its way, and asks without it once the venue failed to tell", async () => {
    away = true;
    keeper.pulse();
    expect(asked).toEqual([]);
    await pulse();
    await pulse();
    expect(asked[0]?.question.tooYoung).toBe(heldPairs(state)[0]?.base);
    const once = reads;
    for (const [waitedMs, expected] of [
      [4_000, once],
      [1_000, 2 * once],
      [9_000, 2 * once],
      [1_000, 3 * once],
      [19_000, 3 * once],
      [1_000, 4 * once],
    ] as const) {
      await pulse(waitedMs);
      await pulse(0);
      expect(reads).toBe(expected);
    }
  });
});

describe("the rhythm", () => {
  it("says first, and once, that pairs found at the start are not measured yet", async () => {
    const { instruments } = state.market;
    Object.assign(state, { phase: "reconciling" });
    Object.assign(state.market, { instruments: [] });
    keeper.pulse();
    keeper.pulse();
    Object.assign(state.market, { instruments });
    Object.assign(state, { phase: "ready" });
    expect(events).toMatchObject([{ kind: "risk-numbers-failed", why: { code: "not-asked-yet" } }]);
    expect(asked).toEqual([]);
  });

  it("never asks twice at once, counts what it skipped, asks anew when the portfolio moved or half a minute went", async () => {
    await pulse();
    await pulse();
    expect(asked).toHaveLength(1);
    state.portfolio.version += 1;
    await pulse();
    await pulse();
    expect([asked.length, keeper.skipped()]).toEqual([1, 1]);
    const [first] = asked;
    if (first === undefined) throw new Error("nothing was asked");
    first.answer(ok(numbersOf(first.question)));
    await pulse();
    await pulse(1_000);
    expect(events.slice(1)).toMatchObject([
      { kind: "risk-numbers", numbers: { portfolioVersion: state.portfolio.version - 1 } },
    ]);
    expect(asked).toHaveLength(2);
    asked[1]?.answer(err({ code: "timed-out", message: "late" }));
    await pulse();
    await pulse(1_000);
    expect(events[2]).toMatchObject({ kind: "risk-numbers-failed", why: { code: "timed-out" } });
    expect(asked).toHaveLength(2);
    await pulse(30_000);
    expect(asked).toHaveLength(3);
  });

  it("reads a carry's past once, not with every pulse", async () => {
    await pulse();
    const first = reads;
    for (let count = 0; count < 50; count += 1) await pulse();
    expect(reads).toBe(first);
    expect(first % 3).toBe(0);
  });
});

describe("hours", () => {
  it("keeps what all three answers have, up to the newest, from the last gap on", () => {
    const whole = pricesOf(0, 10, 100);
    const late = pricesOf(2 * HOUR_MS, 8, 50);
    const series = joinHours({ long: whole, short: late, longLow: whole, shortHigh: whole });
    expect([series.count, series.endMs]).toEqual([8, 10 * HOUR_MS]);
    const torn: HourlyPrices = {
      openMs: Float64Array.of(0, HOUR_MS, 4 * HOUR_MS, 5 * HOUR_MS),
      close: Float64Array.of(1, 2, 3, 4),
      high: Float64Array.of(1, 2, 3, 4),
      low: Float64Array.of(1, 2, 3, 4),
    };
    for (const column of ["long", "short", "longLow", "shortHigh"] as const) {
      const answers = { long: whole, short: whole, longLow: whole, shortHigh: whole, [column]: torn };
      expect(joinHours(answers)).toMatchObject({ count: 2, endMs: 6 * HOUR_MS });
    }
  });

  it("spreads a settled rate over the hours it was earned in, and carries the last on", () => {
    const ring = state.market.funding.find((each) => each !== undefined && each.count > 10);
    if (ring === undefined) throw new Error("no settled rates");
    const target = new Float64Array(48);
    const endMs = Math.floor(state.venueNowMs / HOUR_MS) * HOUR_MS;
    const covered = spreadFunding(ring, endMs - 48 * HOUR_MS, target);
    expect(covered).toBeLessThan(endMs - 48 * HOUR_MS);
    const [a, b] = [target[20] ?? 0, target[21] ?? 0];
    expect(target.every((rate) => Math.abs(rate) < 0.01)).toBe(true);
    expect(Number.isFinite(a + b)).toBe(true);
  });
});
