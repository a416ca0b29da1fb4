import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyFiles } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";

const FOLDER = fileURLToPath(new URL("../../../../drizzle", import.meta.url));
/** "evenkeel" in ASCII, cut to 63 bits: one lock for all that changes tables and roles. */
export const MIGRATION_LOCK = "7312272889155577196";

/** Holds the lock for the whole of `work`; others that start at the same time wait and then find nothing to do. */
export async function underMigrationLock<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`;
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Brings the tables to this release. All pending files commit together or not at all. */
export const migrate = (url: string): Promise<void> =>
  underMigrationLock(url, (sql) => applyFiles(drizzle(sql), { migrationsFolder: FOLDER }));
