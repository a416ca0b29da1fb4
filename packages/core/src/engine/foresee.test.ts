import { expect, test } from "vitest";
import { instrumentIndex } from "../ids/index.ts";
import { PLAN, pairOf, readyState, VENUE } from "../test/world.ts";
import { HOUR_MS, MINUTE_MS, type Price, type VenueTimeMs, type WallTimeMs } from "../units/index.ts";
import { foresee } from "./foresee.ts";
import type { EngineState } from "./state.ts";

function held(): EngineState {
  const state = readyState();
  state.portfolio.pairs.set(PLAN, pairOf("10", "-10", { stage: "open" }));
  const position = { instrument: instrumentIndex(1), liquidationPrice: 16_000 as Price };
  state.venues.get(VENUE)?.positions.set(instrumentIndex(1), position as never);
  return state;
}

/** One look every so often, each after something moved; what was said is listed by its look, the first one 0. */
function watched(everyMs: number, moves: readonly number[], move: (state: EngineState, to: number) => void): string[] {
  const state = held();
  const said: string[] = [];
  for (const [look, to] of moves.entries()) {
    state.venueNowMs = (state.venueNowMs + everyMs) as VenueTimeMs;
    state.wallNowMs = (state.wallNowMs + MINUTE_MS) as WallTimeMs;
    move(state, to);
    foresee(state);
    for (const row of state.outbox.rows.splice(0))
      if (row.table === "alert") said.push(`${look} ${row.alert.code}: ${row.alert.text}`);
  }
  return said;
}

const line = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, n) => from + n * step);
const price = (state: EngineState, to: number): void => {
  state.market.columns.markPrice[1] = to;
};
const funding = (state: EngineState, to: number): void => {
  state.candidates.meanAnnualPercent[0] = to;
};

test.each<[name: string, prices: readonly number[], said: readonly RegExp[]]>([
  [
    "that rises 1 % every half hour is called out hours before",
    line(10_000, 100, 12),
    [/^6 margin-forecast: AAA: .* 50.9 % away .* 25 % away, .* in 9 hours$/],
  ],
  ["that rises a tenth of it is not", line(10_000, 10, 20), []],
  ["that stands or falls is not", line(10_000, -100, 20), []],
  ["that goes to and fro is not", line(10_000, 0, 20).map((at, n) => at + (n % 2) * 200), []],
  ["that is near already has its own alarm", line(12_400, 50, 12), []],
])("RSK-9 a price %s", (_name, prices, said) => {
  expect(watched(30 * MINUTE_MS, prices, price)).toEqual(said.map((text) => expect.stringMatching(text)));
});

test.each<[name: string, means: readonly number[], said: readonly RegExp[]]>([
  [
    "falls 0.5 points every four hours",
    line(10, -0.5, 15),
    [/^6 funding-forecast: AAA: .* 7.0 % a year .* exit's 0 % in 56 hours$/],
  ],
  ["falls slowly", line(10, -0.1, 20), []],
  ["rises", line(10, 1, 20), []],
  ["is below already", line(-1, -1, 12), []],
  ["is not known", line(Number.NaN, 0, 12), []],
])("RSK-9 a mean that %s", (_name, means, said) => {
  expect(watched(4 * HOUR_MS, means, funding)).toEqual(said.map((text) => expect.stringMatching(text)));
});

test("RSK-9 between two samples nothing is looked at, and a pair that is gone is forgotten", () => {
  const state = held();
  foresee(state);
  expect([...state.trends.values()].map(({ samples }) => samples.length)).toEqual([1, 1]);
  state.wallNowMs = (state.wallNowMs + MINUTE_MS) as WallTimeMs;
  foresee(state);
  expect([...state.trends.values()].map(({ samples }) => samples.length)).toEqual([1, 1]);
  state.portfolio.pairs.clear();
  state.wallNowMs = (state.wallNowMs + MINUTE_MS) as WallTimeMs;
  foresee(state);
  expect(state.trends.size).toBe(0);
});
