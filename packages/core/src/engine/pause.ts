import { fraction } from "../units/index.ts";

/** Failures in a row double the pause up to this many times. */
const DOUBLINGS_MAX = 4;

/**
 * How long to wait before the next try. The upper half of the pause is drawn from the name of what failed: tries that
 * failed together do not come back together, and the same run pauses the same.
 */
export function pauseMs(baseMs: number, failures: number, name: string): number {
  const whole = baseMs * 2 ** Math.min(Math.max(0, failures - 1), DOUBLINGS_MAX);
  return Math.round((whole / 2) * (1 + fraction(`${name}/${failures}`)));
}
