import type { HourVolume } from "@evenkeel/core/events";
import type { HourlyPrices } from "@evenkeel/core/ports";
import { HOUR_MS } from "@evenkeel/core/units";
import { Malformed } from "../decode/json.ts";

/** One candle of an hour as the venue wrote it. */
export type WireHour = {
  readonly openMs: unknown;
  readonly high: unknown;
  readonly low: unknown;
  readonly close: unknown;
};

function priceOf(text: unknown, factor: number): number {
  const price = typeof text === "string" ? Number(text) : Number.NaN;
  if (!(price > 0 && Number.isFinite(price))) throw new Malformed("candles: no price");
  return price / factor;
}

/** When each hour began, oldest first and no hour twice. */
function hoursOf(rows: readonly { readonly openMs: unknown }[]): number[] {
  const times = rows.map(({ openMs }) => {
    if (typeof openMs !== "number" || !Number.isSafeInteger(openMs) || openMs % HOUR_MS !== 0)
      throw new Malformed("candles: no hour");
    return openMs;
  });
  if (times.some((openMs, at) => at > 0 && openMs <= (times[at - 1] ?? 0)))
    throw new Malformed("candles: out of order");
  return times;
}

/**
 * Finished hours, oldest first. Venues answer with the running hour too, which ends after `beforeMs` and is left
 * out. Prices are per base unit, whatever the contract counts in.
 */
export function finishedHours(rows: readonly WireHour[], factor: number, beforeMs: number): HourlyPrices {
  const times = hoursOf(rows);
  const finished = rows.slice(0, times.filter((openMs) => openMs + HOUR_MS <= beforeMs).length);
  return {
    openMs: Float64Array.from(times.slice(0, finished.length)),
    close: Float64Array.from(finished, ({ close }) => priceOf(close, factor)),
    high: Float64Array.from(finished, ({ high }) => priceOf(high, factor)),
    low: Float64Array.from(finished, ({ low }) => priceOf(low, factor)),
  };
}

/** What was traded in each finished hour, in quote. */
export function finishedVolumes(
  rows: readonly { readonly openMs: unknown; readonly quote: unknown }[],
  beforeMs: number,
): HourVolume[] {
  const times = hoursOf(rows);
  return rows.flatMap(({ quote }, at): HourVolume[] => {
    const openMs = times[at] ?? 0;
    const traded = typeof quote === "string" && quote !== "" ? Number(quote) : Number.NaN;
    if (!(traded >= 0 && Number.isFinite(traded))) throw new Malformed("candles: no volume");
    return openMs + HOUR_MS <= beforeMs ? [[openMs, traded]] : [];
  });
}
