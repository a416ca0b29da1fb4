import { DAY_MS, wallTime } from "@evenkeel/core/units";
import { createSkewedClock, type Moment, type SkewedClock } from "./faults/clocks.ts";
import { createSchedule, type Schedule } from "./schedule.ts";

const WALL_START_MS = Date.UTC(2027, 0, 4);

/** True wall time, the venue's time that runs `speed` times as fast, and what this machine takes for wall time. */
export type SimulationClock = {
  readonly schedule: Schedule;
  readonly host: SkewedClock;
  readonly speed: number;
  readonly wallMs: () => number;
  readonly venueMs: () => number;
  readonly now: () => Moment;
  /** Of wall time, in one day of the venue's. */
  readonly dayMs: number;
};

export function createClock(venueStartMs: number, speed: number): SimulationClock {
  const schedule = createSchedule(WALL_START_MS);
  const host = createSkewedClock();
  const wallMs = schedule.nowMs;
  const venueMs = (): number => venueStartMs + (wallMs() - WALL_START_MS) * speed;
  const now = (): Moment => {
    const wall = wallMs();
    return { venueMs: venueMs(), wallMs: wall, hostMs: wallTime(wall + host.offsetMs(wall)) };
  };
  return { schedule, host, speed, wallMs, venueMs, now, dayMs: DAY_MS / speed };
}
