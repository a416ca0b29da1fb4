import type { BookLevel } from "@evenkeel/core/events";
import { list, Malformed } from "../decode/json.ts";
import { type Market, priceFromWire, quantityFromWire } from "./market.ts";

/** One side of a book as pairs of texts: price, quantity. */
export function parseLevels(levels: unknown, what: string, market: Market): BookLevel[] {
  return list(levels, what).map((each) => {
    const [price, quantity] = list(each, what);
    if (typeof price !== "string" || typeof quantity !== "string")
      throw new Malformed(`${what}: a level is no pair of texts`);
    return [priceFromWire(market, price, what), quantityFromWire(market, quantity, what)];
  });
}
