import { and, inArray } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { instruments } from "../schema/index.ts";

type Name = { readonly venue: string; readonly kind: "spot" | "perpetual"; readonly symbol: string };

const keyOf = ({ venue, kind, symbol }: Name): string => JSON.stringify([venue, kind, symbol]);

/** The index of each market that was ever seen, by its name. */
export async function findInstruments(
  database: Database,
  names: readonly Name[],
): Promise<(name: Name) => number | undefined> {
  const rows = await database
    .select()
    .from(instruments)
    .where(
      and(
        inArray(instruments.venue, [...new Set(names.map(({ venue }) => venue))]),
        inArray(instruments.symbol, [...new Set(names.map(({ symbol }) => symbol))]),
      ),
    );
  const indices = new Map(rows.map((row) => [keyOf(row), row.index]));
  return (name) => indices.get(keyOf(name));
}
