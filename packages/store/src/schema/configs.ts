import type { Config, ConfigChange } from "@evenkeel/core/events";
import { integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { sequence, time } from "./columns.ts";

/** Every configuration that ever ran, whole, with what moved and by whose hand; the highest version runs. */
export const configs = pgTable("configs", {
  version: integer("version").primaryKey(),
  sequence: sequence(),
  config: jsonb("config").$type<Config>().notNull(),
  changes: jsonb("changes").$type<readonly ConfigChange[]>().notNull(),
  authorKind: text("author_kind", { enum: ["user", "api-key", "owner", "system"] }).notNull(),
  authorId: text("author_id").notNull(),
  authorRole: text("author_role", { enum: ["viewer", "operator", "admin"] }).notNull(),
  reason: text("reason").notNull(),
  /** Null for what the installation began with. */
  commandId: text("command_id"),
  absentNotBefore: time("absent_not_before_wall_at").notNull(),
  wallAt: time("wall_at").notNull(),
});
