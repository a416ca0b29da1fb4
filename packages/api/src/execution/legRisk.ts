import { HOPS, type Hop } from "@evenkeel/core/order";
import type { LegRiskRow } from "@evenkeel/core/ports";
import {
  type DistributionView,
  type Known,
  known,
  type LegRiskFigures,
  type LegRiskView,
  RUNS_SHOWN_MAX,
  unknown,
} from "../views/index.ts";

/** Nothing on record is one of two things: nothing has happened, or nobody measured what did. */
const told = <T>(value: T | null, happened: number): Known<T> =>
  value === null ? unknown(happened === 0 ? "nothing-yet" : "not-measured") : known(value);

function figuresOf(row: LegRiskRow): LegRiskFigures {
  const { windows, orders, filled, cost, costUnknown } = row;
  const hop = (name: Hop): Known<DistributionView> => told(row.hopMs[name], name === "fill" ? filled : orders);
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
    readyMs: told(row.readyMs, orders),
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
  hopMs: { decide: null, store: null, hand: null, reply: null, fill: null },
  readyMs: null,
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
