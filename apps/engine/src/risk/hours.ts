import type { EngineState } from "@evenkeel/core/engine";
import type { VenueFailure } from "@evenkeel/core/events";
import type { InstrumentIndex, VenueId } from "@evenkeel/core/ids";
import type { HourlyPrices, PriceHistory } from "@evenkeel/core/ports";
import { referencePrice } from "@evenkeel/core/position";
import {
  err,
  HOUR_MS,
  MINUTE_MS,
  mantissaToFloat,
  ok,
  type Result,
  SECOND_MS,
  type VenueTimeMs,
  venueTime,
} from "@evenkeel/core/units";

/** A month: as far back as the settled rates reach that the engine keeps. */
export const HISTORY_HOURS = 720;
/** Pairs whose hours are kept; the one not wanted for longest goes first. */
const SERIES_MAX = 64;
/** A venue whose answer lacks the last hour is asked again after this much wall time. */
const REPEAT_MS = 5 * SECOND_MS;
/** One that did not answer too, and then after twice as long each time: entries wait for what it knows. */
const RETRY_MS_MAX = MINUTE_MS;

const PRICE_COLUMNS = ["long", "short", "longLow", "shortHigh"] as const;
type Prices<Column> = { readonly [Name in (typeof PRICE_COLUMNS)[number]]: Column };

/** The finished hours of one pair's two markets, a ring; nothing is allocated after its creation. */
export type HourSeries = Prices<Float64Array> & {
  count: number;
  next: number;
  /** The first hour that is not in the ring yet. */
  endMs: number;
  running: { hourMs: number; whole: boolean; long: number; short: number; longLow: number; shortHigh: number };
};

type Slot = {
  series: HourSeries | null;
  loading: boolean;
  retryAtMs: number;
  /** In a row. */
  failures: number;
  wantedAtMs: number;
};

/** The two markets a pair stands on, or would. */
export type Markets = { readonly long: InstrumentIndex; readonly short: InstrumentIndex };

export type Hours = {
  /** Takes the newest prices of all wanted pairs and asks their venues for what is missing of them. */
  readonly observe: (state: EngineState, wanted: readonly Markets[], wallMs: number) => void;
  readonly of: (markets: Markets) => HourSeries | "loading" | "failed";
};

function createSeries(): HourSeries {
  return {
    long: new Float64Array(HISTORY_HOURS),
    short: new Float64Array(HISTORY_HOURS),
    longLow: new Float64Array(HISTORY_HOURS),
    shortHigh: new Float64Array(HISTORY_HOURS),
    count: 0,
    next: 0,
    endMs: 0,
    running: { hourMs: 0, whole: false, long: 0, short: 0, longLow: 0, shortHigh: 0 },
  };
}

function append(series: HourSeries, hour: Prices<number>): void {
  for (const column of PRICE_COLUMNS) series[column][series.next] = hour[column];
  series.next = (series.next + 1) % HISTORY_HOURS;
  series.count = Math.min(HISTORY_HOURS, series.count + 1);
  series.endMs += HOUR_MS;
}

/** Copies the hours from `fromMs` into a column, oldest first. The caller has made sure that they are there. */
export function copyHours(
  series: HourSeries,
  column: (typeof PRICE_COLUMNS)[number],
  fromMs: number,
  target: Float64Array,
) {
  const back = (series.endMs - fromMs) / HOUR_MS;
  const first = (series.next - back + 2 * HISTORY_HOURS) % HISTORY_HOURS;
  for (let hour = 0; hour < target.length; hour += 1)
    target[hour] = series[column][(first + hour) % HISTORY_HOURS] ?? Number.NaN;
}

/**
 * Hours that all answers have, without a gap up to the newest common one. `longLow` comes from the marks of a long
 * perpetual, from the trades of a coin.
 */
export function joinHours(answers: Prices<HourlyPrices>): HourSeries {
  const series = createSeries();
  const rowsOf = ({ openMs }: HourlyPrices) => new Map(Array.from(openMs, (at, row) => [at, row] as const));
  const [shortRows, lowRows, highRows] = [rowsOf(answers.short), rowsOf(answers.longLow), rowsOf(answers.shortHigh)];
  const { long } = answers;
  for (let row = 0; row < long.openMs.length; row += 1) {
    const openMs = long.openMs[row] ?? 0;
    const [shortRow, lowRow, highRow] = [shortRows.get(openMs), lowRows.get(openMs), highRows.get(openMs)];
    if (shortRow === undefined || lowRow === undefined || highRow === undefined) continue;
    if (openMs !== series.endMs) series.count = 0;
    series.endMs = openMs;
    append(series, {
      long: long.close[row] ?? 0,
      short: answers.short.close[shortRow] ?? 0,
      longLow: answers.longLow.low[lowRow] ?? 0,
      shortHigh: answers.shortHigh.high[highRow] ?? 0,
    });
  }
  return series;
}

/** What the market said since the hour began; an hour seen from its middle on is not whole. */
function observeRunning(series: HourSeries, state: EngineState, { long, short }: Markets, isNew: boolean): void {
  const { columns, instruments } = state.market;
  const priceOf = (index: InstrumentIndex, mantissa: number): number =>
    mantissaToFloat(mantissa, instruments[index]?.priceScale ?? 0);
  const { running } = series;
  running.long = priceOf(long, referencePrice(state.market, long));
  running.short = priceOf(short, referencePrice(state.market, short));
  if (isNew) [running.longLow, running.shortHigh] = [Number.POSITIVE_INFINITY, 0];
  const low = instruments[long]?.kind === "spot" ? running.long : priceOf(long, columns.markPrice[long] ?? 0);
  // Before the first mark of a market there is none.
  if (low > 0) running.longLow = Math.min(running.longLow, low);
  running.shortHigh = Math.max(running.shortHigh, priceOf(short, columns.markPrice[short] ?? 0));
}

/** Ends the running hour when the venue's clock left it. `false`: hours are missing and have to be read anew. */
function turnHour(series: HourSeries, hourMs: number): boolean {
  const { running } = series;
  const { long, short } = running;
  if (running.hourMs === series.endMs && running.whole && long > 0 && short > 0) {
    const longLow = Math.min(running.longLow, long);
    const shortHigh = Math.max(running.shortHigh, short);
    append(series, { long, short, longLow, shortHigh });
  }
  running.whole = running.hourMs === hourMs - HOUR_MS;
  running.hourMs = hourMs;
  return series.endMs === hourMs;
}

const UNTOLD: VenueFailure = {
  kind: "refusal",
  code: "no-history",
  message: "its venue tells nothing of the past",
  retryAfterMs: null,
};

export function createHours(
  histories: ReadonlyMap<VenueId, PriceHistory>,
  onFailure: (symbol: string, failure: VenueFailure) => void,
): Hours {
  const slots = new Map<string, Slot>();

  const readAll = async (
    state: EngineState,
    { long, short }: Markets,
    fromMs: VenueTimeMs,
  ): Promise<Result<HourSeries, VenueFailure>> => {
    const { instruments } = state.market;
    const read = (index: InstrumentIndex, series: "trade" | "mark") => {
      const venue = instruments[index]?.venue;
      const history = venue === undefined ? undefined : histories.get(venue);
      return history === undefined ? err(UNTOLD) : history.readHours(index, series, fromMs, HISTORY_HOURS);
    };
    const [longTrades, shortTrades, longMarks, shortMarks] = await Promise.all([
      read(long, "trade"),
      read(short, "trade"),
      instruments[long]?.kind === "perpetual" ? read(long, "mark") : null,
      read(short, "mark"),
    ]);
    if (!longTrades.ok) return longTrades;
    if (!shortTrades.ok) return shortTrades;
    if (longMarks?.ok === false) return longMarks;
    if (!shortMarks.ok) return shortMarks;
    return ok(
      joinHours({
        long: longTrades.value,
        short: shortTrades.value,
        longLow: (longMarks ?? longTrades).value,
        shortHigh: shortMarks.value,
      }),
    );
  };

  const load = async (slot: Slot, markets: Markets, state: EngineState, wallMs: number): Promise<void> => {
    slot.loading = true;
    const hourMs = Math.floor(state.venueNowMs / HOUR_MS) * HOUR_MS;
    const read = await readAll(state, markets, venueTime(hourMs - HISTORY_HOURS * HOUR_MS));
    slot.loading = false;
    slot.failures = read.ok ? 0 : slot.failures + 1;
    slot.retryAtMs = wallMs + Math.min(RETRY_MS_MAX, REPEAT_MS * 2 ** Math.max(0, slot.failures - 1));
    if (!read.ok) return onFailure(state.market.instruments[markets.short]?.symbol ?? "?", read.error);
    // The running hour goes on: what was seen of it while the venue answered stays.
    if (slot.series !== null) read.value.running = slot.series.running;
    slot.series = read.value;
  };

  const slotOf = (markets: Markets, wallMs: number): Slot => {
    let slot = slots.get(keyOf(markets));
    if (slot === undefined) {
      slot = { series: null, loading: false, retryAtMs: 0, failures: 0, wantedAtMs: wallMs };
      slots.set(keyOf(markets), slot);
      forgetSurplus();
    }
    slot.wantedAtMs = wallMs;
    return slot;
  };

  const forgetSurplus = (): void => {
    if (slots.size <= SERIES_MAX) return;
    const [oldest] = [...slots].toSorted(([, a], [, b]) => a.wantedAtMs - b.wantedAtMs);
    if (oldest !== undefined) slots.delete(oldest[0]);
  };

  return {
    observe(state, wanted, wallMs) {
      const hourMs = Math.floor(state.venueNowMs / HOUR_MS) * HOUR_MS;
      for (const markets of wanted) {
        const slot = slotOf(markets, wallMs);
        const { series } = slot;
        let missing = series === null;
        if (series !== null) {
          const isNew = series.running.hourMs !== hourMs;
          if (isNew) missing = !turnHour(series, hourMs);
          else missing = series.endMs !== hourMs;
          observeRunning(series, state, markets, isNew);
        }
        // Reads that are lost to a stopped adapter end in a failure of their own; nothing is thrown here.
        if (missing && !slot.loading && wallMs >= slot.retryAtMs) void load(slot, markets, state, wallMs);
      }
    },
    of(markets) {
      const slot = slots.get(keyOf(markets));
      return slot?.series ?? ((slot?.failures ?? 0) > 0 ? "failed" : "loading");
    },
  };
}

/** A perpetual may be the short of a carry and of spreads. */
const keyOf = ({ long, short }: Markets): string => `${long}/${short}`;
