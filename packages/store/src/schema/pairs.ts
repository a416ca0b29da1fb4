import { sql } from "drizzle-orm";
import { bigint, doublePrecision, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, sequence, time } from "./columns.ts";
import { instruments } from "./installation.ts";

/** One hedged position from its plan to its end; both legs in the row, because nobody ever wants only one. */
export const pairs = pgTable(
  "pairs",
  {
    plan: text("plan").primaryKey(),
    sequence: sequence(),
    venue: text("venue").notNull(),
    base: text("base").notNull(),
    leading: text("leading", { enum: ["spot", "perpetual"] }).notNull(),
    stage: text("stage", { enum: ["opening", "open", "closing", "unwinding", "closed"] }).notNull(),
    target: decimal("target").notNull(),
    openedAt: time("opened_at").notNull(),
    closedAt: time("closed_at"),
    closeReason: text("close_reason"),
    funding: decimal("funding").notNull(),
    fees: decimal("fees").notNull(),
    realisedProfit: decimal("realised_profit").notNull(),
    retryAt: time("retry_wall_at").notNull(),
    unhedgedSince: time("unhedged_since_wall_at"),
    unhedgedMsWorst: bigint("unhedged_ms_worst", { mode: "number" }).notNull(),
    unhedgedNotionalWorst: doublePrecision("unhedged_notional_worst").notNull(),
    estimateNotional: decimal("estimate_notional").notNull(),
    estimateSpotMid: decimal("estimate_spot_mid").notNull(),
    estimatePerpetualMid: decimal("estimate_perpetual_mid").notNull(),
    estimateFundingBps: doublePrecision("estimate_funding_bps").notNull(),
    estimateCostBps: doublePrecision("estimate_cost_bps").notNull(),
    estimateNetBps: doublePrecision("estimate_net_bps").notNull(),
    spotInstrument: integer("spot_instrument")
      .notNull()
      .references(() => instruments.index),
    spotHeld: decimal("spot_held").notNull(),
    spotBoughtQuantity: decimal("spot_bought_quantity").notNull(),
    spotBoughtQuote: decimal("spot_bought_quote").notNull(),
    spotSoldQuantity: decimal("spot_sold_quantity").notNull(),
    spotSoldQuote: decimal("spot_sold_quote").notNull(),
    spotAttempts: integer("spot_attempts").notNull(),
    spotMisses: integer("spot_misses").notNull(),
    perpetualInstrument: integer("perpetual_instrument")
      .notNull()
      .references(() => instruments.index),
    perpetualHeld: decimal("perpetual_held").notNull(),
    perpetualBoughtQuantity: decimal("perpetual_bought_quantity").notNull(),
    perpetualBoughtQuote: decimal("perpetual_bought_quote").notNull(),
    perpetualSoldQuantity: decimal("perpetual_sold_quantity").notNull(),
    perpetualSoldQuote: decimal("perpetual_sold_quote").notNull(),
    perpetualAttempts: integer("perpetual_attempts").notNull(),
    perpetualMisses: integer("perpetual_misses").notNull(),
  },
  (table) => [
    index("pairs_live").on(table.openedAt).where(sql`${table.stage} <> 'closed'`),
    index("pairs_closed").on(table.closedAt).where(sql`${table.stage} = 'closed'`),
    index("pairs_exits").on(table.base, table.closedAt).where(sql`${table.stage} = 'closed'`),
  ],
);
