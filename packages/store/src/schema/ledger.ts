import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { decimal, sequence, time, WALLETS } from "./columns.ts";

export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    causeId: text("cause_id").primaryKey(),
    sequence: sequence(),
    ordinal: smallint("ordinal").notNull(),
    cause: text("cause", { enum: ["opening", "fill", "funding", "transfer", "adjustment"] }).notNull(),
    venueAt: time("venue_at").notNull(),
  },
  (table) => [
    index("ledger_entries_order").on(table.sequence, table.ordinal),
    index("ledger_entries_time").on(table.venueAt),
  ],
);

/** The lines of an entry add up to zero for every asset: checked before the commit and by a trigger. */
export const ledgerLines = pgTable(
  "ledger_lines",
  {
    causeId: text("cause_id")
      .notNull()
      .references(() => ledgerEntries.causeId),
    line: smallint("line").notNull(),
    account: text("account", { enum: ["wallet", "capital", "trading", "profit"] }).notNull(),
    venue: text("venue"),
    wallet: text("wallet", { enum: WALLETS }),
    plan: text("plan"),
    profitCause: text("profit_cause", { enum: ["funding", "price", "fee", "other"] }),
    asset: text("asset").notNull(),
    amount: decimal("amount").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.causeId, table.line] }),
    check("ledger_lines_wallet", sql`(${table.account} = 'wallet') = (${table.wallet} is not null)`),
    check("ledger_lines_venue", sql`(${table.account} = 'wallet') = (${table.venue} is not null)`),
    check("ledger_lines_profit", sql`(${table.account} = 'profit') = (${table.profitCause} is not null)`),
    index("ledger_lines_wallet_sum")
      .on(table.venue, table.wallet, table.asset, table.amount)
      .where(sql`${table.account} = 'wallet'`),
    index("ledger_lines_profit_cause").on(table.causeId).where(sql`${table.account} = 'profit'`),
    index("ledger_lines_plan").on(table.plan).where(sql`${table.plan} is not null`),
  ],
);
