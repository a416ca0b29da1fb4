import { type WallTimeMs, wallTime } from "@evenkeel/core/units";

/**
 * The machine's time, except that it never stands still: pauses, order polls and alarms hang on it, and a clock set
 * back by an hour would otherwise hold a missing hedge for that hour. While the machine is behind what was told, time
 * goes on at half its pace until the machine has caught up; a jump ahead (a machine that slept) is followed at once.
 */
export function createWallClock(
  machineMs: () => number = Date.now,
  elapsedMs: () => number = () => performance.now(),
): () => WallTimeMs {
  let toldMs = machineMs();
  let atMs = elapsedMs();
  return () => {
    const nowMs = elapsedMs();
    toldMs = Math.max(machineMs(), toldMs + (nowMs - atMs) / 2);
    atMs = nowMs;
    return wallTime(Math.floor(toldMs));
  };
}
