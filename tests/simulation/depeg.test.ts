import { DAY_MS, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { expect, it } from "vitest";
import { CHURN } from "./churn.ts";
import { timeUntil } from "./time-until.ts";

it("DFT-5 USDC at 0.88 alone closes nothing; USDT at 0.97 closes every pair, and the venue says flat", () => {
  const simulation = new Simulation({ seed: 1, symbols: 24, frameMs: 1_000, config: CHURN });
  const held = (): number => [...simulation.state.portfolio.pairs.values()].filter((p) => p.stage === "open").length;
  expect(timeUntil(simulation, 5 * DAY_MS, HOUR_MS, () => held() > 0)).not.toBe(null);
  const said = () => simulation.journal.alerts.filter((text) => text.includes(" depeg: "));
  const { control } = simulation.state;

  const shift = { kind: "shift-dollar", coin: "USDC", logReturn: Math.log(0.88) } as const;
  simulation.venue.command({ ...shift, venueTimeMs: simulation.venueMs });
  simulation.runVenueMs(30 * MINUTE_MS);
  expect([said(), control.killLevel]).toEqual([[], "run"]);

  simulation.venue.command({ ...shift, logReturn: -shift.logReturn, venueTimeMs: simulation.venueMs });
  simulation.runVenueMs(30 * MINUTE_MS);
  simulation.venue.command({ kind: "shift-prices", venueTimeMs: simulation.venueMs, logReturn: -Math.log(0.97) });
  simulation.runVenueMs(2 * HOUR_MS);
  expect(said()).toEqual([
    expect.stringMatching(/^CRITICAL depeg: USDT stands 2.99 % below .* FDUSD and USDC.*REDUCE/),
  ]);
  expect([control.killLevel, control.flatProof, held()]).toEqual(["reduce", "flat", 0]);
});
