import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { withWriter } from "../database/connect.ts";
import { readTickStorage } from "../ticks/readStorage.ts";
import { MIGRATIONS } from "./migrate.ts";
import { tellObstacle } from "./timescale.ts";

export type Inspected = {
  /** Of the server: "18.4". */
  readonly version: string;
  /** Migrations of this release that are not applied. */
  readonly pending: readonly string[];
  /** How many were applied that this release does not know. */
  readonly unknown: number;
  /** The version of TimescaleDB that keeps market data; null where plain tables do. */
  readonly timescale: string | null;
  /** Why plain tables do, in words; null where they do not, or nothing was decided yet. */
  readonly timescaleObstacle: string | null;
};

/** Every migration of this release by name and content. */
function readMigrations(): readonly { readonly name: string; readonly hash: string }[] {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, "meta", "_journal.json"), "utf8")) as {
    readonly entries: readonly { readonly tag: string }[];
  };
  const files = readMigrationFiles({ migrationsFolder: MIGRATIONS });
  return files.map(({ hash }, index) => ({ name: journal.entries[index]?.tag ?? "", hash }));
}

/** What somebody who looks after a database wants to know of it. Changes nothing. */
export function inspectDatabase(url: string): Promise<Inspected> {
  const migrations = readMigrations();
  return withWriter(url, async (sql) => {
    const [row] = await sql<{ version: string; migrated: boolean; decided: boolean }[]>`
      select current_setting('server_version') as version,
             to_regclass('drizzle.__drizzle_migrations') is not null as migrated,
             to_regclass('tick_storage') is not null as decided`;
    const storage = row?.decided === true ? await readTickStorage(sql) : null;
    const applied =
      row?.migrated === true ? await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations` : [];
    const hashes = new Set(applied.map(({ hash }) => hash));
    const known = new Set(migrations.map(({ hash }) => hash));
    return {
      version: row?.version ?? "",
      pending: migrations.filter(({ hash }) => !hashes.has(hash)).map(({ name }) => name),
      unknown: [...hashes].filter((hash) => !known.has(hash)).length,
      timescale: storage?.kind === "timescale" ? storage.version : null,
      timescaleObstacle: storage?.kind === "plain" ? tellObstacle(storage.obstacle) : null,
    };
  });
}
