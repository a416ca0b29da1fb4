import { type Amount, type Quantity, quantityAmount, ZERO } from "@evenkeel/core/units";
import {
  type Account,
  append,
  leverageOf,
  marginTypeOf,
  type Position,
  positionKey,
  positionOf,
  TRADES_KEPT_MAX,
} from "../account/account.ts";
import { chargeDiscounted } from "../account/commission.ts";
import { coverLoss } from "../account/debt.ts";
import { bookIncome } from "../account/income.ts";
import { initialMarginOf, valueOf } from "../account/margin.ts";
import { commissionOf, floorVenue, moveFutures, moveSpot } from "../account/money.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Instrument, specificationOf } from "../world/instrument.ts";
import { PROFILES } from "../world/venue.ts";
import { NO_SECOND, quoteAssetOf } from "../world/world.ts";
import { announceOrder } from "./announce.ts";
import { release } from "./lock.ts";
import { type Order, type PositionSide, remainingOf, type Trade } from "./order.ts";
import { removeResting } from "./rest.ts";

export interface Fill {
  readonly price: number;
  readonly quantity: number;
  readonly maker: boolean;
}

/** Books one fill of one order: money, position, trade, order state. The only place where fills happen. */
export function bookFill(state: ExchangeState, order: Order, fill: Fill, events: ExchangeEvent[]): void {
  const account = state.accounts.get(order.account);
  const instrument = state.world.instruments[order.instrument];
  if (account === undefined || instrument === undefined) return;
  const quote = valueOf(specificationOf(instrument, order.market), fill.price, fill.quantity);
  const effect =
    order.market === "spot"
      ? settleSpot(state, account, instrument, order, fill, quote)
      : settleFutures(state, account, instrument, order, fill, quote);
  const trade: Trade = {
    id: state.nextTradeId++,
    orderId: order.id,
    account: order.account,
    market: order.market,
    instrument: order.instrument,
    side: order.side,
    positionSide: order.positionSide,
    price: fill.price,
    quantity: fill.quantity,
    quote,
    commission: effect.commission,
    commissionAsset: effect.commissionAsset,
    realizedPnl: effect.realizedPnl,
    maker: fill.maker,
    timeMs: state.nowMs,
  };
  append(order.market === "spot" ? account.spotTrades : account.futuresTrades, trade, TRADES_KEPT_MAX);
  if (order.market === "futures") bookTradeIncome(state, account, instrument, trade);
  state.safeUntilSecond = NO_SECOND;
  order.executed += fill.quantity;
  order.quote = (order.quote + quote) as Amount;
  order.updatedMs = state.nowMs;
  order.status = remainingOf(order) === 0 ? "FILLED" : "PARTIALLY_FILLED";
  if (order.status === "FILLED") removeResting(state, account, order);
  announceOrder(state, order, trade, events);
  if (order.market === "futures") coverLoss(state, account, events);
}

interface FillEffect {
  readonly commission: Amount;
  readonly commissionAsset: string;
  readonly realizedPnl: Amount;
}

/** The commission is taken out of what is received, or is paid in quote whatever the side. */
function settleSpot(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  order: Order,
  fill: Fill,
  quote: Amount,
): FillEffect {
  const { baseAsset, quantityScale } = instrument.spot;
  const quoteAsset = quoteAssetOf(state.world);
  const base = quantityAmount(fill.quantity as Quantity, quantityScale);
  const ppm = fill.maker ? account.fees.spotMakerPpm : account.fees.spotTakerPpm;
  // Only a resting order has locked what it pays with, and only a resting order is a maker.
  if (fill.maker) release(state, account, order, fill.quantity);
  const sign = order.side === "BUY" ? 1n : -1n;
  moveSpot(state, "market", account, quoteAsset, -sign * quote);
  moveSpot(state, "market", account, baseAsset, sign * base);
  const charge = chargeDiscounted(state, account, "spot", quote, ppm);
  if (charge !== null) return { commission: charge.commission, commissionAsset: charge.asset, realizedPnl: ZERO };
  const inBase = order.side === "BUY" && PROFILES[state.world.venue].spotCommission === "received";
  const commissionAsset = inBase ? baseAsset : quoteAsset;
  const commission = commissionOf(inBase ? base : quote, ppm);
  moveSpot(state, "fee", account, commissionAsset, -commission);
  return { commission, commissionAsset, realizedPnl: ZERO };
}

function settleFutures(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  order: Order,
  fill: Fill,
  quote: Amount,
): FillEffect {
  const position = positionFor(state, account, instrument.index, order.positionSide);
  const direction = order.side === "BUY" ? 1 : -1;
  const closes = position.quantity * direction < 0 ? Math.min(Math.abs(position.quantity), fill.quantity) : 0;
  const opens = fill.quantity - closes;
  const realizedPnl = closes > 0 ? closePart(instrument, position, fill.price, closes) : ZERO;
  if (opens > 0) openPart(account, instrument, position, fill.price, opens * direction);
  position.updatedMs = state.nowMs;
  if (position.quantity === 0) account.positions.delete(positionKey(instrument.index, position.side));
  const ppm = fill.maker ? account.fees.futuresMakerPpm : account.fees.futuresTakerPpm;
  moveFutures(state, "market", account, realizedPnl);
  const charge = order.origin === "account" ? chargeDiscounted(state, account, "futures", quote, ppm) : null;
  if (charge !== null) return { commission: charge.commission, commissionAsset: charge.asset, realizedPnl };
  const commission = order.origin === "account" ? commissionOf(quote, ppm) : ZERO;
  moveFutures(state, "fee", account, -commission);
  return { commission, commissionAsset: quoteAssetOf(state.world), realizedPnl };
}

function positionFor(state: ExchangeState, account: Account, instrument: number, side: PositionSide): Position {
  let position = positionOf(account, instrument, side);
  if (position === undefined) {
    position = { instrument, side, quantity: 0, cost: ZERO, isolatedMargin: ZERO, updatedMs: state.nowMs };
    account.positions.set(positionKey(instrument, side), position);
  }
  return position;
}

/** Cost and isolated margin leave in proportion; what rounding keeps back leaves with the last part. */
function closePart(instrument: Instrument, position: Position, price: number, quantity: number): Amount {
  const held = Math.abs(position.quantity);
  const share = (value: Amount): Amount =>
    quantity === held ? value : floorVenue((value * BigInt(quantity)) / BigInt(held));
  const cost = share(position.cost);
  const margin = share(position.isolatedMargin);
  const value = valueOf(instrument.futures, price, quantity);
  const pnl = (position.quantity > 0 ? value - cost : cost - value) as Amount;
  position.cost = (position.cost - cost) as Amount;
  position.isolatedMargin = (position.isolatedMargin - margin) as Amount;
  position.quantity += position.quantity > 0 ? -quantity : quantity;
  return pnl;
}

function openPart(account: Account, instrument: Instrument, position: Position, price: number, signed: number): void {
  const value = valueOf(instrument.futures, price, Math.abs(signed));
  position.quantity += signed;
  position.cost = (position.cost + value) as Amount;
  if (marginTypeOf(account, instrument.index) === "ISOLATED") {
    const margin = initialMarginOf(value, leverageOf(account, instrument.index));
    position.isolatedMargin = (position.isolatedMargin + margin) as Amount;
  }
}

function bookTradeIncome(state: ExchangeState, account: Account, instrument: Instrument, trade: Trade): void {
  const { symbol } = instrument.futures;
  if (trade.realizedPnl !== 0n) bookIncome(state, account, symbol, "REALIZED_PNL", trade.realizedPnl, trade.id);
  if (trade.commission !== 0n) {
    bookIncome(state, account, symbol, "COMMISSION", -trade.commission as Amount, trade.id, trade.commissionAsset);
  }
}
