import { parseMantissa } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import type { Side } from "../../../book/quote.ts";
import type { Applied } from "../../../exchange/apply.ts";
import type { PlaceCommand, PlaceConditionalCommand, Reason } from "../../../exchange/command.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { clientKey } from "../../../order/check.ts";
import { quoteMax } from "../market/product.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { type JsonObject, productOf, type RouteContext } from "../request.ts";
import type { CoinbaseSession } from "../session.ts";
import { type Configuration, type Parsed, type Request, readConfiguration } from "./configuration.ts";
import { FAILURES, type Failure, failureOf } from "./failure.ts";

const CLIENT_ID_LENGTH_MAX = 128;

/** Product, side and configuration of an order or a preview. */
export function readRequest({ state, session }: RouteContext, sent: JsonObject): Parsed<Request> {
  const { product_id: id, side } = sent;
  const product = typeof id === "string" ? productOf(session, state, id) : null;
  if (product === null) return { ok: false, failure: FAILURES.product };
  if (side !== "BUY" && side !== "SELL") return { ok: false, failure: FAILURES.side };
  // The alias shows the same book; nobody holds its currency here.
  if (product.id !== product.instrument.spot.symbol) return { ok: false, failure: FAILURES.untradable };
  const configuration = readConfiguration(sent["order_configuration"]);
  if (!configuration.ok) return configuration;
  const request = { side, instrument: product.instrument, configuration: configuration.value } as const;
  const refused = checkDigits(request) ?? checkSums(request) ?? checkStop(request);
  return refused === null ? { ok: true, value: request } : { ok: false, failure: refused };
}

/** Sizes and prices in whole steps of their product. */
function checkDigits({ instrument: { spot }, configuration }: Request): Failure | null {
  const fits = (text: string | null, scale: number): boolean => text === null || parseMantissa(text, scale).ok;
  if (!fits(configuration.baseSize, spot.quantityScale)) return FAILURES.size;
  if (configuration.kind === "market") return null;
  const stop = configuration.kind === "stop-limit" ? configuration.stopPrice : null;
  return fits(configuration.limitPrice, spot.priceScale) && fits(stop, spot.priceScale)
    ? null
    : FAILURES.pricePrecision;
}

function checkSums({ instrument, configuration }: Request): Failure | null {
  if (configuration.kind !== "market" || configuration.quoteSize === null) return null;
  const size = Number(configuration.quoteSize);
  if (size > quoteMax(instrument)) return FAILURES.quoteLarge;
  return size * 1e18 < Number(instrument.spot.notionalMin) ? FAILURES.quoteSmall : null;
}

/** A stop must leave room for its limit: below it when buying, above it when selling. */
function checkStop({ side, configuration }: Request): Failure | null {
  if (configuration.kind !== "stop-limit") return null;
  const stop = Number(configuration.stopPrice);
  const limit = Number(configuration.limitPrice);
  if (side === "BUY") return stop > limit ? FAILURES.stopAboveLimit : null;
  return stop < limit ? FAILURES.stopBelowLimit : null;
}

export function commandOf(
  state: ExchangeState,
  account: Account,
  { side, instrument, configuration }: Request,
  clientOrderId: string | null,
): PlaceCommand | PlaceConditionalCommand {
  const common = {
    venueTimeMs: state.nowMs,
    account: account.name,
    market: "spot",
    symbol: instrument.spot.symbol,
    side,
    clientOrderId,
    reduceOnly: false,
    positionSide: "BOTH",
  } as const;
  if (configuration.kind === "stop-limit") return stopCommand(common, configuration);
  if (configuration.kind === "market") {
    const { baseSize, quoteSize } = configuration;
    const sum = quoteSize === null ? {} : { quoteQuantity: quoteSize };
    return {
      ...common,
      kind: "place",
      type: "MARKET",
      timeInForce: "GTC",
      quantity: baseSize ?? "0",
      price: null,
      ...sum,
    };
  }
  const { baseSize, limitPrice, lasts, postOnly, endMs } = configuration;
  return {
    ...common,
    kind: "place",
    type: postOnly ? "LIMIT_MAKER" : "LIMIT",
    timeInForce: lasts,
    quantity: baseSize,
    price: limitPrice,
    ...(endMs === null ? {} : { goodTillMs: endMs }),
  };
}

type Common = Pick<
  PlaceConditionalCommand,
  "venueTimeMs" | "account" | "market" | "symbol" | "side" | "clientOrderId" | "reduceOnly" | "positionSide"
>;

function stopCommand(
  common: Common,
  { baseSize, limitPrice, stopPrice, direction, endMs }: Extract<Configuration, { kind: "stop-limit" }>,
): PlaceConditionalCommand {
  const rises = direction === "STOP_DIRECTION_STOP_UP";
  return {
    ...common,
    kind: "place-conditional",
    trigger: rises === (common.side === "SELL") ? "TAKE_PROFIT" : "STOP",
    triggerBy: "LAST",
    triggerPrice: stopPrice,
    callbackPpm: null,
    activationPrice: null,
    type: "LIMIT",
    timeInForce: endMs === null ? "GTC" : "GTD",
    quantity: baseSize,
    price: limitPrice,
    closePosition: false,
    ...(endMs === null ? {} : { goodTillMs: endMs }),
  };
}

/** The exchange's reason in the words that this order needs. */
export function failureFor({ configuration }: Request, reason: Reason): Failure {
  if (reason === "trigger-immediate" && configuration.kind === "stop-limit") {
    return configuration.direction === "STOP_DIRECTION_STOP_UP" ? FAILURES.stopBelow : FAILURES.stopAbove;
  }
  const bySum = configuration.kind === "market" && configuration.quoteSize !== null;
  if (reason === "lot-size" && bySum) return FAILURES.quoteSmall;
  return failureOf(reason);
}

/** An earlier order of this account under the same client's id, on whatever product. */
function earlierOrder(state: ExchangeState, account: Account, clientOrderId: string): Named | null {
  for (const { index, spot } of state.world.instruments) {
    const key = clientKey("spot", index, clientOrderId);
    const id = account.clientIds.get(key) ?? account.conditionalClientIds.get(key);
    if (id === undefined) continue;
    const order = account.orders.get(id) ?? account.conditionals.get(id);
    if (order !== undefined) return { id, symbol: spot.symbol, side: order.side, clientOrderId };
  }
  return null;
}

interface Named {
  readonly id: number;
  readonly symbol: string;
  readonly side: Side;
  readonly clientOrderId: string;
}

const success = (session: CoinbaseSession, order: Named, configuration: unknown) => ({
  success: true,
  success_response: {
    order_id: session.identity.order(order.id),
    product_id: order.symbol,
    side: order.side,
    client_order_id: order.clientOrderId,
    attached_order_id: "",
  },
  order_configuration: configuration,
});

const failed = ({ error, preview, message }: Failure, configuration: unknown) => ({
  success: false,
  error_response: {
    error,
    message,
    error_details: "",
    preview_failure_reason: preview,
    new_order_failure_reason: error,
  },
  order_configuration: configuration ?? null,
});

/** A client's id that was used before makes no order: the first one under it is the answer. */
export function createOrder(context: RouteContext): Outcome {
  const { state, session, account, body: sent } = context;
  const { client_order_id: id, order_configuration: configuration } = sent;
  if (typeof id !== "string" || id === "") return refuse(ERRORS.invalid("client_order_id is required"));
  if (id.length > CLIENT_ID_LENGTH_MAX) return refuse(ERRORS.invalid("client_order_id is too long"));
  const earlier = earlierOrder(state, account, id);
  if (earlier !== null) return body(success(session, earlier, configuration ?? null));
  const request = readRequest(context, sent);
  if (!request.ok) return body(failed(request.failure, configuration));
  return {
    kind: "commands",
    commands: [commandOf(state, account, request.value, id)],
    answer: ([applied]) => answerPlaced(session, request.value, id, configuration, applied),
  };
}

function answerPlaced(
  session: CoinbaseSession,
  request: Request,
  clientOrderId: string,
  configuration: unknown,
  applied: Applied | undefined,
): unknown {
  if (applied === undefined) return failed(FAILURES.rejected, configuration);
  if (!applied.result.ok) return failed(failureFor(request, applied.result.error.reason), configuration);
  const id = placedId(applied);
  if (id === null) return failed(FAILURES.rejected, configuration);
  const { symbol } = request.instrument.spot;
  return success(session, { id, symbol, side: request.side, clientOrderId }, configuration);
}

function placedId({ result }: Applied): number | null {
  if (!result.ok) return null;
  if (result.value.kind === "order") return result.value.order.id;
  return result.value.kind === "conditional" ? result.value.conditional.id : null;
}
