import { type Amount, formatAmount, formatFixed, ZERO } from "@evenkeel/core/units";
import { type Account, leverageOf, marginTypeOf, type Position, positionOf } from "../../../account/account.ts";
import { liquidationPrice } from "../../../account/liquidation-price.ts";
import {
  entryPrice,
  MARK_SCALE,
  maintenanceMargin,
  markOf,
  markValue,
  openOrderMargin,
  positionInitialMargin,
  summarizeFutures,
  unrealizedPnl,
  valueOf,
} from "../../../account/margin.ts";
import { deleveragingQuantile } from "../../../account/ranking.ts";
import { transferable } from "../../../account/settings.ts";
import type { Side } from "../../../book/quote.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import { type PositionSide, remainingOf } from "../../../order/order.ts";
import { type Instrument, QUOTE_ASSET } from "../../../world/instrument.ts";
import { PROFILES } from "../../../world/venue.ts";
import { fixed, money } from "../format.ts";
import { body, type Outcome } from "../reply.ts";
import type { Route, RouteContext, Routes } from "../request.ts";

const signed = (weight: number, handle: Route["handle"], more: Partial<Route> = {}): Route => ({
  security: "signed",
  weight,
  market: "futures",
  handle,
  ...more,
});

const ENTRY_DIGITS = 12;
const EMPTY = (instrument: number, side: PositionSide): Position => ({
  instrument,
  side,
  quantity: 0,
  cost: ZERO,
  isolatedMargin: ZERO,
  updatedMs: 0,
});

interface Printed {
  readonly symbol: string;
  readonly amount: string;
  readonly entry: string;
  readonly mark: string;
  readonly pnl: string;
  readonly notional: string;
  readonly isolatedMargin: string;
  readonly isolatedWallet: string;
  readonly initial: string;
  readonly positionInitial: string;
  readonly openOrder: string;
  readonly maintenance: string;
  readonly liquidation: string;
}

function printPosition(state: ExchangeState, account: Account, instrument: Instrument, position: Position): Printed {
  const mark = markOf(state, instrument.index);
  const pnl = unrealizedPnl(state, position);
  const isolated = marginTypeOf(account, instrument.index) === "ISOLATED" && position.quantity !== 0;
  const positionInitial = positionInitialMargin(state, account, position);
  const openOrder = openOrderMargin(state, account, instrument.index);
  return {
    symbol: instrument.futures.symbol,
    amount: fixed(position.quantity, instrument.futures.quantityScale),
    entry: formatFixed(entryPrice(instrument, position, ENTRY_DIGITS), ENTRY_DIGITS),
    mark: fixed(mark, MARK_SCALE),
    pnl: money(pnl),
    notional: money(markValue(instrument, mark, position.quantity)),
    isolatedMargin: money(isolated ? position.isolatedMargin + pnl : ZERO),
    isolatedWallet: money(position.isolatedMargin),
    initial: money(positionInitial + openOrder),
    positionInitial: money(positionInitial),
    openOrder: money(openOrder),
    maintenance: money(maintenanceMargin(state, position)),
    liquidation: liquidationPrice(state, account, position),
  };
}

/** What the resting orders of one side come to at their own prices. */
function orderNotional(state: ExchangeState, account: Account, instrument: Instrument, side: Side): Amount {
  const resting = openOrdersOf(state, account, "futures", instrument.index).filter((order) => order.side === side);
  return resting.reduce(
    (sum, order) => sum + valueOf(instrument.futures, order.price, remainingOf(order)),
    0n,
  ) as Amount;
}

/** The largest position that the chosen leverage allows. */
function notionalMax(account: Account, instrument: Instrument): Amount {
  const leverage = leverageOf(account, instrument.index);
  return instrument.brackets.findLast((bracket) => bracket.leverageMax >= leverage)?.cap ?? ZERO;
}

/** Positions and the symbols with resting orders: what version 3 of the endpoints shows. */
function activeInstruments(state: ExchangeState, account: Account): Instrument[] {
  const indices = new Set<number>();
  for (const { instrument } of account.positions.values()) indices.add(instrument);
  for (const id of account.openOrders) {
    const order = state.resting.get(id);
    if (order?.market === "futures") indices.add(order.instrument);
  }
  return state.world.instruments.filter((instrument) => indices.has(instrument.index));
}

function shown({ state, account, instrument }: RouteContext, everySymbol: boolean): Instrument[] {
  const all = everySymbol ? [...state.world.instruments] : activeInstruments(state, account);
  return instrument === null ? all : all.filter((each) => each === instrument);
}

/** One row for each symbol, in hedge mode one for each of its sides. */
function rowsOf<T>(
  state: ExchangeState,
  account: Account,
  instruments: readonly Instrument[],
  print: (instrument: Instrument, position: Position, printed: Printed) => T,
): T[] {
  const sides: readonly PositionSide[] = account.hedgeMode ? ["LONG", "SHORT"] : ["BOTH"];
  return instruments.flatMap((instrument) =>
    sides.map((side) => {
      const position = positionOf(account, instrument.index, side) ?? EMPTY(instrument.index, side);
      return print(instrument, position, printPosition(state, account, instrument, position));
    }),
  );
}

function positionRiskV3(context: RouteContext): Outcome {
  const { state, account } = context;
  return body(
    rowsOf(state, account, shown(context, false), (instrument, position, printed) => {
      return {
        symbol: printed.symbol,
        positionSide: position.side,
        positionAmt: printed.amount,
        entryPrice: printed.entry,
        breakEvenPrice: printed.entry,
        markPrice: printed.mark,
        unRealizedProfit: printed.pnl,
        liquidationPrice: printed.liquidation,
        isolatedMargin: printed.isolatedMargin,
        notional: printed.notional,
        marginAsset: QUOTE_ASSET,
        isolatedWallet: printed.isolatedWallet,
        initialMargin: printed.initial,
        maintMargin: printed.maintenance,
        positionInitialMargin: printed.positionInitial,
        openOrderInitialMargin: printed.openOrder,
        adl: deleveragingQuantile(state, position),
        bidNotional: money(orderNotional(state, account, instrument, "BUY")),
        askNotional: money(orderNotional(state, account, instrument, "SELL")),
        updateTime: position.updatedMs,
      };
    }),
  );
}

function positionRiskV2(context: RouteContext): Outcome {
  const { state, account } = context;
  return body(
    rowsOf(state, account, shown(context, true), (instrument, position, printed) => {
      return {
        symbol: printed.symbol,
        positionAmt: printed.amount,
        entryPrice: printed.entry,
        breakEvenPrice: printed.entry,
        markPrice: printed.mark,
        unRealizedProfit: printed.pnl,
        liquidationPrice: printed.liquidation,
        leverage: String(leverageOf(account, instrument.index)),
        maxNotionalValue: money(notionalMax(account, instrument)),
        marginType: marginTypeOf(account, instrument.index) === "ISOLATED" ? "isolated" : "cross",
        isolatedMargin: printed.isolatedMargin,
        isAutoAddMargin: "false",
        positionSide: position.side,
        notional: printed.notional,
        isolatedWallet: printed.isolatedWallet,
        updateTime: position.updatedMs,
        isolated: marginTypeOf(account, instrument.index) === "ISOLATED",
        adlQuantile: deleveragingQuantile(state, position),
      };
    }),
  );
}

function asset(state: ExchangeState, account: Account): Record<string, unknown> {
  const summary = summarizeFutures(state, account);
  return {
    asset: QUOTE_ASSET,
    walletBalance: money(summary.walletBalance),
    unrealizedProfit: money(summary.unrealizedPnl),
    marginBalance: money(summary.walletBalance + summary.unrealizedPnl),
    maintMargin: money(summary.maintenanceMargin),
    initialMargin: money(summary.positionInitialMargin + summary.openOrderInitialMargin),
    positionInitialMargin: money(summary.positionInitialMargin),
    openOrderInitialMargin: money(summary.openOrderInitialMargin),
    crossWalletBalance: money(summary.crossWalletBalance),
    crossUnPnl: money(summary.crossUnrealizedPnl),
    availableBalance: money(summary.availableBalance),
    maxWithdrawAmount: money(transferable(state, account)),
    marginAvailable: true,
    updateTime: state.nowMs,
  };
}

/** The wallet, and beside it the coin that commissions may be paid in. */
function assets(state: ExchangeState, account: Account): readonly Record<string, unknown>[] {
  const rows = [asset(state, account)];
  const coin = PROFILES[state.world.venue].feeDiscount?.asset;
  const held = money(account.futuresDiscountCoin);
  if (coin === undefined || account.futuresDiscountCoin === 0n) return rows;
  const nothing = money(0n);
  rows.push({
    asset: coin,
    walletBalance: held,
    unrealizedProfit: nothing,
    marginBalance: held,
    maintMargin: nothing,
    initialMargin: nothing,
    positionInitialMargin: nothing,
    openOrderInitialMargin: nothing,
    crossWalletBalance: held,
    crossUnPnl: nothing,
    availableBalance: held,
    maxWithdrawAmount: held,
    marginAvailable: false,
    updateTime: state.nowMs,
  });
  return rows;
}

function totals(state: ExchangeState, account: Account): Record<string, unknown> {
  const row = asset(state, account);
  return {
    totalInitialMargin: row.initialMargin,
    totalMaintMargin: row.maintMargin,
    totalWalletBalance: row.walletBalance,
    totalUnrealizedProfit: row.unrealizedProfit,
    totalMarginBalance: row.marginBalance,
    totalPositionInitialMargin: row.positionInitialMargin,
    totalOpenOrderInitialMargin: row.openOrderInitialMargin,
    totalCrossWalletBalance: row.crossWalletBalance,
    totalCrossUnPnl: row.crossUnPnl,
    availableBalance: row.availableBalance,
    maxWithdrawAmount: row.maxWithdrawAmount,
  };
}

function accountV3(context: RouteContext): Outcome {
  const { state, account } = context;
  return body({
    ...totals(state, account),
    assets: assets(state, account),
    positions: rowsOf(state, account, activeInstruments(state, account), (_, position, printed) => {
      return {
        symbol: printed.symbol,
        positionSide: position.side,
        positionAmt: printed.amount,
        unrealizedProfit: printed.pnl,
        isolatedMargin: printed.isolatedMargin,
        notional: printed.notional,
        isolatedWallet: printed.isolatedWallet,
        initialMargin: printed.initial,
        maintMargin: printed.maintenance,
        updateTime: position.updatedMs,
      };
    }),
  });
}

function accountV2({ state, account }: RouteContext): Outcome {
  return body({
    feeTier: account.feeTier,
    feeBurn: account.feeDiscount.futures,
    canTrade: true,
    canDeposit: true,
    canWithdraw: false,
    updateTime: 0,
    multiAssetsMargin: false,
    tradeGroupId: -1,
    ...totals(state, account),
    assets: assets(state, account),
    positions: rowsOf(state, account, state.world.instruments, (instrument, position, printed) => {
      return {
        symbol: printed.symbol,
        initialMargin: printed.initial,
        maintMargin: printed.maintenance,
        unrealizedProfit: printed.pnl,
        positionInitialMargin: printed.positionInitial,
        openOrderInitialMargin: printed.openOrder,
        leverage: String(leverageOf(account, instrument.index)),
        isolated: marginTypeOf(account, instrument.index) === "ISOLATED",
        entryPrice: printed.entry,
        maxNotional: formatAmount(notionalMax(account, instrument)),
        bidNotional: money(orderNotional(state, account, instrument, "BUY")),
        askNotional: money(orderNotional(state, account, instrument, "SELL")),
        positionSide: position.side,
        positionAmt: printed.amount,
        notional: printed.notional,
        isolatedWallet: printed.isolatedWallet,
        updateTime: position.updatedMs,
      };
    }),
  });
}

function balance({ state, account }: RouteContext): Outcome {
  return body(
    assets(state, account).map((row) => ({
      accountAlias: `sim${account.number}`,
      asset: row.asset,
      balance: row.walletBalance,
      crossWalletBalance: row.crossWalletBalance,
      crossUnPnl: row.crossUnPnl,
      availableBalance: row.availableBalance,
      maxWithdrawAmount: row.maxWithdrawAmount,
      marginAvailable: row.marginAvailable,
      updateTime: row.updateTime,
    })),
  );
}

export const FUTURES_ACCOUNT_ROUTES: Routes = {
  "GET /fapi/v3/account": signed(5, accountV3),
  "GET /fapi/v2/account": signed(5, accountV2),
  "GET /fapi/v3/balance": signed(5, balance),
  "GET /fapi/v2/balance": signed(5, balance),
  "GET /fapi/v3/positionRisk": signed(5, positionRiskV3, { symbol: "optional" }),
  "GET /fapi/v2/positionRisk": signed(5, positionRiskV2, { symbol: "optional" }),
};
