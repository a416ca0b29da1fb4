import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, smallint, text, unique } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

const ROLES = ["viewer", "operator", "admin"] as const;

export const users = pgTable(
  "users",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    nameKey: text("name_key").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    status: text("status", { enum: ["active", "disabled"] }).notNull(),
    passwordHash: text("password_hash").notNull(),
    createdAt: time("created_wall_at").notNull(),
  },
  (table) => [
    unique("users_name_key").on(table.nameKey),
    check("users_role", sql`${table.role} in ('viewer', 'operator', 'admin')`),
    check("users_status", sql`${table.status} in ('active', 'disabled')`),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    version: integer("version").notNull(),
    createdAt: time("created_wall_at").notNull(),
    expiresAt: time("expires_wall_at").notNull(),
    lastSeenAt: time("last_seen_wall_at").notNull(),
    revokedAt: time("revoked_wall_at"),
    endedBecause: text("ended_because", {
      enum: ["signed-out", "ended", "role", "status", "password", "authenticator"],
    }),
    steppedUpUntil: time("stepped_up_until_wall_at"),
    address: text("address").notNull(),
    userAgent: text("user_agent").notNull(),
  },
  (table) => [index("sessions_user").on(table.userId, table.createdAt)],
);

/** At most one is open at any time. */
export const setupTokens = pgTable(
  "setup_tokens",
  {
    id: smallint("id").primaryKey(),
    tokenHash: text("token_hash").notNull(),
    createdAt: time("created_wall_at").notNull(),
    expiresAt: time("expires_wall_at").notNull(),
  },
  (table) => [check("setup_tokens_one_row", sql`${table.id} = 1`)],
);

export const apiKeys = pgTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    label: text("label").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    /** The procedure groups it may use; null is all that its role may. */
    only: text("only_groups").array(),
    keyHash: text("key_hash").notNull(),
    authorKind: text("author_kind", { enum: ["user", "owner"] }).notNull(),
    /** A user's id, or the name of the system user who made it on the command line. */
    authorId: text("author_id").notNull(),
    createdAt: time("created_wall_at").notNull(),
    expiresAt: time("expires_wall_at"),
    lastUsedAt: time("last_used_wall_at"),
    revokedAt: time("revoked_wall_at"),
  },
  (table) => [
    unique("api_keys_hash").on(table.keyHash),
    check("api_keys_role", sql`${table.role} in ('viewer', 'operator', 'admin')`),
    check("api_keys_author_kind", sql`${table.authorKind} in ('user', 'owner')`),
  ],
);

export const loginAttempts = pgTable(
  "login_attempts",
  {
    key: text("key").primaryKey(),
    failures: integer("failures").notNull(),
    lastAttemptAt: time("last_attempt_wall_at").notNull(),
  },
  (table) => [index("login_attempts_time").on(table.lastAttemptAt)],
);
