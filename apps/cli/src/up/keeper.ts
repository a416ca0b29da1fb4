import { setTimeout as sleep } from "node:timers/promises";
import type { Child, Ended } from "./child.ts";

/** Deaths in a row that are met with another start; a life of a minute begins the count anew. */
const DEATHS_MAX = 6;
const STEADY_MS = 60_000;
const PAUSE_MS_MIN = 250;
const PAUSE_MS_MAX = 8_000;
const STOP_MS_MAX = 25_000;

export type Keeper = {
  readonly child: () => Child;
  /** Asks it to stop and waits; a process that will not hear is killed. */
  readonly stop: () => Promise<void>;
};

export type KeeperPlan = {
  readonly start: () => Child;
  /** An exit code that another start would only repeat. */
  readonly isRefusal: (ended: Ended) => boolean;
  readonly onDeath: (child: Child, ended: Ended, again: boolean) => void;
  readonly onGivenUp: (child: Child, ended: Ended) => void;
};

/** Keeps one process alive: a crash is met with another start after a growing pause, up to a limit. */
export function keepAlive(plan: KeeperPlan): Keeper {
  const waiting = new AbortController();
  let stopping = false;
  let deaths = 0;
  let child = plan.start();

  const watch = async (): Promise<void> => {
    for (;;) {
      const beganMs = performance.now();
      const ended = await child.ended;
      if (stopping) return;
      deaths = performance.now() - beganMs > STEADY_MS ? 1 : deaths + 1;
      const again = deaths <= DEATHS_MAX && !plan.isRefusal(ended);
      plan.onDeath(child, ended, again);
      if (!again) return plan.onGivenUp(child, ended);
      const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** (deaths - 1));
      await sleep(pauseMs, undefined, { signal: waiting.signal }).catch(() => {});
      if (stopping) return;
      child = plan.start();
    }
  };
  const watching = watch();

  return {
    child: () => child,
    async stop() {
      stopping = true;
      waiting.abort();
      if (child.running()) {
        child.kill("SIGTERM");
        const late = await Promise.race([child.ended, sleep(STOP_MS_MAX, "late" as const, { ref: false })]);
        if (late === "late") child.kill("SIGKILL");
        await child.ended;
      }
      await watching;
    },
  };
}
