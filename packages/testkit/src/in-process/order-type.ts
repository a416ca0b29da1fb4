import type { OrderStyle } from "@evenkeel/core/order";
import type { Market, PlaceCommand } from "@evenkeel/exchange-sim";

type OrderType = Pick<PlaceCommand, "type" | "timeInForce">;

const TYPES: { readonly [S in OrderStyle]: OrderType } = {
  immediate: { type: "LIMIT", timeInForce: "IOC" },
  "post-only": { type: "LIMIT", timeInForce: "GTX" },
  resting: { type: "LIMIT", timeInForce: "GTC" },
  market: { type: "MARKET", timeInForce: "GTC" },
};

/** As Binance names them: post-only is a type of its own on spot. */
export const typeOf = (style: OrderStyle, market: Market): OrderType =>
  style === "post-only" && market === "spot" ? { type: "LIMIT_MAKER", timeInForce: "GTC" } : TYPES[style];
