import { marginTypeOf, type Position, positionOf, positionsOf } from "../../../account/account.ts";
import type { Applied } from "../../../exchange/apply.ts";
import type { Command, PlaceCommand } from "../../../exchange/command.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import type { Order, SelfTradePrevention } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { coinText, contractsText } from "../contract.ts";
import { futuresClientId, orderName } from "../order-text.ts";
import { body, ERRORS, type Outcome, type PoloniexError, refuse, rejectionError, type Told } from "../reply.ts";
import { fieldsOf, instrumentOf, type RouteContext, type Routes, signed, textOf, textsOf } from "../request.ts";
import { sideAsked } from "./side.ts";

const { parameter, symbol: badSymbol, side: badSide, marginMode } = ERRORS.futures;
const BATCH_MAX = 10;

/** One order's commands, or why there are none. */
type Planned = { readonly commands: readonly Command[]; readonly refusal: null } | { readonly refusal: PoloniexError };
const bad = (refusal: PoloniexError): Planned => ({ refusal });

const TYPES: readonly string[] = ["MARKET", "LIMIT", "LIMIT_MAKER"];
const TIMES: readonly string[] = ["GTC", "IOC", "FOK"];
const STP_MODES: readonly string[] = ["", "NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"];

/** A margin mode that is not the contract's own asks for a change first, which an order or a position forbids. */
function changeMode(context: RouteContext, instrument: Instrument, asked: string): Planned {
  const { state, account } = context;
  if (asked !== "" && asked !== "CROSS" && asked !== "ISOLATED") return bad(parameter("mgnMode"));
  const marginType = asked === "ISOLATED" ? "ISOLATED" : "CROSSED";
  if (asked === "" || marginTypeOf(account, instrument.index) === marginType) return { commands: [], refusal: null };
  const held = positionsOf(account, instrument.index).length > 0;
  if (held || openOrdersOf(state, account, "futures", instrument.index).length > 0) return bad(marginMode);
  const { symbol } = instrument.futures;
  return {
    commands: [{ kind: "set-margin-type", venueTimeMs: state.nowMs, account: account.name, symbol, marginType }],
    refusal: null,
  };
}

/** A new order from its fields; what they say is checked here, whether it may be done is checked by the exchange. */
function planOrder(context: RouteContext, asked: unknown): Planned {
  const text = (name: string) => textOf(asked, name);
  const instrument = instrumentOf(context, "futures", text("symbol"));
  if (instrument === null) return bad(badSymbol);
  const side = text("side").toUpperCase();
  if (side !== "BUY" && side !== "SELL") return bad(parameter("side"));
  const type = text("type").toUpperCase();
  if (!TYPES.includes(type)) return bad(parameter("type"));
  const time = text("timeInForce").toUpperCase() || "GTC";
  if (!TIMES.includes(time)) return bad(parameter("timeInForce"));
  if (!STP_MODES.includes(text("stpMode").toUpperCase())) return bad(parameter("stpMode"));
  const quantity = coinText(instrument.futures, text("sz"));
  if (quantity === null) return bad(parameter("sz"));
  const px = text("px");
  if (type !== "MARKET" && px === "") return bad(parameter("px"));
  const posSide = text("posSide");
  if (!/^(BOTH|LONG|SHORT)?$/i.test(posSide)) return bad(parameter("posSide"));
  const positionSide = sideAsked(context.account, posSide);
  if (positionSide === null) return bad(badSide);
  const change = changeMode(context, instrument, text("mgnMode").toUpperCase());
  if (change.refusal !== null) return change;
  const place: PlaceCommand = {
    kind: "place",
    venueTimeMs: context.state.nowMs,
    account: context.account.name,
    market: "futures",
    symbol: instrument.futures.symbol,
    side,
    type: type as PlaceCommand["type"],
    timeInForce: time as PlaceCommand["timeInForce"],
    quantity,
    price: type === "MARKET" ? null : px,
    clientOrderId: text("clOrdId") || null,
    reduceOnly: text("reduceOnly").toLowerCase() === "true",
    positionSide,
    selfTradePrevention: (text("stpMode").toUpperCase() || "NONE") as SelfTradePrevention,
  };
  return { commands: [...change.commands, place], refusal: null };
}

const ids = (order: Order) => ({ ordId: String(order.id), clOrdId: futuresClientId(order) });

/** The order that a command made or ended, or the venue's word for why not. */
function orderOf(applied: Applied | undefined): Order | PoloniexError {
  if (applied === undefined) return ERRORS.broken;
  if (!applied.result.ok) return rejectionError(applied.result.error, "futures");
  const answer = applied.result.value;
  return answer.kind === "order" ? answer.order : ERRORS.broken;
}

function tellOne(applied: Applied | undefined): Told {
  const order = orderOf(applied);
  return "code" in order ? refuse(order) : body(ids(order));
}

function tellRow(applied: Applied | undefined, clOrdId = ""): Record<string, unknown> {
  const order = orderOf(applied);
  return "code" in order
    ? { code: order.code, msg: order.message, ordId: "", clOrdId }
    : { code: 200, msg: "Success", ...ids(order) };
}

function place(context: RouteContext): Outcome {
  const planned = planOrder(context, context.body);
  if (planned.refusal !== null) return refuse(planned.refusal);
  return { kind: "commands", commands: planned.commands, tell: (applied) => tellOne(applied.at(-1)) };
}

/** Each order is told by itself; one that cannot be does not hold up the others. */
function placeBatch(context: RouteContext): Outcome {
  const asked: unknown = context.body;
  if (!Array.isArray(asked) || asked.length === 0) return refuse(parameter("orders"));
  if (asked.length > BATCH_MAX) return refuse(ERRORS.futures.batchTooLong);
  const modes = new Map<string, string>();
  const planned = asked.map((each: unknown): Planned => {
    const [symbol, mode] = [textOf(each, "symbol"), textOf(each, "mgnMode").toUpperCase()];
    const before = modes.get(symbol);
    if (before !== undefined && before !== mode) return bad(marginMode);
    modes.set(symbol, mode);
    return planOrder(context, each);
  });
  return {
    kind: "commands",
    commands: planned.flatMap((each) => (each.refusal === null ? each.commands : [])),
    tell: (applied) => {
      let at = 0;
      return body(
        planned.map((each, index) => {
          const clOrdId = textOf(asked[index], "clOrdId");
          if (each.refusal !== null) return { code: each.refusal.code, msg: each.refusal.message, ordId: "", clOrdId };
          at += each.commands.length;
          return tellRow(applied[at - 1], clOrdId);
        }),
      );
    },
  };
}

function cancelCommand(context: RouteContext, symbol: string, ordId: string, clOrdId: string): Command | null {
  const name = orderName(ordId, clOrdId);
  if (name === null) return null;
  const { state, account } = context;
  return { kind: "cancel", venueTimeMs: state.nowMs, account: account.name, market: "futures", symbol, ...name };
}

function cancel(context: RouteContext): Outcome {
  const instrument = instrumentOf(context, "futures", textOf(context.body, "symbol"));
  if (instrument === null) return refuse(parameter("symbol"));
  const [ordId, clOrdId] = [textOf(context.body, "ordId"), textOf(context.body, "clOrdId")];
  const command = cancelCommand(context, instrument.futures.symbol, ordId, clOrdId);
  if (command === null) return refuse(parameter("ordId"));
  return { kind: "commands", commands: [command], tell: ([applied]) => tellOne(applied) };
}

function cancelBatch(context: RouteContext): Outcome {
  const instrument = instrumentOf(context, "futures", textOf(context.body, "symbol"));
  if (instrument === null) return refuse(parameter("symbol"));
  const [ordIds, clOrdIds] = [textsOf(context.body, "ordIds"), textsOf(context.body, "clOrdIds")];
  if (ordIds === null || clOrdIds === null) return refuse(parameter("ordIds"));
  const names = [...ordIds.map((id) => [id, ""] as const), ...clOrdIds.map((id) => ["", id] as const)];
  if (names.length === 0) return refuse(parameter("ordIds"));
  if (names.length > BATCH_MAX) return refuse(ERRORS.futures.cancelTooLong);
  const commands = names.map(([ordId, clOrdId]) => cancelCommand(context, instrument.futures.symbol, ordId, clOrdId));
  if (commands.some((each) => each === null)) return refuse(parameter("ordIds"));
  return {
    kind: "commands",
    commands: commands.filter((each) => each !== null),
    tell: (applied) => body(applied.map((each) => tellRow(each))),
  };
}

function cancelAll(context: RouteContext): Outcome {
  const { state, account } = context;
  const symbol = textOf(context.body, "symbol");
  const instrument = symbol === "" ? null : instrumentOf(context, "futures", symbol);
  if (symbol !== "" && instrument === null) return refuse(parameter("symbol"));
  const side = textOf(context.body, "side").toUpperCase();
  if (side !== "" && side !== "BUY" && side !== "SELL") return refuse(parameter("side"));
  const orders = openOrdersOf(state, account, "futures", instrument?.index ?? null).filter(
    (order) => side === "" || order.side === side,
  );
  return {
    kind: "commands",
    commands: orders.map((order) => ({
      kind: "cancel",
      venueTimeMs: state.nowMs,
      account: account.name,
      market: "futures",
      symbol: state.world.instruments[order.instrument]?.futures.symbol ?? "",
      orderId: order.id,
      clientOrderId: null,
    })),
    tell: (applied) => body(applied.map((each) => tellRow(each))),
  };
}

/** A market order that closes all of a position. */
function closing(context: RouteContext, instrument: Instrument, position: Position, clOrdId: string): Planned {
  return planOrder(context, {
    symbol: instrument.futures.symbol,
    side: position.quantity > 0 ? "SELL" : "BUY",
    type: "MARKET",
    sz: contractsText(instrument.futures, Math.abs(position.quantity)),
    posSide: position.side,
    reduceOnly: true,
    clOrdId,
  });
}

function closePosition(context: RouteContext): Outcome {
  const { account } = context;
  const asked = fieldsOf(context.body);
  const instrument = instrumentOf(context, "futures", textOf(asked, "symbol"));
  if (instrument === null) return refuse(parameter("symbol"));
  const mode = textOf(asked, "mgnMode").toUpperCase();
  if (mode !== "CROSS" && mode !== "ISOLATED") return refuse(parameter("mgnMode"));
  const side = sideAsked(account, textOf(asked, "posSide"));
  if (side === null) return refuse(badSide);
  const position = positionOf(account, instrument.index, side);
  const held = marginTypeOf(account, instrument.index) === "ISOLATED" ? "ISOLATED" : "CROSS";
  if (position === undefined || held !== mode) return refuse(ERRORS.futures.noPosition);
  const planned = closing(context, instrument, position, textOf(asked, "clOrdId"));
  if (planned.refusal !== null) return refuse(planned.refusal);
  return { kind: "commands", commands: planned.commands, tell: ([applied]) => tellOne(applied) };
}

function closeAll(context: RouteContext): Outcome {
  const commands: Command[] = [];
  for (const position of context.account.positions.values()) {
    const instrument = context.state.world.instruments[position.instrument];
    const planned = instrument === undefined ? null : closing(context, instrument, position, "");
    if (planned !== null && planned.refusal === null) commands.push(...planned.commands);
  }
  return { kind: "commands", commands, tell: (applied) => body(applied.map((each) => tellRow(each))) };
}

const ORDERS = { orders: true } as const;

export const FUTURES_TRADE_ROUTES: Routes = {
  "POST /v3/trade/order": signed("futures-trade", 50, place, ORDERS),
  "POST /v3/trade/orders": signed("futures-trade", 5, placeBatch, ORDERS),
  "DELETE /v3/trade/order": signed("futures-trade", 100, cancel),
  "DELETE /v3/trade/batchOrders": signed("futures-trade", 10, cancelBatch),
  "DELETE /v3/trade/allOrders": signed("futures-trade", 10, cancelAll),
  "POST /v3/trade/position": signed("futures-trade", 10, closePosition, ORDERS),
  "POST /v3/trade/positionAll": signed("futures-trade", 2, closeAll, ORDERS),
};
