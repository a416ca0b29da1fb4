import { type Account, leverageOf } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { PositionSide, Trade } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { fixed } from "../../format.ts";
import { orderIdOf } from "../identity.ts";
import { money } from "../money.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { categoryOf, instrumentOf, limitOf, type RouteContext, spanOf, textOf } from "../request.ts";
import { executionTypeOf } from "./execution.ts";
import { sideText } from "./order-row.ts";
import { pageOf, windowOf } from "./page.ts";

const DAYS = 7;
const SIDES: readonly PositionSide[] = ["BOTH", "LONG", "SHORT"];

/** What one order closed of one position. */
interface Closing {
  readonly trade: Trade;
  closed: number;
  exit: bigint;
  realized: bigint;
  fees: bigint;
  fills: number;
  updatedMs: number;
}

/** Walks a position's fills: what opens it carries its fees along until it is closed. */
function closingsOf(account: Account, instrument: Instrument, side: PositionSide): Closing[] {
  const closings = new Map<number, Closing>();
  let held = 0;
  let openFees = 0n;
  for (const trade of account.futuresTrades) {
    if (trade.instrument !== instrument.index || trade.positionSide !== side) continue;
    const signed = trade.side === "BUY" ? trade.quantity : -trade.quantity;
    const closed = held * signed < 0 ? Math.min(Math.abs(held), trade.quantity) : 0;
    const part = (value: bigint): bigint => (value * BigInt(closed)) / BigInt(trade.quantity);
    const opened = closed === 0 ? 0n : (openFees * BigInt(closed)) / BigInt(Math.abs(held));
    openFees += trade.commission - part(trade.commission) - opened;
    held += signed;
    if (closed === 0) continue;
    const known = closings.get(trade.orderId);
    const row = known ?? { trade, closed: 0, exit: 0n, realized: 0n, fees: 0n, fills: 0, updatedMs: 0 };
    row.closed += closed;
    row.exit += part(trade.quote);
    row.realized += trade.realizedPnl;
    row.fees += part(trade.commission) + opened;
    row.fills += 1;
    row.updatedMs = trade.timeMs;
    closings.set(trade.orderId, row);
  }
  return [...closings.values()];
}

/** Mean price of a value over a quantity, at eight digits. */
const meanPrice = (value: bigint, quantity: number, quantityScale: number): string =>
  money(((value * 10n ** BigInt(quantityScale)) / BigInt(quantity) / 10n ** 10n) * 10n ** 10n);

function rowOf(state: ExchangeState, account: Account, row: Closing): Record<string, unknown> {
  const { trade, closed, exit, realized, fees } = row;
  const instrument = state.world.instruments[trade.instrument];
  if (instrument === undefined) return {};
  const { symbol, priceScale, quantityScale } = instrument.futures;
  const order = account.orders.get(trade.orderId);
  // A long is closed by selling: it came in for what it went out for, less what it brought.
  const entry = trade.side === "SELL" ? exit - realized : exit + realized;
  return {
    symbol,
    orderType: order?.type === "MARKET" ? "Market" : "Limit",
    leverage: String(leverageOf(account, trade.instrument)),
    updatedTime: String(Math.floor(row.updatedMs)),
    side: sideText(trade.side),
    orderId: orderIdOf("futures", trade.orderId),
    closedPnl: money(realized - fees),
    avgEntryPrice: meanPrice(entry, closed, quantityScale),
    qty: fixed(order?.quantity ?? closed, quantityScale),
    cumEntryValue: money(entry),
    createdTime: String(Math.floor(order?.createdMs ?? trade.timeMs)),
    orderPrice: fixed(order?.price ?? trade.price, priceScale),
    closedSize: fixed(closed, quantityScale),
    avgExitPrice: meanPrice(exit, closed, quantityScale),
    execType: executionTypeOf(order),
    fillCount: String(row.fills),
    cumExitValue: money(exit),
  };
}

export function closedPnl(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  if (category.value !== "linear") return answer({ nextPageCursor: "", category: category.value, list: [] });
  const limit = limitOf(params, 50, 100);
  if (!limit.ok) return refuse(limit.error);
  const span = spanOf(params);
  if (!span.ok) return refuse(span.error);
  const [fromMs, toMs] = windowOf(span.value.fromMs, span.value.toMs, state.nowMs, DAYS);
  if (toMs - fromMs > DAYS * 86_400_000) return refuse(ERRORS.request("The time range cannot be larger than 7 days"));
  const named = textOf(params, "symbol") === null ? null : instrumentOf(context, "futures");
  if (named !== null && !named.ok) return refuse(named.error);
  const found = (named === null ? state.world.instruments : [named.value])
    .flatMap((instrument) => SIDES.flatMap((side) => closingsOf(account, instrument, side)))
    .filter(({ updatedMs }) => updatedMs >= fromMs && updatedMs <= toMs)
    .toSorted((a, b) => b.updatedMs - a.updatedMs || b.trade.id - a.trade.id);
  const { page, next } = pageOf(found, textOf(params, "cursor"), limit.value, ({ trade }) => String(trade.id));
  return answer({
    nextPageCursor: next,
    category: category.value,
    list: page.map((row) => rowOf(state, account, row)),
  });
}
