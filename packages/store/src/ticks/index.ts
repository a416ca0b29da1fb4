export { type Housekeeper, type HousekeeperOptions, startHousekeeper } from "./housekeeper.ts";
export { type CandleInterval, INTERVALS } from "./intervals.ts";
export { CANDLES_MAX, type Candle, type CandleQuery, readCandles } from "./readCandles.ts";
export { type LatestRow, readLatest } from "./readLatest.ts";
export { readTickStorage, type TickStorage } from "./readStorage.ts";
export { TICK_KINDS, type TickKind } from "./shape.ts";
export type { KindCounts, TickStats } from "./stats.ts";
export type { Keep } from "./trim.ts";
export { createTickWriter, type TickWriter, type TickWriterOptions } from "./writer.ts";
