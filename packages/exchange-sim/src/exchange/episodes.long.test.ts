import { HOUR_MS } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { poolAmount } from "../account/money.ts";
import { advance } from "./advance.ts";
import { apply } from "./apply.ts";
import { FIRST_TRADE_ID } from "./create.ts";
import { beginEpisode, nextCommand, nextTime, STEPS } from "./episode.test-data.ts";
import { stateHash } from "./hash.ts";
import {
  beginWatch,
  checkEvents,
  checkFunding,
  checkMargins,
  checkState,
  count,
  type Watch,
} from "./invariants.test-data.ts";
import type { ExchangeState } from "./state.ts";

const EPISODES = 1_000;
const BATCH = 100;

/** Plays one episode and asks after every step whether all that must hold does hold. */
function play(seed: number): { readonly state: ExchangeState; readonly watch: Watch } {
  const state = beginEpisode(seed);
  const watch = beginWatch(state);
  for (let step = 0; step < STEPS; step++) {
    try {
      playStep(state, watch, seed, step);
    } catch (error) {
      throw new Error(`episode ${seed}, step ${step}: ${String(error)}`, { cause: error });
    }
  }
  return { state, watch };
}

function playStep(state: ExchangeState, watch: Watch, seed: number, step: number): void {
  const toMs = nextTime(state, seed, step);
  // Funding is looked at by itself: up to the hour, then over it.
  const hourMs = Math.floor(toMs / HOUR_MS) * HOUR_MS;
  if (hourMs > state.nowMs) letPass(state, watch, hourMs - 1);
  letPass(state, watch, Math.max(state.nowMs, Math.min(hourMs, toMs)));
  // What was announced for the hour is in force a minute later: it is passed by itself too.
  letPass(state, watch, Math.max(state.nowMs, Math.min(hourMs + 59_999, toMs)));
  letPass(state, watch, Math.max(state.nowMs, Math.min(hourMs + 60_000, toMs)));
  letPass(state, watch, toMs);
  const { events, result } = apply(state, nextCommand(state, seed, step));
  const placed = result.ok && result.value.kind === "order" ? result.value.order.id : null;
  if (!result.ok) count(watch, result.error.reason);
  checkEvents(state, watch, events, placed);
  checkState(state, watch);
}

function letPass(state: ExchangeState, watch: Watch, toMs: number): void {
  const positions = new Map(watch.positions);
  const pool = poolAmount(state, "funding", "USDT");
  const second = state.matchedSecond;
  const multipliers = state.world.instruments.map((each) => each.multiplier);
  const events = advance(state, toMs);
  checkFunding(state, positions, events, poolAmount(state, "funding", "USDT") - pool);
  checkEvents(state, watch, events, null, (index) => {
    const factor = (state.world.instruments[index]?.multiplier ?? 1) / (multipliers[index] ?? 1);
    if (factor !== 1) count(watch, "redenominated");
    return factor;
  });
  checkState(state, watch);
  if (state.matchedSecond > second) checkMargins(state);
}

/** What must have been met often enough that the episodes say something. */
const MET: Readonly<Record<string, number>> = {
  maker: 3_000,
  taker: 5_000,
  funding: 2_000,
  liquidation: 300,
  deleveraging: 20,
  insurance: 300,
  amended: 100,
  conditional: 2_000,
  reduced: 500,
  "self-trade": 10,
  "good-till-date": 100,
  "reduce-only": 100,
  redenominated: 50,
  settlement: 50,
  hedged: 500,
};
const met = new Map<string, number>();

test.each(Array.from({ length: EPISODES / BATCH }, (_, batch) => batch * BATCH))(
  "a hundred random episodes from seed %i on",
  (from) => {
    for (let seed = from; seed < from + BATCH; seed++) {
      const { state, watch } = play(seed);
      expect(state.nextTradeId - FIRST_TRADE_ID).toBe(
        (watch.counts.get("taker") ?? 0) + (watch.counts.get("maker") ?? 0),
      );
      for (const [what, times] of watch.counts) met.set(what, (met.get(what) ?? 0) + times);
    }
  },
  60_000,
);

test("the episodes met what they are there for", () => {
  const missing = Object.entries(MET).filter(([what, times]) => (met.get(what) ?? 0) < times);
  expect(missing.map(([what]) => `${what}: ${met.get(what) ?? 0}`)).toEqual([]);
});

test("an episode is its seed", () => {
  expect(stateHash(play(17).state)).toBe(stateHash(play(17).state));
  expect(stateHash(play(17).state)).not.toBe(stateHash(play(25).state));
});
