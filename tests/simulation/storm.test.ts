import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { isLive } from "@evenkeel/core/order";
import { DAY_MS, HOUR_MS } from "@evenkeel/core/units";
import { FAULTS, Simulation } from "@evenkeel/testkit/simulation";
import { expect, it } from "vitest";
import { replayable } from "./replay.ts";

const CHURN = {
  ...DEFAULT_CONFIG,
  exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 0 },
  // Spot leads in this world and charges makers like takers: orders rest there only when that is said to be worth it.
  // Its books are deep: entries come in parts only where little may be asked of them.
  execution: { ...DEFAULT_CONFIG.execution, makerGainBpsMin: 0, sliceDepthPercentMax: 0.5, sliceMs: 2_000 },
};

it.each([201, 202, 203, 204, 205, 206])("storm of seed %i, then FLATTEN ends flat by the venue's word", (seed) => {
  const options = { seed, symbols: 24, frameMs: 1_000, config: CHURN, closeChancePerPulse: 0.005 };
  const simulation = new Simulation({ ...options, faults: FAULTS.storm });
  replayable(`storm of seed ${seed},`, () => simulation.runVenueMs(DAY_MS));
  simulation.command({ kind: "flatten" });
  // A storm crash may swallow the command's own moment; an operator who sees "not flat" presses again.
  for (let hour = 0; hour < 6 && simulation.state.control.flatProof !== "flat"; hour += 1) {
    simulation.runVenueMs(HOUR_MS);
    simulation.command({ kind: "flatten" });
  }
  expect(simulation.state.control.flatProof).toBe("flat");
  expect([...simulation.state.portfolio.pairs.values()].filter((pair) => pair.stage !== "closed")).toEqual([]);
  expect([...simulation.state.portfolio.orders.values()].filter((order) => isLive(order.state))).toEqual([]);
  expect([...simulation.venue.account.positions.values()].filter((position) => position.quantity !== 0)).toEqual([]);
});
