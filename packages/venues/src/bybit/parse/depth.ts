import type { BookLevel } from "@evenkeel/core/events";
import { parseLevels } from "../../common/market/levels.ts";
import type { Market } from "../../common/market/market.ts";
import { resultOf, timeOf } from "./answer.ts";

export type Depth = {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly timeMs: number;
};

export function parseDepth(answer: unknown, market: Market): Depth {
  const book = resultOf(answer);
  return {
    bids: parseLevels(book["b"], "b", market),
    asks: parseLevels(book["a"], "a", market),
    timeMs: timeOf(book, "ts"),
  };
}
