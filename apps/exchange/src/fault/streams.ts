import { createFrameLine, type FaultBox, judgeFrame, sizeOf } from "@evenkeel/exchange-sim";
import type { StreamClient } from "@evenkeel/exchange-sim/wire";

const SECOND_MS = 1_000;

/** The open streams of one venue, as its faults reach them. */
export interface FaultStreams {
  readonly pushed: number;
  /** What stands between a stream's frames and its socket. */
  open(client: StreamClient, send: (frame: string) => void): (frame: string) => void;
  gone(client: StreamClient): void;
  /** Returns for how long. */
  stall(askedMs: number | null): number;
  /** Returns how many were open. */
  cut(code: number, reason: string): number;
}

export function createFaultStreams(box: FaultBox, idle: () => boolean, shown: (frame: string) => string): FaultStreams {
  const clients = new Set<StreamClient>();
  let opened = 0;
  let pushed = 0;
  let silentUntilMs = 0;
  /** Streams opened after a stall began are well: to come again is what heals. */
  let silentBelow = 0;
  return {
    get pushed() {
      return pushed;
    },
    open: (client, send) => {
      clients.add(client);
      const line = createFrameLine(opened++);
      return (frame) => {
        pushed += 1;
        const nowMs = Date.now();
        if (line.number < silentBelow && nowMs < silentUntilMs) return;
        // What a fault has begun with a stream goes on when nothing new can happen.
        if (idle() && line.held === null && line.gapLeft === 0) return send(frame);
        for (const each of judgeFrame(box, line, frame, nowMs)) send(shown(each));
      };
    },
    gone: (client) => void clients.delete(client),
    stall: (askedMs) => {
      const ms = askedMs ?? Math.round(sizeOf(box, "stream-stall", 0, 30, 300) * SECOND_MS);
      silentUntilMs = Date.now() + ms;
      silentBelow = opened;
      return ms;
    },
    cut: (code, reason) => {
      const { size } = clients;
      for (const client of clients) client.close(code, reason);
      return size;
    },
  };
}
