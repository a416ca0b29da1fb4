import type { Account } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import type { ConditionalOrder } from "../../../order/conditional.ts";
import { isOpen, type Order } from "../../../order/order.ts";
import { openConditionalsOf } from "../../../order/waiting.ts";
import { type Market, specificationOf } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { orderIdOf } from "../identity.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import {
  type Category,
  categoryOf,
  good,
  instrumentOf,
  limitOf,
  marketOf,
  type Parsed,
  type RouteContext,
  spanOf,
  textOf,
} from "../request.ts";
import { conditionalRow } from "./conditional.ts";
import { ORDER_EXTRAS, orderRow } from "./order-row.ts";
import { pageOf, windowOf } from "./page.ts";

/** Closed orders that the venue still shows with the open ones. */
const RECENT_MAX = 500;
const DAYS = 7;

type Named = Pick<Order, "id" | "market" | "instrument" | "clientOrderId">;

interface Question {
  readonly category: Category;
  readonly market: Market | null;
  readonly fits: (order: Named) => boolean;
  readonly limit: number;
}

/** Filters that both lists share. */
function questionOf(context: RouteContext): Parsed<Question> {
  const { state, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return category;
  const limit = limitOf(params, 20, 50);
  if (!limit.ok) return limit;
  const market = marketOf(category.value);
  const named = textOf(params, "symbol") === null || market === null ? null : instrumentOf(context, market);
  if (named !== null && !named.ok) return named;
  const baseCoin = textOf(params, "baseCoin");
  const settleCoin = textOf(params, "settleCoin");
  const orderId = textOf(params, "orderId");
  const linkId = textOf(params, "orderLinkId");
  const fits = (order: Named): boolean => {
    const instrument = state.world.instruments[order.instrument];
    if (order.market !== market || instrument === undefined) return false;
    if (named !== null && instrument !== named.value) return false;
    if (baseCoin !== null && specificationOf(instrument, market).baseAsset !== baseCoin) return false;
    if (settleCoin !== null && settleCoin !== quoteAssetOf(state.world)) return false;
    if (orderId !== null) return orderIdOf(market, order.id) === orderId;
    return linkId === null || order.clientOrderId === linkId;
  };
  return good({ category: category.value, market, fits, limit: limit.value });
}

function listed(
  context: RouteContext,
  question: Question,
  orders: readonly Order[],
  conditionals: readonly ConditionalOrder[],
  extras: Record<string, unknown>,
): Outcome {
  const { state, account, params } = context;
  const newest = [...orders, ...conditionals].filter(question.fits).toSorted((a, b) => b.id - a.id);
  const { page, next } = pageOf(newest, textOf(params, "cursor"), question.limit, (order) => String(order.id));
  return answer({
    list: page.map((order) => ({ ...rowOf(state, account, order), ...extras })),
    nextPageCursor: next,
    category: question.category,
  });
}

function rowOf(state: ExchangeState, account: Account, order: Order | ConditionalOrder): Record<string, unknown> {
  if ("executed" in order) return orderRow(state, account, order);
  const instrument = state.world.instruments[order.instrument];
  return instrument === undefined ? {} : conditionalRow(instrument, order);
}

/** What waited for a price and never became an order. */
const given = (account: Account): ConditionalOrder[] =>
  [...account.conditionals.values()].filter((each) => each.orderId === null && each.status !== "NEW");

/** Open orders; a named one is shown too while it is among the recently closed, and so are those where asked for. */
export function openOrders(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const question = questionOf(context);
  if (!question.ok) return refuse(question.error);
  const { market } = question.value;
  if (market === null) return listed(context, question.value, [], [], {});
  const has = (name: string): boolean => textOf(params, name) !== null;
  if (market === "futures" && !has("symbol") && !has("baseCoin") && !has("settleCoin")) {
    return refuse(ERRORS.request("Missing some parameters that must be filled in, symbol or settleCoin or baseCoin"));
  }
  const filter = textOf(params, "orderFilter");
  const inBook = filter === null || filter === "Order";
  const waiting = filter === null || filter === "StopOrder" || filter === "tpslOrder";
  const wanted = has("orderId") || has("orderLinkId");
  const recent = [...account.orders.values()].filter((order) => order.market === market).slice(-RECENT_MAX);
  if (textOf(params, "openOnly") === "1") {
    const closed = recent.filter((order) => !isOpen(order));
    return listed(context, question.value, inBook ? closed : [], waiting ? given(account) : [], {});
  }
  const open = openOrdersOf(state, account, market, null);
  const orders = wanted ? [...new Set([...open, ...recent])] : open;
  const conditionals = openConditionalsOf(state, account, market, null);
  const shown = wanted ? [...conditionals, ...given(account)] : conditionals;
  return listed(context, question.value, inBook ? orders : [], waiting ? shown : [], {});
}

export function orderHistory(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const question = questionOf(context);
  if (!question.ok) return refuse(question.error);
  const span = spanOf(params);
  if (!span.ok) return refuse(span.error);
  const [fromMs, toMs] = windowOf(span.value.fromMs, span.value.toMs, state.nowMs, DAYS);
  if (toMs - fromMs > DAYS * 86_400_000) return refuse(ERRORS.request("The time range cannot be larger than 7 days"));
  const closed = [...account.orders.values()].filter(
    (order) => !isOpen(order) && order.createdMs >= fromMs && order.createdMs <= toMs,
  );
  const never = given(account).filter((each) => each.createdMs >= fromMs && each.createdMs <= toMs);
  return listed(context, question.value, closed, never, { ...ORDER_EXTRAS, extraFees: "" });
}
