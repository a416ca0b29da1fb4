import { formatFixed, ZERO } from "@evenkeel/core/units";
import { type Account, leverageOf, marginTypeOf, type Position, positionOf } from "../../../account/account.ts";
import { liquidationPrice } from "../../../account/liquidation-price.ts";
import {
  bracketOf,
  entryPrice,
  maintenanceMargin,
  markOf,
  markValue,
  positionInitialMargin,
  unrealizedPnl,
} from "../../../account/margin.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { PositionSide } from "../../../order/order.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { quoteAssetOf } from "../../../world/world.ts";
import { fixed } from "../../format.ts";
import { money } from "../money.ts";
import { answer, ERRORS, type Outcome, refuse } from "../reply.ts";
import { categoryOf, instrumentOf, limitOf, type RouteContext, textOf } from "../request.ts";
import { positionIndexOf } from "./order-row.ts";

const ENTRY_DIGITS = 8;
const EMPTY = (instrument: number, side: PositionSide): Position => ({
  instrument,
  side,
  quantity: 0,
  cost: ZERO,
  isolatedMargin: ZERO,
  updatedMs: 0,
});

interface Run {
  readonly sinceMs: number;
  readonly current: bigint;
  readonly whole: bigint;
}

/**
 * What the position has realised since it was last nothing, and what the contract ever has. In hedge mode what both
 * sides realise is in one list of income, and is told of both.
 */
function runOf(account: Account, instrument: Instrument, side: PositionSide): Run {
  let held = 0;
  let sinceMs = 0;
  for (const trade of account.futuresTrades) {
    if (trade.instrument !== instrument.index || trade.positionSide !== side) continue;
    if (held === 0) sinceMs = trade.timeMs;
    held += trade.side === "BUY" ? trade.quantity : -trade.quantity;
  }
  let current = 0n;
  let whole = 0n;
  for (const row of account.income) {
    if (row.symbol !== instrument.futures.symbol) continue;
    whole += row.amount;
    if (row.timeMs >= sinceMs) current += row.amount;
  }
  return { sinceMs, current, whole };
}

/** Nothing where the account cannot be liquidated at any price that can be quoted. */
function liquidationText(state: ExchangeState, account: Account, instrument: Instrument, position: Position): string {
  const text = liquidationPrice(state, account, position);
  const { tick, priceMax, priceScale } = instrument.futures;
  const mantissa = Number(text) * 10 ** priceScale;
  return mantissa <= tick || mantissa >= priceMax ? "" : text;
}

const TAKER_PPM_MIN = 550;

/** (entry × size − realised) ÷ (size less the fee of closing it), at eight digits. */
function breakEvenText(account: Account, instrument: Instrument, position: Position, realized: bigint): string {
  const fee = BigInt(Math.max(account.fees.futuresTakerPpm, TAKER_PPM_MIN));
  const long = position.quantity > 0;
  const numerator = long ? position.cost - realized : position.cost + realized;
  const size = BigInt(Math.abs(position.quantity)) * (1_000_000n + (long ? -fee : fee));
  const price = (numerator * 1_000_000n * 10n ** BigInt(instrument.futures.quantityScale)) / size;
  return money((price / 10n ** 10n) * 10n ** 10n);
}

/** The one position of a contract, or in hedge mode the long and the short one. */
export const sidesOf = ({ hedgeMode }: Account): readonly PositionSide[] => (hedgeMode ? ["LONG", "SHORT"] : ["BOTH"]);

/** One position as both doors tell it; an empty one where there is none. */
export function positionRow(
  state: ExchangeState,
  account: Account,
  instrument: Instrument,
  side: PositionSide,
): Record<string, unknown> {
  const { index, futures, brackets } = instrument;
  const position = positionOf(account, index, side) ?? EMPTY(index, side);
  const run = runOf(account, instrument, side);
  const size = Math.abs(position.quantity);
  const mark = markOf(state, index);
  const value = markValue(instrument, mark, size);
  const tier = bracketOf(brackets, position.cost);
  const initial = money(positionInitialMargin(state, account, position));
  const maintenance = money(maintenanceMargin(state, position));
  const isolated = marginTypeOf(account, index) === "ISOLATED";
  const empty = size === 0;
  return {
    positionIdx: positionIndexOf(side),
    riskId: brackets.indexOf(tier) + 1,
    riskLimitValue: money(tier.cap),
    symbol: futures.symbol,
    side: empty ? "" : position.quantity > 0 ? "Buy" : "Sell",
    size: fixed(size, futures.quantityScale),
    avgPrice: empty ? "0" : formatFixed(entryPrice(instrument, position, ENTRY_DIGITS), ENTRY_DIGITS),
    positionValue: empty ? "" : money(value),
    tradeMode: 0,
    positionStatus: "Normal",
    autoAddMargin: 0,
    adlRankIndicator: empty ? 0 : 2,
    leverage: String(leverageOf(account, index)),
    breakEvenPrice: empty ? "" : breakEvenText(account, instrument, position, run.current),
    positionBalance: isolated ? money(position.isolatedMargin) : initial,
    markPrice: fixed(Math.round(mark / 10 ** (8 - futures.priceScale)), futures.priceScale),
    liqPrice: empty ? "" : liquidationText(state, account, instrument, position),
    bustPrice: "",
    positionMM: empty ? "" : maintenance,
    positionMMByMp: empty ? "" : maintenance,
    positionIM: empty ? "" : initial,
    positionIMByMp: empty ? "" : initial,
    tpslMode: "Full",
    takeProfit: "",
    stopLoss: "",
    trailingStop: "0",
    unrealisedPnl: empty ? "" : money(unrealizedPnl(state, position)),
    curRealisedPnl: empty ? "0" : money(run.current),
    cumRealisedPnl: money(run.whole),
    seq: Math.floor(position.updatedMs),
    isReduceOnly: false,
    mmrSysUpdateTime: "",
    leverageSysUpdatedTime: "",
    sessionAvgPrice: "",
    createdTime: String(Math.floor(run.sinceMs)),
    updatedTime: String(Math.floor(position.updatedMs)),
  };
}

/** A named contract is shown with or without a position, a coin's only with one. */
export function positionList(context: RouteContext): Outcome {
  const { state, account, params } = context;
  const category = categoryOf(params);
  if (!category.ok) return refuse(category.error);
  if (category.value === "spot") return refuse(ERRORS.category);
  const limit = limitOf(params, 20, 200);
  if (!limit.ok) return refuse(limit.error);
  const cursor = textOf(params, "cursor") ?? "0";
  if (!/^\d{1,9}$/.test(cursor)) return refuse(ERRORS.parameter("cursor"));
  if (category.value !== "linear") return answer({ list: [], nextPageCursor: "", category: category.value });
  const symbol = textOf(params, "symbol");
  const settleCoin = textOf(params, "settleCoin");
  if (symbol === null && settleCoin === null) {
    return refuse(ERRORS.request("Missing some parameters that must be filled in, symbol or settleCoin"));
  }
  const named = symbol === null ? null : instrumentOf(context, "futures");
  if (named !== null && !named.ok) return refuse(named.error);
  const settles = settleCoin === null || settleCoin === quoteAssetOf(state.world);
  const asked = named === null ? (settles ? state.world.instruments : []) : [named.value];
  const all = asked
    .flatMap((each) => sidesOf(account).map((side) => [each, side] as const))
    .filter(([each, side]) => named !== null || positionOf(account, each.index, side) !== undefined);
  const from = Number(cursor);
  const page = all.slice(from, from + limit.value);
  return answer({
    list: page.map(([each, side]) => positionRow(state, account, each, side)),
    nextPageCursor: from + page.length < all.length ? String(from + page.length) : "",
    category: category.value,
  });
}
