import { and, desc, eq, type InferSelectModel, lt, ne } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { pairs } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

/** Decimals as exact texts, times as dates: the row a person would see in SQL. */
export type PairRow = InferSelectModel<typeof pairs>;

/** Living pairs, newest first. */
export const listOpenPairs = (database: Database, limit: number): Promise<PairRow[]> =>
  database
    .select()
    .from(pairs)
    .where(ne(pairs.stage, "closed"))
    .orderBy(desc(pairs.openedAt), desc(pairs.plan))
    .limit(pageRows(limit));

/** Closed pairs, last closed first; `before` continues after the last row of the page before. */
export const listClosedPairs = (database: Database, limit: number, before?: Date): Promise<PairRow[]> =>
  database
    .select()
    .from(pairs)
    .where(and(eq(pairs.stage, "closed"), before === undefined ? undefined : lt(pairs.closedAt, before)))
    .orderBy(desc(pairs.closedAt), desc(pairs.plan))
    .limit(pageRows(limit));
