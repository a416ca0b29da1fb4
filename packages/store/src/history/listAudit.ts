import { desc, lt } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { audit } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

/** `body` is the hashed canonical JSON: subject, action, author, detail, sequence and both times. */
export type AuditRow = { readonly position: number; readonly body: string; readonly hash: string };

/** Newest first; `before` is the lowest position of the page before. */
export const listAudit = (database: Database, limit: number, before?: number): Promise<AuditRow[]> =>
  database
    .select({ position: audit.position, body: audit.body, hash: audit.hash })
    .from(audit)
    .where(before === undefined ? undefined : lt(audit.position, before))
    .orderBy(desc(audit.position))
    .limit(pageRows(limit));
