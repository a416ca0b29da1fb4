import { type Amount, formatDecimal, parseAmount, parseMantissa, ZERO } from "@evenkeel/core/units";
import type { Account } from "../../../account/account.ts";
import { valueOf } from "../../../account/margin.ts";
import { commissionOf } from "../../../account/money.ts";
import { spendable } from "../../../account/settings.ts";
import { type Plan, planTaker } from "../../../book/plan.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { checkOrder } from "../../../order/check.ts";
import { checkConditional } from "../../../order/check-conditional.ts";
import { paidAmount, paidAsset, withCommission, withoutCommission } from "../../../order/lock.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { commissionDetail, decimal, money } from "../format.ts";
import { uuidOf } from "../identity.ts";
import { bestOf } from "../market/book.ts";
import { body, type Outcome } from "../reply.ts";
import type { RouteContext } from "../request.ts";
import type { Request } from "./configuration.ts";
import { FAILURES, type Failure } from "./failure.ts";
import { commandOf, failureFor, readRequest } from "./place.ts";

/** What an order would come to if it were placed now. */
export interface Estimate {
  readonly quantity: number;
  readonly value: Amount;
  readonly commission: Amount;
  readonly average: string;
  readonly slippage: string;
}

const PRICE_DIGITS = 16;

/** The fills there would be, and the rest at its own limit. */
function estimate(state: ExchangeState, account: Account, request: Request): Estimate {
  const { instrument, side, configuration } = request;
  const { spot } = instrument;
  const read = (text: string | null, scale: number): number => {
    const parsed = text === null ? null : parseMantissa(text, scale);
    return parsed?.ok === true ? parsed.value : 0;
  };
  const limit = configuration.kind === "market" ? null : read(configuration.limitPrice, spot.priceScale);
  const size = read(configuration.baseSize, spot.quantityScale);
  const sum = configuration.kind === "market" ? quoteOf(state, account, request) : null;
  const plan = planTaker(state, {
    account: account.name,
    market: "spot",
    instrument: instrument.index,
    side,
    limit: configuration.kind === "stop-limit" ? 0 : limit,
    quantity: sum === null ? size : spot.marketQuantityMax,
    quoteMax: sum,
  });
  return sumUp(account, instrument, plan, sum === null ? size - plan.quantity : 0, limit);
}

function quoteOf(state: ExchangeState, account: Account, { configuration, side }: Request): Amount | null {
  if (configuration.kind !== "market" || configuration.quoteSize === null) return null;
  const parsed = parseAmount(configuration.quoteSize);
  if (!parsed.ok) return ZERO;
  return side === "BUY" ? withoutCommission(state, account, parsed.value) : parsed.value;
}

function sumUp(account: Account, { spot }: Instrument, plan: Plan, rest: number, limit: number | null): Estimate {
  const taken = plan.fills.reduce((sum, fill) => sum + valueOf(spot, fill.price, fill.quantity), 0n) as Amount;
  const resting = limit === null ? ZERO : valueOf(spot, limit, rest);
  const quantity = plan.quantity + (limit === null ? 0 : rest);
  const value = (taken + resting) as Amount;
  const commission = (commissionOf(taken, account.fees.spotTakerPpm) +
    commissionOf(resting, account.fees.spotMakerPpm)) as Amount;
  const best = plan.fills[0]?.price ?? limit ?? 0;
  const unit = 10n ** BigInt(spot.quantityScale);
  const average = quantity === 0 ? 0n : (value * unit) / BigInt(quantity);
  const asNumber = Number(average) / 1e18;
  const first = best / 10 ** spot.priceScale;
  return {
    quantity,
    value,
    commission,
    average: formatDecimal(average / 100n, PRICE_DIGITS),
    slippage: first === 0 ? "0" : String(Number(Math.abs(asNumber / first - 1).toFixed(8))),
  };
}

/** Why an order would not be taken, in the order in which the exchange asks. `freed` is what comes free before it. */
export function obstacleTo(
  state: ExchangeState,
  account: Account,
  request: Request,
  freed: Amount = ZERO,
): Failure | null {
  const command = commandOf(state, account, request, null);
  const checked =
    command.kind === "place" ? checkOrder(state, account, command) : checkConditional(state, account, command);
  if (!checked.ok) return failureFor(request, checked.error.reason);
  const { instrument, side, configuration } = request;
  const { price, quantity } = checked.value;
  if (configuration.kind === "limit" && configuration.postOnly && crosses(state, account, request, price)) {
    return FAILURES.postOnly;
  }
  const asset = paidAsset(state, instrument, side);
  const planned = estimate(state, account, request);
  const needed =
    configuration.kind !== "market"
      ? paidAmount(state, account, instrument, side, price, quantity)
      : side === "BUY"
        ? withCommission(state, account, planned.value)
        : paidAmount(state, account, instrument, side, 0, planned.quantity);
  return spendable(state, account, asset) + freed >= needed ? null : FAILURES.funds;
}

export function crosses(
  state: ExchangeState,
  account: Account,
  { instrument, side }: Pick<Request, "instrument" | "side">,
  price: number,
): boolean {
  const ask = { account: account.name, market: "spot", instrument: instrument.index, side, limit: price } as const;
  const plan = planTaker(state, { ...ask, quantity: 1 });
  return plan.quantity > 0 || plan.ownCrossed.length > 0;
}

/** Total, commission, sizes and the book: what both previews tell. */
export function printEstimate(state: ExchangeState, account: Account, request: Request) {
  const { instrument, side } = request;
  const planned = estimate(state, account, request);
  const total = side === "BUY" ? planned.value + planned.commission : planned.value - planned.commission;
  const best = bestOf(state, instrument);
  return {
    order_total: money(total),
    commission_total: money(planned.commission),
    commission_detail_total: commissionDetail(planned.commission),
    quote_size: money(planned.value),
    base_size: decimal(planned.quantity, instrument.spot.quantityScale),
    best_bid: best.bid,
    best_ask: best.ask,
    slippage: planned.slippage,
    average_filled_price: planned.average,
  };
}

export const NO_ESTIMATE = {
  order_total: "0",
  commission_total: "0",
  commission_detail_total: commissionDetail(0n),
  quote_size: "0",
  base_size: "0",
  best_bid: "",
  best_ask: "",
  slippage: "0",
  average_filled_price: "0",
};

export function previewOrder(context: RouteContext): Outcome {
  const { state, account, body: sent } = context;
  const request = readRequest(context, sent);
  const obstacle = request.ok ? obstacleTo(state, account, request.value) : request.failure;
  const numbers = request.ok ? printEstimate(state, account, request.value) : NO_ESTIMATE;
  const { average_filled_price, ...shown } = numbers;
  return body({
    ...shown,
    errs: obstacle === null ? [] : [obstacle.preview],
    warning: [],
    is_max: false,
    order_margin_total: "0",
    leverage: "",
    long_leverage: "",
    short_leverage: "",
    preview_id: uuidOf(`preview:${account.name}:${state.nowMs}:${JSON.stringify(sent)}`),
    current_liquidation_buffer: "",
    projected_liquidation_buffer: "",
    max_leverage: "",
    pnl_configuration: null,
    twap_bucket_metadata: null,
    position_notional_limit: "",
    max_notional_at_requested_leverage: "",
    margin_ratio_data: null,
    scaled_metadata: null,
    compliance_limit_data: null,
    prediction_order_metadata: null,
    predicted_liquidation_price: "",
    est_average_filled_price: average_filled_price,
  });
}
