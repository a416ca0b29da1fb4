import { join } from "node:path";
import { startEmbedded } from "@evenkeel/store/embedded";
import { migrate } from "@evenkeel/store/migrate";
import postgres from "postgres";
import { freePort, temporaryDirectory } from "./place.ts";

export type TestDatabase = {
  readonly url: string;
  /** Plain SQL as the owner, for looking behind the scenes and for tampering. */
  readonly sql: postgres.Sql;
  /** A new empty database beside it; not migrated. */
  readonly createEmpty: () => Promise<string>;
  readonly close: () => Promise<void>;
};

/** A real PostgreSQL of its own, migrated. */
export async function startDatabase(): Promise<TestDatabase> {
  const home = temporaryDirectory();
  const started = await startEmbedded({ dataDirectory: join(home.path, "database"), port: await freePort() });
  if (!started.ok) throw new Error(started.error.message);
  const { url, stop } = started.value;
  await migrate(url);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  let made = 0;
  return {
    url,
    sql,
    createEmpty: async () => {
      made += 1;
      await sql.unsafe(`create database empty_${made}`);
      return new URL(`/empty_${made}`, url).href;
    },
    close: async () => {
      await sql.end();
      await stop();
      home.remove();
    },
  };
}
