import type { VenueFailure } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import { failure } from "../transport/failure.ts";
import type { Timers } from "../transport/timers.ts";

/** In order of right of way. Only the first two may touch the reserve, and only the first one the last of it. */
export const PRIORITIES = ["close", "query", "enter", "poll", "market"] as const;
export type Priority = (typeof PRIORITIES)[number];

export type FamilyLimits = {
  readonly weightMax: number;
  readonly windowMs: number;
  /**
   * `fixed`: windows that begin with the wall clock's (Binance's minute). `rolling`: whatever stretch of this length,
   * as Bybit counts.
   */
  readonly counting: "fixed" | "rolling";
  /** Part of the window kept for closing, hedging, cancels and questions about our own orders. */
  readonly reservePercent: number;
};

/** Of the reserve: a question about an order may not cost the order that its answer asks for. */
const CLOSING_SHARE = 1 / 4;
/** Families without a reserve have nothing that could be starved. */
const WARN_PERCENT = 70;
/** Callers waiting in one family; beyond, the least important newest one is turned away. */
const QUEUE_LENGTH_MAX = 2_048;
/** A response may report the window that just ended; younger windows believe their own count. */
const HEADER_SETTLE_MS = 1_000;
const PAUSE_MS_DEFAULT = 60_000;
/** Shorter windows are over before anybody has read of them. */
const PACED_WINDOW_MS_MIN = 60_000;
/** Stretches of a window. Two in a row decide: what is asked at once at a start is no pace. */
const STRETCHES = 6;

type Waiter = {
  readonly weight: number;
  readonly priority: Priority;
  readonly deadlineMs: number;
  readonly settle: (result: Result<void, VenueFailure>) => void;
};

/** How fast a fixed window of some length fills up. */
type Pace = {
  /** Where the running stretch began, and what was used by then. */
  atMs: number;
  used: number;
  /** What the window would come to, by the pace of the stretch before. */
  before: number;
  foreseenPercent: number;
  /** Told once a window. */
  told: boolean;
};

type Family = {
  limits: FamilyLimits;
  windowStart: number;
  used: number;
  /** What was taken and when, oldest first; of a rolling window only. */
  readonly taken: { readonly atMs: number; readonly weight: number }[];
  blockedUntil: number;
  /** Told once, until the family is below the warning again. */
  warned: boolean;
  readonly pace: Pace;
  readonly queue: Waiter[];
  cancelWake: (() => void) | null;
};

export type FamilyUse = {
  readonly used: number;
  readonly percent: number;
  readonly warning: boolean;
  /** What the running window comes to at this pace, where that is beyond what is not kept; else 0. */
  readonly foreseenPercent: number;
  readonly blockedMs: number;
};

export type Governor = {
  /** Takes weight now or says why not: an order is never held back in a queue. */
  readonly take: (family: string, weight: number, priority: Priority) => Result<void, VenueFailure>;
  /** Waits for weight, at most `waitMsMax`. */
  readonly wait: (
    family: string,
    weight: number,
    priority: Priority,
    waitMsMax: number,
  ) => Promise<Result<void, VenueFailure>>;
  /** The venue's own count of the running window. */
  readonly observe: (family: string, used: number) => void;
  /** Obeys a 429 or 418: nothing of this family goes out until then. */
  readonly pause: (family: string, retryAfterMs: number | null) => void;
  readonly limit: (family: string, limits: FamilyLimits) => void;
  readonly use: (family: string) => FamilyUse;
  readonly stop: () => void;
};

const rank = (priority: Priority): number => PRIORITIES.indexOf(priority);
/** The part of the reserve that is out of reach. */
const keptShare = (priority: Priority): number => (priority === "close" ? 0 : priority === "query" ? CLOSING_SHARE : 1);

export function createGovernor(
  families: Readonly<Record<string, FamilyLimits>>,
  nowMs: () => number,
  timers: Timers,
  /** Told when a family passes the warning, once while it stays beyond it, and when the venue wants to be left alone. */
  onStrain: (family: string) => void,
): Governor {
  const states = new Map<string, Family>();
  for (const [name, limits] of Object.entries(families)) {
    const pace = { atMs: 0, used: 0, before: 0, foreseenPercent: 0, told: false };
    const fresh = { windowStart: 0, used: 0, taken: [], blockedUntil: 0, warned: false, queue: [], cancelWake: null };
    states.set(name, { limits, pace, ...fresh });
  }
  const familyOf = (name: string): Family => {
    const family = states.get(name);
    if (family === undefined) throw new Error(`unknown API family ${name}`);
    roll(family, nowMs());
    return family;
  };

  const spend = (name: string, family: Family, weight: number, now: number): void => {
    charge(family, weight, now);
    foresee(family, now);
    const strained = !family.warned && isStrained(family);
    const foreseen = !family.warned && !family.pace.told && family.pace.foreseenPercent > 0;
    family.warned ||= strained;
    family.pace.told ||= foreseen;
    if (strained || foreseen) onStrain(name);
  };

  const pump = (name: string, family: Family): void => {
    family.cancelWake?.();
    family.cancelWake = null;
    const now = nowMs();
    roll(family, now);
    for (let at = 0; at < family.queue.length; ) {
      const waiter = family.queue[at];
      if (waiter === undefined) break;
      if (now >= family.blockedUntil && fits(family, waiter.weight, waiter.priority)) {
        spend(name, family, waiter.weight, now);
        family.queue.splice(at, 1);
        waiter.settle(ok(undefined));
      } else if (now >= waiter.deadlineMs) {
        family.queue.splice(at, 1);
        waiter.settle(err(refusal(family, now, "no request weight in time")));
      } else {
        at += 1;
      }
    }
    const first = family.queue[0];
    if (first === undefined) return;
    const open = opensAt(family, now);
    const deadline = family.queue.reduce((least, waiter) => Math.min(least, waiter.deadlineMs), open);
    family.cancelWake = timers.after(Math.max(1, deadline - now), () => pump(name, family));
  };

  return {
    take: (name, weight, priority) => {
      const family = familyOf(name);
      const now = nowMs();
      if (now < family.blockedUntil || !fits(family, weight, priority))
        return err(refusal(family, now, "no request weight left"));
      spend(name, family, weight, now);
      return ok(undefined);
    },
    wait: (name, weight, priority, waitMsMax) => {
      const family = familyOf(name);
      const now = nowMs();
      const ahead = family.queue.some((waiter) => rank(waiter.priority) <= rank(priority));
      if (!ahead && now >= family.blockedUntil && fits(family, weight, priority)) {
        spend(name, family, weight, now);
        return Promise.resolve(ok(undefined));
      }
      if (weight > ceiling(family, priority))
        return Promise.resolve(err(refusal(family, now, "heavier than a whole window")));
      return new Promise((settle) => {
        enqueue(family, { weight, priority, deadlineMs: now + waitMsMax, settle }, now);
        pump(name, family);
      });
    },
    observe: (name, used) => {
      const family = familyOf(name);
      const now = nowMs();
      const settled = family.limits.counting === "rolling" || now - family.windowStart >= HEADER_SETTLE_MS;
      if (settled && used > family.used) spend(name, family, used - family.used, now);
    },
    pause: (name, retryAfterMs) => {
      const family = familyOf(name);
      family.blockedUntil = Math.max(family.blockedUntil, nowMs() + (retryAfterMs ?? PAUSE_MS_DEFAULT));
      onStrain(name);
      if (family.queue.length > 0) pump(name, family);
    },
    limit: (name, limits) => {
      familyOf(name).limits = limits;
    },
    use: (name) => {
      const family = familyOf(name);
      return {
        used: family.used,
        percent: percentOf(family),
        warning: isStrained(family),
        foreseenPercent: family.pace.foreseenPercent,
        blockedMs: Math.max(0, family.blockedUntil - nowMs()),
      };
    },
    stop: () => {
      for (const family of states.values()) {
        family.cancelWake?.();
        family.cancelWake = null;
        for (const waiter of family.queue.splice(0))
          waiter.settle(err(failure("connectivity", "stopped", "the adapter was stopped before the call was made")));
      }
    },
  };
}

function charge(family: Family, weight: number, now: number): void {
  family.used += weight;
  if (family.limits.counting === "rolling") family.taken.push({ atMs: now, weight });
}

const percentOf = ({ used, limits }: Family): number => (used / limits.weightMax) * 100;
const isStrained = (family: Family): boolean => family.limits.reservePercent > 0 && percentOf(family) >= WARN_PERCENT;

/** By the slower of the last two stretches, so that one burst foretells nothing. */
function foresee(family: Family, now: number): void {
  const { pace, limits, windowStart, used } = family;
  const { windowMs, weightMax, reservePercent, counting } = limits;
  if (counting !== "fixed" || windowMs < PACED_WINDOW_MS_MIN || reservePercent === 0) return;
  const tookMs = now - pace.atMs;
  if (tookMs < windowMs / STRETCHES) return;
  const rest = ((used - pace.used) / tookMs) * (windowStart + windowMs - now);
  const percent = ((used + rest) / weightMax) * 100;
  const slower = Math.min(percent, pace.before);
  pace.foreseenPercent = slower >= 100 - reservePercent ? slower : 0;
  pace.before = percent;
  pace.atMs = now;
  pace.used = used;
}

function roll(family: Family, now: number): void {
  dropOld(family, now);
  if (!isStrained(family)) family.warned = false;
}

/** Drops what has left the window. */
function dropOld(family: Family, now: number): void {
  const { windowMs, counting } = family.limits;
  if (counting === "rolling") {
    for (
      let oldest = family.taken[0];
      oldest !== undefined && oldest.atMs <= now - windowMs;
      oldest = family.taken[0]
    ) {
      family.used -= oldest.weight;
      family.taken.shift();
    }
    return;
  }
  const start = now - (now % windowMs);
  if (start === family.windowStart) return;
  family.windowStart = start;
  family.used = 0;
  Object.assign(family.pace, { atMs: start, used: 0, before: 0, foreseenPercent: 0, told: false });
}

/** When weight comes free next. */
function opensAt({ limits, windowStart, taken, blockedUntil }: Family, now: number): number {
  const from = limits.counting === "rolling" ? (taken[0]?.atMs ?? now) : windowStart;
  return Math.max(from + limits.windowMs, blockedUntil);
}

function ceiling(family: Family, priority: Priority): number {
  const { weightMax, reservePercent } = family.limits;
  return Math.floor((weightMax * (100 - reservePercent * keptShare(priority))) / 100);
}

const fits = (family: Family, weight: number, priority: Priority): boolean =>
  family.used + weight <= ceiling(family, priority);

function refusal(family: Family, now: number, why: string): VenueFailure {
  return failure("rate-limited", "own-budget", why, Math.max(0, opensAt(family, now) - now));
}

function enqueue(family: Family, waiter: Waiter, now: number): void {
  const behind = family.queue.findIndex((other) => rank(other.priority) > rank(waiter.priority));
  family.queue.splice(behind < 0 ? family.queue.length : behind, 0, waiter);
  if (family.queue.length <= QUEUE_LENGTH_MAX) return;
  family.queue.pop()?.settle(err(refusal(family, now, "too many calls are waiting")));
}
