import { sql } from "drizzle-orm";
import { bigint, check, doublePrecision, integer, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";

/**
 * Market data, not money: doubles, no text, no foreign key, and every key holds the time, so that the same tables can
 * be TimescaleDB's. Times are the venue's, in whole milliseconds: policies then count by `venue_now_ms()` and never
 * compare the venue's time with this machine's (docs/decisions/0009).
 */
const ms = (name: string) => bigint(name, { mode: "number" });
const venueMs = () => ms("venue_ms").notNull();
const instrument = () => integer("instrument").notNull();

/** Public trades. The widest columns first: no padding. */
export const ticks = pgTable(
  "ticks",
  {
    venueMs: venueMs(),
    tradeId: bigint("trade_id", { mode: "number" }).notNull(),
    price: doublePrecision("price").notNull(),
    quantity: doublePrecision("quantity").notNull(),
    instrument: instrument(),
    /** 1 the taker bought, -1 the taker sold. */
    side: smallint("side").notNull(),
  },
  (table) => [primaryKey({ columns: [table.instrument, table.venueMs, table.tradeId] })],
);

/** Best bid and ask, the last one of every sampling interval. */
export const tops = pgTable(
  "tops",
  {
    venueMs: venueMs(),
    bidPrice: doublePrecision("bid_price").notNull(),
    bidQuantity: doublePrecision("bid_quantity").notNull(),
    askPrice: doublePrecision("ask_price").notNull(),
    askQuantity: doublePrecision("ask_quantity").notNull(),
    instrument: instrument(),
  },
  (table) => [primaryKey({ columns: [table.instrument, table.venueMs] })],
);

/** What the venue said the next settlement would be, as it said it. */
export const fundingEstimates = pgTable(
  "funding_estimates",
  {
    venueMs: venueMs(),
    nextFundingMs: ms("next_funding_ms").notNull(),
    rate: doublePrecision("rate").notNull(),
    markPrice: doublePrecision("mark_price").notNull(),
    indexPrice: doublePrecision("index_price").notNull(),
    instrument: instrument(),
    /** 0 while the venue's terms are not known. */
    intervalHours: smallint("interval_hours").notNull(),
  },
  (table) => [primaryKey({ columns: [table.instrument, table.venueMs] })],
);

/** What was settled. A few rows a contract and day: kept for good, in an ordinary table. */
export const fundingRates = pgTable(
  "funding_rates",
  {
    venueMs: venueMs(),
    rate: doublePrecision("rate").notNull(),
    instrument: instrument(),
    intervalHours: smallint("interval_hours").notNull(),
  },
  (table) => [primaryKey({ columns: [table.instrument, table.venueMs] })],
);

/** One column set for the table and for the views over it. */
export const candleColumns = {
  bucketMs: ms("bucket_ms").notNull(),
  open: doublePrecision("open").notNull(),
  high: doublePrecision("high").notNull(),
  low: doublePrecision("low").notNull(),
  close: doublePrecision("close").notNull(),
  /** Base and quote. */
  volume: doublePrecision("volume").notNull(),
  quoteVolume: doublePrecision("quote_volume").notNull(),
  trades: bigint("trades", { mode: "number" }).notNull(),
  instrument: instrument(),
};

/** Finished candles where no TimescaleDB keeps them. Read `candles_1m` and its sisters instead. */
export const candleRolls = pgTable(
  "candle_rolls",
  { ...candleColumns, intervalMs: integer("interval_ms").notNull() },
  (table) => [primaryKey({ columns: [table.intervalMs, table.instrument, table.bucketMs] })],
);

/** What was found when the database was migrated last, and why. One row. */
export const tickStorage = pgTable(
  "tick_storage",
  {
    id: smallint("id").primaryKey(),
    kind: text("kind", { enum: ["plain", "timescale"] }).notNull(),
    /** What stands in the way of TimescaleDB; null where it is used. */
    obstacle: text("obstacle"),
    version: text("version"),
    /** Candles before it are in `candle_rolls`, from it on continuous aggregates. Only where there are any. */
    continuousFromMs: ms("continuous_from_ms"),
  },
  (table) => [check("tick_storage_one_row", sql`${table.id} = 1`)],
);

/** The venue's time as the engine told it last, and how far candles are rolled. One row. */
export const tickProgress = pgTable(
  "tick_progress",
  {
    id: smallint("id").primaryKey(),
    venueNowMs: ms("venue_now_ms").notNull(),
    rolledUntilMs: ms("rolled_until_ms").notNull(),
  },
  (table) => [check("tick_progress_one_row", sql`${table.id} = 1`)],
);
