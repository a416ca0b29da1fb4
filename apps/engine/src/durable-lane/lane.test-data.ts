import type { Control, DurableBatch } from "@evenkeel/core/events";
import { venueTime, wallTime } from "@evenkeel/core/units";
import type { PersistEffect, Stored } from "./durable-lane.ts";
import type { Kept } from "./emergency-file.ts";

const batch = (sequence: number, padding = 0): DurableBatch => ({
  sequence,
  venueTimeMs: venueTime(1_000 + sequence),
  wallTimeMs: wallTime(2_000 + sequence),
  rows: [{ table: "alert", alert: { level: "INFO", code: "test", text: "x".repeat(padding) } }],
});
/** A hedge moves money, whatever else its batch tells. */
const moneyBatch = (sequence: number, padding: number): DurableBatch => ({
  ...batch(sequence, padding),
  rows: [...batch(sequence, padding).rows, { table: "control", control: {} as Control }],
});
export const effect = (sequence: number, kind: "notes" | "hedge" | "enter", padding = 0): PersistEffect => ({
  kind: "persist",
  batch: kind === "hedge" ? moneyBatch(sequence, padding) : batch(sequence, padding),
  awaited: kind !== "notes",
  reducesRisk: kind === "hedge",
});
export const stored = (checkedAtMs: number): Stored => ({ stored: true, checkedAt: wallTime(checkedAtMs) });
export const EPOCH = 4;
export const kept = (sequence: number, epoch = EPOCH, padding = 0): Kept => ({
  epoch,
  batch: batch(sequence, padding),
});
export const sequences = (all: readonly Kept[]): number[] => all.map((each) => each.batch.sequence);

/** A database that answers when told to. */
export function createJournal() {
  const committed: number[] = [];
  const transactions: number[][] = [];
  /** Sequences whose rows the database can never take. */
  const broken = new Set<number>();
  const waiting: { settle: (error?: Error) => void }[] = [];
  let mode: "prompt" | "held" | "down" = "prompt";
  return {
    committed,
    transactions,
    broken,
    waiting,
    set: (next: typeof mode) => {
      mode = next;
    },
    commit: (...batches: readonly DurableBatch[]) =>
      new Promise<void>((resolve, reject) => {
        const settle = (error?: Error): void => {
          if (error !== undefined) return reject(error);
          const sequences = batches.map(({ sequence }) => sequence);
          if (sequences.some((sequence) => broken.has(sequence))) return reject(new Error("violates a constraint"));
          transactions.push(sequences);
          committed.push(...sequences);
          resolve();
        };
        if (mode === "prompt") settle();
        else if (mode === "down") settle(new Error("connection refused"));
        else waiting.push({ settle });
      }),
  };
}
