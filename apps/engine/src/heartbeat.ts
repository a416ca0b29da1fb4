import type { EngineState } from "@evenkeel/core/engine";
import { type Destination, type Posted, postOutside } from "@evenkeel/telemetry/outbound";
import type { Log } from "./log.ts";
import { standingOf } from "./standing.ts";

const PING_MS_MAX = 5_000;
const STATUS_OK_LIMIT = 300;

export type HeartbeatSettings = { readonly destination: Destination; readonly everyMs: number };

export type Heartbeat = {
  /** Seconds since a ping came through; null where nobody wants one, or before the first. */
  readonly silentSeconds: () => number | null;
  readonly stop: () => void;
};

export type HeartbeatOptions = {
  readonly settings: HeartbeatSettings | null;
  readonly state: EngineState;
  readonly log: Pick<Log, "info" | "warn">;
  readonly post?: typeof postOutside;
  readonly elapsedMs?: () => number;
};

/**
 * Tells somebody outside that this engine lives, and how it stands; it is the silence that alarms there. One that
 * cannot be reached costs a line in the log and nothing else.
 */
export function startHeartbeat({ settings, state, log, ...options }: HeartbeatOptions): Heartbeat {
  if (settings === null) return { silentSeconds: () => null, stop: () => {} };
  const { destination, everyMs } = settings;
  const post = options.post ?? postOutside;
  const elapsedMs = options.elapsedMs ?? (() => performance.now());
  const host = destination.url.host;
  let heardAt: number | null = null;
  let failing = false;
  let under = false;

  const conclude = (posted: Posted): void => {
    const well = posted.kind === "answered" && posted.status < STATUS_OK_LIMIT;
    if (well) heardAt = elapsedMs();
    if (well === !failing) return;
    failing = !well;
    const why = posted.kind === "failed" ? posted.why : `${host} answered ${posted.status}`;
    if (failing) log.warn({ why }, "the heartbeat does not get through");
    else log.info({ host }, "the heartbeat gets through again");
  };

  const ping = async (): Promise<void> => {
    if (under) return;
    under = true;
    conclude(await post(destination, standingOf(state), { msMax: Math.min(PING_MS_MAX, everyMs) }));
    under = false;
  };
  const timer = setInterval(() => void ping(), everyMs);
  void ping();
  return {
    silentSeconds: () => (heardAt === null ? null : (elapsedMs() - heardAt) / 1_000),
    stop: () => clearInterval(timer),
  };
}
