import { divideDown, formatDecimal, parseAmount } from "@evenkeel/core/units";
import type { Applied } from "../../../exchange/apply.ts";
import type { Command, PlaceConditionalCommand } from "../../../exchange/command.ts";
import type { ConditionalOrder, ConditionalStatus } from "../../../order/conditional.ts";
import { openConditionalsOf } from "../../../order/waiting.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { fixed } from "../../format.ts";
import { price } from "../format.ts";
import { clientIdOf } from "../order-text.ts";
import { pageAsked, pageOf } from "../page.ts";
import { body, ERRORS, type Outcome, type PoloniexError, refuse, rejectionError } from "../reply.ts";
import { instrumentOf, type RouteContext, type Routes, signed, textOf, textsOf } from "../request.ts";
import { HISTORY_PAGE } from "./history.ts";
import { limitedTo, printOrder, readId } from "./order.ts";

const { parameter, missing, symbol: badSymbol, side: badSide, type: badType, noOrder } = ERRORS.spot;

type Terms = Pick<PlaceConditionalCommand, "trigger" | "type">;
/** A trailing stop that becomes a limit order is not among them. */
const TYPES: Readonly<Record<string, Terms>> = {
  STOP: { trigger: "STOP", type: "MARKET" },
  STOP_LIMIT: { trigger: "STOP", type: "LIMIT" },
  TAKE_PROFIT: { trigger: "TAKE_PROFIT", type: "MARKET" },
  TAKE_PROFIT_LIMIT: { trigger: "TAKE_PROFIT", type: "LIMIT" },
  TRAILING_STOP: { trigger: "TRAILING_STOP", type: "MARKET" },
};

const typeOf = ({ trigger, type }: ConditionalOrder): string =>
  Object.entries(TYPES).find(([, terms]) => terms.trigger === trigger && terms.type === type)?.[0] ?? trigger;

const STATES: Readonly<Record<ConditionalStatus, string>> = {
  NEW: "PENDING_NEW",
  TRIGGERED: "TRIGGERED",
  FINISHED: "TRIGGERED",
  CANCELED: "CANCELED",
  REJECTED: "FAILED",
  EXPIRED: "CANCELED",
};

function printSmart({ state, account }: RouteContext, smart: ConditionalOrder): Record<string, unknown> {
  const spot = state.world.instruments[smart.instrument]?.spot;
  if (spot === undefined) return {};
  const triggered = smart.orderId === null ? undefined : account.orders.get(smart.orderId);
  return {
    id: String(smart.id),
    clientOrderId: clientIdOf(smart) ?? "",
    symbol: spot.symbol,
    state: STATES[smart.status],
    accountType: "SPOT",
    side: smart.side,
    type: typeOf(smart),
    timeInForce: smart.timeInForce,
    quantity: fixed(smart.quantity, spot.quantityScale),
    price: price(spot, smart.price),
    amount: "0",
    stopPrice: price(spot, smart.triggerPrice),
    createTime: smart.createdMs,
    updateTime: smart.updatedMs,
    ...(triggered === undefined ? {} : { triggeredOrder: printOrder(state, triggered) }),
  };
}

/** The trail's width in parts per million, from per cent. */
function trailOf(text: string): number | null {
  const found = /^(\d{1,2}(?:\.\d{1,4})?)%$/.exec(text);
  return found === null ? null : Math.round(Number(found[1]) * 10_000);
}

/** What a sum buys at the price that it waits for, in whole steps. */
function quantityFor(instrument: Instrument, amount: string, at: string): string | null {
  const [sum, priced] = [parseAmount(amount), parseAmount(at)];
  if (!sum.ok || !priced.ok || sum.value <= 0n || priced.value <= 0n) return null;
  const { quantityScale } = instrument.spot;
  return formatDecimal(divideDown(sum.value * 10n ** BigInt(quantityScale), priced.value), quantityScale);
}

function readSmart(context: RouteContext): PlaceConditionalCommand | PoloniexError {
  const text = (name: string) => textOf(context.body, name);
  const instrument = instrumentOf(context, "spot", text("symbol"));
  if (instrument === null) return badSymbol;
  const side = text("side").toUpperCase();
  if (side !== "BUY" && side !== "SELL") return badSide;
  const type = text("type").toUpperCase();
  const terms = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (terms === undefined) return badType;
  const time = text("timeInForce").toUpperCase() || "GTC";
  if (time !== "GTC" && time !== "IOC" && time !== "FOK") return ERRORS.spot.time;
  const trailing = terms.trigger === "TRAILING_STOP";
  const stopPrice = text("stopPrice");
  const trail = trailing ? trailOf(text("trailingOffset")) : null;
  if (trailing && trail === null) return parameter("trailingOffset");
  if (!trailing && stopPrice === "") return missing("stopPrice");
  if (terms.type === "LIMIT" && text("price") === "") return missing("price");
  const quantity = text("quantity") || quantityFor(instrument, text("amount"), text("price") || stopPrice);
  if (quantity === null) return missing("quantity");
  return {
    kind: "place-conditional",
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market: "spot",
    symbol: instrument.spot.symbol,
    side,
    ...terms,
    triggerBy: "LAST",
    triggerPrice: trailing ? null : stopPrice,
    callbackPpm: trail,
    activationPrice: trailing && stopPrice !== "" ? stopPrice : null,
    timeInForce: time,
    quantity,
    price: terms.type === "LIMIT" ? text("price") : null,
    clientOrderId: text("clientOrderId") || null,
    reduceOnly: false,
    closePosition: false,
    positionSide: "BOTH",
    selfTradePrevention: "EXPIRE_TAKER",
  };
}

function smartOf(applied: Applied | undefined): ConditionalOrder | PoloniexError {
  if (applied === undefined) return ERRORS.broken;
  if (!applied.result.ok) return rejectionError(applied.result.error, "spot");
  const answer = applied.result.value;
  return answer.kind === "conditional" ? answer.conditional : ERRORS.broken;
}

function place(context: RouteContext): Outcome {
  const command = readSmart(context);
  if ("code" in command) return refuse(command);
  return {
    kind: "commands",
    commands: [command],
    tell: ([applied]) => {
      const smart = smartOf(applied);
      return "code" in smart ? refuse(smart) : body({ id: String(smart.id), clientOrderId: clientIdOf(smart) ?? "" });
    },
  };
}

/** By the venue's id, or by the client's with `cid:` before it. */
function findSmart({ account }: Pick<RouteContext, "account">, id: string): ConditionalOrder | undefined {
  const name = readId(id);
  if (name === null) return undefined;
  const smart = [...account.conditionals.values()].findLast(
    (each) =>
      each.market === "spot" &&
      (name.orderId === null ? each.clientOrderId === name.clientOrderId : each.id === name.orderId),
  );
  return smart;
}

function details(context: RouteContext): Outcome {
  const smart = findSmart(context, context.params.get("id") ?? "");
  return smart === undefined ? refuse(noOrder) : body([printSmart(context, smart)]);
}

function list(context: RouteContext, smarts: readonly ConditionalOrder[]): Outcome {
  const instrument = limitedTo(context);
  if (instrument === undefined) return refuse(badSymbol);
  const asked = pageAsked(context.params, HISTORY_PAGE);
  if (typeof asked === "string") return refuse(parameter(asked));
  const kept = smarts.filter(
    (smart) => smart.market === "spot" && (instrument === null || smart.instrument === instrument.index),
  );
  return body(pageOf(kept, (smart) => smart.createdMs, asked).map((smart) => printSmart(context, smart)));
}

const opens = (context: RouteContext): Outcome =>
  list(context, openConditionalsOf(context.state, context.account, "spot", null));
const history = (context: RouteContext): Outcome =>
  list(
    context,
    [...context.account.conditionals.values()].filter(({ status }) => status !== "NEW"),
  );

type Desk = Pick<RouteContext, "state" | "account">;

const cancelCommand = ({ state, account }: Desk, smart: ConditionalOrder): Command => ({
  kind: "cancel-conditional",
  venueTimeMs: state.nowMs,
  account: account.name,
  market: "spot",
  symbol: state.world.instruments[smart.instrument]?.spot.symbol ?? "",
  conditionalId: smart.id,
  clientOrderId: null,
});

/** Commands that end every smart order of an account. */
export const cancelSmarts = (desk: Desk): Command[] =>
  openConditionalsOf(desk.state, desk.account, "spot", null).map((smart) => cancelCommand(desk, smart));

function endedRow(applied: Applied | undefined): Record<string, unknown> {
  const smart = smartOf(applied);
  return "code" in smart
    ? { orderId: "", clientOrderId: "", state: "FAILED", code: smart.code, message: smart.message }
    : { orderId: String(smart.id), clientOrderId: clientIdOf(smart) ?? "", state: "CANCELED", code: 200, message: "" };
}

function cancel(context: RouteContext): Outcome {
  const smart = findSmart(context, context.params.get("id") ?? "");
  if (smart === undefined) return refuse(noOrder);
  return {
    kind: "commands",
    commands: [cancelCommand(context, smart)],
    tell: ([applied]) => {
      const told = smartOf(applied);
      return "code" in told ? refuse(told) : body({ code: 200, message: "", data: endedRow(applied) });
    },
  };
}

/** All that wait, or those of some symbols. */
function cancelAll(context: RouteContext): Outcome {
  const symbols = textsOf(context.body, "symbols");
  const instruments = symbols?.map((symbol) => instrumentOf(context, "spot", symbol)) ?? [null];
  if (instruments.includes(null)) return refuse(parameter("symbols"));
  const wanted = new Set(instruments.map((each) => each?.index));
  const smarts = openConditionalsOf(context.state, context.account, "spot", null).filter(
    (smart) => wanted.size === 0 || wanted.has(smart.instrument),
  );
  return {
    kind: "commands",
    commands: smarts.map((smart) => cancelCommand(context, smart)),
    tell: (applied) => body(applied.map((each) => endedRow(each))),
  };
}

export const SPOT_SMART_ROUTES: Routes = {
  "POST /smartorders": signed("spot", 50, place, { orders: true }),
  "GET /smartorders": signed("spot", 10, opens),
  "GET /smartorders/history": signed("spot", 10, history),
  "GET /smartorders/{id}": signed("spot", 50, details),
  "DELETE /smartorders/{id}": signed("spot", 50, cancel),
  "DELETE /smartorders": signed("spot", 10, cancelAll),
};
