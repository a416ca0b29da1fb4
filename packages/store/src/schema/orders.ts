import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { decimal, sequence, time } from "./columns.ts";
import { instruments } from "./installation.ts";

export const ORDER_STATES = [
  "intended",
  "sending",
  "acknowledged",
  "cancelling",
  "unknown",
  "settling",
  "filled",
  "expired",
  "rejected",
  "absent",
  "abandoned",
] as const;

/** What was decided, before the first byte left. Never changed. */
export const intents = pgTable(
  "intents",
  {
    clientOrderId: text("client_order_id").primaryKey(),
    sequence: sequence(),
    plan: text("plan").notNull(),
    leg: text("leg", { enum: ["long", "short"] }).notNull(),
    attempt: integer("attempt").notNull(),
    instrument: integer("instrument")
      .notNull()
      .references(() => instruments.index),
    side: text("side", { enum: ["buy", "sell"] }).notNull(),
    style: text("style", { enum: ["immediate", "post-only", "resting", "market"] }).notNull(),
    quantity: decimal("quantity").notNull(),
    priceLimit: decimal("price_limit").notNull(),
    /** The book's top when it was decided; null where none was seen, and for orders of before it was kept. */
    bidPrice: decimal("bid_price"),
    askPrice: decimal("ask_price"),
    reduceOnly: boolean("reduce_only").notNull(),
    purpose: text("purpose", { enum: ["enter", "hedge", "repair", "exit"] }).notNull(),
    createdAt: time("created_wall_at").notNull(),
    leaseEpoch: bigint("lease_epoch", { mode: "number" }).notNull(),
    approvalRules: text("approval_rules", { enum: ["entry", "reduce-only"] }).notNull(),
    approvalIntentHash: text("approval_intent_hash").notNull(),
    approvalLimitsVersion: bigint("approval_limits_version", { mode: "number" }).notNull(),
    approvalSequence: bigint("approval_sequence", { mode: "number" }).notNull(),
  },
  (table) => [index("intents_plan").on(table.plan), index("intents_created").on(table.createdAt)],
);

/** What became of an intent: the latest state only, the way there is in the audit. */
export const orders = pgTable(
  "orders",
  {
    clientOrderId: text("client_order_id")
      .primaryKey()
      .references(() => intents.clientOrderId),
    sequence: sequence(),
    state: text("state", { enum: ORDER_STATES }).notNull(),
    filledQuantity: decimal("filled_quantity").notNull(),
    filledQuote: decimal("filled_quote").notNull(),
    reportedQuantity: decimal("reported_quantity").notNull(),
    venueOrderId: text("venue_order_id"),
    sentAt: time("sent_wall_at"),
    stateSince: time("state_since_wall_at").notNull(),
    absentPolls: integer("absent_polls").notNull(),
    refusal: text("refusal"),
  },
  (table) => [
    index("orders_live")
      .on(table.clientOrderId)
      .where(sql`${table.state} in ('intended', 'sending', 'acknowledged', 'cancelling', 'unknown', 'settling')`),
  ],
);
