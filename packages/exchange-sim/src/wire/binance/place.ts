import type { PlaceCommand } from "../../exchange/command.ts";
import type { OrderType, TimeInForce } from "../../order/order.ts";
import { specificationOf } from "../../world/instrument.ts";
import { type BinanceError, ERRORS } from "./reply.ts";
import type { RouteContext } from "./request.ts";

const TIMES: readonly string[] = ["GTC", "IOC", "FOK", "GTX"];
/** Types the venue has but this simulation does not; futures moved them to another service in December 2025. */
const CONDITIONAL = new Set(["STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"]);

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BinanceError };
const bad = (error: BinanceError): Parsed<never> => ({ ok: false, error });

function orderType(context: RouteContext, market: "spot" | "futures"): Parsed<OrderType> {
  const type = context.params.get("type")?.toUpperCase() ?? "";
  if (market === "futures" && CONDITIONAL.has(type)) return bad(ERRORS.futuresTypeMoved);
  if (type === "LIMIT" || type === "MARKET") return { ok: true, value: type };
  if (market === "spot" && type === "LIMIT_MAKER") return { ok: true, value: type };
  return bad(ERRORS.badOrderType);
}

function timeInForce(context: RouteContext, market: "spot" | "futures", type: OrderType): Parsed<TimeInForce> {
  const text = context.params.get("timeInForce");
  if (type !== "LIMIT") return { ok: true, value: "GTC" };
  if (text === undefined || text === "") return bad(ERRORS.missing("timeInForce"));
  if (!TIMES.includes(text) || (market === "spot" && text === "GTX")) return bad(ERRORS.badTimeInForce);
  return { ok: true, value: text as TimeInForce };
}

/** A new order from its parameters; what they say is checked here, whether it may be done is checked by the exchange. */
export function parsePlace(context: RouteContext, market: "spot" | "futures"): Parsed<PlaceCommand> {
  const { params, instrument, state, account } = context;
  if (instrument === null) return bad(ERRORS.badSymbol);
  const side = params.get("side")?.toUpperCase();
  if (side !== "BUY" && side !== "SELL") return bad(ERRORS.badSide);
  const type = orderType(context, market);
  if (!type.ok) return type;
  const time = timeInForce(context, market, type.value);
  if (!time.ok) return time;
  const quantity = params.get("quantity") ?? "";
  if (quantity === "") return bad(ERRORS.missing("quantity"));
  const price = params.get("price") ?? "";
  if (type.value !== "MARKET" && price === "") return bad(ERRORS.missing("price"));
  const positionSide = params.get("positionSide")?.toUpperCase() ?? "BOTH";
  if (positionSide !== "BOTH" && positionSide !== "LONG" && positionSide !== "SHORT") {
    return bad(ERRORS.badParameter("positionSide"));
  }
  return {
    ok: true,
    value: {
      kind: "place",
      venueTimeMs: state.nowMs,
      account: account.name,
      market,
      symbol: specificationOf(instrument, market).symbol,
      side,
      type: type.value,
      timeInForce: time.value,
      quantity,
      price: type.value === "MARKET" ? null : price,
      clientOrderId: params.get("newClientOrderId") || null,
      reduceOnly: market === "futures" && params.get("reduceOnly")?.toLowerCase() === "true",
      positionSide,
    },
  };
}
