import { ZERO } from "@evenkeel/core/units";
import { type Account, leverageOf, type Position, positionOf } from "../../../account/account.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Order, PositionSide, Trade } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { contractsText } from "../contract.ts";
import { money, price } from "../format.ts";
import { printBalance } from "../futures/account.ts";
import { commonFields } from "../futures/order.ts";
import { isShort, positionFields, sizeOf } from "../futures/position.ts";
import { sidesOf } from "../futures/side.ts";
import { feesOf, futuresClientId } from "../order-text.ts";
import { frameOf } from "./market-rows.ts";

export interface UserFrame {
  readonly account: string;
  readonly channel: string;
  /** What a subscription to some symbols only goes by; null concerns all of them. */
  readonly index: number | null;
  readonly frame: string;
}

type OrderEvent = Extract<ExchangeEvent, { kind: "order" }>;

function orderFrame(state: ExchangeState, account: Account, { order, timeMs }: OrderEvent): string {
  return frameOf("orders", [
    {
      ...commonFields(state, order, feesOf(account, "futures", [order]).get(order.id)),
      deductCcy: "",
      deductAmt: "0",
      cTime: order.createdMs,
      uTime: order.updatedMs,
      ts: timeMs,
    },
  ]);
}

function fillFrame(instrument: Instrument, order: Order, trade: Trade): string {
  const { futures } = instrument;
  return frameOf("trade", [
    {
      symbol: futures.symbol,
      side: trade.side,
      ordId: String(trade.orderId),
      clOrdId: futuresClientId(order),
      role: trade.maker ? "MAKER" : "TAKER",
      trdId: String(trade.id),
      feeCcy: trade.commissionAsset,
      feeAmt: money(trade.commission),
      deductCcy: "",
      deductAmt: "0",
      fpx: price(futures, trade.price),
      fqty: contractsText(futures, trade.quantity),
      uTime: trade.timeMs,
      ts: trade.timeMs,
    },
  ]);
}

/** What some events did to one position together. */
interface Change {
  readonly instrument: number;
  readonly side: PositionSide;
  bought: number;
  fee: bigint;
  profit: bigint;
  funding: bigint;
  timeMs: number;
}

const noPosition = (instrument: number, side: PositionSide): Position => ({
  instrument,
  side,
  quantity: 0,
  cost: ZERO,
  isolatedMargin: ZERO,
  updatedMs: 0,
});

/** The position as it stands when the frame is made, and what has just happened to it. */
function positionFrame(state: ExchangeState, account: Account, instrument: Instrument, change: Change): string {
  const position = positionOf(account, instrument.index, change.side) ?? noPosition(instrument.index, change.side);
  const fields = positionFields(state, account, instrument, position);
  return frameOf("positions", [
    {
      ...fields,
      side: isShort(position) ? "sell" : "buy",
      oldQty: contractsText(instrument.futures, sizeOf(position, position.quantity - change.bought)),
      lever: leverageOf(account, instrument.index),
      fee: money(-change.fee),
      pnl: money(change.profit),
      ffee: money(change.funding),
      fpnl: money(change.profit),
      cTime: position.updatedMs,
      uTime: change.timeMs,
      ts: change.timeMs,
    },
  ]);
}

/** On the socket times are numbers, and nothing is said of what orders hold. */
function accountFrame(state: ExchangeState, account: Account, timeMs: number): string {
  const { details, ...whole } = printBalance(state, account);
  const timed = (row: Record<string, unknown>) => ({
    ...row,
    cTime: Number(row["cTime"]),
    uTime: Number(row["uTime"]),
  });
  const rows = details.map(({ trdHold: _held, ...row }: Record<string, unknown>) => timed(row));
  const { cTime, uTime, ...rest } = whole;
  return frameOf("account", [{ ...rest, details: rows, cTime: Number(cTime), uTime: Number(uTime), ts: timeMs }]);
}

const isFutures = (event: ExchangeEvent): boolean => event.kind !== "order" || event.order.market === "futures";

/** What some events of one account tell its owner on the futures side: each order and fill, then where it left things. */
export function futuresFrames(state: ExchangeState, account: Account, events: readonly ExchangeEvent[]): UserFrame[] {
  const frames: UserFrame[] = [];
  const changes = new Map<string, Change>();
  let movedMs: number | null = null;
  const changeOf = (instrument: number, side: PositionSide, timeMs: number): Change => {
    const position = `${instrument}:${side}`;
    const before = { instrument, side, bought: 0, fee: 0n, profit: 0n, funding: 0n, timeMs };
    const change = changes.get(position) ?? before;
    change.timeMs = timeMs;
    changes.set(position, change);
    return change;
  };
  for (const event of events) {
    if (!isFutures(event)) continue;
    movedMs = event.timeMs;
    if (event.kind === "order") {
      const { order, trade, timeMs } = event;
      const instrument = state.world.instruments[order.instrument];
      if (instrument === undefined) continue;
      const { index } = instrument;
      frames.push({ account: account.name, channel: "orders", index, frame: orderFrame(state, account, event) });
      if (trade === null) continue;
      frames.push({ account: account.name, channel: "trade", index, frame: fillFrame(instrument, order, trade) });
      const change = changeOf(index, trade.positionSide, timeMs);
      change.bought += trade.side === "BUY" ? trade.quantity : -trade.quantity;
      change.fee += trade.commission;
      change.profit += trade.realizedPnl;
    } else if (event.kind === "funding") {
      changeOf(event.instrument, event.positionSide, event.timeMs).funding += event.amount;
    } else if (event.kind === "setting" && event.instrument !== null) {
      for (const side of sidesOf(account)) changeOf(event.instrument, side, event.timeMs);
    }
  }
  for (const change of changes.values()) {
    const { instrument: index } = change;
    const instrument = state.world.instruments[index];
    if (instrument === undefined) continue;
    const frame = positionFrame(state, account, instrument, change);
    frames.push({ account: account.name, channel: "positions", index, frame });
  }
  if (movedMs !== null) {
    const frame = accountFrame(state, account, movedMs);
    frames.push({ account: account.name, channel: "account", index: null, frame });
  }
  return frames;
}

/** What anybody may hear of a position that the venue closed. */
export function liquidationFrame(state: ExchangeState, event: ExchangeEvent): UserFrame | null {
  if (event.kind !== "order" || event.trade === null || event.order.origin !== "liquidation") return null;
  const { order, trade } = event;
  const futures = state.world.instruments[order.instrument]?.futures;
  if (futures === undefined) return null;
  const frame = frameOf("liquidation_orders", [
    {
      s: futures.symbol,
      side: order.side,
      posSide: order.positionSide,
      sz: contractsText(futures, trade.quantity),
      bkPx: price(futures, trade.price),
      uTime: trade.timeMs,
      ts: trade.timeMs,
    },
  ]);
  return { account: "", channel: "liquidation_orders", index: order.instrument, frame };
}
