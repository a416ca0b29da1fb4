import { SECOND_MS } from "@evenkeel/core/units";
import { FAULT_NAMES, FAULTS, type FaultBox, type FaultName, type Rates } from "@evenkeel/exchange-sim";
import type { SimulationClock } from "../clock.ts";
import type { BetweenName } from "./between.ts";
import type { BetweenBox } from "./between-box.ts";
import { driftPerMs, stepMs } from "./clocks.ts";
import type { Database } from "./database.ts";
import type { FaultyVenue } from "./venue.ts";

/** A day is a day of the venue's time here: what comes by the day of wall time comes that much more often. */
export function setRates(box: FaultBox, rates: Rates, speed: number): void {
  const scaled = FAULT_NAMES.map((name): [FaultName, number] => [
    name,
    FAULTS[name].per === "wall-day" ? rates[name] * speed : rates[name],
  ]);
  box.rates = Object.fromEntries(scaled) as Rates;
  box.mixName = "normal";
}

export type BetweenTools = {
  readonly between: BetweenBox;
  readonly database: Database;
  readonly clock: SimulationClock;
  /** The process falls asleep at the next moment of this kind. */
  readonly sleep: (where: "pulse" | "persist" | "send") => void;
};

const BY_THE_DAY = [
  "commit-unknown",
  "commit-stall",
  "commit-refused",
  "host-clock-step",
  "host-clock-drift",
  "lease-taken",
] as const satisfies readonly BetweenName[];

/** Until the machine hears its time server again, in wall time: an hour of the venue's. */
const UNSYNCHRONISED_MS = 60 * SECOND_MS;
const SLEEPS = ["pulse", "persist", "send"] as const;

/** What comes by the day between venue and engine. */
export function beginBetween({ between, database, clock, sleep }: BetweenTools, frameMs: number): void {
  const { sizes } = between;
  const now = clock.wallMs();
  for (const name of BY_THE_DAY) {
    const rate = between.rates[name];
    if (rate === 0 || !sizes.chance((rate * frameMs) / clock.dayMs)) continue;
    // It counts when it happens: asleep falls only who does something.
    if (name !== "lease-taken") between.record(name);
    switch (name) {
      case "commit-unknown":
        database.forgetAnswer();
        break;
      case "commit-stall":
        database.stall(now + 100 + sizes.below(30 * SECOND_MS));
        break;
      case "commit-refused":
        database.refuse(now + SECOND_MS + sizes.below(29 * SECOND_MS));
        break;
      case "host-clock-step":
        clock.host.step(stepMs(sizes));
        clock.schedule.after(UNSYNCHRONISED_MS, clock.host.mend);
        break;
      case "host-clock-drift":
        clock.host.drift(driftPerMs(sizes), now, 30 * SECOND_MS + sizes.below(120 * SECOND_MS));
        break;
      case "lease-taken":
        sleep(SLEEPS[sizes.below(SLEEPS.length)] ?? "pulse");
        break;
    }
  }
}

/** When anything last was in the way of the engine; now, while it lasts. */
export function lastTroubleMs(
  venues: readonly FaultyVenue[],
  database: Database,
  wallMs: number,
  restartedMs: number,
): number {
  if (!database.isWell()) return wallMs;
  let last = restartedMs;
  for (const { windows, permittedFromMs, pausedUntilMs, veiledUntilMs, zero, troubledMs } of venues) {
    const until = Math.max(
      windows.maintenanceMs,
      windows.bannedMs,
      windows.rateLimitedMs,
      windows.overloadMs,
      permittedFromMs,
      pausedUntilMs,
      veiledUntilMs,
      zero.untilMs,
    );
    last = Math.max(last, Math.min(until, wallMs), troubledMs);
  }
  return last;
}
