import type { PairStage } from "./pair.ts";

/** What a pair looks like between two orders. Decided by arithmetic in `situation.ts`, never by memory. */
export type PairSituation =
  | "order-live" // something of ours may execute any moment: wait or ask, never act beside it
  | "resting" // the leading leg's order waits in the book; what it got has its counterpart
  | "resting-unbalanced" // the same, and what it got has none yet
  | "resting-spent" // the same, and the counterpart was proven impossible often enough
  | "stray" // an order rests that this stage does not want, or that stands in the way
  | "unbalanced" // one leg is ahead by more than the other can leave alone
  | "hedge-spent" // unbalanced, and the hedge was proven impossible often enough
  | "below-target" // balanced, and the entry still wants more
  | "paced" // balanced, the entry wants more, and its next part is not due yet
  | "above-target" // balanced, and a step down was decided
  | "balanced" // hedged, nothing more wanted
  | "empty"; // neither leg holds anything tradable

export type PairAction =
  | "wait"
  | "recall" // take back what rests
  | "lead" // next order of the leading leg towards the target
  | "hedge" // order of the lagging leg for exactly what is missing
  | "shrink" // reduce the leg that is ahead
  | "reduce" // take the leading leg down to nothing
  | "trim" // take the leading leg down to the target
  | "finish"; // book the pair as closed

export type PairStep = { readonly stage: PairStage; readonly action: PairAction };

const row = (stage: PairStage, action: PairAction): PairStep => ({ stage, action });

/** The whole life of a pair. Every cell is filled: there is no situation without an answer. */
export const PAIR_TRANSITIONS: { readonly [Stage in PairStage]: { readonly [Situation in PairSituation]: PairStep } } =
  {
    opening: {
      "order-live": row("opening", "wait"),
      resting: row("opening", "wait"),
      "resting-unbalanced": row("opening", "hedge"),
      "resting-spent": row("opening", "recall"),
      stray: row("opening", "recall"),
      unbalanced: row("opening", "hedge"),
      "hedge-spent": row("unwinding", "shrink"),
      "below-target": row("opening", "lead"),
      paced: row("opening", "wait"),
      "above-target": row("open", "wait"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    open: {
      "order-live": row("open", "wait"),
      resting: row("open", "recall"),
      "resting-unbalanced": row("open", "recall"),
      "resting-spent": row("open", "recall"),
      stray: row("open", "recall"),
      // The other leg shrank behind our back (auto-deleveraging, a fill found late): follow it down, never up.
      unbalanced: row("unwinding", "shrink"),
      "hedge-spent": row("unwinding", "shrink"),
      "below-target": row("open", "wait"),
      paced: row("open", "wait"),
      "above-target": row("open", "wait"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    unwinding: {
      "order-live": row("unwinding", "wait"),
      resting: row("unwinding", "recall"),
      "resting-unbalanced": row("unwinding", "recall"),
      "resting-spent": row("unwinding", "recall"),
      stray: row("unwinding", "recall"),
      unbalanced: row("unwinding", "shrink"),
      "hedge-spent": row("unwinding", "shrink"),
      "below-target": row("open", "wait"),
      paced: row("open", "wait"),
      "above-target": row("open", "wait"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    shrinking: {
      "order-live": row("shrinking", "wait"),
      resting: row("shrinking", "recall"),
      "resting-unbalanced": row("shrinking", "recall"),
      "resting-spent": row("shrinking", "recall"),
      stray: row("shrinking", "recall"),
      unbalanced: row("shrinking", "shrink"),
      "hedge-spent": row("shrinking", "shrink"),
      "below-target": row("open", "wait"),
      paced: row("open", "wait"),
      "above-target": row("shrinking", "trim"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    closing: {
      "order-live": row("closing", "wait"),
      resting: row("closing", "wait"),
      "resting-unbalanced": row("closing", "shrink"),
      "resting-spent": row("closing", "shrink"),
      stray: row("closing", "recall"),
      unbalanced: row("closing", "shrink"),
      "hedge-spent": row("closing", "shrink"),
      "below-target": row("closing", "reduce"),
      paced: row("closing", "reduce"),
      "above-target": row("closing", "reduce"),
      balanced: row("closing", "reduce"),
      empty: row("closed", "finish"),
    },
    closed: {
      "order-live": row("closed", "wait"),
      resting: row("closed", "recall"),
      "resting-unbalanced": row("closed", "recall"),
      "resting-spent": row("closed", "recall"),
      stray: row("closed", "recall"),
      // A fill that came after the end: the pair reopens only to be closed again.
      unbalanced: row("closing", "shrink"),
      "hedge-spent": row("closing", "shrink"),
      "below-target": row("closed", "wait"),
      paced: row("closed", "wait"),
      "above-target": row("closing", "reduce"),
      balanced: row("closing", "reduce"),
      empty: row("closed", "wait"),
    },
  };
