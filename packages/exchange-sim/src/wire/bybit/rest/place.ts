import type { Account } from "../../../account/account.ts";
import type { PlaceCommand } from "../../../exchange/command.ts";
import { clientKey } from "../../../order/check.ts";
import type { TimeInForce } from "../../../order/order.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { parseMantissa } from "@evenkeel/core/units";
import { mayOrder } from "../../keys.ts";
import { fixed } from "../../format.ts";
import { type BybitError, ERRORS } from "../reply.ts";
import { bad, categoryOf, flagOf, good, instrumentOf, marketOf, type Params, type Parsed, type RouteContext, textOf } from "../request.ts";

const LINK_ID = /^[A-Za-z0-9_-]{1,36}$/;
const TIMES: Readonly<Record<string, TimeInForce>> = { GTC: "GTC", IOC: "IOC", FOK: "FOK", PostOnly: "GTX" };
const SIDES: Readonly<Record<string, "BUY" | "SELL">> = { Buy: "BUY", Sell: "SELL" };
const POSITIONS: Readonly<Record<string, PlaceCommand["positionSide"]>> = { "0": "BOTH", "1": "LONG", "2": "SHORT" };
/** What the venue would also take with an order and this one does not act on: refused, never dropped. */
const UNSERVED = ["triggerPrice", "takeProfit", "stopLoss", "slippageTolerance", "bboSideType"];

export interface Where {
  readonly market: Market;
  readonly instrument: Instrument;
}

/** The market and the instrument that an order's request is about, where its key may trade there. */
export function whereOf(context: RouteContext): Parsed<Where> {
  const category = categoryOf(context.params);
  if (!category.ok) return category;
  const market = marketOf(category.value);
  if (market !== null && !mayOrder(context.restrictions, market, context.wallMs)) return bad(ERRORS.permission);
  const instrument = instrumentOf(context, market);
  if (instrument.ok && market !== null) return good({ market, instrument: instrument.value });
  return bad(market === "spot" ? ERRORS.spotSymbol : instrument.ok ? ERRORS.category : instrument.error);
}

const pick = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** A name that the account gave an order before cannot be given again, whatever became of that order. */
export function linkIdOf(params: Params, account: Account, { market, instrument }: Where): Parsed<string | null> {
  const text = textOf(params, "orderLinkId");
  if (text === null) return params.has("orderLinkId") && params.get("orderLinkId") !== "" ? bad(ERRORS.linkId) : good(null);
  if (!LINK_ID.test(text)) return bad(ERRORS.linkId);
  if (!account.clientIds.has(clientKey(market, instrument.index, text))) return good(text);
  return bad(market === "spot" ? ERRORS.spotDuplicateLink : ERRORS.duplicateLink);
}

const overLimit = ({ market, instrument }: Where, quantity: string, isMarket: boolean): BybitError | null => {
  const { quantityScale, quantityMax, marketQuantityMax } = specificationOf(instrument, market);
  const parsed = parseMantissa(quantity, quantityScale);
  if (!parsed.ok || parsed.value <= (isMarket ? marketQuantityMax : quantityMax)) return null;
  return market === "spot" ? ERRORS.spotQuantityMax : ERRORS.quantityMax;
};

/** "0" with both flags closes what there is. */
function quantityOf(context: RouteContext, { market, instrument }: Where): string | null {
  const text = textOf(context.params, "qty");
  const closes = market === "futures" && flagOf(context.params, "reduceOnly") && flagOf(context.params, "closeOnTrigger");
  if (text === null || !closes || Number(text) !== 0) return text;
  const held = context.account.positions.get(instrument.index)?.quantity ?? 0;
  return fixed(Math.abs(held), instrument.futures.quantityScale);
}

/** A new order from its parameters; what they say is checked here, whether it may be done is checked by the exchange. */
export function parsePlace(context: RouteContext): Parsed<PlaceCommand> {
  const { params, account, state } = context;
  const where = whereOf(context);
  if (!where.ok) return where;
  const { market, instrument } = where.value;
  const spot = market === "spot";
  const side = pick(SIDES, textOf(params, "side") ?? "");
  if (side === undefined) return bad(spot ? ERRORS.spotSide : ERRORS.parameter("side"));
  const type = textOf(params, "orderType");
  if (type !== "Market" && type !== "Limit") return bad(spot ? ERRORS.spotType : ERRORS.parameter("orderType"));
  const time = pick(TIMES, textOf(params, "timeInForce") ?? "GTC");
  if (time === undefined) return bad(spot ? ERRORS.spotTime : ERRORS.parameter("timeInForce"));
  const unserved = UNSERVED.find((name) => !["", "0"].includes(textOf(params, name) ?? ""));
  if (unserved !== undefined) return bad(ERRORS.request(`${unserved} is not served by this simulation`));
  if (textOf(params, "isLeverage") === "1") return bad(ERRORS.noMargin);
  const positionSide = pick(POSITIONS, textOf(params, "positionIdx") ?? "0");
  if (positionSide === undefined) return bad(ERRORS.parameter("positionIdx"));
  const quantity = quantityOf(context, where.value);
  if (quantity === null) return bad(spot ? ERRORS.spotMissing("qty") : ERRORS.parameter("qty"));
  const price = textOf(params, "price");
  if (type === "Limit" && price === null) return bad(spot ? ERRORS.spotMissing("price") : ERRORS.parameter("price"));
  const linkId = linkIdOf(params, account, where.value);
  if (!linkId.ok) return linkId;
  const over = overLimit(where.value, quantity, type === "Market");
  if (over !== null) return bad(over);
  return good({
    kind: "place",
    venueTimeMs: state.nowMs,
    account: account.name,
    market,
    symbol: specificationOf(instrument, market).symbol,
    side,
    type: type === "Market" ? "MARKET" : "LIMIT",
    timeInForce: time,
    quantity,
    price: type === "Market" ? null : price,
    clientOrderId: linkId.value,
    reduceOnly: !spot && (flagOf(params, "reduceOnly") || flagOf(params, "closeOnTrigger")),
    positionSide,
  });
}
