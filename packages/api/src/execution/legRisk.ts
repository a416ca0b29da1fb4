import { HOPS } from "@evenkeel/core/order";
import {
  type BinView,
  type DistributionView,
  type HopName,
  type Known,
  known,
  type LegRiskFigures,
  type LegRiskView,
  RUNS_SHOWN_MAX,
  unknown,
} from "../views/index.ts";

/** What the books say of one scope; null where nothing of it is on record. */
export type LegRiskRow = {
  readonly scope:
    | { readonly kind: "all" }
    | { readonly kind: "venue"; readonly venue: string }
    | { readonly kind: "run"; readonly run: number };
  readonly startedAtMs: number | null;
  readonly windows: number;
  readonly openWindows: number;
  readonly seconds: DistributionView | null;
  readonly notional: DistributionView | null;
  readonly secondsBins: readonly BinView[];
  readonly notionalBins: readonly BinView[];
  readonly notionalSeconds: number;
  readonly orders: number;
  readonly filled: number;
  readonly slippageBps: (DistributionView & { readonly mean: number }) | null;
  readonly slippageUnknown: number;
  readonly makerPercent: number | null;
  readonly cost: { readonly pairs: number; readonly estimatedBps: number; readonly realisedBps: number } | null;
  readonly costUnknown: number;
  readonly hops: { readonly [Hop in HopName]: DistributionView | null };
  readonly ready: DistributionView | null;
};

/** Nothing on record is one of two things: nothing has happened, or nobody measured what did. */
const told = <T>(value: T | null, happened: number): Known<T> =>
  value === null ? unknown(happened === 0 ? "nothing-yet" : "not-measured") : known(value);

function figuresOf(row: LegRiskRow): LegRiskFigures {
  const { windows, orders, filled, cost, costUnknown } = row;
  const hop = (name: HopName): Known<DistributionView> => told(row.hops[name], name === "fill" ? filled : orders);
  return {
    startedAtMs: row.startedAtMs,
    windows,
    openWindows: row.openWindows,
    seconds: told(row.seconds, windows),
    notional: told(row.notional, windows),
    secondsBins: row.secondsBins,
    notionalBins: row.notionalBins,
    notionalSeconds: row.notionalSeconds,
    orders,
    filled,
    slippageBps: told(row.slippageBps, filled),
    slippageUnknown: row.slippageUnknown,
    makerPercent: told(row.makerPercent, filled),
    cost: told(cost, costUnknown),
    costUnknown,
    hopMs: Object.fromEntries(HOPS.map((name) => [name, hop(name)])) as LegRiskFigures["hopMs"],
    readyMs: told(row.ready, orders),
  };
}

const NOTHING: Omit<LegRiskRow, "scope"> = {
  startedAtMs: null,
  windows: 0,
  openWindows: 0,
  seconds: null,
  notional: null,
  secondsBins: [],
  notionalBins: [],
  notionalSeconds: 0,
  orders: 0,
  filled: 0,
  slippageBps: null,
  slippageUnknown: 0,
  makerPercent: null,
  cost: null,
  costUnknown: 0,
  hops: { decide: null, store: null, hand: null, reply: null, fill: null },
  ready: null,
};

export function viewLegRisk(rows: readonly LegRiskRow[], sinceMs: number, madeAtMs: number): LegRiskView {
  const all = rows.find(({ scope }) => scope.kind === "all") ?? { scope: { kind: "all" }, ...NOTHING };
  return {
    sinceMs,
    madeAtMs,
    all: figuresOf(all),
    venues: rows
      .flatMap((row) => (row.scope.kind === "venue" ? [{ venue: row.scope.venue, ...figuresOf(row) }] : []))
      .toSorted((a, b) => a.venue.localeCompare(b.venue)),
    runs: rows
      .flatMap((row) => (row.scope.kind === "run" ? [{ run: row.scope.run, ...figuresOf(row) }] : []))
      .toSorted((a, b) => b.run - a.run)
      .slice(0, RUNS_SHOWN_MAX),
  };
}
