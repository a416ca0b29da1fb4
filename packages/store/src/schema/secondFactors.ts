import { bigint, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { users } from "./accounts.ts";
import { time } from "./columns.ts";

/** One authenticator a user. The secret is sealed by the web process; nothing in the database opens it. */
export const secondFactors = pgTable("second_factors", {
  userId: text("user_id")
    .primaryKey()
    .references(() => users.id),
  sealedSecret: text("sealed_secret").notNull(),
  /** The latest time step that signed in: it and all before it are spent. */
  lastStep: bigint("last_step", { mode: "number" }).notNull(),
  confirmedAt: time("confirmed_wall_at").notNull(),
});

export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    userId: text("user_id")
      .notNull()
      .references(() => secondFactors.userId, { onDelete: "cascade" }),
    codeHash: text("code_hash").notNull(),
    usedAt: time("used_wall_at"),
  },
  (table) => [primaryKey({ columns: [table.userId, table.codeHash] })],
);
