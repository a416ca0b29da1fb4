import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { Claimant, Lease, LeaseDesk, LeaseSeen } from "@evenkeel/store/journal";
import type { Log } from "../log.ts";
import { judgeLease, type Verdict, type Wish } from "./judge.ts";
import { hasEnded } from "./process-name.ts";

const LOOK_MS = 500;
/** Time between two looks counts as watched up to here: whoever stood still itself has watched nothing. */
const WATCHED_MS_MAX = 4 * LOOK_MS;

export type Claimed = {
  readonly lease: Lease;
  readonly claimant: Claimant;
  /** Until then the engine before may still be heard by a venue. */
  readonly waitMs: number;
  /** The machine whose engine had it before. */
  readonly from: string;
};

/** What the one who waits knows. */
export type Waiting = {
  readonly machine: string;
  readonly silentMs: number;
  /** The working engine knows of us: from then on its silence is enough. */
  readonly known: boolean;
};

export type ClaimOptions = {
  readonly desk: LeaseDesk;
  readonly claimant: Claimant;
  readonly wish: Wish;
  readonly log: Pick<Log, "info" | "warn" | "error">;
  readonly onWaiting: (waiting: Waiting) => void;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly elapsedMs?: () => number;
};

const SENTENCES: Readonly<Record<Extract<Verdict, { kind: "refuse" }>["why"], (machine: string) => string>> = {
  works: (machine) =>
    `Another engine works on this database, on ${machine}; stop it first, or let this one stand by for it (EVENKEEL_STANDBY=1).`,
  unshared: (machine) =>
    `The engine on ${machine} fell silent and did not give this database back: it may go on closing pairs from its emergency file. Make sure that it is off, then start this one with EVENKEEL_TAKE_OVER=1.`,
};

/** Watches the lease until it may be had, and takes it; or says why this engine may not work here. */
export async function claimLease(options: ClaimOptions): Promise<Result<Claimed, string>> {
  const { desk, claimant, wish, log } = options;
  const watch = createWatch(options.elapsedMs ?? (() => performance.now()));
  const pause = options.pause ?? sleep;
  let said = "";
  for (;;) {
    const seen = await look(options);
    if (seen === null) watch.interrupt();
    else {
      const { renewing, silentMs } = watch.see(seen.beat);
      const ended = hasEnded(seen.process) || (seen.process === claimant.process && seen.process !== "");
      const standing = { ...seen, ended, renewing, silentMs, ownFolder: seen.holder === claimant.holder };
      const verdict = judgeLease(standing, wish);
      if (verdict.kind === "refuse") return err(SENTENCES[verdict.why](seen.machine));
      if (verdict.kind === "take") {
        const lease = await desk.take(seen, claimant).catch(() => null);
        if (lease !== null) return ok({ lease, claimant, waitMs: verdict.waitMs, from: seen.machine });
      } else {
        const waiting = { machine: seen.machine, silentMs, known: seen.shared };
        options.onWaiting(waiting);
        const now = `${verdict.why} ${seen.shared}`;
        if (now !== said && wish.standsBy) tell(log, verdict.why, waiting);
        said = now;
      }
    }
    await pause(LOOK_MS);
  }
}

/** A standby outlives its database; a start that cannot reach it says so. */
async function look({ desk, claimant, wish, log }: ClaimOptions): Promise<LeaseSeen | null> {
  if (!wish.standsBy) return desk.look();
  try {
    return await desk.announce(claimant.machine);
  } catch (error) {
    log.warn({ error: String(error) }, "the database does not answer the standby");
    return null;
  }
}

function tell(
  log: ClaimOptions["log"],
  why: Extract<Verdict, { kind: "wait" }>["why"],
  { machine, known }: Waiting,
): void {
  if (why === "works") log.info({ machine, known }, "standing by: another engine works on this database");
  else if (why === "may-work") log.warn({ machine }, "standing by: the other engine is silent");
  else log.error({ alert: "CRITICAL" }, `standing by, and may not take over. ${SENTENCES.unshared(machine)}`);
}

/** How long the beat has stood still, as far as somebody was there to see it. */
function createWatch(elapsedMs: () => number) {
  let beat: number | null = null;
  let atMs = elapsedMs();
  let silentMs = 0;
  let renewing = false;
  return {
    see(now: number): { readonly renewing: boolean; readonly silentMs: number } {
      const passedMs = Math.min(elapsedMs() - atMs, WATCHED_MS_MAX);
      atMs = elapsedMs();
      renewing ||= beat !== null && beat !== now;
      silentMs = beat === now ? silentMs + passedMs : 0;
      beat = now;
      return { renewing, silentMs };
    },
    /** What an owner could not renew proves nothing against it. */
    interrupt(): void {
      silentMs = 0;
      beat = null;
      atMs = elapsedMs();
    },
  };
}
