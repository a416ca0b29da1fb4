import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { startEmbedded } from "@evenkeel/store/embedded";
import { migrate } from "@evenkeel/store/migrate";
import postgres from "postgres";
import { apacheUrl, timescaleUrl, unloadedUrl } from "../support/env.ts";
import { freePort, temporaryDirectory } from "../support/place.ts";

/** A database of one test, migrated unless asked otherwise. */
export type TickDatabase = { readonly url: string; readonly sql: postgres.Sql };

/** The server kinds that market data can be kept on. */
export type World = {
  readonly kind: "plain" | "timescale";
  /** Null where this machine has no such server. */
  readonly create: (migrated?: boolean) => Promise<TickDatabase | null>;
  readonly close: () => Promise<void>;
};

const serverOf = (url: string | null): World =>
  createWorld("timescale", async () => (url === null ? null : { url, stop: async () => {} }));

/** Where TimescaleDB is installed and must not be used. */
export const createBarredWorlds = () => ({ licence: serverOf(apacheUrl()), "not-preloaded": serverOf(unloadedUrl()) });

function createWorld(
  kind: World["kind"],
  start: () => Promise<{ url: string; stop: () => Promise<void> } | null>,
): World {
  let server: ReturnType<typeof start> | null = null;
  const made: { readonly name: string; readonly sql: postgres.Sql }[] = [];
  return {
    kind,
    async create(migrated = true) {
      server ??= start();
      const admin = await server;
      if (admin === null) return null;
      const name = `ticks_${randomBytes(6).toString("hex")}`;
      const root = postgres(admin.url, { max: 1, onnotice: () => {} });
      await root.unsafe(`create database ${name}`);
      await root.end();
      const url = new URL(`/${name}`, admin.url).href;
      if (migrated) await migrate(url);
      const sql = postgres(url, { max: 1, onnotice: () => {} });
      made.push({ name, sql });
      return { url, sql };
    },
    async close() {
      const admin = await server;
      await Promise.all(made.map(({ sql }) => sql.end()));
      if (admin === null) return;
      if (kind === "timescale") {
        const root = postgres(admin.url, { max: 1, onnotice: () => {} });
        for (const { name } of made) await root.unsafe(`drop database if exists ${name} with (force)`);
        await root.end();
      }
      await admin.stop();
    },
  };
}

export const createWorlds = (): readonly World[] => [
  createWorld("plain", async () => {
    const home = temporaryDirectory();
    const started = await startEmbedded({ dataDirectory: join(home.path, "database"), port: await freePort() });
    if (!started.ok) throw new Error(started.error.message);
    const { url, stop } = started.value;
    return { url, stop: () => stop().then(home.remove) };
  }),
  serverOf(timescaleUrl()),
];

/** Rows of `instruments` for the first `count` indices: candles and retention walk along them. */
export const listInstruments = (sql: postgres.Sql, count: number): Promise<unknown> =>
  sql`insert into instruments (index, venue, kind, symbol)
    select n, 'binance', 'perpetual', 'S' || n from generate_series(0, ${count - 1}) n`;
