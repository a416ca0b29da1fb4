import type { Timers } from "./transport/timers.ts";

/** Wall time that moves only when told, with the timers that hang on it. */
export type ManualTime = {
  readonly nowMs: () => number;
  readonly timers: Timers;
  readonly advance: (ms: number) => void;
  readonly armed: () => number;
};

export function createManualTime(startMs = 0): ManualTime {
  let now = startMs;
  const armed = new Set<{ readonly at: number; readonly run: () => void }>();
  const dueBy = (limit: number) => [...armed].filter(({ at }) => at <= limit).sort((a, b) => a.at - b.at)[0];
  return {
    nowMs: () => now,
    armed: () => armed.size,
    timers: {
      after: (ms, run) => {
        const timer = { at: now + ms, run };
        armed.add(timer);
        return () => void armed.delete(timer);
      },
    },
    advance: (ms) => {
      const end = now + ms;
      for (let timer = dueBy(end); timer !== undefined; timer = dueBy(end)) {
        armed.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
      }
      now = end;
    },
  };
}
