import type { HourlyPrices } from "@evenkeel/core/ports";
import { HOUR_MS } from "@evenkeel/core/units";
import { list, Malformed } from "../../common/decode/json.ts";

const FIELD = { openMs: 0, high: 2, close: 4 } as const;

function priceOf(row: readonly unknown[], field: number, factor: number): number {
  const text = row[field];
  const price = typeof text === "string" ? Number(text) : Number.NaN;
  if (!(price > 0 && Number.isFinite(price))) throw new Malformed(`klines: field ${field} is no price`);
  return price / factor;
}

/**
 * Finished hours, oldest first. The venue answers with the running hour too, which ends after `beforeMs` and is left
 * out. Prices are per base unit, whatever the contract counts in.
 */
export function parseCandles(answer: unknown, factor: number, beforeMs: number): HourlyPrices {
  const rows = list(answer, "klines").map((each) => list(each, "kline"));
  const times = rows.map((row) => {
    const openMs = row[FIELD.openMs];
    if (typeof openMs !== "number" || !Number.isSafeInteger(openMs) || openMs % HOUR_MS !== 0)
      throw new Malformed("klines: no hour");
    return openMs;
  });
  if (times.some((openMs, at) => at > 0 && openMs <= (times[at - 1] ?? 0))) throw new Malformed("klines: out of order");
  const finished = rows.slice(0, times.filter((openMs) => openMs + HOUR_MS <= beforeMs).length);
  return {
    openMs: Float64Array.from(times.slice(0, finished.length)),
    close: Float64Array.from(finished, (row) => priceOf(row, FIELD.close, factor)),
    high: Float64Array.from(finished, (row) => priceOf(row, FIELD.high, factor)),
  };
}
