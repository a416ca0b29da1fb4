import { RECEIVE_WINDOW_MS_MAX } from "@evenkeel/core/events";

/** What the measured offset of a venue's clock may be wrong by; Binance takes no time further ahead than this either. */
const CLOCK_SLACK_MS = 1_000;

/** From the moment a lease changed hands until no order of the engine before can be accepted any more. */
export const TAKE_OVER_WAIT_MS = RECEIVE_WINDOW_MS_MAX + CLOCK_SLACK_MS;

/** What is known of a lease that somebody else had last. */
export type Standing = {
  readonly released: boolean;
  /** Its process has certainly ended. */
  readonly ended: boolean;
  /** It was renewed while we watched. */
  readonly renewing: boolean;
  /** How long we watched it without a renewal, by our own clock. */
  readonly silentMs: number;
  readonly leaseMs: number;
  /** Its owner knows that somebody stands by: it sends nothing any more once the lease has run out. */
  readonly shared: boolean;
  /** It was had by an engine on this very data folder. */
  readonly ownFolder: boolean;
};

export type Wish = {
  /** Waits for its turn instead of being refused. */
  readonly standsBy: boolean;
  /** Somebody vouches that the other engine is gone for good. */
  readonly takeOver: boolean;
};

export type Verdict =
  | { readonly kind: "take"; readonly waitMs: number }
  | { readonly kind: "wait"; readonly why: "may-work" | "works" | "unshared" }
  | { readonly kind: "refuse"; readonly why: "works" | "unshared" };

/**
 * Whether a lease may be had. An engine that stands on its emergency file while the database is away from it alone
 * would go on closing beside us: where it cannot have known that somebody stands by, silence proves nothing.
 */
export function judgeLease(standing: Standing, { standsBy, takeOver }: Wish): Verdict {
  if (standing.released || standing.ended) return { kind: "take", waitMs: 0 };
  if (standing.renewing && standing.silentMs < standing.leaseMs)
    return { kind: standsBy ? "wait" : "refuse", why: "works" };
  if (standing.silentMs < standing.leaseMs) return { kind: "wait", why: "may-work" };
  if (standing.shared || standing.ownFolder || takeOver) return { kind: "take", waitMs: TAKE_OVER_WAIT_MS };
  return { kind: standsBy ? "wait" : "refuse", why: "unshared" };
}
