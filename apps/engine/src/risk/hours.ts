import type { EngineState } from "@evenkeel/core/engine";
import type { VenueFailure } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { HourlyPrices, PriceHistory } from "@evenkeel/core/ports";
import { referencePrice } from "@evenkeel/core/position";
import {
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

/** One carry's finished hours, a ring; nothing is allocated after its creation. */
export type HourSeries = {
  readonly spot: Float64Array;
  readonly perpetual: Float64Array;
  readonly markHigh: Float64Array;
  count: number;
  next: number;
  /** The first hour that is not in the ring yet. */
  endMs: number;
  running: { hourMs: number; whole: boolean; spot: number; perpetual: number; markHigh: number };
};

type Slot = {
  series: HourSeries | null;
  loading: boolean;
  retryAtMs: number;
  /** In a row. */
  failures: number;
  wantedAtMs: number;
};

export type Carry = { readonly spot: InstrumentIndex; readonly perpetual: InstrumentIndex };

export type Hours = {
  /** Takes the newest prices of all wanted carries and asks the venue for what is missing of them. */
  readonly observe: (state: EngineState, wanted: readonly Carry[], wallMs: number) => void;
  readonly of: (perpetual: InstrumentIndex) => HourSeries | "loading" | "failed";
};

function createSeries(): HourSeries {
  return {
    spot: new Float64Array(HISTORY_HOURS),
    perpetual: new Float64Array(HISTORY_HOURS),
    markHigh: new Float64Array(HISTORY_HOURS),
    count: 0,
    next: 0,
    endMs: 0,
    running: { hourMs: 0, whole: false, spot: 0, perpetual: 0, markHigh: 0 },
  };
}

function append(series: HourSeries, spot: number, perpetual: number, markHigh: number): void {
  series.spot[series.next] = spot;
  series.perpetual[series.next] = perpetual;
  series.markHigh[series.next] = markHigh;
  series.next = (series.next + 1) % HISTORY_HOURS;
  series.count = Math.min(HISTORY_HOURS, series.count + 1);
  series.endMs += HOUR_MS;
}

/** Copies the hours from `fromMs` into a column, oldest first. The caller has made sure that they are there. */
export function copyHours(
  series: HourSeries,
  column: "spot" | "perpetual" | "markHigh",
  fromMs: number,
  target: Float64Array,
) {
  const back = (series.endMs - fromMs) / HOUR_MS;
  const first = (series.next - back + 2 * HISTORY_HOURS) % HISTORY_HOURS;
  for (let hour = 0; hour < target.length; hour += 1)
    target[hour] = series[column][(first + hour) % HISTORY_HOURS] ?? Number.NaN;
}

/** Hours that all three answers have, without a gap up to the newest common one. */
export function joinHours(spot: HourlyPrices, perpetual: HourlyPrices, mark: HourlyPrices): HourSeries {
  const series = createSeries();
  const rowsOf = ({ openMs }: HourlyPrices) => new Map(Array.from(openMs, (at, row) => [at, row] as const));
  const [perpetualRows, markRows] = [rowsOf(perpetual), rowsOf(mark)];
  for (let row = 0; row < spot.openMs.length; row += 1) {
    const openMs = spot.openMs[row] ?? 0;
    const perpetualRow = perpetualRows.get(openMs);
    const markRow = markRows.get(openMs);
    if (perpetualRow === undefined || markRow === undefined) continue;
    if (openMs !== series.endMs) series.count = 0;
    series.endMs = openMs;
    append(series, spot.close[row] ?? 0, perpetual.close[perpetualRow] ?? 0, mark.high[markRow] ?? 0);
  }
  return series;
}

/** What the market said since the hour began; an hour seen from its middle on is not whole. */
function observeRunning(series: HourSeries, state: EngineState, carry: Carry, isNew: boolean): void {
  const { columns, instruments } = state.market;
  const digits = (index: InstrumentIndex): number => instruments[index]?.priceScale ?? 0;
  const spot = mantissaToFloat(referencePrice(state.market, carry.spot), digits(carry.spot));
  const perpetual = mantissaToFloat(referencePrice(state.market, carry.perpetual), digits(carry.perpetual));
  const mark = mantissaToFloat(columns.markPrice[carry.perpetual] ?? 0, digits(carry.perpetual));
  const { running } = series;
  if (isNew) running.markHigh = 0;
  running.spot = spot;
  running.perpetual = perpetual;
  running.markHigh = Math.max(running.markHigh, mark);
}

/** Ends the running hour when the venue's clock left it. `false`: hours are missing and have to be read anew. */
function turnHour(series: HourSeries, hourMs: number): boolean {
  const { running } = series;
  const complete = running.hourMs === series.endMs && running.whole && running.spot > 0 && running.perpetual > 0;
  if (complete) append(series, running.spot, running.perpetual, Math.max(running.markHigh, running.perpetual));
  running.whole = running.hourMs === hourMs - HOUR_MS;
  running.hourMs = hourMs;
  return series.endMs === hourMs;
}

export function createHours(history: PriceHistory, onFailure: (symbol: string, failure: VenueFailure) => void): Hours {
  const slots = new Map<InstrumentIndex, Slot>();

  const readAll = async (carry: Carry, fromMs: VenueTimeMs): Promise<Result<HourSeries, VenueFailure>> => {
    const [spot, perpetual, mark] = await Promise.all([
      history.readHours(carry.spot, "trade", fromMs, HISTORY_HOURS),
      history.readHours(carry.perpetual, "trade", fromMs, HISTORY_HOURS),
      history.readHours(carry.perpetual, "mark", fromMs, HISTORY_HOURS),
    ]);
    if (!spot.ok) return spot;
    if (!perpetual.ok) return perpetual;
    return mark.ok ? ok(joinHours(spot.value, perpetual.value, mark.value)) : mark;
  };

  const load = async (slot: Slot, carry: Carry, state: EngineState, wallMs: number): Promise<void> => {
    slot.loading = true;
    const hourMs = Math.floor(state.venueNowMs / HOUR_MS) * HOUR_MS;
    const read = await readAll(carry, venueTime(hourMs - HISTORY_HOURS * HOUR_MS));
    slot.loading = false;
    slot.failures = read.ok ? 0 : slot.failures + 1;
    slot.retryAtMs = wallMs + Math.min(RETRY_MS_MAX, REPEAT_MS * 2 ** Math.max(0, slot.failures - 1));
    if (!read.ok) return onFailure(state.market.instruments[carry.perpetual]?.symbol ?? "?", read.error);
    // The running hour goes on: what was seen of it while the venue answered stays.
    if (slot.series !== null) read.value.running = slot.series.running;
    slot.series = read.value;
  };

  const slotOf = (carry: Carry, wallMs: number): Slot => {
    let slot = slots.get(carry.perpetual);
    if (slot === undefined) {
      slot = { series: null, loading: false, retryAtMs: 0, failures: 0, wantedAtMs: wallMs };
      slots.set(carry.perpetual, slot);
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
      for (const carry of wanted) {
        const slot = slotOf(carry, wallMs);
        const { series } = slot;
        let missing = series === null;
        if (series !== null) {
          const isNew = series.running.hourMs !== hourMs;
          if (isNew) missing = !turnHour(series, hourMs);
          else missing = series.endMs !== hourMs;
          observeRunning(series, state, carry, isNew);
        }
        // Reads that are lost to a stopped adapter end in a failure of their own; nothing is thrown here.
        if (missing && !slot.loading && wallMs >= slot.retryAtMs) void load(slot, carry, state, wallMs);
      }
    },
    of(perpetual) {
      const slot = slots.get(perpetual);
      return slot?.series ?? ((slot?.failures ?? 0) > 0 ? "failed" : "loading");
    },
  };
}
