import { sql } from "drizzle-orm";
import { bigint, boolean, check, integer, pgTable, smallint, text, unique } from "drizzle-orm/pg-core";
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

/**
 * One row: who works on this database, and who would. `installation.leaseEpoch` is what every commit checks; renewals
 * go to a row of their own, so that neither waits for the other.
 */
export const leases = pgTable(
  "leases",
  {
    id: smallint("id").primaryKey(),
    epoch: bigint("epoch", { mode: "number" }).notNull(),
    /** Names a data folder, and with it an emergency file; `holderSince` is the first epoch of its unbroken row. */
    holder: text("holder").notNull(),
    holderSince: bigint("holder_since", { mode: "number" }).notNull(),
    process: text("process").notNull(),
    machine: text("machine").notNull(),
    /** Moves with every renewal: whoever watches it needs nobody's clock but its own. */
    beat: bigint("beat", { mode: "number" }).notNull(),
    leaseMs: integer("lease_ms").notNull(),
    /** Its owner knows that somebody stands by, and sends nothing once this lease has run out. */
    shared: boolean("shared").notNull(),
    released: boolean("released").notNull(),
    standby: text("standby"),
    standbyPolls: bigint("standby_polls", { mode: "number" }).notNull(),
    /** The database's own clock, for people. */
    renewedAt: time("renewed_at").notNull(),
  },
  (table) => [check("leases_one_row", sql`${table.id} = 1`)],
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
