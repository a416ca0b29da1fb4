import { pgView } from "drizzle-orm/pg-core";
import { candleColumns } from "../schema/ticks.ts";
import type { CandleInterval } from "./intervals.ts";

const view = (name: string) => pgView(name, candleColumns).existing();

/** The same columns in both worlds; a bucket without a trade has no row. Made by `settle_tick_storage()`. */
export const CANDLES: Readonly<Record<CandleInterval, ReturnType<typeof view>>> = {
  "1m": view("candles_1m"),
  "5m": view("candles_5m"),
  "15m": view("candles_15m"),
  "1h": view("candles_1h"),
  "4h": view("candles_4h"),
  "1d": view("candles_1d"),
};
