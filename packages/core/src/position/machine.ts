import type { PairStage } from "./pair.ts";

/** What a pair looks like between two orders. Decided by arithmetic in `situation.ts`, never by memory. */
export type PairSituation =
  | "order-live" // something of ours may still execute: wait or ask, never act beside it
  | "unbalanced" // one leg is ahead by more than the other can leave alone
  | "hedge-spent" // unbalanced, and the hedge was proven impossible often enough
  | "below-target" // balanced, and the entry still wants more
  | "balanced" // hedged, nothing more wanted
  | "empty"; // neither leg holds anything tradable

export type PairAction =
  | "wait"
  | "lead" // next order of the leading leg towards the target
  | "hedge" // order of the lagging leg for exactly what is missing
  | "shrink" // reduce the leg that is ahead
  | "reduce" // take the leading leg down to nothing
  | "finish"; // book the pair as closed

export type PairStep = { readonly stage: PairStage; readonly action: PairAction };

const row = (stage: PairStage, action: PairAction): PairStep => ({ stage, action });

/** The whole life of a pair. Every cell is filled: there is no situation without an answer. */
export const PAIR_TRANSITIONS: { readonly [Stage in PairStage]: { readonly [Situation in PairSituation]: PairStep } } =
  {
    opening: {
      "order-live": row("opening", "wait"),
      unbalanced: row("opening", "hedge"),
      "hedge-spent": row("unwinding", "shrink"),
      "below-target": row("opening", "lead"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    open: {
      "order-live": row("open", "wait"),
      // The other leg shrank behind our back (auto-deleveraging, a fill found late): follow it down, never up.
      unbalanced: row("unwinding", "shrink"),
      "hedge-spent": row("unwinding", "shrink"),
      "below-target": row("open", "wait"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    unwinding: {
      "order-live": row("unwinding", "wait"),
      unbalanced: row("unwinding", "shrink"),
      "hedge-spent": row("unwinding", "shrink"),
      "below-target": row("open", "wait"),
      balanced: row("open", "wait"),
      empty: row("closed", "finish"),
    },
    closing: {
      "order-live": row("closing", "wait"),
      unbalanced: row("closing", "shrink"),
      "hedge-spent": row("closing", "shrink"),
      "below-target": row("closing", "reduce"),
      balanced: row("closing", "reduce"),
      empty: row("closed", "finish"),
    },
    closed: {
      "order-live": row("closed", "wait"),
      // A fill that came after the end: the pair reopens only to be closed again.
      unbalanced: row("closing", "shrink"),
      "hedge-spent": row("closing", "shrink"),
      "below-target": row("closed", "wait"),
      balanced: row("closing", "reduce"),
      empty: row("closed", "wait"),
    },
  };
