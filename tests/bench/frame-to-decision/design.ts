import type { TradePlan } from "@evenkeel/core/decision";
import type { ColdEvent, Config } from "@evenkeel/core/events";
import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { Tape } from "./tape.ts";

/** What stands decided about one carry: the verdict's number, its two deciding numbers and the net value. */
export type Decision = { verdict: number; have: number; need: number; netBps: number };

/** A plan that risk approved, as far as both designs can tell it. */
export type Entry = Pick<TradePlan, "plan" | "base" | "target" | "leading" | "estimate">;

/** One way of getting from a frame to a decision. Only `frame` is timed. */
export type Design = {
  readonly frame: (kind: number, text: string, receivedAtMs: number) => void;
  readonly cold: (event: ColdEvent) => void;
  readonly decided: (instrument: InstrumentIndex, out: Decision) => void;
  /** The entry the last frame caused, if it did. */
  readonly entered: () => Entry | null;
  /** Takes the entry out again, its base resting a while, and opens the gate for the next one. */
  readonly release: () => void;
  /** From now on no entry is made: what is left is what most frames cost. */
  readonly freeze: () => void;
};

export type CreateDesign = (tape: Tape) => Design;

/** The shipped defaults; only the rest after an exit is short, so that every clear carry gets its turn. */
export const BENCH_CONFIG: Config = { ...DEFAULT_CONFIG, exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 1_000 } };
export const NONCE_TEXT = "bench001";
