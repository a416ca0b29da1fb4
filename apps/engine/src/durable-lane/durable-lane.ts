import type { DurableBatch, DurableRow, Effect } from "@evenkeel/core/events";
import type { Journal } from "@evenkeel/core/ports";
import { invariant, type WallTimeMs } from "@evenkeel/core/units";
import type { KeptLease } from "../lease/keep-lease.ts";
import type { EmergencyFile } from "./emergency-file.ts";

/** Longer than this without the database's word, and new risk stops. */
export const COMMIT_MS_MAX = 250;
/** Batches that waited for the commit before them become durable together. */
const TOGETHER_MAX = 64;
/** Between two tries to reach a database that refused. */
const RETRY_MS = 250;
/**
 * Batches the database has not taken: weeks of an engine at rest, days of one that trades. Beyond it the process ends,
 * loudly; what moves money is on the file by then, and the venue tells the rest again.
 */
export const BACKLOG_MAX = 100_000;
/** Reaching it is called out, while there is time. */
export const BACKLOG_STRAIN = BACKLOG_MAX / 2;
/** Of the file, for batches that only tell; the rest is kept for what moves money. */
const TELLING_SHARE = 0.5;

export type PersistEffect = Extract<Effect, { kind: "persist" }>;
/** `checkedAt`: taken before the rows were handed over; what is sent because of them is signed with it. */
export type Stored =
  | { readonly stored: true; readonly checkedAt: WallTimeMs }
  | { readonly stored: false; readonly reason: string };

export type DurableLane = {
  /** Answers once per call. Calls come in sequence order. */
  readonly persist: (effect: PersistEffect, done: (outcome: Stored) => void) => void;
  /** `backlog`: batches only the file or this process's memory holds. `spilled`: written to the file since the start. */
  readonly use: () => { readonly backlog: number; readonly spilled: number; readonly away: boolean };
  /** Resolves when the database has everything, or when `msMax` have passed. */
  readonly drain: (msMax: number) => Promise<boolean>;
  readonly stop: () => void;
};

export type LaneOptions = {
  readonly journal: Pick<Journal, "commit">;
  readonly file: EmergencyFile;
  readonly lease: Pick<KeptLease, "epoch" | "reaches">;
  /** Whether the database refused the rows themselves: no later try can mend that. */
  readonly isFinal: (error: unknown) => boolean;
  readonly onFatal: (error: unknown) => void;
  readonly onCommit: (milliseconds: number) => void;
  /** Told when the database stops and starts taking batches. */
  readonly onOutage: (away: boolean, reason: string) => void;
  /** Told when the backlog reaches half of what this process bears. */
  readonly onStrain: () => void;
  readonly wallNowMs: () => WallTimeMs;
  readonly nowMs?: () => number;
};

type Entry = {
  readonly batch: DurableBatch;
  readonly effect: PersistEffect;
  done: ((outcome: Stored) => void) | null;
  timer: NodeJS.Timeout | null;
  reason: string;
};

const TELLING: ReadonlySet<DurableRow["table"]> = new Set(["alert", "audit", "checkpoint"]);
/** Lost with this process, such rows leave no gap in the books: the venue's own are read again from the last checkpoint. */
const onlyTells = ({ rows }: DurableBatch): boolean => rows.every(({ table }) => TELLING.has(table));

/**
 * Why a batch that the database has not taken in time may not be acted on: new risk may only stand on the database;
 * what closes or hedges may stand on the file while the lease reaches.
 */
function obstacle({ effect, reason }: Entry, kept: boolean, reaches: boolean): string | null {
  if (!kept) return `${reason}; the emergency file is full`;
  if (!effect.awaited) return null;
  if (!effect.reducesRisk) return reason;
  return reaches ? null : `${reason}; the lease has run out, and another engine may work by now`;
}

/**
 * Commits batches in the order they came, all that wait in one transaction. When one is not committed in time, all that
 * wait go to the emergency file as well, in that order; they stay in the backlog until the database has them, and the
 * file is cleared when nothing is left.
 */
export function createDurableLane(options: LaneOptions): DurableLane {
  const { journal, file, lease } = options;
  const nowMs = options.nowMs ?? (() => performance.now());
  const backlog: Entry[] = [];
  const spills: Entry[] = [];
  let spilling = false;
  let spilled = 0;
  let fileUsed = file.kept.length > 0;
  let committing = false;
  let together = TOGETHER_MAX;
  let away = false;
  let stopped = false;
  let retry: NodeJS.Timeout | null = null;
  const idle = new Set<() => void>();

  const answer = (entry: Entry, outcome: Stored): void => {
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = null;
    const { done } = entry;
    entry.done = null;
    done?.(outcome);
  };

  const spill = (entry: Entry, reason: string): void => {
    if (entry.done === null || spills.includes(entry)) return;
    entry.reason = reason;
    spills.push(entry);
    void spillAll();
  };

  /** All of it, the younger ones too: what comes next goes to the file at once, and must not stand there before them. */
  const spillBacklog = (reason: string): void => {
    for (const waiting of backlog) spill(waiting, reason);
  };

  /** One append at a time, in order. */
  const spillAll = async (): Promise<void> => {
    if (spilling) return;
    spilling = true;
    for (let entry = spills[0]; entry !== undefined; entry = spills[0]) {
      fileUsed = true;
      const checkedAt = options.wallNowMs();
      const reaches = lease.reaches();
      const share = onlyTells(entry.batch) ? TELLING_SHARE : 1;
      const kept = await file.append({ epoch: lease.epoch, batch: entry.batch }, share).catch(() => false);
      spills.shift();
      if (kept) spilled += 1;
      const reason = obstacle(entry, kept, reaches);
      answer(entry, reason === null ? { stored: true, checkedAt } : { stored: false, reason });
    }
    spilling = false;
    void commitNext();
  };

  const commitNext = async (): Promise<void> => {
    if (committing || stopped || retry !== null) return;
    const entries = backlog.slice(0, together);
    if (entries.length === 0) return finishOutage();
    committing = true;
    const startedAt = nowMs();
    const checkedAt = options.wallNowMs();
    try {
      await journal.commit(...entries.map(({ batch }) => batch));
    } catch (error) {
      committing = false;
      onRefusal(entries, error);
      return;
    }
    committing = false;
    together = TOGETHER_MAX;
    options.onCommit(nowMs() - startedAt);
    backlog.splice(0, entries.length);
    for (const entry of entries) answer(entry, { stored: true, checkedAt });
    void commitNext();
  };

  const onRefusal = (entries: readonly Entry[], error: unknown): void => {
    if (stopped) return;
    if (options.isFinal(error)) {
      // What stands before the batch that cannot be written, a hedge perhaps, must not fall with it.
      if (entries.length > 1) {
        together = 1;
        void commitNext();
        return;
      }
      stopped = true;
      options.onFatal(error);
      return;
    }
    reportAway(error instanceof Error ? error.message : String(error));
    spillBacklog("the database does not answer");
    invariant(backlog[0] === entries[0], "the backlog lost its order");
    retry = setTimeout(() => {
      retry = null;
      void commitNext();
    }, RETRY_MS);
  };

  const reportAway = (reason: string): void => {
    if (away) return;
    away = true;
    options.onOutage(true, reason);
  };

  /** Everything is in the database: the file may forget, unless something is being written to it right now. */
  const finishOutage = async (): Promise<void> => {
    if (away) {
      away = false;
      options.onOutage(false, "");
    }
    if (fileUsed && !spilling) {
      fileUsed = false;
      spilling = true;
      await file.clear().catch(options.onFatal);
      spilling = false;
      if (spills.length > 0) void spillAll();
    }
    if (backlog.length > 0) return;
    for (const resolve of idle) resolve();
    idle.clear();
  };

  return {
    persist(effect, done) {
      if (stopped) return;
      if (backlog.length >= BACKLOG_MAX) {
        stopped = true;
        options.onFatal(
          new Error(`the database did not take ${BACKLOG_MAX} batches: this process ends, the file keeps`),
        );
        return;
      }
      if (backlog.length === BACKLOG_STRAIN) options.onStrain();
      const entry: Entry = { batch: effect.batch, effect, done, timer: null, reason: "" };
      backlog.push(entry);
      // Nobody waits out the limit again and again: behind this batch a hedge may be next in line.
      if (away) spill(entry, "the database does not answer");
      else {
        entry.timer = setTimeout(() => {
          reportAway(`no commit within ${COMMIT_MS_MAX} ms`);
          spillBacklog(`not committed within ${COMMIT_MS_MAX} ms`);
        }, COMMIT_MS_MAX);
      }
      void commitNext();
    },
    use: () => ({ backlog: backlog.length, spilled, away }),
    drain(msMax) {
      if (backlog.length === 0 && !spilling) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(backlog.length === 0), msMax);
        idle.add(() => {
          clearTimeout(timer);
          resolve(true);
        });
        void commitNext();
      });
    },
    stop() {
      stopped = true;
      if (retry !== null) clearTimeout(retry);
      for (const entry of backlog) if (entry.timer !== null) clearTimeout(entry.timer);
    },
  };
}
