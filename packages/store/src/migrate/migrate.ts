import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyFiles } from "drizzle-orm/postgres-js/migrator";
import { type Writer, withWriter } from "../database/connect.ts";
import { requireTimescale, settleTickStorage, tellRefusal } from "./timescale.ts";

export const MIGRATIONS = fileURLToPath(new URL("../../../../drizzle", import.meta.url));
/** "evenkeel" in ASCII, cut to 63 bits: one lock for all that changes tables and roles. */
export const MIGRATION_LOCK = "7312272889155577196";

/** Holds the lock for the whole of `work`; others that start at the same time wait and then find nothing to do. */
export const underMigrationLock = <T>(url: string, work: (sql: Writer) => Promise<T>): Promise<T> =>
  withWriter(url, async (sql) => {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`;
    return work(sql);
  });

export type MigrateOptions = {
  /** Refuses a database where market data would be kept in plain tables. */
  readonly requireTimescale?: boolean;
};

/** Brings the tables to this release. All pending files commit together or not at all. */
export const migrate = (url: string, options: MigrateOptions = {}): Promise<void> =>
  underMigrationLock(url, (sql) =>
    tellRefusal(async () => {
      if (options.requireTimescale === true) await requireTimescale(sql);
      await applyFiles(drizzle(sql), { migrationsFolder: MIGRATIONS });
      await settleTickStorage(sql);
    }),
  );
