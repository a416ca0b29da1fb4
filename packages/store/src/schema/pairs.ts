import type { Schedule } from "@evenkeel/core/position";
import { sql } from "drizzle-orm";
import { bigint, boolean, doublePrecision, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, PAIR_STAGES, sequence, time } from "./columns.ts";
import { instruments } from "./installation.ts";

/** One hedged position from its plan to its end; both legs in the row, because nobody ever wants only one. */
export const pairs = pgTable(
  "pairs",
  {
    plan: text("plan").primaryKey(),
    sequence: sequence(),
    base: text("base").notNull(),
    origin: text("origin", { enum: ["entered", "adopted"] })
      .notNull()
      .default("entered"),
    leading: text("leading", { enum: ["long", "short"] }).notNull(),
    stage: text("stage", { enum: PAIR_STAGES }).notNull(),
    target: decimal("target").notNull(),
    schedule: jsonb("schedule").$type<Schedule>().notNull(),
    leverage: integer("leverage").notNull(),
    openedAt: time("opened_at").notNull(),
    closedAt: time("closed_at"),
    closeReason: text("close_reason"),
    patient: boolean("patient").notNull(),
    funding: decimal("funding").notNull(),
    fees: decimal("fees").notNull(),
    realisedProfit: decimal("realised_profit").notNull(),
    retryAt: time("retry_wall_at").notNull(),
    unhedgedSince: time("unhedged_since_wall_at"),
    unhedgedMsWorst: bigint("unhedged_ms_worst", { mode: "number" }).notNull(),
    unhedgedNotionalWorst: doublePrecision("unhedged_notional_worst").notNull(),
    estimateNotional: decimal("estimate_notional").notNull(),
    estimateLongMid: decimal("estimate_long_mid").notNull(),
    estimateShortMid: decimal("estimate_short_mid").notNull(),
    estimateFundingBps: doublePrecision("estimate_funding_bps").notNull(),
    estimateCostBps: doublePrecision("estimate_cost_bps").notNull(),
    /** NaN for pairs of before it was kept. */
    estimateTradingBps: doublePrecision("estimate_trading_bps").notNull(),
    estimateNetBps: doublePrecision("estimate_net_bps").notNull(),
    longInstrument: integer("long_instrument")
      .notNull()
      .references(() => instruments.index),
    longHeld: decimal("long_held").notNull(),
    longBoughtQuantity: decimal("long_bought_quantity").notNull(),
    longBoughtQuote: decimal("long_bought_quote").notNull(),
    longSoldQuantity: decimal("long_sold_quantity").notNull(),
    longSoldQuote: decimal("long_sold_quote").notNull(),
    longAttempts: integer("long_attempts").notNull(),
    longMisses: integer("long_misses").notNull(),
    shortInstrument: integer("short_instrument")
      .notNull()
      .references(() => instruments.index),
    shortHeld: decimal("short_held").notNull(),
    shortBoughtQuantity: decimal("short_bought_quantity").notNull(),
    shortBoughtQuote: decimal("short_bought_quote").notNull(),
    shortSoldQuantity: decimal("short_sold_quantity").notNull(),
    shortSoldQuote: decimal("short_sold_quote").notNull(),
    shortAttempts: integer("short_attempts").notNull(),
    shortMisses: integer("short_misses").notNull(),
  },
  (table) => [
    index("pairs_live").on(table.openedAt).where(sql`${table.stage} <> 'closed'`),
    index("pairs_closed").on(table.closedAt).where(sql`${table.stage} = 'closed'`),
    index("pairs_exits").on(table.base, table.closedAt).where(sql`${table.stage} = 'closed'`),
  ],
);
