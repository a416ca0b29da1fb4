import { isLive } from "@evenkeel/core/order";
import { DAY_MS, HOUR_MS } from "@evenkeel/core/units";
import { BUSY, INTENSITIES, Simulation } from "@evenkeel/testkit/simulation";
import { expect, it } from "vitest";
import { CHURN } from "./churn.ts";

/** What a person did by hand, and contracts under another name, are a person's to end. */
const NOT_OURS = { "manual-trade": 0, "multiplier-change": 0, deleveraged: 0, liquidation: 0 };
const FAULTS = { ...INTENSITIES.storm, venue: { ...INTENSITIES.storm.venue, ...NOT_OURS } };

it.each([201, 202, 203, 204, 205, 206])("storm of seed %i, then FLATTEN ends flat by the venue's word", (seed) => {
  const simulation = new Simulation({
    seed,
    symbols: 24,
    frameMs: 1_000,
    config: CHURN,
    habits: BUSY,
    faults: FAULTS,
  });
  simulation.runVenueMs(DAY_MS);
  simulation.dismissOperator();
  simulation.endFaults();
  for (let hour = 0; hour < 6 && simulation.state.control.flatProof !== "flat"; hour += 1) {
    simulation.command({ kind: "flatten" });
    simulation.runVenueMs(HOUR_MS);
  }
  expect(simulation.state.control.flatProof).toBe("flat");
  expect([...simulation.state.portfolio.pairs.values()].filter((pair) => pair.stage !== "closed")).toEqual([]);
  expect([...simulation.state.portfolio.orders.values()].filter((order) => isLive(order.state))).toEqual([]);
  expect([...simulation.venue.account.positions.values()].filter((position) => position.quantity !== 0)).toEqual([]);
});
