import { createDrain } from "./drain.ts";
import { createRowRing, putInt8, type RowRing } from "./ring.ts";
import { SHAPES, TICK_KINDS, type TickKind } from "./shape.ts";
import { createCounts, sumOf, type TickStats } from "./stats.ts";

/**
 * Rows that may wait, by kind: two minutes of a busy day's trades, a quarter of an hour of the rest, and every
 * settlement a start brings. When they are full the newest rows are dropped and counted: what was promised first stays,
 * rows on their way are not touched, and a hole at the end of an outage is no worse than one at its beginning.
 */
const ROWS_MAX: Readonly<Record<TickKind, number>> = {
  trades: 262_144,
  tops: 65_536,
  estimates: 32_768,
  settlements: 131_072,
};
const LINGER_MS = 50;
/** A venue repeats its last trade at times; which one that was is remembered for so many markets. */
const INSTRUMENTS_MAX = 32_768;

export type TickWriterOptions = {
  readonly url: string;
  readonly rowsMax?: Partial<Readonly<Record<TickKind, number>>>;
  readonly lingerMs?: number;
  /** Told once when writing begins to fail, and with `null` when it works again. */
  readonly onTrouble?: (reason: string | null) => void;
};

/** Every intake takes plain numbers, makes nothing, keeps nothing of the caller's, and never waits. */
export type TickWriter = {
  readonly trade: (
    instrument: number,
    venueMs: number,
    tradeId: number,
    price: number,
    quantity: number,
    side: 1 | -1,
  ) => void;
  readonly top: (
    instrument: number,
    venueMs: number,
    bidPrice: number,
    bidQuantity: number,
    askPrice: number,
    askQuantity: number,
  ) => void;
  readonly estimate: (
    instrument: number,
    venueMs: number,
    nextFundingMs: number,
    rate: number,
    markPrice: number,
    indexPrice: number,
    intervalHours: number,
  ) => void;
  readonly settlement: (instrument: number, venueMs: number, rate: number, intervalHours: number) => void;
  readonly stats: () => TickStats;
  /** Takes nothing in while there is a reason; what comes meanwhile is counted as dropped. */
  readonly pause: (reason: string | null) => void;
  /** The earliest venue time among the trades written since it was asked last; infinite when there were none. */
  readonly takeEarliestTrade: () => number;
  /** Writes what waits, for so long at most; the rest is counted as dropped. */
  readonly close: (msMax: number) => Promise<void>;
};

const isTime = (value: number): boolean => Number.isSafeInteger(value) && value > 0;
const isPositive = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
const isCount = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;
const isMarket = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < INSTRUMENTS_MAX;
const isHours = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 10_000;

export function createTickWriter(options: TickWriterOptions): TickWriter {
  const rings = Object.fromEntries(
    TICK_KINDS.map((kind) => [kind, createRowRing(SHAPES[kind], options.rowsMax?.[kind] ?? ROWS_MAX[kind])]),
  ) as Record<TickKind, RowRing>;
  const counts = createCounts();
  const lastTrade = new Float64Array(INSTRUMENTS_MAX).fill(-1);
  let paused: string | null = null;
  let closed = false;
  const drain = createDrain({
    url: options.url,
    rings,
    counts,
    lingerMs: options.lingerMs ?? LINGER_MS,
    onTrouble: options.onTrouble ?? (() => undefined),
  });

  /** Where the row's values go; -1 for a row that is not taken in. */
  const claim = (kind: TickKind, isSound: boolean): number => {
    if (!isSound) {
      counts[kind].refused += 1;
      return -1;
    }
    const place = paused === null && !closed ? rings[kind].claim() : -1;
    if (place < 0) counts[kind].dropped += 1;
    else drain.noticed(rings[kind]);
    return place;
  };

  const { trades, tops, estimates, settlements } = rings;
  const [tradeAt, tradeId, tradePrice, tradeQuantity, tradeMarket, tradeSide] = places(SHAPES.trades.places);
  const [topAt, topBid, topBidQuantity, topAsk, topAskQuantity, topMarket] = places(SHAPES.tops.places);
  const [guessAt, guessNext, guessRate, guessMark, guessIndex, guessMarket, guessHours] = places(
    SHAPES.estimates.places,
  );
  const [settledAt, settledRate, settledMarket, settledHours] = places(SHAPES.settlements.places);

  return {
    trade(instrument, venueMs, id, price, quantity, side) {
      if (lastTrade[instrument] === id) {
        counts.trades.repeated += 1;
        return;
      }
      const sound =
        isMarket(instrument) &&
        isTime(venueMs) &&
        Number.isSafeInteger(id) &&
        isPositive(price) &&
        isPositive(quantity);
      const at = claim("trades", sound);
      if (at < 0) return;
      const { view } = trades;
      putInt8(view, at + tradeAt, venueMs);
      putInt8(view, at + tradeId, id);
      view.setFloat64(at + tradePrice, price);
      view.setFloat64(at + tradeQuantity, quantity);
      view.setInt32(at + tradeMarket, instrument);
      view.setInt16(at + tradeSide, side);
      lastTrade[instrument] = id;
    },
    top(instrument, venueMs, bidPrice, bidQuantity, askPrice, askQuantity) {
      const sound =
        isMarket(instrument) &&
        isTime(venueMs) &&
        isPositive(bidPrice) &&
        isPositive(askPrice) &&
        isCount(bidQuantity) &&
        isCount(askQuantity);
      const at = claim("tops", sound);
      if (at < 0) return;
      const { view } = tops;
      putInt8(view, at + topAt, venueMs);
      view.setFloat64(at + topBid, bidPrice);
      view.setFloat64(at + topBidQuantity, bidQuantity);
      view.setFloat64(at + topAsk, askPrice);
      view.setFloat64(at + topAskQuantity, askQuantity);
      view.setInt32(at + topMarket, instrument);
    },
    estimate(instrument, venueMs, nextFundingMs, rate, markPrice, indexPrice, intervalHours) {
      const sound =
        isMarket(instrument) &&
        isTime(venueMs) &&
        isTime(nextFundingMs) &&
        Number.isFinite(rate) &&
        isPositive(markPrice) &&
        isPositive(indexPrice) &&
        isHours(intervalHours);
      const at = claim("estimates", sound);
      if (at < 0) return;
      const { view } = estimates;
      putInt8(view, at + guessAt, venueMs);
      putInt8(view, at + guessNext, nextFundingMs);
      view.setFloat64(at + guessRate, rate);
      view.setFloat64(at + guessMark, markPrice);
      view.setFloat64(at + guessIndex, indexPrice);
      view.setInt32(at + guessMarket, instrument);
      view.setInt16(at + guessHours, intervalHours);
    },
    settlement(instrument, venueMs, rate, intervalHours) {
      const sound = isMarket(instrument) && isTime(venueMs) && Number.isFinite(rate) && isHours(intervalHours);
      const at = claim("settlements", sound);
      if (at < 0) return;
      const { view } = settlements;
      putInt8(view, at + settledAt, venueMs);
      view.setFloat64(at + settledRate, rate);
      view.setInt32(at + settledMarket, instrument);
      view.setInt16(at + settledHours, intervalHours);
    },
    stats() {
      const kinds = Object.fromEntries(
        TICK_KINDS.map((kind) => [kind, { ...counts[kind], buffered: rings[kind].count() }]),
      ) as TickStats["kinds"];
      const buffered = TICK_KINDS.reduce((sum, kind) => sum + rings[kind].count(), 0);
      return {
        kinds,
        written: sumOf(counts, "written"),
        dropped: sumOf(counts, "dropped"),
        buffered,
        lagMs: drain.lagMs(),
        lastError: drain.lastError(),
        paused,
      };
    },
    pause(reason) {
      paused = reason;
    },
    takeEarliestTrade: drain.takeEarliestTrade,
    async close(msMax) {
      closed = true;
      await drain.close(msMax);
    },
  };
}

/** Every shape has its columns: the names above follow the order in which `SHAPES` lists them. */
const places = (of: readonly number[]) => of as readonly [number, number, number, number, number, number, number];
