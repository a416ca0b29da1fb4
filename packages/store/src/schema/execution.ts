import { sql } from "drizzle-orm";
import { bigint, doublePrecision, index, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, PAIR_STAGES, sequence, time } from "./columns.ts";

/** How long an order's way was from door to door, in microseconds; null: it never came so far, or nobody measured. */
export const orderHops = pgTable("order_hops", {
  clientOrderId: text("client_order_id").primaryKey(),
  sequence: sequence(),
  decide: bigint("decide_us", { mode: "number" }),
  store: bigint("store_us", { mode: "number" }),
  hand: bigint("hand_us", { mode: "number" }),
  reply: bigint("reply_us", { mode: "number" }),
  fill: bigint("fill_us", { mode: "number" }),
});

/** Times in which a pair stood with one leg ahead. Sums and worths are statistics, and so floats. */
export const unhedgedWindows = pgTable(
  "unhedged_windows",
  {
    /** Plan and the event that opened it. */
    id: text("id").primaryKey(),
    sequence: sequence(),
    plan: text("plan").notNull(),
    openedSequence: bigint("opened_sequence", { mode: "number" }).notNull(),
    openedAt: time("opened_wall_at").notNull(),
    closedAt: time("closed_wall_at"),
    countedAt: time("counted_wall_at").notNull(),
    leaseEpoch: bigint("lease_epoch", { mode: "number" }).notNull(),
    venue: text("venue").notNull(),
    stage: text("stage", { enum: PAIR_STAGES }).notNull(),
    apart: decimal("apart").notNull(),
    notional: doublePrecision("notional").notNull(),
    notionalWorst: doublePrecision("notional_worst").notNull(),
    notionalSeconds: doublePrecision("notional_seconds").notNull(),
  },
  (table) => [
    index("unhedged_opened").on(table.openedAt),
    index("unhedged_open").on(table.plan).where(sql`${table.closedAt} is null`),
  ],
);
