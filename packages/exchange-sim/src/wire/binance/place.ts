import type { PlaceCommand, PlaceConditionalCommand } from "../../exchange/command.ts";
import type { TriggerKind } from "../../order/conditional.ts";
import type { OrderType, PositionSide, SelfTradePrevention, TimeInForce } from "../../order/order.ts";
import { type Market, specificationOf } from "../../world/instrument.ts";
import { type BinanceError, ERRORS } from "./reply.ts";
import { integerOf, type Params, type RouteContext } from "./request.ts";

const TIMES: Readonly<Record<Market, readonly TimeInForce[]>> = {
  spot: ["GTC", "IOC", "FOK"],
  futures: ["GTC", "IOC", "FOK", "GTX", "GTD"],
};
const PREVENTIONS: readonly SelfTradePrevention[] = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"];
const SIDES: readonly PositionSide[] = ["BOTH", "LONG", "SHORT"];

/** Futures moved these to a service of their own in December 2025. */
const CONDITIONALS: ReadonlyMap<string, { readonly trigger: TriggerKind; readonly type: "LIMIT" | "MARKET" }> = new Map(
  [
    ["STOP", { trigger: "STOP", type: "LIMIT" }],
    ["STOP_MARKET", { trigger: "STOP", type: "MARKET" }],
    ["TAKE_PROFIT", { trigger: "TAKE_PROFIT", type: "LIMIT" }],
    ["TAKE_PROFIT_MARKET", { trigger: "TAKE_PROFIT", type: "MARKET" }],
    ["TRAILING_STOP_MARKET", { trigger: "TRAILING_STOP", type: "MARKET" }],
  ],
);

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: BinanceError };
const bad = (error: BinanceError): Parsed<never> => ({ ok: false, error });
const good = <T>(value: T): Parsed<T> => ({ ok: true, value });

const textOf = (params: Params, name: string): string | null => params.get(name) || null;
const flag = (params: Params, name: string): boolean => params.get(name)?.toLowerCase() === "true";

function oneOf<T extends string>(params: Params, name: string, known: readonly T[], usual: T): Parsed<T> {
  const text = textOf(params, name)?.toUpperCase() ?? usual;
  const found = known.find((each) => each === text);
  return found === undefined ? bad(ERRORS.badParameter(name)) : good(found);
}

function orderType(params: Params, market: Market): Parsed<OrderType> {
  const type = params.get("type")?.toUpperCase() ?? "";
  if (market === "futures" && CONDITIONALS.has(type)) return bad(ERRORS.futuresTypeMoved);
  if (type === "LIMIT" || type === "MARKET") return good(type);
  return market === "spot" && type === "LIMIT_MAKER" ? good(type) : bad(ERRORS.badOrderType);
}

function timeInForce(params: Params, market: Market, type: OrderType, usual: TimeInForce | null): Parsed<TimeInForce> {
  if (type !== "LIMIT") return good("GTC");
  const text = textOf(params, "timeInForce") ?? usual;
  if (text === null) return bad(ERRORS.missing("timeInForce"));
  const found = TIMES[market].find((each) => each === text);
  if (found === undefined) return bad(ERRORS.badTimeInForce);
  return found === "GTD" && textOf(params, "goodTillDate") === null ? bad(ERRORS.missing("goodTillDate")) : good(found);
}

/** What every order says, whether it goes to the book or waits for a price. */
interface Common {
  readonly venueTimeMs: number;
  readonly account: string;
  readonly market: Market;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
  readonly reduceOnly: boolean;
  readonly positionSide: PositionSide;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly goodTillMs: number;
}

function common({ params, instrument, state, account }: RouteContext, market: Market): Parsed<Common> {
  if (instrument === null) return bad(ERRORS.badSymbol);
  const side = params.get("side")?.toUpperCase();
  if (side !== "BUY" && side !== "SELL") return bad(ERRORS.badSide);
  const positionSide = oneOf(params, "positionSide", SIDES, "BOTH");
  if (!positionSide.ok) return positionSide;
  const prevention = oneOf(params, "selfTradePreventionMode", PREVENTIONS, "EXPIRE_MAKER");
  if (!prevention.ok) return prevention;
  const match = oneOf(params, "priceMatch", ["NONE"], "NONE");
  if (!match.ok) return match;
  return good({
    venueTimeMs: state.nowMs,
    account: account.name,
    market,
    symbol: specificationOf(instrument, market).symbol,
    side,
    reduceOnly: market === "futures" && flag(params, "reduceOnly"),
    positionSide: positionSide.value,
    selfTradePrevention: prevention.value,
    goodTillMs: market === "futures" ? (integerOf(params, "goodTillDate") ?? 0) : 0,
  });
}

/** A new order from its parameters; what they say is checked here, whether it may be done is checked by the exchange. */
export function parsePlace(context: RouteContext, market: Market): Parsed<PlaceCommand> {
  const { params } = context;
  const shared = common(context, market);
  if (!shared.ok) return shared;
  const type = orderType(params, market);
  if (!type.ok) return type;
  const time = timeInForce(params, market, type.value, null);
  if (!time.ok) return time;
  const quantity = textOf(params, "quantity");
  const quote = market === "spot" && type.value === "MARKET" ? textOf(params, "quoteOrderQty") : null;
  if (quantity === null && quote === null) return bad(ERRORS.missing("quantity"));
  if (quantity !== null && quote !== null) return bad(ERRORS.notRequired("quantity"));
  const price = textOf(params, "price");
  if (type.value !== "MARKET" && price === null) return bad(ERRORS.missing("price"));
  return good({
    kind: "place",
    ...shared.value,
    type: type.value,
    timeInForce: time.value,
    quantity: quantity ?? "0",
    price: type.value === "MARKET" ? null : price,
    clientOrderId: textOf(params, "newClientOrderId"),
    ...(quote === null ? {} : { quoteQuantity: quote }),
  });
}

const PPM_OF_PERCENT = 10_000;

/** An order of the algo service. */
export function parseConditional(context: RouteContext): Parsed<PlaceConditionalCommand> {
  const { params } = context;
  const shared = common(context, "futures");
  if (!shared.ok) return shared;
  const algo = oneOf(params, "algoType", ["CONDITIONAL"], "CONDITIONAL");
  if (!algo.ok) return algo;
  const kind = CONDITIONALS.get(params.get("type")?.toUpperCase() ?? "");
  if (kind === undefined) return bad(ERRORS.badOrderType);
  const time = timeInForce(params, "futures", kind.type, "GTC");
  if (!time.ok) return time;
  const by = oneOf(params, "workingType", ["CONTRACT_PRICE", "MARK_PRICE"], "CONTRACT_PRICE");
  if (!by.ok) return by;
  const trailing = kind.trigger === "TRAILING_STOP";
  const triggerPrice = textOf(params, "triggerPrice");
  if (!trailing && triggerPrice === null) return bad(ERRORS.missing("triggerPrice"));
  const callback = textOf(params, "callbackRate");
  if (trailing && callback === null) return bad(ERRORS.missing("callbackRate"));
  const closePosition = flag(params, "closePosition");
  const quantity = textOf(params, "quantity");
  if (!closePosition && quantity === null) return bad(ERRORS.missing("quantity"));
  const price = textOf(params, "price");
  if (kind.type === "LIMIT" && price === null) return bad(ERRORS.missing("price"));
  return good({
    kind: "place-conditional",
    ...shared.value,
    ...kind,
    triggerBy: by.value === "MARK_PRICE" ? "MARK" : "LAST",
    triggerPrice: trailing ? null : triggerPrice,
    callbackPpm: trailing ? Math.round(Number(callback) * PPM_OF_PERCENT) : null,
    activationPrice: trailing ? (textOf(params, "activatePrice") ?? textOf(params, "activationPrice")) : null,
    timeInForce: time.value,
    quantity,
    price: kind.type === "LIMIT" ? price : null,
    clientOrderId: textOf(params, "clientAlgoId"),
    closePosition,
  });
}
