import type { Trade } from "../../../order/order.ts";
import { commissionDetail, decimal, isoTime, money } from "../format.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { limitOf, momentOf, type RouteContext, textOf, textsOf } from "../request.ts";
import { printOrder } from "./print.ts";
import { allSeen, findSeen, type Seen } from "./seen.ts";

const ORDERS_MAX = 1_000;
const ORDERS_DEFAULT = 100;
const FILLS_MAX = 1_000;
const FILLS_DEFAULT = 100;

const passes = (allowed: readonly string[], value: string): boolean => allowed.length === 0 || allowed.includes(value);

/** Bounds of a time that was asked for; null when one of them is not a time. */
function boundsOf(from: string, to: string): readonly [number, number] | null {
  const start = momentOf(from) ?? Number.NEGATIVE_INFINITY;
  const end = momentOf(to) ?? Number.POSITIVE_INFINITY;
  return Number.isNaN(start) || Number.isNaN(end) ? null : [start, end];
}

export function getOrder({ state, session, account, segments }: RouteContext): Outcome {
  const seen = findSeen(state, account, session.identity.orderNumber(segments[0] ?? ""));
  return seen === null ? refuse(ERRORS.noSuchOrder) : body({ order: printOrder(session, account.name, seen) });
}

/** Newest first. A page ends with the order whose id is its cursor. */
export function listOrders(context: RouteContext): Outcome {
  const { state, session, account, query } = context;
  const statuses = textsOf(query, "order_status");
  if (statuses.includes("OPEN") && statuses.length > 1) {
    return refuse(ERRORS.invalid("OPEN cannot be combined with other order statuses"));
  }
  const bounds = boundsOf(textOf(query, "start_date"), textOf(query, "end_date"));
  if (bounds === null) return refuse(ERRORS.invalid("invalid start_date or end_date"));
  const cursor = textOf(query, "cursor");
  const before = cursor === "" ? Number.POSITIVE_INFINITY : session.identity.orderNumber(cursor);
  if (before === null) return refuse(ERRORS.invalid("invalid cursor"));
  const matching = allSeen(state, account).filter((seen) => seen.id < before && matches(context, seen, bounds));
  const page = matching.slice(0, limitOf(query, ORDERS_DEFAULT, ORDERS_MAX));
  const last = page.at(-1);
  const hasNext = page.length < matching.length;
  return body({
    orders: page.map((seen) => printOrder(session, account.name, seen)),
    sequence: "0",
    has_next: hasNext,
    cursor: hasNext && last !== undefined ? session.identity.order(last.id) : "",
    proof_token_required: false,
  });
}

function matches({ session, query }: RouteContext, seen: Seen, [from, to]: readonly [number, number]): boolean {
  const type = textOf(query, "product_type");
  return (
    passes(textsOf(query, "order_ids"), session.identity.order(seen.id)) &&
    passes(textsOf(query, "product_ids", "product_id"), seen.instrument.spot.symbol) &&
    passes(textsOf(query, "order_status"), seen.status) &&
    passes(textsOf(query, "time_in_forces"), seen.lasting) &&
    passes(textsOf(query, "order_types", "order_type"), seen.type) &&
    passes(textsOf(query, "order_side"), seen.side) &&
    passes(textsOf(query, "asset_filters"), seen.instrument.spot.baseAsset) &&
    (type === "" || type === "UNKNOWN_PRODUCT_TYPE" || type === "SPOT") &&
    seen.createdMs >= from &&
    seen.createdMs < to
  );
}

/** Newest first. A page ends with the fill whose id is its cursor. */
export function listFills({ state, session, account, query }: RouteContext): Outcome {
  const { identity } = session;
  const bounds = boundsOf(textOf(query, "start_sequence_timestamp"), textOf(query, "end_sequence_timestamp"));
  if (bounds === null) return refuse(ERRORS.invalid("invalid sequence timestamp"));
  const cursor = textOf(query, "cursor");
  const orders = textsOf(query, "order_ids", "order_id");
  const trades = textsOf(query, "trade_ids");
  const products = textsOf(query, "product_ids", "product_id");
  const symbolOf = (trade: Trade): string => state.world.instruments[trade.instrument]?.spot.symbol ?? "";
  const all = account.spotTrades.toReversed();
  const start = cursor === "" ? 0 : all.findIndex((trade) => identity.entry(trade.id) === cursor) + 1;
  if (cursor !== "" && start === 0) return refuse(ERRORS.invalid("invalid cursor"));
  const matching = all
    .slice(start)
    .filter(
      (trade) =>
        passes(orders, identity.order(trade.orderId)) &&
        passes(trades, identity.trade(trade.id)) &&
        passes(products, symbolOf(trade)) &&
        trade.timeMs >= bounds[0] &&
        trade.timeMs <= bounds[1],
    );
  const page = matching.slice(0, limitOf(query, FILLS_DEFAULT, FILLS_MAX));
  const last = page.at(-1);
  return body({
    fills: page.map((trade) => printFill(session, account.name, symbolOf(trade), trade, state.world.instruments)),
    cursor: last !== undefined && page.length < matching.length ? identity.entry(last.id) : "",
    proof_token_required: false,
  });
}

function printFill(
  { identity }: RouteContext["session"],
  account: string,
  symbol: string,
  trade: Trade,
  instruments: RouteContext["state"]["world"]["instruments"],
) {
  const spot = instruments[trade.instrument]?.spot;
  return {
    entry_id: identity.entry(trade.id),
    trade_id: identity.trade(trade.id),
    order_id: identity.order(trade.orderId),
    trade_time: isoTime(trade.timeMs),
    trade_type: "FILL",
    price: decimal(trade.price, spot?.priceScale ?? 0),
    size: decimal(trade.quantity, spot?.quantityScale ?? 0),
    commission: money(trade.commission),
    product_id: symbol,
    sequence_timestamp: isoTime(trade.timeMs),
    liquidity_indicator: trade.maker ? "MAKER" : "TAKER",
    size_in_quote: false,
    user_id: identity.user(account),
    side: trade.side,
    retail_portfolio_id: identity.portfolio(account),
    fillSource: "FILL_SOURCE_CLOB",
    commission_detail_total: commissionDetail(trade.commission),
  };
}
