import { commissionDetail, decimal, isoTime, money } from "../format.ts";
import type { CoinbaseSession } from "../session.ts";
import type { Edit } from "./edits.ts";
import { afterFees, averagePrice, completion, type Seen } from "./seen.ts";

const printEdit = ({ price, size, acceptedMs }: Edit) => ({
  price,
  size,
  replace_accept_timestamp: isoTime(acceptedMs),
});

/** An order in the answers of REST. */
export function printOrder(session: CoinbaseSession, account: string, seen: Seen) {
  const { spot } = seen.instrument;
  const { identity } = session;
  const done = seen.status !== "OPEN";
  return {
    order_id: identity.order(seen.id),
    product_id: spot.symbol,
    user_id: identity.user(account),
    order_configuration: seen.configuration,
    side: seen.side,
    client_order_id: seen.clientOrderId,
    status: seen.status,
    time_in_force: seen.lasting,
    created_time: isoTime(seen.createdMs),
    completion_percentage: completion(seen),
    filled_size: decimal(seen.executed, spot.quantityScale),
    average_filled_price: averagePrice(seen),
    fee: "",
    number_of_fills: String(seen.totals.fills),
    filled_value: money(seen.filledValue),
    pending_cancel: false,
    size_in_quote: seen.sizeInQuote,
    total_fees: money(seen.totals.fees),
    size_inclusive_of_fees: seen.sizeInQuote,
    total_value_after_fees: money(afterFees(seen)),
    trigger_status: seen.trigger,
    order_type: seen.type,
    reject_reason: "REJECT_REASON_UNSPECIFIED",
    settled: done && seen.executed > 0,
    product_type: "SPOT",
    reject_message: "",
    cancel_message: seen.status === "CANCELLED" || seen.status === "EXPIRED" ? seen.ending : "",
    order_placement_source: "RETAIL_ADVANCED",
    outstanding_hold_amount: money(seen.held),
    is_liquidation: false,
    last_fill_time: seen.totals.lastFillMs === null ? null : isoTime(seen.totals.lastFillMs),
    edit_history: (session.edits.get(seen.id) ?? []).map(printEdit),
    leverage: "",
    margin_type: "UNKNOWN_MARGIN_TYPE",
    retail_portfolio_id: identity.portfolio(account),
    originating_order_id: "",
    attached_order_id: "",
    attached_order_configuration: null,
    current_pending_replace: null,
    commission_detail_total: commissionDetail(seen.totals.fees),
    workable_size: "0",
    workable_size_completion_pct: "0",
    product_details: null,
    cost_basis_method: "COST_BASIS_METHOD_UNSPECIFIED",
    displayed_order_config: "UNKNOWN_DISPLAYED_ORDER_CONFIG",
    equity_trading_session: "UNKNOWN_EQUITY_TRADING_SESSION",
    prediction_side: "PREDICTION_SIDE_UNKNOWN",
    last_update_time: isoTime(seen.updatedMs),
  };
}
