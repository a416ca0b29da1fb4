import { join } from "node:path";
import { serialize } from "node:v8";
import type { EngineState, Recorder } from "@evenkeel/core/engine";
import type { Effect, EngineEvent } from "@evenkeel/core/events";
import { fingerprint, serialise } from "@evenkeel/core/units";
import { isDiskFull } from "../disk-full.ts";
import { createBlockWriter } from "./block-writer.ts";
import {
  BLOCK_HEADER_BYTES,
  type BlockKind,
  COLD_HEADER_BYTES,
  EFFECTS_BYTES,
  FORMAT_VERSION,
  MARK_BYTES,
  TOP_BYTES,
  writeBlockHeader,
  writeCold,
  writeEffects,
  writeMark,
  writeTop,
} from "./format.ts";
import { BLOCK_BYTES, FLUSH_MS, type RecorderLimits } from "./limits.ts";
import { makeRoom, runName, segmentName } from "./places.ts";

export type RecordingMeta = { readonly [name: string]: string | number | null };

export type FlightRecorder = Recorder & {
  readonly run: string;
  /** `null` while it records; else why not, and how many events it has not seen. */
  readonly stopped: () => { readonly reason: string; readonly lostEvents: number } | null;
  /** Handed to the disk so far, and of that what it has not taken yet. */
  readonly use: () => { readonly bytes: number; readonly pendingBytes: number };
  readonly close: () => Promise<void>;
};

export type FlightRecorderOptions = {
  readonly folder: string;
  readonly limits: RecorderLimits;
  readonly meta: RecordingMeta;
  readonly startedAtMs: number;
  /** A new file is open and empty. */
  readonly onSegment?: () => void;
  readonly onStopped: (reason: string) => void;
};

/** Buffers kept for reuse: one being filled, one being written, and some slack for a slow moment. */
const SPARE_MAX = 8;

/**
 * Writes down everything `step` is given and a fingerprint of everything it answers. Ticks become fixed binary
 * records in a buffer; the disk is only ever touched behind the loop's back.
 */
export function createFlightRecorder(options: FlightRecorderOptions): FlightRecorder {
  const { limits } = options;
  const run = join(options.folder, runName(options.startedAtMs));
  const spare: Buffer[] = [];
  let block: Buffer = Buffer.from(new ArrayBuffer(BLOCK_BYTES));
  let used = BLOCK_HEADER_BYTES;
  let segment = 0;
  let segmentBytes = 0;
  let segmentSince = 0;
  let stopReason: string | null = null;
  let lostEvents = 0;
  let handedBytes = 0;

  const stop = (reason: string): void => {
    if (stopReason !== null) return;
    stopReason = reason;
    options.onStopped(reason);
  };
  const writer = createBlockWriter({
    release: (bytes) => {
      if (bytes.buffer.byteLength === BLOCK_BYTES && spare.length < SPARE_MAX) spare.push(Buffer.from(bytes.buffer));
    },
    onError: (error) => stop(isDiskFull(error) ? "the disk is full" : String(error)),
  });

  const push = (bytes: Buffer): void => {
    segmentBytes += bytes.length;
    handedBytes += bytes.length;
    writer.push(bytes);
    if (writer.pendingBytes() > limits.pendingBytesMax)
      stop(`the disk is ${writer.pendingBytes()} bytes behind; the limit is ${limits.pendingBytesMax}`);
  };

  const flush = (): void => {
    if (used === BLOCK_HEADER_BYTES) return;
    writeBlockHeader(block, "records", block.subarray(BLOCK_HEADER_BYTES, used));
    push(block.subarray(0, used));
    block = spare.pop() ?? Buffer.from(new ArrayBuffer(BLOCK_BYTES));
    used = BLOCK_HEADER_BYTES;
  };

  const pushBlock = (kind: BlockKind, content: Buffer): void => {
    const bytes = Buffer.allocUnsafe(BLOCK_HEADER_BYTES + content.length);
    content.copy(bytes, BLOCK_HEADER_BYTES);
    writeBlockHeader(bytes, kind, content);
    push(bytes);
  };

  const room = (bytes: number): void => {
    if (used + bytes > block.length) flush();
  };

  /** The state has not seen the event yet: what follows the snapshot is what happened to it. */
  const beginSegment = (event: EngineEvent, state: EngineState): void => {
    flush();
    segment += 1;
    segmentBytes = 0;
    segmentSince = event.receivedAtMs;
    const path = join(run, segmentName(segment));
    writer.openNext(path, () => {
      options.onSegment?.();
      return makeRoom(options.folder, path, limits, Date.now());
    });
    const meta = { format: FORMAT_VERSION, segment, nonce: state.nonce, ...options.meta, config: state.config };
    pushBlock("meta", Buffer.from(serialise(meta)));
    pushBlock("snapshot", serialize(state));
  };

  const cold = (event: EngineEvent): void => {
    const text = Buffer.from(serialise(event));
    const bytes = COLD_HEADER_BYTES + text.length;
    room(bytes);
    if (bytes <= block.length - used) {
      writeCold(block, used, text);
      used += bytes;
      return;
    }
    const content = Buffer.allocUnsafe(bytes);
    writeCold(content, 0, text);
    pushBlock("records", content);
  };

  const timer = setInterval(() => {
    if (stopReason === null) flush();
  }, FLUSH_MS);
  timer.unref();

  return {
    run,
    event(event, state) {
      if (stopReason !== null) {
        lostEvents += 1;
        return;
      }
      const old = segmentBytes > limits.segmentBytesMax || event.receivedAtMs - segmentSince > limits.segmentMsMax;
      if (segment === 0 || old) beginSegment(event, state);
      if (event.kind === "top") {
        room(TOP_BYTES);
        writeTop(block, used, event);
        used += TOP_BYTES;
      } else if (event.kind === "mark") {
        room(MARK_BYTES);
        writeMark(block, used, event);
        used += MARK_BYTES;
      } else cold(event);
    },
    effects(effects: readonly Effect[], state) {
      if (stopReason !== null) return;
      room(EFFECTS_BYTES);
      writeEffects(block, used, state.sequence, fingerprint(serialise(effects)));
      used += EFFECTS_BYTES;
    },
    stopped: () => (stopReason === null ? null : { reason: stopReason, lostEvents }),
    use: () => ({ bytes: handedBytes, pendingBytes: writer.pendingBytes() }),
    async close() {
      clearInterval(timer);
      if (stopReason === null) flush();
      await writer.close();
    },
  };
}
