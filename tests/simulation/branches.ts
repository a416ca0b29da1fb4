import type { Covered } from "@evenkeel/testkit/simulation";

/**
 * Ways through the core that two hundred days must take, or what they promise was not asked there. Cells of the pair's
 * and the order's table by row and column, denials and alarms by code.
 */
export const BRANCHES: { readonly [Kind in keyof Covered]: readonly string[] } = {
  pairCells: [
    "opening/unbalanced",
    "opening/resting-unbalanced",
    "opening/hedge-spent",
    "opening/paced",
    "unwinding/unbalanced",
    "open/unbalanced",
    "shrinking/above-target",
    "shrinking/unbalanced",
    "closing/resting-unbalanced",
    "closing/stray",
    "closing/unbalanced",
  ],
  orderCells: [
    "intended/withheld",
    "intended/not-stored",
    "intended/recovered",
    "sending/refused",
    "sending/reply-lost",
    "sending/recovered",
    "acknowledged/asked-back",
    "acknowledged/not-known",
    "acknowledged/recovered",
    "settling/recovered",
    "unknown/proven-absent",
    "unknown/reply-open",
    "unknown/reply-done-part",
    "unknown/reply-done-whole",
  ],
  denials: [
    "kill-level",
    "not-ready",
    "journal-down",
    "venue-down",
    "breaker",
    "rate-limited",
    "clock-offset",
    "stale",
    "books-differ",
    "symbol-frozen",
    "margin-drift",
    "unknown-orders",
    "pair-opening",
    "pairs-full",
    "already-held",
    "net-delta",
    "daily-loss",
  ],
  alerts: [
    "freeze",
    "reduce",
    "flatten",
    "flat",
    "not-flat",
    "resume",
    "halted",
    "unexplained",
    "unproven-order",
    "venue-accepted",
    "foreign-fill",
    "auto-deleveraged",
    "liquidated",
    "liquidation-near",
    "transferred",
    "shrinking",
    "delisting",
    "venue-settled",
    "market-gone",
    "redenominated",
    "funding-terms",
    "margin-drift",
    "permissions",
    "breaker",
    "breaker-closed",
    "rate-limited",
    "journal",
    "hedge-failed",
    "unhedged",
    "order-unknown",
    "order-rejected",
    "cancel-failed",
  ],
};

const KINDS = Object.keys(BRANCHES) as readonly (keyof Covered)[];

/** In how many days each branch was taken, whether named above or not. */
export type BranchDays = ReadonlyMap<keyof Covered, Map<string, number>>;

export const createBranchDays = (): BranchDays => new Map(KINDS.map((kind) => [kind, new Map<string, number>()]));

export function countDay(days: BranchDays, covered: Covered): void {
  for (const [kind, counts] of days) for (const name of covered[kind]) counts.set(name, (counts.get(name) ?? 0) + 1);
}

export const sayDays = (days: BranchDays): string =>
  [...days]
    .map(([kind, counts]) => {
      const rows = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
      return `${kind}: ${rows.join(" · ")}`;
    })
    .join("\n");

export const untaken = (days: BranchDays): readonly string[] =>
  KINDS.flatMap((kind) => BRANCHES[kind].filter((name) => !days.get(kind)?.has(name)).map((name) => `${kind} ${name}`));
