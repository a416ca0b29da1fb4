/** Wall-clock timers, handed in so that tests decide when they fire. */
export type Timers = {
  /** Runs once after `ms`; the returned function cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
};

export const systemTimers: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves with `late` when the promise takes longer than `ms`; the promise itself is left to end unheard. */
export function withDeadline<T>(promise: Promise<T>, ms: number, timers: Timers, late: () => T): Promise<T> {
  let cancel = (): void => undefined;
  const deadline = new Promise<T>((resolve) => {
    cancel = timers.after(ms, () => resolve(late()));
  });
  return Promise.race([promise, deadline]).finally(cancel);
}

/** Repeats a job that never overlaps itself; a pause is counted from its end. A job that rejects is a bug and crashes. */
export function repeat(ms: number, timers: Timers, job: () => Promise<void>): () => void {
  let stopped = false;
  let cancel = (): void => undefined;
  const arm = (): void => {
    if (stopped) return;
    cancel = timers.after(ms, () => {
      void job().then(arm);
    });
  };
  arm();
  return () => {
    stopped = true;
    cancel();
  };
}
