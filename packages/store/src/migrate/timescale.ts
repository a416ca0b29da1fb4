import type { Writer } from "../database/connect.ts";

/** What stands in the way of TimescaleDB, as `timescale_obstacle()` names it, in words for the owner. */
const OBSTACLES: Readonly<Record<string, string>> = {
  "not-installed": "the extension is not installed on the server",
  "not-preloaded": "the extension is installed but the server does not preload it (shared_preload_libraries)",
  "may-not-create": "the database user may not create the extension",
  licence: 'the server runs it under the Apache licence; timescaledb.license must be "timescale"',
  "too-old": "the extension is older than 2.20",
};

/** Stands in for a code this release does not know: a newer one has migrated the database. */
export const tellObstacle = (code: string): string => OBSTACLES[code] ?? code;

export class TimescaleRequired extends Error {
  override readonly name = "TimescaleRequired";
}

const FEATURE_NOT_SUPPORTED = "0A000";
const CONTINUOUS = ["1m", "5m", "15m", "1h", "4h", "1d"];

/** drizzle wraps what the server said. */
function findRefusal(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, detail } = at as { code?: string; detail?: string };
    if (code === FEATURE_NOT_SUPPORTED && at.message === "TimescaleDB is required") return detail ?? "";
  }
  return null;
}

export const requireTimescale = (sql: Writer): Promise<unknown> =>
  sql`select set_config('evenkeel.require_timescale', 'on', false)`;

/** Turns the database's refusal of the fallback into one clear sentence. */
export async function tellRefusal(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const obstacle = findRefusal(error);
    if (obstacle === null) throw error;
    throw new TimescaleRequired(
      `REQUIRE_TIMESCALE is set, and this database cannot use TimescaleDB: ${tellObstacle(obstacle)}.`,
      { cause: error },
    );
  }
}

/** Moves market data over when the server offers TimescaleDB now; a first refresh cannot run in a transaction. */
export async function settleTickStorage(sql: Writer): Promise<void> {
  const [row] = await sql<{ moved: boolean }[]>`select settle_tick_storage() as moved`;
  if (row?.moved !== true) return;
  for (const interval of CONTINUOUS) {
    await sql.unsafe(`call refresh_continuous_aggregate('candles_${interval}_continuous', null, null)`);
  }
}
