import type { WallTimeMs } from "../units/index.ts";

/** Whether a venue can be reached, by what became of the last calls. Closing is tried in every state. */
export type BreakerState =
  | "closed" // as it should be
  | "open" // too many calls in a row did not come through: no new risk
  | "half-open"; // rested; the next whole read of the account decides

/** A refusal is an answer: only what did not come through is a failure. */
export type BreakerHappening =
  | "answered" // some call came through
  | "account-read" // the account was read whole, which takes every family of the venue
  | "failed"
  | "failed-too-often"
  | "rested";

type Table = { readonly [State in BreakerState]: { readonly [Happening in BreakerHappening]: BreakerState } };

export const BREAKER_TRANSITIONS: Table = {
  closed: {
    answered: "closed",
    "account-read": "closed",
    failed: "closed",
    "failed-too-often": "open",
    rested: "closed",
  },
  open: { answered: "open", "account-read": "open", failed: "open", "failed-too-often": "open", rested: "half-open" },
  "half-open": {
    answered: "half-open",
    "account-read": "closed",
    failed: "open",
    "failed-too-often": "open",
    rested: "half-open",
  },
};

export type Breaker = {
  state: BreakerState;
  /** In a row. */
  failures: number;
  /** When it last opened. */
  openedAt: WallTimeMs;
  /** How often it left `closed` since the start. */
  openedCount: number;
};

export const createBreaker = (): Breaker => ({
  state: "closed",
  failures: 0,
  openedAt: 0 as WallTimeMs,
  openedCount: 0,
});

/** Moves along the table and says where it came from. */
export function happenTo(breaker: Breaker, happening: BreakerHappening, now: WallTimeMs): BreakerState {
  const from = breaker.state;
  breaker.state = BREAKER_TRANSITIONS[from][happening];
  if (breaker.state === "open" && from !== "open") breaker.openedAt = now;
  if (breaker.state === "open" && from === "closed") breaker.openedCount += 1;
  return from;
}
