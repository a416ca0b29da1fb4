import { bigint, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/**
 * What the web process did to accounts, each row in the transaction of the change itself. Append-only; the engine
 * chains it into the audit trail, which the web process cannot write. Ids commit in their order.
 */
export const accountChanges = pgTable(
  "account_changes",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    action: text("action").notNull(),
    /** The user or API key it was done to. */
    subject: text("subject").notNull(),
    authorKind: text("author_kind", { enum: ["user", "owner", "system"] }).notNull(),
    authorId: text("author_id").notNull(),
    authorRole: text("author_role", { enum: ["viewer", "operator", "admin"] }).notNull(),
    detail: jsonb("detail").$type<Readonly<Record<string, string | number | boolean | null>>>().notNull(),
    at: time("wall_at").notNull(),
  },
  (table) => [index("account_changes_action").on(table.action, table.at)],
);
