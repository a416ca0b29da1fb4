import type { Sql } from "postgres";

/** How market data is kept, as decided at the last migration. */
export type TickStorage =
  | { readonly kind: "timescale"; readonly version: string }
  /** `obstacle` is the code of what stands in the way of TimescaleDB; `tellObstacle` has the words. */
  | { readonly kind: "plain"; readonly obstacle: string };

export async function readTickStorage(sql: Sql): Promise<TickStorage> {
  const [row] = await sql<{ kind: string; obstacle: string | null; version: string | null }[]>`
    select kind, obstacle, version from tick_storage where id = 1`;
  return row?.kind === "timescale"
    ? { kind: "timescale", version: row.version ?? "" }
    : { kind: "plain", obstacle: row?.obstacle ?? "" };
}
