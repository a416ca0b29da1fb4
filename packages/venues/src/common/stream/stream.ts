import type { CcxtClient, CcxtExchange } from "../transport/ccxt.ts";
import { type Timers, withDeadline } from "../transport/timers.ts";

export type StreamState = "up" | "down" | "gap";

export type StreamPlan = {
  readonly name: string;
  /** Address of the next connection, no other stream's; `null` when it cannot be had now. */
  readonly address: () => Promise<string | null>;
  /** What is said when a connection opens. */
  readonly greeting: () => readonly string[];
  /**
   * A stream that always has something to say is up with its first frame, one that may be quiet when it opens, and one
   * that has to be let in first when its plan says so by `ready`.
   */
  readonly upOn: "frame" | "open" | "ready";
  readonly silenceMsMax: number | null;
  readonly onFrame: (data: string) => void;
  readonly onState: (state: StreamState) => void;
};

export type StreamTools = {
  readonly exchange: CcxtExchange;
  readonly timers: Timers;
  readonly nowMs: () => number;
  /** Uniform in [0, 1): jitter, so that a venue's restart is not met by everybody at once. */
  readonly random: () => number;
};

export type Stream = {
  readonly start: () => void;
  readonly stop: () => Promise<void>;
  /** Drops the connection and dials anew; the venue's word that a listen key has ended. */
  readonly renew: () => void;
  /** Says something more; what cannot be said ends the connection. */
  readonly send: (message: string) => void;
  /** The venue took what was said: from here on its silence is no news. */
  readonly ready: () => void;
  readonly isUp: () => boolean;
  readonly frames: () => number;
};

const BACKOFF_MS_MIN = 250;
const BACKOFF_MS_MAX = 30_000;
const CONNECT_MS_MAX = 10_000;
/** A connection that lived this long starts the backoff afresh. */
const STABLE_MS = 30_000;
const CLOSE_MS_MAX = 1_000;

export const backoffMs = (failures: number, random: () => number): number =>
  Math.round(Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** Math.min(failures, 10)) * (0.5 + random()));

/** One supervised connection: dials, subscribes, watches for silence, dials again. Never rejects, never throws. */
export function createStream(plan: StreamPlan, { exchange, timers, nowMs, random }: StreamTools): Stream {
  let client: CcxtClient | null = null;
  let stopped = true;
  let up = false;
  let wasUp = false;
  let attempt = 0;
  let failures = 0;
  let openedAt = 0;
  let lastFrameAt = 0;
  let frames = 0;
  let cancelTimer = (): void => undefined;
  let closed: (() => void) | null = null;

  const arm = (ms: number, run: () => void): void => {
    cancelTimer();
    cancelTimer = timers.after(ms, run);
  };

  const becomeUp = (): void => {
    up = true;
    if (wasUp) plan.onState("gap");
    wasUp = true;
    plan.onState("up");
  };

  const drop = (): void => {
    const dying = client;
    client = null;
    if (dying === null) return;
    delete exchange.clients[dying.url];
    dying.connection?.terminate();
  };

  const lose = (): void => {
    if (stopped) return;
    drop();
    if (nowMs() - openedAt >= STABLE_MS) failures = 0;
    if (up || attempt === 1) plan.onState("down");
    up = false;
    arm(backoffMs(failures, random), () => void dial());
    failures += 1;
  };

  const loseIf = (connection: CcxtClient): void => {
    if (connection === client) lose();
  };

  const say = (connection: CcxtClient, message: string): void => {
    connection.send(message).catch(() => loseIf(connection));
  };

  const watch = (): void => {
    const { silenceMsMax } = plan;
    if (silenceMsMax === null) return;
    const quietMs = nowMs() - lastFrameAt;
    if (quietMs >= silenceMsMax) lose();
    else arm(silenceMsMax - quietMs, watch);
  };

  const opened = (connection: CcxtClient): void => {
    if (connection !== client) return;
    openedAt = nowMs();
    lastFrameAt = openedAt;
    cancelTimer();
    for (const message of plan.greeting()) say(connection, message);
    if (plan.upOn === "open") becomeUp();
    if (plan.upOn === "ready") arm(CONNECT_MS_MAX, lose);
    else watch();
  };

  const received = (connection: CcxtClient, data: unknown): void => {
    if (connection !== client) return;
    lastFrameAt = nowMs();
    // Whoever is answered in frames, not by the protocol's own pongs, is alive all the same.
    connection.lastPong = lastFrameAt;
    frames += 1;
    try {
      plan.onFrame(typeof data === "string" ? data : String(data));
      // The frame itself may have ended this connection.
      if (plan.upOn !== "ready" && !up && connection === client) becomeUp();
    } catch (error) {
      // ccxt's delivery loop swallows throws; a broken invariant behind the sink must end the process instead.
      queueMicrotask(() => {
        throw error;
      });
    }
  };

  const attach = (connection: CcxtClient): void => {
    const onError = connection.onErrorCallback;
    const onClose = connection.onCloseCallback;
    connection.onMessage = (event) => received(connection, event.data);
    connection.onConnectedCallback = opened;
    connection.onErrorCallback = (which, error) => {
      onError(which, error);
      loseIf(connection);
    };
    connection.onCloseCallback = (which, event) => {
      onClose(which, event);
      closed?.();
      loseIf(connection);
    };
  };

  async function dial(): Promise<void> {
    attempt += 1;
    const address = await plan.address();
    if (stopped) return;
    if (address === null) return lose();
    client = exchange.client(address);
    attach(client);
    arm(CONNECT_MS_MAX, lose);
    client.connect().catch(() => undefined);
  }

  return {
    start: () => {
      stopped = false;
      void dial();
    },
    stop: async () => {
      stopped = true;
      cancelTimer();
      up = false;
      if (client?.connection === undefined) return;
      const gone = new Promise<void>((resolve) => {
        closed = resolve;
      });
      drop();
      await withDeadline(gone, CLOSE_MS_MAX, timers, () => undefined);
    },
    renew: lose,
    send: (message) => {
      if (client !== null) say(client, message);
    },
    ready: () => {
      if (client === null || up) return;
      cancelTimer();
      becomeUp();
      watch();
    },
    isUp: () => up,
    frames: () => frames,
  };
}
