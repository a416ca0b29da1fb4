import type { Perform, Recorder } from "@evenkeel/core/engine";
import { SECOND_MS } from "@evenkeel/core/units";
import type { SimulationClock } from "./clock.ts";
import type { BetweenBox, CrashPoint } from "./faults/index.ts";
import { kill, type Process, startProcess, wake } from "./process.ts";

/** A pulse of time, as the engine's own timer gives it. */
export const PULSE_MS = 250;
const RESTART_MS_MIN = 300;
const RESTART_MS_MAX = 8 * SECOND_MS;
/** A standby waits until the lease is over, and then until nothing signed under it can arrive any more. */
const TAKE_OVER_MS = 5 * SECOND_MS + 5 * SECOND_MS;
const SLEEP_ON_MS_MAX = 20 * SECOND_MS;
/** A process that woke into another's lease notices within this. */
const LEASE_LOOK_MS = SECOND_MS;

export type SleepPlace = "pulse" | "persist" | "send";

/** The lives of the engine one after another: each has its own lease, and knows only what was durable. */
export type Lives = {
  /** Who holds the lease; of two, the younger. */
  readonly current: () => Process;
  readonly startedMs: () => number;
  readonly crashes: () => number;
  readonly boot: () => void;
  /** The end of a process, without a word. */
  readonly end: (process: Process) => void;
  /** Ends it here, where the point's turn has come; another one starts after a while. */
  readonly dies: (process: Process, point: CrashPoint | "crash-anytime") => boolean;
  /** Puts it to sleep here, where its time has come; somebody else takes the lease meanwhile, and it wakes late. */
  readonly sleeps: (process: Process, where: SleepPlace) => boolean;
  readonly sleepAt: (where: SleepPlace | null) => void;
};

export type LivesTools = {
  readonly clock: SimulationClock;
  readonly between: BetweenBox;
  readonly perform: (process: Process, ...rest: Parameters<Perform>) => void;
  readonly recorder: Recorder;
  /** Told everything it needs to begin with. */
  readonly begin: (process: Process) => void;
  /** Its timer goes on. */
  readonly pulse: (process: Process) => void;
};

export function createLives({ clock, between, perform, recorder, begin, pulse }: LivesTools): Lives {
  const { after } = clock.schedule;
  let process: Process | null = null;
  let epoch = 0;
  let startedMs = 0;
  let crashes = 0;
  let sleepsAt: SleepPlace | null = null;

  const current = (): Process => {
    if (process === null) throw new Error("no process was started");
    return process;
  };
  const boot = (): void => {
    epoch += 1;
    startedMs = clock.wallMs();
    process = startProcess(epoch, perform, recorder);
    begin(process);
  };
  const end = (ended: Process): void => {
    kill(ended);
    if (ended === process) crashes += 1;
  };
  const isAwake = (asked: Process): boolean => asked === process && asked.standing === "awake";

  return {
    current,
    startedMs: () => startedMs,
    crashes: () => crashes,
    boot,
    end,
    dies: (asked, point) => {
      if (!isAwake(asked)) return false;
      const occasionsADay = point === "crash-anytime" ? clock.dayMs / PULSE_MS : 1;
      if (!between.fires(point, occasionsADay)) return false;
      end(asked);
      after(RESTART_MS_MIN + between.sizes.below(RESTART_MS_MAX - RESTART_MS_MIN), boot);
      return true;
    },
    sleeps: (asked, where) => {
      if (!isAwake(asked) || sleepsAt !== where) return false;
      sleepsAt = null;
      between.record("lease-taken");
      asked.standing = "asleep";
      after(TAKE_OVER_MS, boot);
      after(TAKE_OVER_MS + between.sizes.below(SLEEP_ON_MS_MAX), () => {
        wake(asked);
        pulse(asked);
        after(LEASE_LOOK_MS, () => end(asked));
      });
      return true;
    },
    sleepAt: (where) => {
      sleepsAt = where;
    },
  };
}
