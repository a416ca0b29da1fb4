import type { Asset } from "../ids/index.ts";
import type { VenueTimeMs } from "../units/index.ts";

/** A coin whose entries were taken back, and until when it is not entered again. */
export type Churn = { readonly base: Asset; readonly takenBack: number; readonly barredUntil: VenueTimeMs };

/** Every entry taken back in a row doubles the pause, up to this many times: 64 times the first one. */
const DOUBLINGS_MAX = 6;

export const churnOf = (churn: readonly Churn[], base: Asset): Churn | undefined =>
  churn.find((each) => each.base === base);

/** An entry that had to be taken back cost two spreads and four fees for nothing; the next try waits longer each time. */
export function afterTakenBack(
  churn: readonly Churn[],
  base: Asset,
  now: VenueTimeMs,
  pauseMs: number,
): readonly Churn[] {
  const takenBack = (churnOf(churn, base)?.takenBack ?? 0) + 1;
  const barredUntil = (now + pauseMs * 2 ** Math.min(takenBack - 1, DOUBLINGS_MAX)) as VenueTimeMs;
  return [...withoutChurn(churn, base), { base, takenBack, barredUntil }];
}

/** A hedged entry forgives what was before it. */
export const withoutChurn = (churn: readonly Churn[], base: Asset): readonly Churn[] =>
  churn.filter((each) => each.base !== base);
