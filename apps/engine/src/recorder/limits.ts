import { DAY_MS, HOUR_MS } from "@evenkeel/core/units";

export type RecorderLimits = {
  /** All recordings of this installation together; the oldest segments go first. */
  readonly totalBytesMax: number;
  readonly ageMsMax: number;
  readonly segmentBytesMax: number;
  readonly segmentMsMax: number;
  /** Waiting for the disk. Beyond it recording stops and says so. */
  readonly pendingBytesMax: number;
};

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: RecorderLimits = {
  totalBytesMax: 2_048 * MEBIBYTE,
  ageMsMax: DAY_MS,
  segmentBytesMax: 128 * MEBIBYTE,
  segmentMsMax: HOUR_MS,
  pendingBytesMax: 64 * MEBIBYTE,
};

/** Handed to the disk when this full, or after the pause, whichever comes first. */
export const BLOCK_BYTES = 256 * 1024;
export const FLUSH_MS = 100;
