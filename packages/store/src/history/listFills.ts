import { desc, eq, type InferSelectModel } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { fills, instruments } from "../schema/index.ts";
import { pageRows } from "./limits.ts";

export type FillRow = InferSelectModel<typeof fills> & Pick<InferSelectModel<typeof instruments>, "kind" | "symbol">;

/** Newest first, with the names of their markets. */
export async function listFills(database: Database, limit: number): Promise<FillRow[]> {
  const rows = await database
    .select({ fill: fills, kind: instruments.kind, symbol: instruments.symbol })
    .from(fills)
    .innerJoin(instruments, eq(instruments.index, fills.instrument))
    .orderBy(desc(fills.venueAt))
    .limit(pageRows(limit));
  return rows.map(({ fill, kind, symbol }) => ({ ...fill, kind, symbol }));
}
