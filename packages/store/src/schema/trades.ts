import { boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { decimal, sequence, time, WALLETS } from "./columns.ts";
import { instruments } from "./installation.ts";

export const fills = pgTable(
  "fills",
  {
    venue: text("venue").notNull(),
    instrument: integer("instrument")
      .notNull()
      .references(() => instruments.index),
    tradeId: text("trade_id").notNull(),
    sequence: sequence(),
    plan: text("plan"),
    clientOrderId: text("client_order_id"),
    venueOrderId: text("venue_order_id").notNull(),
    side: text("side", { enum: ["buy", "sell"] }).notNull(),
    price: decimal("price").notNull(),
    quantity: decimal("quantity").notNull(),
    quote: decimal("quote").notNull(),
    fee: decimal("fee").notNull(),
    feeAsset: text("fee_asset").notNull(),
    realisedProfit: decimal("realised_profit").notNull(),
    maker: boolean("maker").notNull(),
    venueAt: time("venue_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.venue, table.instrument, table.tradeId] }),
    index("fills_plan").on(table.plan),
    index("fills_time").on(table.venueAt),
  ],
);

export const incomes = pgTable(
  "incomes",
  {
    venue: text("venue").notNull(),
    incomeId: text("income_id").notNull(),
    sequence: sequence(),
    plan: text("plan"),
    kind: text("kind", { enum: ["funding", "transfer", "insurance", "other"] }).notNull(),
    instrument: integer("instrument").references(() => instruments.index),
    wallet: text("wallet", { enum: WALLETS }).notNull(),
    asset: text("asset").notNull(),
    amount: decimal("amount").notNull(),
    venueAt: time("venue_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.venue, table.incomeId] }),
    index("incomes_kind").on(table.kind, table.venueAt),
    index("incomes_plan").on(table.plan),
  ],
);
