import { type Amount, formatFixed } from "@evenkeel/core/units";
import { type Account, leverageOf, marginTypeOf, positionOf } from "../../../account/account.ts";
import { entryPrice, unrealizedPnl } from "../../../account/margin.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { ConditionalOrder } from "../../../order/conditional.ts";
import type { EndReason, Order, PositionSide, Trade } from "../../../order/order.ts";
import { QUOTE_ASSET } from "../../../world/instrument.ts";
import { PROFILES } from "../../../world/venue.ts";
import { fixed, money } from "../format.ts";
import { algoTypeOf } from "../futures/algo.ts";
import { averagePrice } from "../futures/order.ts";
import { rejectionError } from "../reply.ts";

type OrderEvent = Extract<ExchangeEvent, { kind: "order" }>;

/** What happened on the execution, in the venue's words. */
function executionType({ order, trade, amended }: OrderEvent): string {
  if (amended) return "AMENDMENT";
  if (trade !== null) return order.origin === "liquidation" || order.origin === "deleveraging" ? "CALCULATED" : "TRADE";
  if (order.status === "CANCELED") return "CANCELED";
  return order.status === "EXPIRED" || order.status === "EXPIRED_IN_MATCH" ? "EXPIRED" : "NEW";
}

function orderUpdate(state: ExchangeState, event: OrderEvent): string {
  const { order, trade } = event;
  const futures = state.world.instruments[order.instrument]?.futures;
  const priceScale = futures?.priceScale ?? 0;
  const quantityScale = futures?.quantityScale ?? 0;
  const commission = trade === null ? {} : { N: trade.commissionAsset, n: money(trade.commission) };
  return JSON.stringify({
    e: "ORDER_TRADE_UPDATE",
    E: Math.floor(event.timeMs),
    T: Math.floor(event.timeMs),
    o: {
      s: futures?.symbol,
      c: order.clientOrderId,
      S: order.side,
      o: order.origin === "liquidation" ? "LIQUIDATION" : order.type,
      f: order.timeInForce,
      q: fixed(order.quantity, quantityScale),
      p: fixed(order.price, priceScale),
      ap: averagePrice(state, order),
      sp: "0",
      x: executionType(event),
      X: order.status,
      i: order.id,
      l: fixed(trade?.quantity ?? 0, quantityScale),
      z: fixed(order.executed, quantityScale),
      L: fixed(trade?.price ?? 0, priceScale),
      ...commission,
      T: Math.floor(event.timeMs),
      t: trade?.id ?? 0,
      b: "0",
      a: "0",
      m: trade?.maker ?? false,
      R: order.reduceOnly && order.positionSide === "BOTH",
      wt: "CONTRACT_PRICE",
      ot: order.type,
      ps: order.positionSide,
      cp: false,
      rp: money(trade?.realizedPnl ?? 0n),
      pP: false,
      si: 0,
      ss: 0,
      V: order.selfTradePrevention,
      pm: "NONE",
      gtd: order.goodTillMs,
      er: EXPIRIES[order.endReason] ?? "0",
    },
  });
}

/** The venue's numbers for why an order expired; what has none of its own is 0. */
const EXPIRIES: Readonly<Partial<Record<EndReason, string>>> = {
  "self-trade": "1",
  unfilled: "2",
  "reduce-only": "4",
  liquidation: "5",
  delisting: "7",
};

/** A fill in few words, told before the others. */
function tradeLite(state: ExchangeState, order: Order, trade: Trade, timeMs: number): string {
  const futures = state.world.instruments[order.instrument]?.futures;
  const quantity = (value: number) => fixed(value, futures?.quantityScale ?? 0);
  const price = (value: number) => fixed(value, futures?.priceScale ?? 0);
  return JSON.stringify({
    e: "TRADE_LITE",
    E: Math.floor(timeMs),
    T: Math.floor(timeMs),
    s: futures?.symbol,
    q: quantity(order.quantity),
    p: price(order.price),
    m: trade.maker,
    c: order.clientOrderId,
    S: order.side,
    L: price(trade.price),
    l: quantity(trade.quantity),
    t: trade.id,
    i: order.id,
  });
}

/** Why an order that had waited was refused when its price was reached. */
function triggerReject(state: ExchangeState, { id, instrument, refusal, updatedMs }: ConditionalOrder): string {
  const { message } = rejectionError({ reason: refusal ?? "insufficient-margin", detail: "" }, "futures");
  const time = Math.floor(updatedMs);
  const symbol = state.world.instruments[instrument]?.futures.symbol;
  return JSON.stringify({
    e: "CONDITIONAL_ORDER_TRIGGER_REJECT",
    E: time,
    T: time,
    or: { s: symbol, i: id, r: message },
  });
}

function algoUpdate(state: ExchangeState, conditional: ConditionalOrder): string {
  const futures = state.world.instruments[conditional.instrument]?.futures;
  const priceScale = futures?.priceScale ?? 0;
  const order = state.accounts.get(conditional.account)?.orders.get(conditional.orderId ?? 0);
  return JSON.stringify({
    e: "ALGO_UPDATE",
    T: Math.floor(conditional.updatedMs),
    E: Math.floor(conditional.updatedMs),
    o: {
      caid: conditional.clientOrderId,
      aid: conditional.id,
      at: "CONDITIONAL",
      o: algoTypeOf(conditional),
      s: futures?.symbol,
      S: conditional.side,
      ps: conditional.positionSide,
      f: conditional.timeInForce,
      q: fixed(conditional.quantity, futures?.quantityScale ?? 0),
      X: conditional.status,
      ai: conditional.orderId === null ? "" : String(conditional.orderId),
      ap: order === undefined ? "0.00" : averagePrice(state, order),
      aq: fixed(order?.executed ?? 0, futures?.quantityScale ?? 0),
      act: order?.type ?? "0",
      tp: fixed(conditional.triggerPrice, priceScale),
      p: fixed(conditional.price, priceScale),
      V: conditional.selfTradePrevention,
      wt: conditional.triggerBy === "MARK" ? "MARK_PRICE" : "CONTRACT_PRICE",
      pm: "NONE",
      cp: conditional.closePosition,
      pP: false,
      R: conditional.reduceOnly,
      tt: Math.floor(conditional.triggeredMs),
      gtd: conditional.goodTillMs,
      rm: conditional.refusal ?? "",
    },
  });
}

/** Wallet and the positions that changed, as they stand when the frame is made. */
function accountUpdate(
  state: ExchangeState,
  account: Account,
  reason: string,
  change: Amount | null,
  positions: readonly number[],
  timeMs: number,
  asset: string = QUOTE_ASSET,
): string {
  let isolated = 0n;
  for (const position of account.positions.values()) isolated += position.isolatedMargin;
  return JSON.stringify({
    e: "ACCOUNT_UPDATE",
    E: Math.floor(timeMs),
    T: Math.floor(timeMs),
    a: {
      m: reason,
      B: [
        {
          a: QUOTE_ASSET,
          wb: money(account.futuresWallet),
          cw: money(account.futuresWallet - isolated),
          bc: money(asset === QUOTE_ASSET ? (change ?? 0n) : 0n),
        },
        ...coinRow(state, account, asset === QUOTE_ASSET ? 0n : (change ?? 0n)),
      ],
      P: positions.flatMap((index) => positionRows(state, account, index)),
    },
  });
}

/** The coin that commissions may be paid in, where some is held or was moved. */
function coinRow(state: ExchangeState, account: Account, change: bigint): readonly object[] {
  const coin = PROFILES[state.world.venue].feeDiscount?.asset;
  if (coin === undefined || (account.futuresDiscountCoin === 0n && change === 0n)) return [];
  const held = money(account.futuresDiscountCoin);
  return [{ a: coin, wb: held, cw: held, bc: money(change) }];
}

/** In hedge mode both sides of a symbol are told, changed or not. */
const positionRows = (state: ExchangeState, account: Account, index: number): readonly object[] =>
  (account.hedgeMode ? (["LONG", "SHORT"] as const) : (["BOTH"] as const)).map((side) =>
    positionRow(state, account, index, side),
  );

function positionRow(state: ExchangeState, account: Account, index: number, side: PositionSide): object {
  const instrument = state.world.instruments[index];
  const position = positionOf(account, index, side);
  const entry = instrument === undefined || position === undefined ? 0n : entryPrice(instrument, position, 12);
  return {
    s: instrument?.futures.symbol,
    pa: fixed(position?.quantity ?? 0, instrument?.futures.quantityScale ?? 0),
    ep: formatFixed(entry, 12),
    bep: formatFixed(entry, 12),
    cr: "0",
    up: money(position === undefined ? 0n : unrealizedPnl(state, position)),
    mt: marginTypeOf(account, index) === "ISOLATED" ? "isolated" : "cross",
    iw: money(position?.isolatedMargin ?? 0n),
    ps: side,
  };
}

export interface UserFrame {
  readonly account: string;
  readonly frame: string;
}

/** Everything that one event tells the owner of the futures account. Spot has no stream of this kind any more. */
export function userFrames(state: ExchangeState, event: ExchangeEvent): UserFrame[] {
  const name = event.kind === "order" ? event.order.account : event.account;
  const account = state.accounts.get(name);
  if (account === undefined) return [];
  const frames = framesFor(state, account, event);
  return frames.map((frame) => ({ account: name, frame }));
}

function framesFor(state: ExchangeState, account: Account, event: ExchangeEvent): string[] {
  switch (event.kind) {
    case "order": {
      if (event.order.market === "spot") return [];
      const update = orderUpdate(state, event);
      if (event.trade === null) return [update];
      return [
        tradeLite(state, event.order, event.trade, event.timeMs),
        accountUpdate(state, account, "ORDER", null, [event.order.instrument], event.timeMs),
        update,
      ];
    }
    case "conditional":
      if (event.conditional.market === "spot") return [];
      return event.conditional.status === "REJECTED"
        ? [algoUpdate(state, event.conditional), triggerReject(state, event.conditional)]
        : [algoUpdate(state, event.conditional)];
    case "funding": {
      const isolated = marginTypeOf(account, event.instrument) === "ISOLATED";
      const changed = isolated ? [event.instrument] : [];
      return [accountUpdate(state, account, "FUNDING_FEE", event.amount, changed, event.timeMs)];
    }
    case "insurance":
      return [accountUpdate(state, account, "INSURANCE_CLEAR", event.amount, [event.instrument], event.timeMs)];
    case "transfer":
      return [
        accountUpdate(
          state,
          account,
          event.amount > 0n ? "DEPOSIT" : "WITHDRAW",
          event.amount,
          [],
          event.timeMs,
          event.asset,
        ),
      ];
    case "setting":
      return settingFrames(state, account, event);
  }
}

function settingFrames(
  state: ExchangeState,
  account: Account,
  event: Extract<ExchangeEvent, { kind: "setting" }>,
): string[] {
  if (event.instrument === null) return [];
  if (event.setting !== "leverage") {
    const reason = event.setting === "margin-type" ? "MARGIN_TYPE_CHANGE" : "MARGIN_TRANSFER";
    return [accountUpdate(state, account, reason, null, [event.instrument], event.timeMs)];
  }
  return [
    JSON.stringify({
      e: "ACCOUNT_CONFIG_UPDATE",
      E: Math.floor(event.timeMs),
      T: Math.floor(event.timeMs),
      ac: {
        s: state.world.instruments[event.instrument]?.futures.symbol,
        l: leverageOf(account, event.instrument),
      },
    }),
  ];
}

export const listenKeyExpiredFrame = (key: string, wallMs: number): string =>
  JSON.stringify({ e: "listenKeyExpired", E: wallMs, listenKey: key });
