import type { HourlyPrices } from "@evenkeel/core/ports";
import { list } from "../../common/decode/json.ts";
import { finishedHours } from "../../common/market/hours.ts";
import { resultOf } from "./answer.ts";

const DIGITS = /^\d{1,15}$/;

/** Newest first: opening, open, high, low, close, all of them texts. */
export function parseCandles(answer: unknown, factor: number, beforeMs: number): HourlyPrices {
  const rows = list(resultOf(answer)["list"], "klines").map((each) => {
    const [start, , high, low, close] = list(each, "kline");
    const openMs = typeof start === "string" && DIGITS.test(start) ? Number(start) : start;
    return { openMs, high, low, close };
  });
  return finishedHours(rows.reverse(), factor, beforeMs);
}
