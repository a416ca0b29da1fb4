import type { DurableBatch, Effect } from "@evenkeel/core/events";
import type { WallTimeMs } from "@evenkeel/core/units";
import type { MemoryJournal } from "../../memory-journal.ts";
import type { Process } from "../process.ts";

type PersistEffect = Extract<Effect, { kind: "persist" }>;
/** `fenced`: the lease this batch was written under is over, and so is the process that wrote it. */
export type Stored =
  | { readonly kind: "stored"; readonly checkedAt: WallTimeMs }
  | { readonly kind: "not-stored"; readonly reason: string }
  | { readonly kind: "fenced" };

/** As the engine's own lane: later than this, and the batch goes to the emergency file. */
const COMMIT_MS_MAX = 250;
const COMMIT_MS = 2;
const APPEND_MS = 1;

/** Who writes, and under which lease. What a dead process had not handed over is lost. */
type Writer = Pick<Process, "epoch" | "standing">;

export type Database = {
  /** Commits one batch, or lets the emergency file have it; answers once. Called in sequence order. */
  readonly persist: (writer: Writer, effect: PersistEffect, done: (outcome: Stored) => void) => void;
  /** Batches of this epoch and of none before it are taken from now on. */
  readonly lease: (epoch: number) => void;
  /** Takes nothing until then: slowly, or by refusing. */
  readonly stall: (untilMs: number) => void;
  readonly refuse: (untilMs: number) => void;
  /** Stores the next awaited batch and never says so. */
  readonly forgetAnswer: () => void;
  /** Nothing is wrong with it. */
  readonly isWell: () => boolean;
  readonly mend: () => void;
};

export type DatabaseTools = {
  readonly journal: MemoryJournal;
  readonly onCommit: (batch: DurableBatch) => void;
  readonly nowMs: () => number;
  /** What this machine takes for the time. */
  readonly hostNowMs: () => WallTimeMs;
  readonly after: (delayMs: number, run: () => void) => void;
};

type Attempt = {
  readonly inMs: number;
  readonly answerInMs?: number;
  /** Whether what needs the database's own word may be acted on. */
  readonly answered: boolean;
  readonly reason: string;
};

type Waiting = {
  readonly writer: Writer;
  readonly effect: PersistEffect;
  readonly done: (outcome: Stored) => void;
};

/** New risk may only stand on the database; what closes or hedges may stand on the file. */
const mayStandOnFile = ({ reducesRisk, awaited }: PersistEffect): boolean => reducesRisk || !awaited;

/**
 * The durable lane as the engine sees it. What the file holds is merged before anything is loaded again, so that to a
 * restart both are one: a batch is durable from the moment either of them has it, and lost if its process dies before.
 */
export function createDatabase({ journal, onCommit, nowMs, hostNowMs, after }: DatabaseTools): Database {
  let holder = 0;
  let stalledUntilMs = 0;
  let refusedUntilMs = 0;
  let forgets = false;
  let away = false;
  let writing = false;
  let waiting: Waiting[] = [];

  /** The database's own fence: a batch of a lease that was taken over meanwhile is refused. */
  const commit = (epoch: number, batch: DurableBatch): boolean => {
    if (epoch < holder) return false;
    journal.commit(batch);
    onCommit(batch);
    return true;
  };

  const outcomeOf = ({ writer, effect }: Waiting, attempt: Attempt, checkedAt: WallTimeMs): Stored => {
    if (!commit(writer.epoch, effect.batch)) return { kind: "fenced" };
    const stands = attempt.answered || mayStandOnFile(effect);
    return stands ? { kind: "stored", checkedAt } : { kind: "not-stored", reason: attempt.reason };
  };

  /** One transaction at a time, for all that wait; believed as far as what holds it may be stood on. */
  const writeNext = (): void => {
    if (writing || waiting.length === 0) return;
    const group = waiting;
    waiting = [];
    writing = true;
    const attempt = attemptOf(group);
    const checkedAt = hostNowMs();
    after(attempt.inMs, () => {
      const living = group.filter(({ writer }) => writer.standing !== "dead");
      const outcomes = living.map((each) => outcomeOf(each, attempt, checkedAt));
      const answer = (): void => {
        writing = false;
        living.forEach(({ done }, at) => {
          done(outcomes[at] as Stored);
        });
        writeNext();
      };
      if (attempt.answerInMs === undefined) answer();
      else after(attempt.answerInMs, answer);
    });
  };

  const attemptOf = (group: readonly Waiting[]): Attempt => {
    const now = nowMs();
    if (now >= stalledUntilMs && now >= refusedUntilMs) away = false;
    const late = `not committed within ${COMMIT_MS_MAX} ms`;
    if (away || now < refusedUntilMs) {
      away = true;
      return { inMs: APPEND_MS, answered: false, reason: "the database does not answer" };
    }
    const backMs = stalledUntilMs - now;
    if (backMs >= COMMIT_MS_MAX) {
      away = true;
      return { inMs: COMMIT_MS_MAX + APPEND_MS, answered: false, reason: late };
    }
    if (backMs > 0) return { inMs: backMs, answered: true, reason: "" };
    if (!forgets || !group.some(({ effect }) => effect.awaited)) return { inMs: COMMIT_MS, answered: true, reason: "" };
    forgets = false;
    return { inMs: COMMIT_MS, answerInMs: COMMIT_MS_MAX, answered: false, reason: late };
  };

  return {
    persist: (writer, effect, done) => {
      waiting.push({ writer, effect, done });
      writeNext();
    },
    lease: (epoch) => {
      holder = epoch;
    },
    stall: (untilMs) => {
      stalledUntilMs = untilMs;
    },
    refuse: (untilMs) => {
      refusedUntilMs = untilMs;
    },
    forgetAnswer: () => {
      forgets = true;
    },
    isWell: () => !forgets && nowMs() >= stalledUntilMs && nowMs() >= refusedUntilMs,
    mend: () => {
      stalledUntilMs = 0;
      refusedUntilMs = 0;
      forgets = false;
    },
  };
}
