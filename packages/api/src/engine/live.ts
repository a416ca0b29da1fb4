import { createPublisher, type OverviewEnvelope, type Publisher } from "../delta/index.ts";
import { createBell } from "./bell.ts";
import type { EngineDoor } from "./door.ts";

/** The deck moves at most four times a second, however fast the market is. */
export const PUBLISH_INTERVAL_MS = 250;

export type LiveOverview = {
  /** While at least one watcher is in, the engine's changes are published. Call the answer to leave. */
  readonly join: () => () => void;
  readonly since: (lastEventId: string | null) => readonly OverviewEnvelope[];
  readonly idOf: Publisher["idOf"];
  /** Resolves once something after `sequence` is published, or the signal aborts. */
  readonly after: (sequence: number, signal: AbortSignal) => Promise<void>;
  readonly sequence: () => number;
  readonly close: () => void;
};

export function createLive(options: {
  readonly door: EngineDoor;
  readonly streamId: string;
  readonly intervalMs?: number;
  readonly report: (error: unknown) => void;
}): LiveOverview {
  const { door, report } = options;
  const intervalMs = options.intervalMs ?? PUBLISH_INTERVAL_MS;
  const bell = createBell();
  let publisher: Publisher | null = null;
  let watchers = 0;
  let timer: NodeJS.Timeout | null = null;
  let unsubscribe: (() => void) | null = null;

  const opened = (): Publisher => {
    publisher ??= createPublisher({ streamId: options.streamId, first: door.overview() });
    return publisher;
  };
  const publish = (): void => {
    timer = null;
    try {
      if (opened().publish(door.overview())) bell.ring();
    } catch (error) {
      report(error);
    }
  };
  const stop = (): void => {
    unsubscribe?.();
    unsubscribe = null;
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  return {
    join() {
      watchers += 1;
      if (watchers === 1) {
        publish();
        unsubscribe = door.subscribe(() => {
          timer ??= setTimeout(publish, intervalMs);
        });
      }
      let joined = true;
      return () => {
        if (!joined) return;
        joined = false;
        watchers -= 1;
        if (watchers === 0) stop();
      };
    },
    since: (lastEventId) => opened().since(lastEventId),
    idOf: (envelope) => opened().idOf(envelope),
    after: (sequence, signal) => (opened().sequence() > sequence ? Promise.resolve() : bell.wait(signal)),
    sequence: () => opened().sequence(),
    close() {
      stop();
      bell.ring();
    },
  };
}
