import { parseMantissa } from "@evenkeel/core/units";
import { type Account, positionOf } from "../../../account/account.ts";
import type { Side } from "../../../book/quote.ts";
import type { PlaceCommand, PlaceConditionalCommand } from "../../../exchange/command.ts";
import { clientKey } from "../../../order/check.ts";
import type { PositionSide, SelfTradePrevention, TimeInForce } from "../../../order/order.ts";
import { specificationOf } from "../../../world/instrument.ts";
import { fixed } from "../../format.ts";
import { type BybitError, ERRORS } from "../reply.ts";
import { bad, flagOf, good, type Params, type Parsed, type RouteContext, textOf } from "../request.ts";
import { parseConditional } from "./conditional.ts";
import { positionSideOf, type Where, whereOf } from "./where.ts";

const LINK_ID = /^[A-Za-z0-9_-]{1,36}$/;
const TIMES: Readonly<Record<string, TimeInForce>> = { GTC: "GTC", IOC: "IOC", FOK: "FOK", PostOnly: "GTX" };
const SIDES: Readonly<Record<string, Side>> = { Buy: "BUY", Sell: "SELL" };
/** What the venue would also take with an order and this one does not act on: refused, never dropped. */
const UNSERVED = ["takeProfit", "stopLoss", "slippageTolerance", "bboSideType"];
const SELF_TRADE: Readonly<Record<string, SelfTradePrevention>> = {
  None: "NONE",
  CancelMaker: "EXPIRE_MAKER",
  CancelTaker: "EXPIRE_TAKER",
  CancelBoth: "EXPIRE_BOTH",
};

export function unservedOf(params: Params): BybitError | null {
  const name = UNSERVED.find((each) => !["", "0"].includes(textOf(params, each) ?? ""));
  return name === undefined ? null : ERRORS.request(`${name} is not served by this simulation`);
}

const pick = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A name that the account gave an order before cannot be given again, whatever became of that order. */
export function linkIdOf(params: Params, account: Account, { market, instrument }: Where): Parsed<string | null> {
  const text = textOf(params, "orderLinkId");
  if (text === null)
    return params.has("orderLinkId") && params.get("orderLinkId") !== "" ? bad(ERRORS.linkId) : good(null);
  if (!LINK_ID.test(text)) return bad(ERRORS.linkId);
  const key = clientKey(market, instrument.index, text);
  if (!account.clientIds.has(key) && !account.conditionalClientIds.has(key)) return good(text);
  return bad(market === "spot" ? ERRORS.spotDuplicateLink : ERRORS.duplicateLink);
}

const overLimit = ({ market, instrument }: Where, quantity: string, isMarket: boolean): BybitError | null => {
  const { quantityScale, quantityMax, marketQuantityMax } = specificationOf(instrument, market);
  const parsed = parseMantissa(quantity, quantityScale);
  if (!parsed.ok || parsed.value <= (isMarket ? marketQuantityMax : quantityMax)) return null;
  return market === "spot" ? ERRORS.spotQuantityMax : ERRORS.quantityMax;
};

/** "0" with both flags closes what there is. */
function quantityOf(context: RouteContext, { market, instrument }: Where, positionSide: PositionSide): string | null {
  const text = textOf(context.params, "qty");
  const closes =
    market === "futures" && flagOf(context.params, "reduceOnly") && flagOf(context.params, "closeOnTrigger");
  if (text === null || !closes || Number(text) !== 0) return text;
  const held = positionOf(context.account, instrument.index, positionSide)?.quantity ?? 0;
  return fixed(Math.abs(held), instrument.futures.quantityScale);
}

/** A new order from its parameters; what they say is checked here, whether it may be done is checked by the exchange. */
export function parsePlace(context: RouteContext): Parsed<PlaceCommand | PlaceConditionalCommand> {
  const terms = termsOf(context);
  if (!terms.ok) return terms;
  const { where, quantity, ...order } = terms.value;
  const waits = !["", "0"].includes(textOf(context.params, "triggerPrice") ?? "");
  if (waits) return parseConditional(context, where, { ...order, quantity });
  const { market, instrument } = where;
  const inQuote = market === "spot" && order.type === "MARKET" ? unitOf(context.params, order.side) : "baseCoin";
  if (inQuote === null) return bad(ERRORS.parameter("marketUnit"));
  const over = inQuote === "quoteCoin" ? null : overLimit(where, quantity, order.type === "MARKET");
  if (over !== null) return bad(over);
  return good({
    kind: "place",
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market,
    symbol: specificationOf(instrument, market).symbol,
    ...order,
    ...(inQuote === "quoteCoin" ? { quantity: "0", quoteQuantity: quantity } : { quantity }),
  });
}

/** A market order on spot counts in quote when it buys and in base when it sells, unless it says otherwise. */
function unitOf(params: Params, side: Side): "baseCoin" | "quoteCoin" | null {
  const text = textOf(params, "marketUnit") ?? (side === "BUY" ? "quoteCoin" : "baseCoin");
  return text === "baseCoin" || text === "quoteCoin" ? text : null;
}

interface Terms {
  readonly where: Where;
  readonly side: Side;
  readonly type: "MARKET" | "LIMIT";
  readonly timeInForce: TimeInForce;
  readonly quantity: string;
  readonly price: string | null;
  readonly clientOrderId: string | null;
  readonly reduceOnly: boolean;
  readonly positionSide: PositionSide;
  readonly selfTradePrevention: SelfTradePrevention;
}

/** What an order in the book and one that waits for a price have in common. */
function termsOf(context: RouteContext): Parsed<Terms> {
  const { params, account } = context;
  const where = whereOf(context);
  if (!where.ok) return where;
  const { market } = where.value;
  const spot = market === "spot";
  const side = pick(SIDES, textOf(params, "side") ?? "");
  if (side === undefined) return bad(spot ? ERRORS.spotSide : ERRORS.parameter("side"));
  const type = textOf(params, "orderType");
  if (type !== "Market" && type !== "Limit") return bad(spot ? ERRORS.spotType : ERRORS.parameter("orderType"));
  const time = pick(TIMES, textOf(params, "timeInForce") ?? "GTC");
  if (time === undefined) return bad(spot ? ERRORS.spotTime : ERRORS.parameter("timeInForce"));
  const unserved = unservedOf(params);
  if (unserved !== null) return bad(unserved);
  const selfTradePrevention = pick(SELF_TRADE, textOf(params, "smpType") ?? "None");
  if (selfTradePrevention === undefined) return bad(ERRORS.parameter("smpType"));
  if (textOf(params, "isLeverage") === "1") return bad(ERRORS.noMargin);
  const positionSide = positionSideOf(params);
  if (positionSide === null) return bad(ERRORS.parameter("positionIdx"));
  const quantity = quantityOf(context, where.value, positionSide);
  if (quantity === null) return bad(spot ? ERRORS.spotMissing("qty") : ERRORS.parameter("qty"));
  const price = textOf(params, "price");
  if (type === "Limit" && price === null) return bad(spot ? ERRORS.spotMissing("price") : ERRORS.parameter("price"));
  const linkId = linkIdOf(params, account, where.value);
  if (!linkId.ok) return linkId;
  return good({
    where: where.value,
    side,
    type: type === "Market" ? "MARKET" : "LIMIT",
    timeInForce: time,
    quantity,
    price: type === "Market" ? null : price,
    clientOrderId: linkId.value,
    reduceOnly: !spot && (flagOf(params, "reduceOnly") || flagOf(params, "closeOnTrigger")),
    positionSide,
    selfTradePrevention,
  });
}
