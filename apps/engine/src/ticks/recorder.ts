import type { EngineEvent, MarkUpdate, TopOfBook } from "@evenkeel/core/events";
import type { PublicTrade } from "@evenkeel/core/ports";
import { HOUR_MS, MINUTE_MS, RATE_SCALE, SECOND_MS } from "@evenkeel/core/units";
import type { TickWriter } from "@evenkeel/store/ticks";

/** As many markets as the writer takes. */
const INSTRUMENTS_MAX = 32_768;
const ESTIMATE_EVERY_MS = MINUTE_MS;
/** A trade stamped further from the venue's own time is not believed; in simulated time so many seconds of ours. */
const DRIFT_MS_MAX = HOUR_MS;
const DRIFT_SECONDS_MAX = 10;
/** The writer refuses and counts it: no market lived then. */
const NEVER = 0;
const RATE_UNIT = 10 ** RATE_SCALE;

type Intake = Pick<TickWriter, "trade" | "top" | "estimate" | "settlement">;

export type TickRecorder = {
  /** Sees what the engine sees, before or after it; keeps no reference. */
  readonly observe: (event: EngineEvent) => void;
  readonly trade: (trade: PublicTrade) => void;
  /** Stores the last top of every market whose top changed since the last sweep. */
  readonly sweep: () => void;
};

/** Columns by instrument, as in `core/market`: a tick writes numbers into them and makes nothing. */
const createColumns = () => ({
  priceUnit: new Float64Array(INSTRUMENTS_MAX),
  quantityUnit: new Float64Array(INSTRUMENTS_MAX),
  intervalHours: new Uint16Array(INSTRUMENTS_MAX),
  bidPrice: new Float64Array(INSTRUMENTS_MAX),
  bidQuantity: new Float64Array(INSTRUMENTS_MAX),
  askPrice: new Float64Array(INSTRUMENTS_MAX),
  askQuantity: new Float64Array(INSTRUMENTS_MAX),
  topVenueMs: new Float64Array(INSTRUMENTS_MAX),
  storedTopMs: new Float64Array(INSTRUMENTS_MAX),
  storedEstimateAtMs: new Float64Array(INSTRUMENTS_MAX).fill(Number.NEGATIVE_INFINITY),
});

/** Turns what streams by into rows: mantissas into numbers, tops down to one a sweep, estimates to one a minute. */
export function createTickRecorder(writer: Intake, speed: number): TickRecorder {
  const columns = createColumns();
  const { priceUnit, quantityUnit, intervalHours } = columns;
  const driftMsMax = Math.max(DRIFT_MS_MAX, DRIFT_SECONDS_MAX * SECOND_MS * speed);
  let instruments = 0;
  let venueNowMs = 0;

  const noteTop = (top: TopOfBook): void => {
    const at: number = top.instrument;
    columns.bidPrice[at] = top.bidPrice;
    columns.bidQuantity[at] = top.bidQuantity;
    columns.askPrice[at] = top.askPrice;
    columns.askQuantity[at] = top.askQuantity;
    columns.topVenueMs[at] = top.venueTimeMs;
  };

  const noteMark = (mark: MarkUpdate): void => {
    venueNowMs = mark.venueTimeMs;
    const at: number = mark.instrument;
    const unit = priceUnit[at] ?? 0;
    if (unit === 0 || mark.receivedAtMs - (columns.storedEstimateAtMs[at] ?? 0) < ESTIMATE_EVERY_MS) return;
    columns.storedEstimateAtMs[at] = mark.receivedAtMs;
    writer.estimate(
      at,
      mark.venueTimeMs,
      mark.nextFundingAt,
      mark.fundingRate / RATE_UNIT,
      mark.markPrice / unit,
      mark.indexPrice / unit,
      intervalHours[at] ?? 0,
    );
  };

  const storeTop = (at: number): void => {
    const venueMs = columns.topVenueMs[at] ?? 0;
    const unit = priceUnit[at] ?? 0;
    if (unit === 0 || venueMs <= (columns.storedTopMs[at] ?? 0)) return;
    columns.storedTopMs[at] = venueMs;
    const size = quantityUnit[at] ?? 1;
    writer.top(
      at,
      venueMs,
      (columns.bidPrice[at] ?? 0) / unit,
      (columns.bidQuantity[at] ?? 0) / size,
      (columns.askPrice[at] ?? 0) / unit,
      (columns.askQuantity[at] ?? 0) / size,
    );
  };

  return {
    observe(event) {
      if (event.kind === "top") noteTop(event);
      else if (event.kind === "mark") noteMark(event);
      else if (event.kind === "catalogue") {
        for (const { index, priceScale, quantityScale } of event.instruments) {
          priceUnit[index] = 10 ** priceScale;
          quantityUnit[index] = 10 ** quantityScale;
          instruments = Math.min(INSTRUMENTS_MAX, Math.max(instruments, index + 1));
        }
      } else if (event.kind === "funding-terms") intervalHours[event.instrument] = event.intervalHours;
      else if (event.kind === "funding-history") {
        const hours = intervalHours[event.instrument] ?? 0;
        for (const { venueTimeMs, rate } of event.settled)
          writer.settlement(event.instrument, venueTimeMs, rate / RATE_UNIT, hours);
      }
    },
    trade({ instrument, venueTimeMs, tradeId, price, quantity, takerSide }) {
      const isBelieved = Math.abs(venueTimeMs - venueNowMs) <= driftMsMax;
      writer.trade(
        instrument,
        isBelieved ? venueTimeMs : NEVER,
        tradeId,
        price / (priceUnit[instrument] ?? 0),
        quantity / (quantityUnit[instrument] ?? 0),
        takerSide === "buy" ? 1 : -1,
      );
    },
    sweep() {
      for (let at = 0; at < instruments; at += 1) storeTop(at);
    },
  };
}
