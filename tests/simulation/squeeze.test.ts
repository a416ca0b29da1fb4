import { imbalance } from "@evenkeel/core/position";
import { DAY_MS, HOUR_MS, MINUTE_MS, toFloat } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { expect, it } from "vitest";
import { CHURN } from "./churn.ts";
import { timeUntil } from "./time-until.ts";

/** A fresh short at twofold leverage is liquidated half as high again: after this it is some 23 % away. */
const FIRST = Math.log(1.22);
/** From the warning to between half of the floor and the floor. */
const SECOND = Math.log(1.17);

it.each([1, 2, 3])(
  "DFT-5 seed %i: a squeeze is met with margin, the next one with smaller legs and what they freed",
  (seed) => {
    const simulation = new Simulation({ seed, symbols: 24, frameMs: 1_000, config: CHURN });
    const held = () => [...simulation.state.portfolio.pairs.values()].find((pair) => pair.stage === "open");
    expect(timeUntil(simulation, 5 * DAY_MS, HOUR_MS, () => held() !== undefined)).not.toBe(null);
    const pair = held();
    if (pair === undefined) throw new Error("no pair is open");
    const at = pair.short.instrument;
    const distance = (): number => {
      const { market, venues } = simulation.state;
      const { liquidationPrice } = venues.get(simulation.venue.venue)?.positions.get(at) ?? {};
      return ((liquidationPrice ?? Number.NaN) / (market.columns.markPrice[at] ?? 0) - 1) * 100;
    };
    const squeeze = (logReturn: number): void => {
      const symbol = simulation.state.market.instruments[at]?.symbol ?? "";
      simulation.venue.command({ kind: "shock", venueTimeMs: simulation.venueMs, symbol, logReturn });
      simulation.runVenueMs(30 * MINUTE_MS);
    };
    const said = (code: string): boolean =>
      simulation.journal.alerts.some((text) => text.includes(` ${code}: `) && text.includes(pair.base));

    const whole = pair.long.held;
    squeeze(FIRST);
    expect([pair.stage, pair.long.held, said("transferred"), said("shrinking")]).toEqual(["open", whole, true, false]);
    expect(distance()).toBeGreaterThan(simulation.state.config.risk.liquidationTransferPercent);

    squeeze(SECOND);
    expect([pair.stage, said("shrinking")]).toEqual(["open", true]);
    expect(toFloat(pair.long.held)).toBeLessThan(toFloat(whole));
    expect(toFloat(pair.long.held)).toBeGreaterThan(toFloat(whole) / 2);
    expect(Math.abs(toFloat(imbalance(pair)) / toFloat(pair.long.held))).toBeLessThan(0.02);
    expect(distance()).toBeGreaterThan(simulation.state.config.risk.liquidationShrinkPercent);
  },
);
