import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { readProcess } from "../engine-live/process-figures.ts";

const SETTLE_MS = 1_500;
/** Frames of one publication arrive together; a pause this long ends a batch. */
const BATCH_GAP_MS = 40;

export type Served = { readonly frames: number; readonly bytes: number; readonly framesPerProcessorSecond: number };

/** Opens clients, counts what reaches them in a window, and what the server's process spent on it. */
export async function countServed(url: string, pid: number, clients: number, windowMs: number): Promise<Served> {
  let frames = 0;
  let bytes = 0;
  const sockets = await Promise.all(
    Array.from({ length: clients }, async () => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      socket.on("message", (data: Buffer) => {
        frames += 1;
        bytes += data.length;
      });
      await once(socket, "open");
      return socket;
    }),
  );
  await sleep(SETTLE_MS);
  const before = readProcess(pid);
  frames = 0;
  bytes = 0;
  await sleep(windowMs);
  const after = readProcess(pid);
  for (const socket of sockets) socket.terminate();
  const spent = (after?.processorSeconds ?? Number.NaN) - (before?.processorSeconds ?? Number.NaN);
  return { frames, bytes, framesPerProcessorSecond: frames / spent };
}

/** What one client hears, batch by batch, for a server that only repeats it. */
export async function recordTape(url: string, windowMs: number): Promise<string[][]> {
  const batches: string[][] = [];
  let lastMs = 0;
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on("message", (data: Buffer) => {
    const now = performance.now();
    if (now - lastMs > BATCH_GAP_MS) batches.push([]);
    lastMs = now;
    batches.at(-1)?.push(data.toString("utf8"));
  });
  await once(socket, "open");
  await sleep(windowMs);
  socket.terminate();
  // The first batch holds every quote there is, the last may be cut.
  return batches.slice(1, -1);
}
