import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** What the last probe found; a shape of the venue's adapter, never a secret. */
export type StoredStanding = {
  readonly accountId: string;
  readonly mayTrade: boolean;
  readonly mayMoveFundsOut: boolean;
  readonly mayMoveBetweenWallets: boolean;
  readonly ipRestricted: boolean;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly earnAssets: readonly string[] | null;
};

/**
 * API keys of venues. `sealed` opens with a key that is never in the database; even so the dashboard's role may not
 * read this table (see migrate/prepareRoles.ts). `pending` is stored and not yet audited: the next start decides.
 */
export const venueKeys = pgTable(
  "venue_keys",
  {
    id: text("id").primaryKey(),
    venue: text("venue").notNull(),
    environment: text("environment", { enum: ["simulation", "testnet", "live"] }).notNull(),
    label: text("label").notNull(),
    /** Null once a retired key was forgotten. */
    sealed: text("sealed"),
    /** The last four characters of the API key. */
    hint: text("hint").notNull(),
    state: text("state", { enum: ["pending", "active", "retired"] }).notNull(),
    replaces: text("replaces"),
    standing: jsonb("standing").$type<StoredStanding>(),
    authorKind: text("author_kind", { enum: ["user", "api-key", "owner", "system"] }).notNull(),
    authorId: text("author_id").notNull(),
    addedAt: time("added_wall_at").notNull(),
    probedAt: time("probed_wall_at"),
    retiredAt: time("retired_wall_at"),
  },
  (table) => [
    uniqueIndex("venue_keys_active").on(table.venue, table.environment).where(sql`${table.state} = 'active'`),
    index("venue_keys_order").on(table.addedAt),
    check("venue_keys_state", sql`${table.state} in ('pending', 'active', 'retired')`),
    check("venue_keys_environment", sql`${table.environment} in ('simulation', 'testnet', 'live')`),
    // A secret that was written down in plain text by some mistake does not get in.
    check("venue_keys_sealed", sql`coalesce(${table.sealed} like 'sealed:v%', ${table.state} = 'retired')`),
  ],
);
