import type { OpportunityView, Stance } from "@evenkeel/api/views";
import { formatVenues } from "../format/leg.ts";
import { chipOf } from "../format/words.ts";

export type SortKey = "symbol" | "mean" | "median" | "next" | "interval" | "basis" | "cost" | "net";
export type Sort = { readonly key: SortKey; readonly descending: boolean };
export const DEFAULT_SORT: Sort = { key: "net", descending: true };

export type View = "all" | "taken" | "rejected" | "quarantined";
const IN_VIEW: Readonly<Record<View, readonly Stance[]>> = {
  all: ["entering", "held", "queued", "clear", "rejected", "quarantined"],
  taken: ["entering", "held", "queued", "clear"],
  rejected: ["rejected"],
  quarantined: ["quarantined"],
};

/** What it is doing comes before what it might do. */
const RANK: Readonly<Record<Stance, number>> = {
  entering: 0,
  queued: 1,
  clear: 2,
  held: 3,
  rejected: 4,
  quarantined: 5,
};

const VALUE: Readonly<Record<SortKey, (row: OpportunityView) => string | number | null>> = {
  symbol: (row) => row.symbol,
  mean: (row) => row.meanAnnualPercent,
  median: (row) => row.medianAnnualPercent,
  next: (row) => row.nextRateBps,
  interval: (row) => row.intervalHours,
  basis: (row) => row.basisBps,
  cost: (row) => row.costs.totalBps,
  net: (row) => row.netBps,
};

function compare(a: string | number | null, b: string | number | null): number {
  if (a === b || a === null || b === null) return 0;
  return a < b ? -1 : 1;
}

const matches = (row: OpportunityView, words: readonly string[]): boolean => {
  const text =
    `${row.symbol} ${formatVenues(row)} ${row.stance} ${row.reasons.map((reason) => `${reason.code} ${chipOf(reason)}`).join(" ")}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

const isTaken = (row: OpportunityView): boolean => IN_VIEW.taken.includes(row.stance);

export const isDefaultSort = (sort: Sort): boolean =>
  sort.key === DEFAULT_SORT.key && sort.descending === DEFAULT_SORT.descending;

/** In its own order the table shows what is taken first: how many rows that are, so that their end can be marked. */
export const countTaken = (rows: readonly OpportunityView[], sort: Sort): number =>
  isDefaultSort(sort) ? rows.filter(isTaken).length : 0;

export function arrangeRows(
  rows: readonly OpportunityView[],
  options: { readonly sort: Sort; readonly view: View; readonly filter: string },
): readonly OpportunityView[] {
  const { sort, view, filter } = options;
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const shown = rows.filter((row) => IN_VIEW[view].includes(row.stance) && matches(row, words));
  const value = VALUE[sort.key];
  const byNet = isDefaultSort(sort);
  return shown.toSorted((a, b) => {
    const [left, right] = [value(a), value(b)];
    const rank = byNet ? RANK[a.stance] - RANK[b.stance] : 0;
    // The unknown is last whichever way the column is turned.
    const known = Number(left === null) - Number(right === null);
    return rank || known || compare(left, right) * (sort.descending ? -1 : 1) || a.id.localeCompare(b.id);
  });
}
