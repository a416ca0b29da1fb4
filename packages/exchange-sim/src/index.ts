export * from "./account/account.ts";
export * from "./account/fees.ts";
export { insuranceFund } from "./account/insurance.ts";
export { liquidationPrice } from "./account/liquidation-price.ts";
export {
  entryPrice,
  type FuturesSummary,
  MARK_SCALE,
  maintenanceMargin,
  markOf,
  markValue,
  openOrderMargin,
  positionInitialMargin,
  summarizeFutures,
  unrealizedPnl,
} from "./account/margin.ts";
export { poolAmount, totalByAsset } from "./account/money.ts";
export { deleveragingQuantile, deleveragingScore } from "./account/ranking.ts";
export { spendable } from "./account/settings.ts";
export { bookSide, createTop, readTop, type Top } from "./book/plan.ts";
export { createTouch, type Level, readTouch, type Side, type Touch } from "./book/quote.ts";
export { DOLLAR_SCALE, type DollarQuote, dollarQuotes } from "./dollar/dollars.ts";
export { advance } from "./exchange/advance.ts";
export { type Answer, type Applied, apply } from "./exchange/apply.ts";
export type {
  AmendCommand,
  CancelCommand,
  CancelConditionalCommand,
  Command,
  PlaceCommand,
  PlaceConditionalCommand,
  Reason,
  Rejection,
  ReplaceCommand,
} from "./exchange/command.ts";
export {
  type AccountOptions,
  createExchange,
  type ExchangeOptions,
  SYMBOLS_DEFAULT,
} from "./exchange/create.ts";
export type { ExchangeEvent } from "./exchange/event.ts";
export { stateHash } from "./exchange/hash.ts";
export { withoutRecord, withRecord } from "./exchange/record.ts";
export type { ExchangeState, Pool } from "./exchange/state.ts";
export * from "./faults/index.ts";
export { findOrder, openOrdersOf } from "./order/cancel.ts";
export { findInstrument } from "./order/check.ts";
export {
  type ConditionalOrder,
  type ConditionalStatus,
  risesToTrigger,
  type TriggerKind,
  type TriggerPrice,
} from "./order/conditional.ts";
export * from "./order/order.ts";
export { findConditional, openConditionalsOf } from "./order/waiting.ts";
export { NEVER_MS, SYMBOLS_MAX, WORLD_START_MS } from "./world/build.ts";
export { type Candle, type CandleSeries, candleAt, candleSpan } from "./world/candles.ts";
export { createWorld } from "./world/create.ts";
export * from "./world/instrument.ts";
export { minuteCandleAt, minuteCandleSpan } from "./world/minute-candles.ts";
export { parseCrash } from "./world/recorded/crash.ts";
export { framesOf } from "./world/recorded/frames/frames.ts";
export { parseFrames } from "./world/recorded/frames/record.ts";
export { parseMajors } from "./world/recorded/majors.ts";
export { isToldAt, type Recording } from "./world/recorded/recording.ts";
export { dayStatistics, indexPriceAt, markMantissaAt, markPriceAt, wanderAt } from "./world/sample.ts";
export { estimateRate, forEachSettlement, lastSettledRate, nextSettlementMs } from "./world/settlement.ts";
export { PROFILES, VENUES, type VenueName, type VenueProfile } from "./world/venue.ts";
export { minuteOf, quoteAssetOf, secondOf, type World } from "./world/world.ts";
