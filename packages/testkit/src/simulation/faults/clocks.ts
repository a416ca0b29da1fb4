import type { WallTimeMs } from "@evenkeel/core/units";
import type { Times } from "../../in-process/index.ts";
import type { Random } from "../random.ts";

/** Times of one moment: the venue's, true wall time, and what this machine takes for it. */
export type Moment = Times & { readonly hostMs: WallTimeMs };

/** One clock beside true time: off by a step for good, or drifting for a while and then off by what came together. */
export type SkewedClock = {
  readonly offsetMs: (trueMs: number) => number;
  readonly step: (byMs: number) => void;
  readonly drift: (ratePerMs: number, fromMs: number, forMs: number) => void;
  /** Right again from now on, as after a synchronisation. */
  readonly mend: () => void;
};

export function createSkewedClock(): SkewedClock {
  let base = 0;
  let rate = 0;
  let fromMs = 0;
  let untilMs = 0;
  const drifted = (trueMs: number): number => rate * Math.max(0, Math.min(trueMs, untilMs) - fromMs);
  return {
    offsetMs: (trueMs) => Math.round(base + drifted(trueMs)),
    step: (byMs) => {
      base += byMs;
    },
    drift: (ratePerMs, startMs, forMs) => {
      base += drifted(startMs);
      rate = ratePerMs;
      fromMs = startMs;
      untilMs = startMs + forMs;
    },
    mend: () => {
      base = 0;
      rate = 0;
    },
  };
}

/** 0.2 to 5 s, either way. */
export const stepMs = (random: Random): number =>
  Math.round((random.chance(0.5) ? 1 : -1) * (200 + random.below(4_800)));
/** 1 to 4 ms a second, either way; a simulated day is short, so that it drifts faster than a real one by this factor. */
const HASTE = 5;
export const driftPerMs = (random: Random): number =>
  ((random.chance(0.5) ? 1 : -1) * (1 + 3 * random.next()) * HASTE) / 1_000;
