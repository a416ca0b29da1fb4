import { expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import type { DrillRecord } from "../events/index.ts";
import { asset, instrumentIndex, type VenueId } from "../ids/index.ts";
import { OTHER, PLAN, pairOf, readyState, spreadState, VENUE } from "../test/world.ts";
import { amount, wallTime } from "../units/index.ts";
import { drillDenial, drillSize } from "./drill.ts";

const drilled = (venue: VenueId, passed = true): DrillRecord => ({
  venue,
  plan: PLAN,
  authorId: "u_1",
  passed,
  endedAt: wallTime(0),
  checks: [],
});

type Row = readonly [title: string, live: boolean, drills: readonly DrillRecord[], notional: string, refused: boolean];

const deny = (state: EngineState, [, live, drills, notional]: Row): string | null => {
  state.live = live;
  state.control.drills = drills;
  const [long = 0, short = 1] = [state.candidates.long[0], state.candidates.short[0]];
  const plan = {
    plan: PLAN,
    base: asset("AAA"),
    long: instrumentIndex(long),
    short: instrumentIndex(short),
    target: amount("10"),
    leading: "long" as const,
    schedule: { kind: "whole" as const },
    leverage: 2,
    estimate: { ...pairOf("0", "0").estimate, notional: amount(notional) },
  };
  return drillDenial(plan, state)?.code ?? null;
};

it.each<Row>([
  ["a simulation asks for no drill", false, [], "1000", false],
  ["real money does, for size", true, [], "1000", true],
  ["and not for what a drill itself trades", true, [], "120", false],
  ["one unit beyond that is size", true, [], "120.000000000000000001", true],
  ["a passed one opens the venue", true, [drilled(VENUE)], "1000", false],
  ["a failed one does not", true, [drilled(VENUE, false)], "1000", true],
  ["nor does another venue's", true, [drilled(OTHER)], "1000", true],
])("OPS-13: %s", (...row) => {
  expect(deny(readyState(), row)).toBe(row[4] ? "undrilled" : null);
});

it("OPS-13: a spread asks for the drills of both its venues", () => {
  const one: Row = ["", true, [drilled(VENUE)], "1000", true];
  const both: Row = ["", true, [drilled(VENUE), drilled(OTHER)], "1000", false];
  expect([deny(spreadState(), one), deny(spreadState(), both)]).toEqual(["undrilled", null]);
});

it("trades a fifth more than the smallest leg", () => {
  const { config } = readyState();
  expect(drillSize({ ...config, size: { ...config.size, legNotionalMin: 0.05 } })).toBe(amount("0.06"));
});
