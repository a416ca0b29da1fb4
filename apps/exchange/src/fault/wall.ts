import { type FaultBox, sizeOf } from "@evenkeel/exchange-sim";

const MINUTE_MS = 60_000;

const signed = (ms: number): string => `${ms < 0 ? "−" : "+"}${Math.abs(ms)}`;

/** The venue's own wall clock: right, or off by a step, or drifting. */
export interface WallClock {
  now(): number;
  /** Each returns what it did, in words. */
  step(askedMs: number | null): string;
  drift(askedMs: number | null): string;
}

export function createWallClock(box: FaultBox): WallClock {
  let stepMs = 0;
  let stepUntilMs = 0;
  let driftRate = 0;
  let driftFromMs = 0;
  let driftUntilMs = 0;
  return {
    now: () => {
      const trueMs = Date.now();
      const step = trueMs < stepUntilMs ? stepMs : 0;
      const drift = trueMs < driftUntilMs ? (trueMs - driftFromMs) * driftRate : 0;
      return Math.floor(trueMs + step + drift);
    },
    step: (askedMs) => {
      const sign = sizeOf(box, "clock-step", 0, 0, 1) < 0.5 ? -1 : 1;
      stepMs = Math.round(sign * sizeOf(box, "clock-step", 1, 200, 5_000));
      stepUntilMs = Date.now() + (askedMs ?? sizeOf(box, "clock-step", 2, MINUTE_MS, 15 * MINUTE_MS));
      return `${signed(stepMs)} ms`;
    },
    drift: (askedMs) => {
      const sign = sizeOf(box, "clock-drift", 0, 0, 1) < 0.5 ? -1 : 1;
      driftRate = (sign * sizeOf(box, "clock-drift", 1, 1, 4)) / 1_000;
      driftFromMs = Date.now();
      driftUntilMs = driftFromMs + (askedMs ?? sizeOf(box, "clock-drift", 2, 5 * MINUTE_MS, 20 * MINUTE_MS));
      return `${signed(Number((driftRate * 1_000).toFixed(1)))} ms a second`;
    },
  };
}
