/** Ours, never the venue's: a denial is stable code plus the two numbers that decided. */
export type DenialCode =
  | "not-ready"
  | "halted"
  | "kill-level"
  | "equity-unknown"
  | "venue-down"
  | "books-differ"
  | "clock-offset"
  | "stale"
  | "quarantined"
  | "symbol-frozen"
  | "pairs-full"
  | "already-held"
  | "pair-opening"
  | "not-trading"
  | "pair-ratio"
  | "journal-down"
  | "cooldown"
  | "settlement"
  | "leg-minimum"
  | "filter"
  | "leverage"
  | "pair-limit"
  | "notional-limit"
  | "net-delta"
  | "free-equity"
  | "wallet"
  | "daily-loss"
  | "drawdown"
  | "expected-shortfall"
  | "risk-unknown"
  | "beyond-target"
  | "not-reducing"
  | "unknown-orders";

export type Denial = { readonly code: DenialCode; readonly have: number; readonly need: number };

export const denial = (code: DenialCode, have = 0, need = 0): Denial => ({ code, have, need });
