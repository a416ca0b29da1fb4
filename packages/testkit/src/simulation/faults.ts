import type { Random } from "./random.ts";

/** Chances per effect. `calm` has none; `normal` is the schedule every seed runs under. */
export type FaultRates = {
  readonly replyLostAfterAccept: number;
  readonly replyLostBeforeAccept: number;
  readonly serverError: number;
  readonly rateLimited: number;
  readonly invisibleToQuery: number;
  readonly readFails: number;
  readonly fillHint: number;
  readonly fillHintTwice: number;
  readonly persistFails: number;
  readonly crashPerPulse: number;
};

export const FAULTS: { readonly [weather in "calm" | "normal" | "storm"]: FaultRates } = {
  calm: {
    replyLostAfterAccept: 0,
    replyLostBeforeAccept: 0,
    serverError: 0,
    rateLimited: 0,
    invisibleToQuery: 0,
    readFails: 0,
    fillHint: 1,
    fillHintTwice: 0,
    persistFails: 0,
    crashPerPulse: 0,
  },
  normal: {
    replyLostAfterAccept: 0.02,
    replyLostBeforeAccept: 0.02,
    serverError: 0.01,
    rateLimited: 0.01,
    invisibleToQuery: 0.05,
    readFails: 0.02,
    fillHint: 0.9,
    fillHintTwice: 0.1,
    persistFails: 0.01,
    crashPerPulse: 0.0005,
  },
  storm: {
    replyLostAfterAccept: 0.1,
    replyLostBeforeAccept: 0.1,
    serverError: 0.1,
    rateLimited: 0.05,
    invisibleToQuery: 0.2,
    readFails: 0.1,
    fillHint: 0.5,
    fillHintTwice: 0.3,
    persistFails: 0.05,
    crashPerPulse: 0.002,
  },
};

export type FaultName = keyof FaultRates;

/** Draws faults and counts how often each fired, so that a run can say what it was tested against. */
export type Faults = { readonly fires: (name: FaultName) => boolean; readonly counts: ReadonlyMap<FaultName, number> };

export function createFaults(rates: FaultRates, random: Random): Faults {
  const counts = new Map<FaultName, number>();
  const fires = (name: FaultName): boolean => {
    if (!random.chance(rates[name])) return false;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return true;
  };
  return { fires, counts };
}
