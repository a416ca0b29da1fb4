import type { BookLevel } from "@evenkeel/core/events";
import { fields } from "../../common/decode/json.ts";
import { parseLevels } from "../../common/market/levels.ts";
import type { Market } from "../../common/market/market.ts";

export type Depth = {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly timeMs: number | null;
};

/** Spot books carry no time. */
export function parseDepth(answer: unknown, market: Market): Depth {
  const book = fields(answer, "depth");
  const time = book["E"];
  return {
    bids: parseLevels(book["bids"], "bids", market),
    asks: parseLevels(book["asks"], "asks", market),
    timeMs: typeof time === "number" && Number.isSafeInteger(time) ? time : null,
  };
}
