import type { HourVolume } from "@evenkeel/core/events";
import type { HourlyPrices } from "@evenkeel/core/ports";
import { list } from "../../common/decode/json.ts";
import { finishedHours, finishedVolumes } from "../../common/market/hours.ts";
import { resultOf } from "./answer.ts";

const DIGITS = /^\d{1,15}$/;

const startOf = (start: unknown): unknown => (typeof start === "string" && DIGITS.test(start) ? Number(start) : start);

/** Newest first: opening, open, high, low, close, all of them texts. */
export function parseCandles(answer: unknown, factor: number, beforeMs: number): HourlyPrices {
  const rows = list(resultOf(answer)["list"], "klines").map((each) => {
    const [start, , high, low, close] = list(each, "kline");
    return { openMs: startOf(start), high, low, close };
  });
  return finishedHours(rows.reverse(), factor, beforeMs);
}

/** Of the same rows, the turnover in quote: the seventh. */
export function parseVolumes(answer: unknown, beforeMs: number): HourVolume[] {
  const rows = list(resultOf(answer)["list"], "klines").map((each) => {
    const row = list(each, "kline");
    return { openMs: startOf(row[0]), quote: row[6] };
  });
  return finishedVolumes(rows.reverse(), beforeMs);
}
