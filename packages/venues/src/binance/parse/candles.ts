import type { HourVolume } from "@evenkeel/core/events";
import type { HourlyPrices } from "@evenkeel/core/ports";
import { list } from "../../common/decode/json.ts";
import { finishedHours, finishedVolumes } from "../../common/market/hours.ts";

/** Oldest first already: opening, open, high, low, close. */
export function parseCandles(answer: unknown, factor: number, beforeMs: number): HourlyPrices {
  const rows = list(answer, "klines").map((each) => {
    const [openMs, , high, low, close] = list(each, "kline");
    return { openMs, high, low, close };
  });
  return finishedHours(rows, factor, beforeMs);
}

/** Of the same rows, the quote that was traded: the eighth. */
export function parseVolumes(answer: unknown, beforeMs: number): HourVolume[] {
  const rows = list(answer, "klines").map((each) => {
    const row = list(each, "kline");
    return { openMs: row[0], quote: row[7] };
  });
  return finishedVolumes(rows, beforeMs);
}
