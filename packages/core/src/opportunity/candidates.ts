import type { VenueId } from "../ids/index.ts";
import type { MarketState } from "../market/columns.ts";
import type { Instrument } from "../market/instrument.ts";
import { Verdict } from "./verdict.ts";

/** How a pair earns: a carry owns the spot, a spread owns a perpetual of another venue that pays less. */
export type Strategy = "carry" | "spread";
export const SPREAD = 1;

/** Two markets a pair may stand on. */
export type Route = { readonly long: Instrument; readonly short: Instrument };

/** Candidates by dense index: a perpetual to be short of, and what hedges it. */
export type CandidateColumns = {
  count: number;
  /** One candidate of every combination of wallets and kinds: all that the money behind a pair depends on. */
  routes: Route[];
  long: Int32Array;
  short: Int32Array;
  /** The same perpetual at another venue, to compare prices with; -1 where none has it. */
  peer: Int32Array;
  /** 0 for a carry, `SPREAD` for a spread. */
  strategy: Uint8Array;
  /**
   * The candidates of an instrument, as a list of links: `firstLink` of the instrument, `nextLink` of a link, -1 at the
   * end. Link `2c` is the long leg of candidate `c`, link `2c + 1` its short leg.
   */
  firstLink: Int32Array;
  nextLink: Int32Array;

  // Slow features, recomputed when funding settles.
  meanAnnualPercent: Float64Array;
  medianAnnualPercent: Float64Array;
  capHits: Float64Array;
  /** Where today's estimate stands among its own last 30 days, 0 to 100. */
  ratePercentile: Float64Array;
  volatilityAnnualPercent: Float64Array;
  /** Expected cost of having to leave early because the price ran towards the short's liquidation. */
  earlyEndBps: Float64Array;
  /** Expected funding over the hold, in bps of notional. */
  fundingBps: Float64Array;
  featuresAtMs: Float64Array;

  /** What our own portfolio says: `Barred`. Rewritten with the portfolio, never by a tick. */
  barred: Uint8Array;
  /** Risk said no to this one; not asked again before this wall time. */
  deniedUntilMs: Float64Array;

  // Rewritten on every tick of either leg.
  basisBps: Float64Array;
  feeBps: Float64Array;
  spreadBps: Float64Array;
  impactBps: Float64Array;
  basisCostBps: Float64Array;
  netBps: Float64Array;
  verdict: Uint8Array;
  /** The number that was there and the number that was needed. */
  have: Float64Array;
  need: Float64Array;
};

export const Barred = { no: 0, held: 1, cooldown: 2, churn: 3 } as const;

const floats = (count: number): Float64Array => new Float64Array(count).fill(Number.NaN);

export function createCandidates(count = 0, instruments = 0): CandidateColumns {
  return {
    count,
    routes: [],
    long: new Int32Array(count),
    short: new Int32Array(count),
    peer: new Int32Array(count).fill(-1),
    strategy: new Uint8Array(count),
    firstLink: new Int32Array(instruments).fill(-1),
    nextLink: new Int32Array(2 * count).fill(-1),
    meanAnnualPercent: floats(count),
    medianAnnualPercent: floats(count),
    capHits: floats(count),
    ratePercentile: floats(count),
    volatilityAnnualPercent: floats(count),
    earlyEndBps: floats(count),
    fundingBps: floats(count),
    featuresAtMs: new Float64Array(count),
    barred: new Uint8Array(count),
    deniedUntilMs: new Float64Array(count),
    basisBps: floats(count),
    feeBps: floats(count),
    spreadBps: floats(count),
    impactBps: floats(count),
    basisCostBps: floats(count),
    netBps: floats(count).fill(Number.NEGATIVE_INFINITY),
    // Not seen is not clear.
    verdict: new Uint8Array(count).fill(Verdict.stale),
    have: floats(count),
    need: floats(count),
  };
}

/** A carry hedges where it earns: venue, base and settlement currency match exactly (MKT-1). */
const hedgeKey = (instrument: Instrument): string => `${instrument.venue}/${assetKey(instrument)}`;
const assetKey = ({ base, settle }: Instrument): string => `${base}/${settle}`;

type Legs = Route & { readonly strategy: Strategy; readonly peer: Instrument | undefined };

/**
 * Pairs every perpetual with its spot, then with the same perpetual of every other venue, both ways round. In index
 * order, so that a restart numbers candidates the same.
 */
export function matchCandidates(market: MarketState): CandidateColumns {
  const linear = market.instruments.filter((each) => each !== undefined && each.quote === each.settle) as Instrument[];
  const alike = Map.groupBy(linear.filter(isPerpetual), assetKey);
  const legs = [...carries(linear, alike), ...spreads(alike)];
  const candidates = createCandidates(legs.length, market.columns.capacity);
  const routes = new Map<string, Route>();
  legs.forEach(({ long, short, strategy, peer }, candidate) => {
    candidates.long[candidate] = long.index;
    candidates.short[candidate] = short.index;
    candidates.peer[candidate] = peer?.index ?? -1;
    candidates.strategy[candidate] = strategy === "spread" ? SPREAD : 0;
    const key = [long, short].map(({ venue, wallet, kind, settle }) => [venue, wallet, kind, settle].join("/")).join();
    if (!routes.has(key)) routes.set(key, { long, short });
  });
  // Backwards, so that every instrument's list begins with its carry.
  for (let link = 2 * legs.length - 1; link >= 0; link -= 1) {
    const at = (link % 2 === 0 ? candidates.long : candidates.short)[link >> 1] ?? 0;
    candidates.nextLink[link] = candidates.firstLink[at] ?? -1;
    candidates.firstLink[at] = link;
  }
  candidates.routes = [...routes.values()];
  return candidates;
}

type Alike = ReadonlyMap<string, readonly Instrument[]>;

const isPerpetual = ({ kind }: Instrument): boolean => kind === "perpetual";

function carries(instruments: readonly Instrument[], alike: Alike): Legs[] {
  const spots = new Map<string, Instrument>();
  for (const each of instruments) if (each.kind === "spot") spots.set(hedgeKey(each), each);
  return instruments.flatMap((short) => {
    const long = short.kind === "perpetual" ? spots.get(hedgeKey(short)) : undefined;
    const peer = alike.get(assetKey(short))?.find(({ venue }) => venue !== short.venue);
    return long === undefined ? [] : [{ long, short, strategy: "carry", peer }];
  });
}

function spreads(alike: Alike): Legs[] {
  const legs = [...alike.values()].flatMap((same) =>
    same.flatMap((short) =>
      same
        .filter((long) => long.venue !== short.venue)
        .map((long): Legs => ({ long, short, strategy: "spread", peer: long })),
    ),
  );
  return legs.toSorted((a, b) => a.short.index - b.short.index);
}

/** The candidate of these two legs, or -1 while a market of them is not known. */
export function candidateOf(candidates: CandidateColumns, long: number, short: number): number {
  for (let link = candidates.firstLink[short] ?? -1; link >= 0; link = candidates.nextLink[link] ?? -1) {
    const at = link >> 1;
    if (candidates.short[at] === short && candidates.long[at] === long) return at;
  }
  return -1;
}

/** The carry of a perpetual, or -1 where its venue has no spot to hedge it. */
export function carryOf(candidates: CandidateColumns, short: number): number {
  const at = (candidates.firstLink[short] ?? -1) >> 1;
  return at >= 0 && candidates.short[at] === short && candidates.strategy[at] !== SPREAD ? at : -1;
}

/** Long of the same perpetual at that venue, or -1 where it does not list it. */
export function spreadOf(candidates: CandidateColumns, market: MarketState, longVenue: VenueId, short: number): number {
  for (let link = candidates.firstLink[short] ?? -1; link >= 0; link = candidates.nextLink[link] ?? -1) {
    const at = link >> 1;
    if (candidates.short[at] !== short || candidates.strategy[at] !== SPREAD) continue;
    if (market.instruments[candidates.long[at] ?? -1]?.venue === longVenue) return at;
  }
  return -1;
}
