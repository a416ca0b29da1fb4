import { describe, expect, it } from "vitest";
import { asset, instrumentIndex } from "../ids/index.ts";
import { NOW_MS, OTHER, PLAN, pairOf, spreadState, VENUE } from "../test/world.ts";
import { type Amount, venueTime, wallTime, ZERO } from "../units/index.ts";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";

const START_MS = NOW_MS;

/** Our own venue has answered and agrees; the other one has not been heard of since the start. */
function started(): EngineState {
  const state = spreadState();
  state.phase = "reconciling";
  state.startedAt = wallTime(START_MS);
  const own = state.venues.get(VENUE);
  const other = state.venues.get(OTHER);
  if (own === undefined || other === undefined) throw new Error("two venues");
  own.unexplained = [];
  own.catalogued = true;
  other.reconciled = false;
  // No cash in these books: a loss is not what is looked at here.
  state.control.peakEquity = ZERO;
  state.control.dayStartEquity = ZERO;
  return state;
}

const pulse = (state: EngineState, afterMs: number) =>
  step(state, { kind: "pulse", venueTimeMs: venueTime(NOW_MS + afterMs), receivedAtMs: wallTime(START_MS + afterMs) });

/** Alerts of the effects, as codes. */
const alerts = (effects: ReturnType<typeof step>): string[] =>
  effects.flatMap((effect) =>
    effect.kind === "persist"
      ? effect.batch.rows.flatMap((row) => (row.table === "alert" ? [row.alert.code] : []))
      : [],
  );

const unlist = (state: EngineState): void => {
  state.market.instruments[0] = undefined;
};

const own = pairOf("0", "-10", { stage: "open", base: asset("AAA") });
const across = { ...own, long: { ...own.long, venue: OTHER, kind: "perpetual" as const } };

describe("a venue that stays silent after the start", () => {
  it("is waited for a minute, then left behind with a CRITICAL alert", () => {
    const state = started();
    expect(alerts(pulse(state, 59_000))).toEqual([]);
    expect(state.phase).toBe("reconciling");
    expect(alerts(pulse(state, 60_000))).toEqual(["venue-silent"]);
    expect(state.phase).toBe("ready");
  });
  it("holds everybody back as long as it has answered and disagrees", () => {
    const state = started();
    const other = state.venues.get(OTHER);
    if (other !== undefined)
      other.unexplained = [
        { kind: "balance", wallet: "spot", asset: asset("AAA"), ours: ZERO, venues: 1n as Amount, since: wallTime(1) },
      ];
    pulse(state, 600_000);
    expect(state.phase).toBe("reconciling");
  });
  it("leaves nobody to be ready for where it is the only one", () => {
    const state = started();
    state.venues.delete(VENUE);
    pulse(state, 600_000);
    expect(state.phase).toBe("reconciling");
  });
  it("is asked nothing before its catalogue: without it no answer could be understood", () => {
    const state = started();
    const asked = (effects: ReturnType<typeof step>) =>
      effects.flatMap((effect) => (effect.kind === "read-account" ? [effect.venue] : []));
    expect(asked(pulse(state, 1_000))).toEqual([VENUE]);
    const stamps = { venueTimeMs: venueTime(NOW_MS + 2_000), receivedAtMs: wallTime(START_MS + 2_000) };
    expect(asked(step(state, { kind: "catalogue", venue: OTHER, instruments: [], ...stamps }))).toEqual([OTHER]);
  });
  it("with a pair's leg behind it is no lost market: nothing halts, and the other leg is not moved", () => {
    const state = started();
    unlist(state);
    state.portfolio.pairs.set(PLAN, { ...across, long: { ...across.long, held: (10n ** 19n) as never } });
    expect(alerts(pulse(state, 61_000))).toEqual(["venue-silent"]);
    expect(state.control.halted).toBeNull();
    const sent = pulse(state, 62_000).filter(({ kind }) => kind === "send" || kind === "persist");
    expect(sent).toEqual([]);
    expect(state.equity.known).toBe(false);
  });
  it("a market that its venue no longer lists still halts", () => {
    const state = started();
    const other = state.venues.get(OTHER);
    if (other === undefined) throw new Error("two venues");
    other.catalogued = true;
    unlist(state);
    state.portfolio.pairs.set(PLAN, { ...across, short: { ...across.short, instrument: instrumentIndex(1) } });
    pulse(state, 61_000);
    expect(state.control.halted).toContain("no longer listed");
  });
});
