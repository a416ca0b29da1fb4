import type { VenueId } from "../ids/index.ts";
import { FundingHistory, type FundingRing } from "./funding.ts";
import type { Instrument } from "./instrument.ts";

/** Why an instrument's data may not be traded on. Stored as a byte; `QUARANTINE_NAMES` gives the stable code. */
export const Quarantine = {
  none: 0,
  zero: 1,
  crossed: 2,
  jump: 3,
  markIndex: 4,
  pairRatio: 5,
  malformed: 6,
  silent: 7,
} as const;
export const QUARANTINE_NAMES = [
  "none",
  "zero",
  "crossed",
  "jump",
  "mark-index",
  "pair-ratio",
  "malformed",
  "never-seen",
] as const;

/**
 * All market data by instrument index: integer mantissas in Float64 columns, so that a tick writes numbers
 * and makes nothing. Times are 0 until first seen.
 */
export type MarketColumns = {
  capacity: number;
  bidPrice: Float64Array;
  bidQuantity: Float64Array;
  askPrice: Float64Array;
  askQuantity: Float64Array;
  updateId: Float64Array;
  topVenueMs: Float64Array;
  topReceivedMs: Float64Array;
  markPrice: Float64Array;
  indexPrice: Float64Array;
  fundingRate: Float64Array;
  nextFundingMs: Float64Array;
  markReceivedMs: Float64Array;
  intervalHours: Float64Array;
  fundingCap: Float64Array;
  fundingFloor: Float64Array;
  volumeQuote24h: Float64Array;
  openInterestQuote: Float64Array;
  bidDepthQuote: Float64Array;
  askDepthQuote: Float64Array;
  depthReceivedMs: Float64Array;
  depthAskedMs: Float64Array;
  /** Running variance of a day's log return of the mark, and the mark it was last fed. */
  varianceDaily: Float64Array;
  varianceSampledMark: Float64Array;
  varianceSampledMs: Float64Array;
  /** 10^-priceScale, so that a score needs one multiplication. */
  priceUnit: Float64Array;
  quarantine: Uint8Array;
  markQuarantine: Uint8Array;
  quarantineCount: Uint32Array;
  /** Tops dropped because their update id went back. */
  outOfOrderCount: Uint32Array;
  jumpMid: Float64Array;
  jumpConfirmations: Uint8Array;
};

const CAPACITY_MIN = 64;

const floats = (capacity: number): Float64Array => new Float64Array(capacity);

export function createColumns(capacity: number = CAPACITY_MIN): MarketColumns {
  return {
    capacity,
    bidPrice: floats(capacity),
    bidQuantity: floats(capacity),
    askPrice: floats(capacity),
    askQuantity: floats(capacity),
    updateId: floats(capacity),
    topVenueMs: floats(capacity),
    topReceivedMs: floats(capacity),
    markPrice: floats(capacity),
    indexPrice: floats(capacity),
    fundingRate: floats(capacity),
    nextFundingMs: floats(capacity),
    markReceivedMs: floats(capacity),
    intervalHours: floats(capacity),
    fundingCap: floats(capacity),
    fundingFloor: floats(capacity),
    volumeQuote24h: floats(capacity).fill(Number.NaN),
    openInterestQuote: floats(capacity).fill(Number.NaN),
    bidDepthQuote: floats(capacity),
    askDepthQuote: floats(capacity),
    depthReceivedMs: floats(capacity),
    depthAskedMs: floats(capacity),
    varianceDaily: floats(capacity).fill(Number.NaN),
    varianceSampledMark: floats(capacity),
    varianceSampledMs: floats(capacity),
    priceUnit: floats(capacity),
    quarantine: new Uint8Array(capacity).fill(Quarantine.silent),
    markQuarantine: new Uint8Array(capacity),
    quarantineCount: new Uint32Array(capacity),
    outOfOrderCount: new Uint32Array(capacity),
    jumpMid: floats(capacity),
    jumpConfirmations: new Uint8Array(capacity),
  };
}

export type MarketState = {
  instruments: (Instrument | undefined)[];
  columns: MarketColumns;
  /** Settled rates per perpetual; `undefined` for spot and for perpetuals never asked. */
  funding: (FundingRing | undefined)[];
};

export const createMarket = (): MarketState => ({ instruments: [], columns: createColumns(), funding: [] });

function grow(columns: MarketColumns, capacity: number): MarketColumns {
  const next = createColumns(capacity);
  for (const name of Object.keys(next) as (keyof MarketColumns)[]) {
    const from = columns[name];
    const to = next[name];
    if (typeof from !== "number" && typeof to !== "number") to.set(from);
  }
  return next;
}

/**
 * Adds or replaces one venue's instruments; what it lists no longer is gone. Their indices are dense and never reused,
 * so columns only ever grow.
 */
export function applyCatalogue(market: MarketState, venue: VenueId, instruments: readonly Instrument[]): void {
  const listed = new Set(instruments.map(({ index }) => index));
  market.instruments.forEach((known, index) => {
    if (known?.venue === venue && !listed.has(known.index)) market.instruments[index] = { ...known, status: "gone" };
  });
  for (const instrument of instruments) addInstrument(market, instrument);
}

export function addInstrument(market: MarketState, instrument: Instrument): void {
  const needed = instrument.index + 1;
  if (needed > market.columns.capacity) {
    market.columns = grow(market.columns, 2 ** Math.ceil(Math.log2(needed)));
  }
  while (market.instruments.length < needed) market.instruments.push(undefined);
  market.instruments[instrument.index] = instrument;
  market.columns.priceUnit[instrument.index] = 10 ** -instrument.priceScale;
  if (instrument.kind === "perpetual" && market.funding[instrument.index] === undefined) {
    market.funding[instrument.index] = FundingHistory.create();
  }
}
