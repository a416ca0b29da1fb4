import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable, smallint, text, unique } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** One row: what makes this database this installation. */
export const installation = pgTable(
  "installation",
  {
    id: smallint("id").primaryKey(),
    nonce: text("nonce").notNull(),
    world: text("world").notNull(),
    createdAt: time("created_wall_at").notNull(),
    leaseEpoch: bigint("lease_epoch", { mode: "number" }).notNull(),
  },
  (table) => [check("installation_one_row", sql`${table.id} = 1`)],
);

/** Dense, assigned once, never reused. The scales are null until the venue's catalogue told them. */
export const instruments = pgTable(
  "instruments",
  {
    index: integer("index").primaryKey(),
    venue: text("venue").notNull(),
    kind: text("kind", { enum: ["spot", "perpetual"] }).notNull(),
    symbol: text("symbol").notNull(),
    base: text("base"),
    quote: text("quote"),
    settle: text("settle"),
    priceScale: smallint("price_scale"),
    quantityScale: smallint("quantity_scale"),
  },
  (table) => [unique("instruments_symbol").on(table.venue, table.kind, table.symbol)],
);

/** One row per committed event; `digest` names its rows, so that a repeated commit is known from a conflicting one. */
export const batches = pgTable("batches", {
  sequence: bigint("sequence", { mode: "number" }).primaryKey(),
  digest: text("digest").notNull(),
  venueAt: time("venue_at").notNull(),
  wallAt: time("wall_at").notNull(),
});
