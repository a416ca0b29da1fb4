import type { HourlyPrices } from "@evenkeel/core/ports";
import { list } from "../../common/decode/json.ts";
import { finishedHours } from "../../common/market/hours.ts";

/** Oldest first already: opening, open, high, low, close. */
export function parseCandles(answer: unknown, factor: number, beforeMs: number): HourlyPrices {
  const rows = list(answer, "klines").map((each) => {
    const [openMs, , high, low, close] = list(each, "kline");
    return { openMs, high, low, close };
  });
  return finishedHours(rows, factor, beforeMs);
}
