import { asc, sql, sum } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { ledgerLines } from "../schema/index.ts";

export type Imbalance = { readonly causeId: string; readonly asset: string; readonly off: string };

const SHOWN_MAX = 100;

/** Every entry whose lines do not add up to zero; empty when the books balance. */
export async function verifyLedger(database: Database): Promise<Imbalance[]> {
  const { causeId, asset, amount } = ledgerLines;
  const rows = await database
    .select({ causeId, asset, off: sum(amount) })
    .from(ledgerLines)
    .groupBy(causeId, asset)
    .having(sql`sum(${amount}) <> 0`)
    .orderBy(asc(causeId), asc(asset))
    .limit(SHOWN_MAX);
  return rows.map((row) => ({ ...row, off: row.off ?? "0" }));
}
