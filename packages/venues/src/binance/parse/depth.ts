import type { BookLevel } from "@evenkeel/core/events";
import { type Fields, fields, list, Malformed } from "../../common/decode/json.ts";
import { type Market, priceFromWire, quantityFromWire } from "../../common/market/market.ts";

export type Depth = {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  readonly timeMs: number | null;
};

function side(book: Fields, key: "bids" | "asks", market: Market): BookLevel[] {
  return list(book[key], key).map((each) => {
    const [price, quantity] = list(each, key);
    if (typeof price !== "string" || typeof quantity !== "string")
      throw new Malformed(`${key}: a level is no pair of texts`);
    return [priceFromWire(market, price, key), quantityFromWire(market, quantity, key)];
  });
}

/** Spot books carry no time. */
export function parseDepth(answer: unknown, market: Market): Depth {
  const book = fields(answer, "depth");
  const time = book["E"];
  return {
    bids: side(book, "bids", market),
    asks: side(book, "asks", market),
    timeMs: typeof time === "number" && Number.isSafeInteger(time) ? time : null,
  };
}
