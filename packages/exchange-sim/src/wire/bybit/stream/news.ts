import { createHash } from "node:crypto";
import type { Account } from "../../../account/account.ts";
import type { ExchangeEvent } from "../../../exchange/event.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Order, OrderOrigin, PositionSide, Trade } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { money } from "../money.ts";
import { conditionalRow } from "../rest/conditional.ts";
import { fundingRow, tradeRow } from "../rest/execution.ts";
import { ORDER_EXTRAS, orderRow } from "../rest/order-row.ts";
import { positionRow, sidesOf } from "../rest/position.ts";
import { heldCoins, walletRow } from "../rest/wallet.ts";
import type { PrivateTopic } from "./topic.ts";

/** One piece of news for one account. */
export interface News {
  readonly account: string;
  readonly topic: PrivateTopic;
  readonly category: "spot" | "linear";
  readonly timeMs: number;
  readonly row: Record<string, unknown>;
}

const categoryOf = (market: "spot" | "futures"): "spot" | "linear" => (market === "spot" ? "spot" : "linear");

/** Everything that one event tells its account. Position and wallet are as they stand when the frame is made. */
export function newsOf(state: ExchangeState, event: ExchangeEvent): News[] {
  const name = event.kind === "order" ? event.order.account : event.account;
  const account = state.accounts.get(name);
  if (account === undefined) return [];
  const timeMs = Math.floor(event.timeMs);
  const news = (topic: PrivateTopic, category: "spot" | "linear", row: Record<string, unknown>): News => ({
    account: name,
    topic,
    category,
    timeMs,
    row,
  });
  const wallet = (coins: readonly string[]): News => news("wallet", "linear", walletRow(state, account, coins));
  const position = (index: number): News[] => {
    const instrument = state.world.instruments[index];
    if (instrument === undefined) return [];
    return sidesOf(account).map((side) => news("position", "linear", positionNews(state, account, instrument, side)));
  };
  switch (event.kind) {
    case "order":
      return orderNews(state, account, event, news, position, wallet);
    case "conditional": {
      const instrument = state.world.instruments[event.conditional.instrument];
      const category = categoryOf(event.conditional.market);
      if (instrument === undefined) return [];
      return [
        news("order", category, { ...conditionalRow(instrument, event.conditional), ...orderExtras(category, "") }),
      ];
    }
    case "funding":
      return [
        ...fundingNews(state, account, event, news),
        ...position(event.instrument),
        wallet([quoteAssetOf(state.world)]),
      ];
    case "insurance":
      return [...position(event.instrument), wallet([quoteAssetOf(state.world)])];
    case "transfer":
      return [wallet(heldCoins(account))];
    case "setting":
      return event.instrument === null ? [] : position(event.instrument);
    default:
      return [];
  }
}

type Make = (topic: PrivateTopic, category: "spot" | "linear", row: Record<string, unknown>) => News;

const orderExtras = (category: string, feeCurrency: string, closedPnl = "0"): Record<string, unknown> => ({
  category,
  closedPnl,
  feeCurrency,
  ...ORDER_EXTRAS,
});

function orderNews(
  state: ExchangeState,
  account: Account,
  event: Extract<ExchangeEvent, { kind: "order" }>,
  news: Make,
  position: (index: number) => News[],
  wallet: (coins: readonly string[]) => News,
): News[] {
  const { order, trade } = event;
  const category = categoryOf(order.market);
  const pnl = trade === null ? "0" : money(trade.realizedPnl);
  const extras = orderExtras(category, category === "spot" ? (trade?.commissionAsset ?? "") : "", pnl);
  const row = news("order", category, { ...orderRow(state, account, order), ...extras });
  if (trade === null) return [row];
  const execution = executionNews(state, account, order, trade);
  const instrument = state.world.instruments[order.instrument];
  const quote = quoteAssetOf(state.world);
  const coins = category === "spot" ? [instrument?.spot.baseAsset ?? quote, quote] : [quote];
  return [
    row,
    news("execution", category, execution),
    news("execution.fast", category, fastOf(execution)),
    ...(category === "linear" ? position(order.instrument) : []),
    wallet(coins),
  ];
}

const CREATE_TYPES: Readonly<Record<OrderOrigin, string>> = {
  account: "CreateByUser",
  liquidation: "CreateByLiq",
  deleveraging: "CreateByAdl_PassThrough",
  settlement: "CreateBySettle",
};

/** What the fill took off a position: only what it realised tells, once the position has moved on. */
function executionNews(state: ExchangeState, account: Account, order: Order, trade: Trade): Record<string, unknown> {
  const category = categoryOf(trade.market);
  return {
    category,
    ...tradeRow(state, account, trade, order, 0),
    isLeverage: "0",
    marketUnit: "",
    execPnl: money(trade.realizedPnl),
    createType: order.conditionalId === null ? CREATE_TYPES[order.origin] : "CreateByStopOrder",
    extraFees: [],
    feeCurrency: trade.commissionAsset,
  };
}

const FAST_FIELDS = [
  "category",
  "symbol",
  "execId",
  "execPrice",
  "execQty",
  "orderId",
  "isMaker",
  "orderLinkId",
  "side",
  "execTime",
  "seq",
] as const;

const fastOf = (execution: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(FAST_FIELDS.map((name) => [name, execution[name]]));

function fundingNews(
  state: ExchangeState,
  account: Account,
  event: Extract<ExchangeEvent, { kind: "funding" }>,
  news: Make,
): News[] {
  const instrument = state.world.instruments[event.instrument];
  const row = account.income.findLast(
    (each) =>
      each.type === "FUNDING_FEE" &&
      each.symbol === instrument?.futures.symbol &&
      each.timeMs === event.timeMs &&
      each.amount === event.amount,
  );
  if (instrument === undefined || row === undefined) return [];
  const told = fundingRow(state, account, instrument, event.amount, event.timeMs, row.id);
  const extras = { isLeverage: "0", marketUnit: "", execPnl: "0", createType: "CreateByFunding", extraFees: [] };
  return [news("execution", "linear", { category: "linear", ...told, ...extras, feeCurrency: row.asset })];
}

/** The private stream names the entry price otherwise than REST does. */
function positionNews(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  side: PositionSide,
): Record<string, unknown> {
  const { avgPrice, mmrSysUpdateTime, ...row } = positionRow(state, account, instrument, side);
  return { category: "linear", ...row, entryPrice: avgPrice, mmrSysUpdatedTime: mmrSysUpdateTime };
}

/** A frame of news under the name by which its topic was asked for. */
export function newsFrame(account: Account | undefined, name: string, { topic, timeMs, row }: News): string {
  const creationTime = timeMs;
  if (topic === "execution.fast") return JSON.stringify({ topic: name, creationTime, data: [row] });
  const digest = createHash("sha256")
    .update(`${name}:${JSON.stringify(row)}`)
    .digest("hex")
    .slice(0, 32);
  return JSON.stringify({ id: `${account?.number ?? 0}${digest}`, topic: name, creationTime, data: [row] });
}
