import { PROFIT_POINTS_MAX, type ProfitPoint, type ProfitSeriesView } from "@evenkeel/api/views";
import type { PlanId } from "@evenkeel/core/ids";
import type { Pair } from "@evenkeel/core/position";
import { type Amount, DAY_MS, divideUp, type VenueTimeMs, ZERO } from "@evenkeel/core/units";
import { text } from "./numbers.ts";

/** One thing that changed what was earned. */
export type ProfitChange = {
  readonly venueTimeMs: number;
  readonly funding: Amount;
  /** Zero or positive: what was paid. */
  readonly fees: Amount;
  /** Price and basis together, once both legs are out. */
  readonly trading: Amount;
};

/** Changes kept; the oldest are folded into one beyond it. */
const CHANGES_MAX = 4_000;

export type ProfitBooks = {
  /** A pair as it was just stored. */
  readonly observe: (pair: Pair, atMs: VenueTimeMs) => void;
  readonly series: (asset: string) => ProfitSeriesView;
  /** Booked in the venue day before `nowMs`. */
  readonly lastDay: (nowMs: number) => {
    readonly funding: Amount;
    readonly settlements: number;
    readonly fees: Amount;
  };
};

type Known = { readonly funding: Amount; readonly fees: Amount; readonly closed: boolean };
const NOTHING: Known = { funding: ZERO, fees: ZERO, closed: false };

/** Keeps what came in by cause over venue time. `history` is what the database knew, `pairs` where it left off. */
export function createProfitBooks(history: readonly ProfitChange[], pairs: Iterable<Pair>): ProfitBooks {
  const changes = history.toSorted((a, b) => a.venueTimeMs - b.venueTimeMs);
  const known = new Map<PlanId, Known>();
  for (const pair of pairs) known.set(pair.plan, knownOf(pair));
  let cached: ProfitSeriesView | null = null;

  return {
    observe(pair, atMs) {
      // A pair is first heard of when it opens; a later one is of before this process and in the history already.
      const before = known.get(pair.plan) ?? (pair.stage === "opening" ? NOTHING : knownOf(pair));
      const now = knownOf(pair);
      known.set(pair.plan, now);
      const funding = (now.funding - before.funding) as Amount;
      const fees = (now.fees - before.fees) as Amount;
      const trading = now.closed && !before.closed ? tradingOf(pair) : ZERO;
      if (funding === 0n && fees === 0n && trading === 0n) return;
      changes.push({ venueTimeMs: atMs, funding, fees, trading });
      if (changes.length > CHANGES_MAX) fold(changes);
      cached = null;
    },
    series(asset) {
      cached ??= { asset, points: thin(cumulate(changes)) };
      return cached;
    },
    lastDay(nowMs) {
      const day = changes.filter(({ venueTimeMs }) => venueTimeMs > nowMs - DAY_MS);
      return {
        funding: sum(day, "funding"),
        fees: sum(day, "fees"),
        settlements: day.filter(({ funding }) => funding !== 0n).length,
      };
    },
  };
}

const knownOf = (pair: Pair): Known => ({ funding: pair.funding, fees: pair.fees, closed: pair.stage === "closed" });

const tradingOf = ({ long, short }: Pair): Amount =>
  (soldProfit(BigInt(long.boughtQuantity), long.boughtQuote, BigInt(long.soldQuantity), long.soldQuote) +
    short.soldQuote -
    short.boughtQuote) as Amount;

/**
 * What selling a long brought over what was sold of it cost. Coins a fee took and a rest too small to sell are not in
 * it: the fee is counted as a fee, and the rest is still there.
 */
export function soldProfit(bought: bigint, boughtQuote: Amount, sold: bigint, soldQuote: Amount): Amount {
  return bought === 0n ? soldQuote : ((soldQuote - divideUp(boughtQuote * sold, bought)) as Amount);
}

const sum = (changes: readonly ProfitChange[], part: "funding" | "fees" | "trading"): Amount =>
  changes.reduce<Amount>((total, change) => (total + change[part]) as Amount, ZERO);

function fold(changes: ProfitChange[]): void {
  const old = changes.splice(0, CHANGES_MAX / 2);
  changes.unshift({
    venueTimeMs: old.at(-1)?.venueTimeMs ?? 0,
    funding: sum(old, "funding"),
    fees: sum(old, "fees"),
    trading: sum(old, "trading"),
  });
}

function cumulate(changes: readonly ProfitChange[]): ProfitPoint[] {
  let funding = ZERO;
  let fees = ZERO;
  let trading = ZERO;
  return changes.map((change) => {
    funding = (funding + change.funding) as Amount;
    fees = (fees + change.fees) as Amount;
    trading = (trading + change.trading) as Amount;
    return {
      venueTimeMs: change.venueTimeMs,
      funding: text(funding),
      costs: text(-fees as Amount),
      price: text(trading),
      net: text((funding - fees + trading) as Amount),
    };
  });
}

/** The first and the last always stay. */
function thin(points: ProfitPoint[]): ProfitPoint[] {
  if (points.length <= PROFIT_POINTS_MAX) return points;
  const step = (points.length - 1) / (PROFIT_POINTS_MAX - 1);
  return Array.from({ length: PROFIT_POINTS_MAX }, (_, at) => points[Math.round(at * step)]).filter(
    (point) => point !== undefined,
  );
}
