import type { Amount } from "@evenkeel/core/units";
import type { Account, Income } from "../../../account/account.ts";
import { MARK_SCALE, markOf } from "../../../account/margin.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Order, OrderOrigin, PositionSide, Trade } from "../../../order/order.ts";
import { type Instrument, type Market, specificationOf } from "../../../world/instrument.ts";
import { forEachSettlement } from "../../../world/settlement.ts";
import { fixed } from "../../format.ts";
import { executionIdOf, orderIdOf } from "../identity.ts";
import { rateText, settledHour } from "../market-data.ts";
import { money } from "../money.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { categoryOf, instrumentOf, limitOf, marketOf, type RouteContext, spanOf, textOf } from "../request.ts";
import { linkIdText, sideText } from "./order-row.ts";
import { pageOf, windowOf } from "./page.ts";

const DAYS = 7;

export const feePpm = (account: Account, trade: Trade): number => {
  const { spotMakerPpm, spotTakerPpm, futuresMakerPpm, futuresTakerPpm } = account.fees;
  if (trade.market === "spot") return trade.maker ? spotMakerPpm : spotTakerPpm;
  return trade.maker ? futuresMakerPpm : futuresTakerPpm;
};

/** How an execution came about. */
const EXECUTION_TYPES: Readonly<Record<OrderOrigin, string>> = {
  account: "Trade",
  liquidation: "BustTrade",
  deleveraging: "AdlTrade",
  settlement: "Settle",
};
export const executionTypeOf = (order: Order | undefined): string => EXECUTION_TYPES[order?.origin ?? "account"];

/** A fill as REST and the private stream tell it. The order may be forgotten by now. */
export function tradeRow(
  state: ExchangeState,
  account: Account,
  trade: Trade,
  order: Order | undefined,
  closedSize: number,
): Record<string, unknown> {
  const instrument = state.world.instruments[trade.instrument];
  if (instrument === undefined) return {};
  const { symbol, priceScale, quantityScale } = specificationOf(instrument, trade.market);
  const mark = markOf(state, instrument.index);
  return {
    symbol,
    orderType: order?.type === "MARKET" ? "Market" : "Limit",
    underlyingPrice: "",
    orderLinkId: linkIdText(order?.clientOrderId ?? ""),
    side: sideText(trade.side),
    indexPrice: "",
    orderId: orderIdOf(trade.market, trade.orderId),
    stopOrderType: "UNKNOWN",
    leavesQty: fixed(order === undefined ? 0 : order.quantity - order.executed, quantityScale),
    execTime: String(Math.floor(trade.timeMs)),
    feeCurrency: trade.market === "spot" ? trade.commissionAsset : "",
    isMaker: trade.maker,
    execFee: money(trade.commission),
    feeRate: (feePpm(account, trade) / 1e6).toString(),
    execId: executionIdOf(trade.market, trade.id),
    tradeIv: "",
    blockTradeId: "",
    markPrice: fixed(Math.round(mark / 10 ** (MARK_SCALE - priceScale)), priceScale),
    execPrice: fixed(trade.price, priceScale),
    markIv: "",
    orderQty: fixed(order?.quantity ?? trade.quantity, quantityScale),
    orderPrice: fixed(order?.price ?? 0, priceScale),
    execValue: money(trade.quote),
    execType: executionTypeOf(order),
    execQty: fixed(trade.quantity, quantityScale),
    closedSize: closedSize === 0 ? "" : fixed(closedSize, quantityScale),
    extraFees: "",
    seq: trade.id,
  };
}

interface Settled {
  readonly rate: number;
  readonly markPrice: number;
}

function settledAt(state: ExchangeState, index: number, timeMs: number): Settled {
  let found: Settled = { rate: 0, markPrice: 0 };
  forEachSettlement(state.world, index, (settledMs, rate, markPrice) => {
    if (settledHour(settledMs) === settledHour(timeMs)) found = { rate, markPrice };
  });
  return found;
}

/** What was held when a settlement came, from the trades before it: in hedge mode the side that paid or received so. */
function heldAt(account: Account, index: number, timeMs: number, paysWhenLong: boolean): number {
  const held: Record<PositionSide, number> = { BOTH: 0, LONG: 0, SHORT: 0 };
  for (const trade of account.futuresTrades) {
    if (trade.instrument !== index || trade.timeMs >= timeMs) continue;
    held[trade.positionSide] += trade.side === "BUY" ? trade.quantity : -trade.quantity;
  }
  return held.BOTH !== 0 ? held.BOTH : paysWhenLong ? held.LONG : held.SHORT;
}

/** Funding is an execution that trades nothing: its fee is what was paid, and negative where it was received. */
export function fundingRow(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  amount: Amount,
  timeMs: number,
  id: number,
): Record<string, unknown> {
  const { symbol, priceScale, quantityScale } = instrument.futures;
  const { rate, markPrice } = settledAt(state, instrument.index, timeMs);
  const held = heldAt(account, instrument.index, timeMs, amount < 0n === rate > 0);
  const price = fixed(Math.round(markPrice / 10 ** (8 - priceScale)), priceScale);
  const size = fixed(Math.abs(held), quantityScale);
  const value = (BigInt(Math.abs(held)) * BigInt(markPrice) * 10n ** BigInt(10 - quantityScale)) as Amount;
  return {
    symbol,
    orderType: "UNKNOWN",
    underlyingPrice: "",
    orderLinkId: "",
    side: held < 0 ? "Sell" : "Buy",
    indexPrice: "",
    orderId: `${settledHour(timeMs)}-${instrument.index + 1}-${account.number}`,
    stopOrderType: "UNKNOWN",
    leavesQty: "0",
    execTime: String(Math.floor(timeMs)),
    feeCurrency: "",
    isMaker: false,
    execFee: money(-amount),
    feeRate: rateText(rate),
    execId: executionIdOf("futures", id),
    tradeIv: "",
    blockTradeId: "",
    markPrice: price,
    execPrice: price,
    markIv: "",
    orderQty: "0",
    orderPrice: "0",
    execValue: money(value),
    execType: "Funding",
    execQty: size,
    closedSize: "",
    extraFees: "",
    seq: id,
  };
}

type Execution =
  | {
      readonly kind: "trade";
      readonly id: number;
      readonly timeMs: number;
      readonly instrument: number;
      readonly trade: Trade;
      readonly closes: number;
    }
  | {
      readonly kind: "funding";
      readonly id: number;
      readonly timeMs: number;
      readonly instrument: number;
      readonly row: Income;
    };

/** Fills with what each took off its position, oldest first. */
function tradesOf(account: Account, market: Market): Execution[] {
  const held = new Map<string, number>();
  const trades = market === "spot" ? account.spotTrades : account.futuresTrades;
  return trades.map((trade) => {
    const position = `${trade.instrument}:${trade.positionSide}`;
    const before = held.get(position) ?? 0;
    const signed = trade.side === "BUY" ? trade.quantity : -trade.quantity;
    held.set(position, before + signed);
    const closes = market === "futures" && before * signed < 0 ? Math.min(Math.abs(before), trade.quantity) : 0;
    return { kind: "trade", id: trade.id, timeMs: trade.timeMs, instrument: trade.instrument, trade, closes };
  });
}

function fundingOf(state: ExchangeState, account: Account): Execution[] {
  const indices = new Map(state.world.instruments.map((each) => [each.futures.symbol, each.index]));
  return account.income.flatMap((row) => {
    const instrument = indices.get(row.symbol);
    if (row.type !== "FUNDING_FEE" || instrument === undefined) return [];
    return [{ kind: "funding", id: row.id, timeMs: row.timeMs, instrument, row }] as const;
  });
}

/** Fills and funding of one market, newest first. */
export function executions(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  const market = marketOf(category.value);
  if (market === null) return answer({ nextPageCursor: "", category: category.value, list: [] });
  const limit = limitOf(params, 50, 100);
  if (!limit.ok) return refuse(limit.error);
  const span = spanOf(params);
  if (!span.ok) return refuse(span.error);
  const [fromMs, toMs] = windowOf(span.value.fromMs, span.value.toMs, state.nowMs, DAYS);
  if (toMs - fromMs > DAYS * 86_400_000) return refuse(ERRORS.request("The time range cannot be larger than 7 days"));
  const named = textOf(params, "symbol") === null ? null : instrumentOf(context, market);
  if (named !== null && !named.ok) return refuse(named.error);
  const type = textOf(params, "execType");
  const orderId = textOf(params, "orderId");
  const linkId = textOf(params, "orderLinkId");
  const all = [...tradesOf(account, market), ...(market === "futures" ? fundingOf(state, account) : [])];
  const found = all.filter((each) => {
    if (each.timeMs < fromMs || each.timeMs > toMs) return false;
    if (named !== null && each.instrument !== named.value.index) return false;
    if (each.kind === "funding") return orderId === null && linkId === null && (type === null || type === "Funding");
    const order = account.orders.get(each.trade.orderId);
    if (orderId !== null && orderIdOf(market, each.trade.orderId) !== orderId) return false;
    if (linkId !== null && order?.clientOrderId !== linkId) return false;
    return type === null || executionTypeOf(order) === type;
  });
  found.sort((a, b) => b.timeMs - a.timeMs || b.id - a.id);
  const { page, next } = pageOf(found, textOf(params, "cursor"), limit.value, ({ kind, id }) => `${kind}-${id}`);
  return answer({
    nextPageCursor: next,
    category: category.value,
    list: page.map((each) => rowOf(state, account, each)),
  });
}

function rowOf(state: ExchangeState, account: Account, each: Execution): Record<string, unknown> {
  if (each.kind === "trade") {
    return tradeRow(state, account, each.trade, account.orders.get(each.trade.orderId), each.closes);
  }
  const instrument = state.world.instruments[each.instrument];
  return instrument === undefined ? {} : fundingRow(state, account, instrument, each.row.amount, each.timeMs, each.id);
}
