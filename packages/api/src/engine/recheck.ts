import type { Identified } from "./identify.ts";

/** What a revoked session or key still has open is ended within five seconds: this pause plus the question asked. */
export const RECHECK_INTERVAL_MS = 4_000;

export type Recheck = {
  /** `end` is called once, when the caller no longer stands. Call the answer when the connection is gone by itself. */
  readonly watch: (identified: Identified, end: () => void) => () => void;
  readonly close: () => void;
};

/** Asks for everything that stays open, socket or stream, whether its session or key still stands. */
export function createRecheck(options: {
  readonly intervalMs: number;
  readonly report: (error: unknown) => void;
}): Recheck {
  const watched = new Map<symbol, { readonly identified: Identified; readonly end: () => void }>();
  let asking = false;

  const ask = async (): Promise<void> => {
    const answers = [...watched].map(async ([id, { identified, end }]) => {
      // A store that cannot answer ends nobody: the operator must be able to stop trading through an outage.
      const current = await identified.isCurrent().catch((error: unknown) => {
        options.report(error);
        return true;
      });
      if (!current && watched.delete(id)) end();
    });
    await Promise.all(answers);
  };
  const timer = setInterval(() => {
    // A store that hangs is asked once, not once a round.
    if (asking) return;
    asking = true;
    void ask().finally(() => {
      asking = false;
    });
  }, options.intervalMs);
  timer.unref();

  return {
    watch(identified, end) {
      const id = Symbol("watched");
      watched.set(id, { identified, end });
      return () => watched.delete(id);
    },
    close: () => clearInterval(timer),
  };
}
