import { type Amount, type Quantity, quantityAmount } from "@evenkeel/core/units";
import type { Account, Income } from "../../../account/account.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Trade } from "../../../order/order.ts";
import { type Instrument, specificationOf } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { executionIdOf, orderIdOf } from "../identity.ts";
import { money } from "../money.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { CATEGORIES, limitOf, type RouteContext, spanOf, textOf } from "../request.ts";
import { feePpm, fundingRow } from "./execution.ts";
import { linkIdText, sideText } from "./order-row.ts";
import { pageOf, windowOf } from "./page.ts";

const DAYS = 1;
const DAYS_MAX = 7;

/** One movement of one coin. */
interface Movement {
  readonly name: string;
  readonly timeMs: number;
  readonly category: "spot" | "linear";
  readonly type: string;
  readonly currency: string;
  readonly baseCoin: string;
  readonly change: bigint;
  readonly fields: Record<string, unknown>;
}

const NOTHING = {
  transSubType: "",
  symbol: "",
  side: "None",
  funding: "",
  orderLinkId: "",
  orderId: "",
  fee: "0",
  cashFlow: "0",
  feeRate: "0",
  bonusChange: "",
  size: "0",
  qty: "0",
  tradePrice: "0",
  tradeId: "",
  extraFees: "",
};

function tradeFields(account: Account, instrument: Instrument, trade: Trade): Record<string, unknown> {
  const { symbol, priceScale, quantityScale } = specificationOf(instrument, trade.market);
  const linkId = account.orders.get(trade.orderId)?.clientOrderId ?? "";
  return {
    ...NOTHING,
    symbol,
    side: sideText(trade.side),
    orderLinkId: linkIdText(linkId),
    orderId: orderIdOf(trade.market, trade.orderId),
    feeRate: (feePpm(account, trade) / 1e6).toString(),
    qty: fixed(trade.quantity, quantityScale),
    tradePrice: fixed(trade.price, priceScale),
    tradeId: executionIdOf(trade.market, trade.id),
  };
}

/** A spot fill moves two coins, the fee within that which was received. */
function spotMovements(state: ExchangeState, account: Account, trade: Trade): Movement[] {
  const instrument = state.world.instruments[trade.instrument];
  if (instrument === undefined) return [];
  const { baseAsset, quantityScale } = instrument.spot;
  const quote = quoteAssetOf(state.world);
  const buys = trade.side === "BUY";
  const base = quantityAmount(trade.quantity as Quantity, quantityScale);
  const common = { timeMs: trade.timeMs, category: "spot", type: "TRADE", baseCoin: baseAsset } as const;
  const fields = tradeFields(account, instrument, trade);
  const move = (currency: string, flow: bigint): Movement => {
    const fee = currency === trade.commissionAsset ? trade.commission : 0n;
    return {
      ...common,
      name: `${trade.id}-${currency}`,
      currency,
      change: flow - fee,
      fields: { ...fields, fee: money(fee), cashFlow: money(flow) },
    };
  };
  return [move(baseAsset, buys ? base : -base), move(quote, buys ? -trade.quote : trade.quote)];
}

/** A contract's fill moves what it realised, less its fee. */
function contractMovement(state: ExchangeState, account: Account, trade: Trade): Movement[] {
  const instrument = state.world.instruments[trade.instrument];
  if (instrument === undefined) return [];
  return [
    {
      name: String(trade.id),
      timeMs: trade.timeMs,
      category: "linear",
      type: "TRADE",
      currency: trade.commissionAsset,
      baseCoin: instrument.futures.baseAsset,
      change: trade.realizedPnl - trade.commission,
      fields: {
        ...tradeFields(account, instrument, trade),
        fee: money(trade.commission),
        cashFlow: money(trade.realizedPnl),
      },
    },
  ];
}

/** To and from the funding account, of any coin. */
const transferMovement = (row: Income): Movement => ({
  name: String(row.id),
  timeMs: row.timeMs,
  category: "spot",
  type: row.amount < 0n ? "TRANSFER_OUT" : "TRANSFER_IN",
  currency: row.asset,
  baseCoin: "",
  change: row.amount,
  fields: { ...NOTHING, cashFlow: money(row.amount) },
});

/** Funding and what the insurance fund gave or took; fills are told by the trades. */
function incomeMovement(state: ExchangeState, account: Account, row: Income): Movement[] {
  if (row.type === "TRANSFER") return [transferMovement(row)];
  if (row.type !== "FUNDING_FEE" && row.type !== "INSURANCE_CLEAR") return [];
  const instrument = state.world.instruments.find((each) => each.futures.symbol === row.symbol);
  if (instrument === undefined) return [];
  const funding = row.type === "FUNDING_FEE";
  const told = funding ? fundingRow(state, account, instrument, row.amount, row.timeMs, row.id) : null;
  const fields =
    told === null
      ? { ...NOTHING, symbol: row.symbol, cashFlow: money(row.amount) }
      : {
          ...NOTHING,
          symbol: row.symbol,
          side: told.side,
          funding: money(row.amount),
          orderId: told.orderId,
          feeRate: told.feeRate,
          size: told.execQty,
          qty: told.execQty,
          tradePrice: told.execPrice,
          tradeId: told.execId,
        };
  return [
    {
      name: String(row.id),
      timeMs: row.timeMs,
      category: "linear",
      type: funding ? "SETTLEMENT" : "LIQUIDATION",
      currency: row.asset,
      baseCoin: instrument.futures.baseAsset,
      change: row.amount,
      fields,
    },
  ];
}

/** Every movement of every coin, newest first, each with what the account then had of it. */
function movements(state: ExchangeState, account: Account): (Movement & { readonly balance: bigint })[] {
  const all = [
    ...account.spotTrades.flatMap((trade) => spotMovements(state, account, trade)),
    ...account.futuresTrades.flatMap((trade) => contractMovement(state, account, trade)),
    ...account.income.flatMap((row) => incomeMovement(state, account, row)),
  ].toSorted((a, b) => b.timeMs - a.timeMs);
  const left = new Map([...account.spot].map(([coin, { free, locked }]) => [coin, free + locked]));
  return all.map((each) => {
    const balance = left.get(each.currency) ?? 0n;
    left.set(each.currency, balance - each.change);
    return { ...each, balance };
  });
}

export function transactionLog(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const category = textOf(params, "category");
  if (category !== null && !CATEGORIES.some((each) => each === category)) return refuse(ERRORS.category);
  const limit = limitOf(params, 20, 50);
  if (!limit.ok) return refuse(limit.error);
  const span = spanOf(params);
  if (!span.ok) return refuse(span.error);
  const [fromMs, toMs] = windowOf(span.value.fromMs, span.value.toMs, state.nowMs, DAYS);
  if (toMs - fromMs > DAYS_MAX * 86_400_000) {
    return refuse(ERRORS.request("The time range cannot be larger than 7 days"));
  }
  const wanted = (value: string, name: string): boolean => (textOf(params, name) ?? value) === value;
  const found = movements(state, account).filter(
    (each) =>
      each.timeMs >= fromMs &&
      each.timeMs <= toMs &&
      wanted(each.category, "category") &&
      wanted(each.currency, "currency") &&
      wanted(each.baseCoin, "baseCoin") &&
      wanted(each.type, "type"),
  );
  const { page, next } = pageOf(
    found,
    textOf(params, "cursor"),
    limit.value,
    ({ category: of, name }) => `${of}-${name}`,
  );
  return answer({
    nextPageCursor: next,
    list: page.map(({ fields, name, timeMs, type, currency, change, balance, category: of }) => ({
      ...fields,
      id: `${account.number}_${String(fields.symbol)}_${name}`,
      change: money(change as Amount),
      transactionTime: String(Math.floor(timeMs)),
      type,
      cashBalance: money(balance as Amount),
      currency,
      category: of,
    })),
  });
}
