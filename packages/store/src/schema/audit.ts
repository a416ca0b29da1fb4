import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, smallint, text } from "drizzle-orm/pg-core";

/**
 * `body` is the canonical JSON that was hashed; every other column is generated from it, so none can be edited
 * apart from what the hash covers.
 */
export const audit = pgTable(
  "audit",
  {
    position: bigint("position", { mode: "number" }).primaryKey(),
    body: text("body").notNull(),
    hash: text("hash").notNull(),
    sequence: bigint("sequence", { mode: "number" }).generatedAlwaysAs(sql`((body::jsonb ->> 'sequence')::bigint)`),
    subject: text("subject").generatedAlwaysAs(sql`(body::jsonb ->> 'subject')`),
    action: text("action").generatedAlwaysAs(sql`(body::jsonb ->> 'action')`),
    author: text("author").generatedAlwaysAs(sql`(body::jsonb -> 'author' ->> 'id')`),
  },
  (table) => [index("audit_subject").on(table.subject, table.position)],
);

/** The chain's last link: without it a cut-off tail would leave a chain that looks whole. */
export const auditHead = pgTable(
  "audit_head",
  {
    id: smallint("id").primaryKey(),
    position: bigint("position", { mode: "number" }).notNull(),
    hash: text("hash").notNull(),
  },
  (table) => [check("audit_head_one_row", sql`${table.id} = 1`)],
);
