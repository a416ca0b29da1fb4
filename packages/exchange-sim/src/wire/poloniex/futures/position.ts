import { formatDecimal } from "@evenkeel/core/units";
import { type Account, leverageOf, marginTypeOf, type Position } from "../../../account/account.ts";
import { liquidationPrice } from "../../../account/liquidation-price.ts";
import {
  entryPrice,
  maintenanceMargin,
  positionInitialMargin,
  summarizeFutures,
  unrealizedPnl,
} from "../../../account/margin.ts";
import { deleveragingQuantile } from "../../../account/ranking.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import { remainingOf } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { contractsText } from "../contract.ts";
import { floatPrice, money, ratio } from "../format.ts";
import { indexPrice } from "../market-data.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { instrumentOf, type RouteContext, type Routes, signed } from "../request.ts";
import { positionHistory } from "./closed.ts";
import { markText } from "./risk.ts";

const ENTRY_DIGITS = 12;

export const modeText = (account: Account, instrument: number): "ISOLATED" | "CROSS" =>
  marginTypeOf(account, instrument) === "ISOLATED" ? "ISOLATED" : "CROSS";

/** What is left of a position when the resting orders that close it are counted as done. */
function availableQuantity(state: ExchangeState, account: Account, { instrument, side, quantity }: Position): number {
  const closingSide = quantity > 0 ? "SELL" : "BUY";
  let closing = 0;
  for (const order of openOrdersOf(state, account, "futures", instrument)) {
    if (order.side === closingSide && order.positionSide === side && order.reduceOnly) closing += remainingOf(order);
  }
  const left = Math.max(0, Math.abs(quantity) - closing);
  return quantity < 0 ? -left : left;
}

/** In one-way mode a short's quantity is negative; in hedge mode its side tells it. */
export const sizeOf = ({ side }: Position, quantity: number): number => (side === "SHORT" ? -quantity : quantity);
export const isShort = ({ side, quantity }: Position): boolean => side === "SHORT" || quantity < 0;

/** The fifth of its side that a position is in, as a share: whoever has "1" is deleveraged first. */
const adlText = (state: ExchangeState, position: Position): string =>
  position.quantity === 0 ? "0" : String((deleveragingQuantile(state, position) + 1) / 5);

/** What REST and the private channel have in common. */
export function positionFields(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  position: Position,
): Record<string, unknown> {
  const { futures } = instrument;
  const initial = positionInitialMargin(state, account, position);
  const maintenance = maintenanceMargin(state, position);
  const pnl = unrealizedPnl(state, position);
  const isolated = marginTypeOf(account, instrument.index) === "ISOLATED";
  const margin = isolated ? position.isolatedMargin : initial;
  const summary = summarizeFutures(state, account);
  const behind = isolated ? margin + pnl : summary.crossWalletBalance + summary.crossUnrealizedPnl;
  return {
    symbol: futures.symbol,
    posSide: position.side,
    side: isShort(position) ? "SELL" : "BUY",
    mgnMode: modeText(account, instrument.index),
    openAvgPx: formatDecimal(entryPrice(instrument, position, ENTRY_DIGITS), ENTRY_DIGITS),
    qty: contractsText(futures, sizeOf(position, position.quantity)),
    availQty: contractsText(futures, sizeOf(position, availableQuantity(state, account, position))),
    adl: adlText(state, position),
    liqPx: liquidationPrice(state, account, position),
    mgn: money(margin),
    im: money(initial),
    mm: money(maintenance),
    upl: money(pnl),
    uplRatio: ratio(pnl, margin),
    pnl: "0",
    markPx: markText(state, instrument),
    mgnRatio: ratio(maintenance, behind),
    state: "NORMAL",
  };
}

function printPosition(state: ExchangeState, account: Account, instrument: Instrument, position: Position): object {
  const spare = position.isolatedMargin - positionInitialMargin(state, account, position);
  const last = floatPrice(instrument.futures, indexPrice(state, instrument, "futures"));
  return {
    ...positionFields(state, account, instrument, position),
    lever: String(leverageOf(account, instrument.index)),
    lastPx: last,
    indexPx: last,
    actType: "TRADING",
    maxWAmt: money(spare > 0n ? spare : 0n),
    tpTrgPx: "",
    slTrgPx: "",
    cTime: String(position.updatedMs),
    uTime: String(position.updatedMs),
  };
}

function opens(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const symbol = params.get("symbol") ?? "";
  const asked = symbol === "" ? null : instrumentOf(context, "futures", symbol);
  if (symbol !== "" && asked === null) return refuse(ERRORS.futures.symbol);
  const rows: object[] = [];
  for (const position of account.positions.values()) {
    const instrument = state.world.instruments[position.instrument];
    if (instrument === undefined || (asked !== null && asked !== instrument)) continue;
    rows.push(printPosition(state, account, instrument, position));
  }
  return body(rows);
}

export const FUTURES_POSITION_ROUTES: Routes = {
  "GET /v3/trade/position/opens": signed("futures-trade", 10, opens),
  "GET /v3/trade/position/history": signed("futures-trade", 10, positionHistory),
};
