/** What a venue announces about a contract. */
export type Change =
  | { readonly what: "delisting" }
  /** Of one that is not traded, or no more. */
  | { readonly what: "listing" }
  | { readonly what: "interval"; readonly hours: 1 | 2 | 4 | 8 }
  /** Bounds of its settled rate, on both sides: an integer at 8 digits. */
  | { readonly what: "cap"; readonly cap: number }
  /** One unit of the perpetual becomes this many of the old ones: the price rises by it, positions shrink by it. */
  | { readonly what: "redenomination"; readonly factor: number };

export interface ScheduledChange {
  readonly index: number;
  /** From when it holds: one minute after a full hour, when even a late settlement of that hour is paid. */
  readonly atMs: number;
  readonly change: Exclude<Change, { what: "delisting" | "listing" }>;
}
