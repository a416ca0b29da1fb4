import { migrate, TimescaleRequired } from "@evenkeel/store/migrate";
import { afterAll, describe, expect, test } from "vitest";
import { createBarredWorlds, createWorlds, type TickDatabase } from "./worlds.ts";

const [plain, timescale] = createWorlds();
if (plain === undefined || timescale === undefined) throw new Error("two worlds");
const barred = createBarredWorlds();
afterAll(() => Promise.all([plain, timescale, ...Object.values(barred)].map((world) => world.close())));

const storageOf = async ({ sql }: TickDatabase) => {
  const [row] = await sql`select kind, obstacle, version is not null as versioned from tick_storage`;
  return row;
};

const CANDLES = ["candles_1m", "candles_5m", "candles_15m", "candles_1h", "candles_4h", "candles_1d"];

const columnsOf = ({ sql }: TickDatabase) =>
  sql`select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'public' and table_name ~ '^(ticks|tops|funding_(rates|estimates)|candles_(1m|5m|15m|1h|4h|1d))$'
    order by table_name, column_name`;

describe("where market data is kept", () => {
  test("a server without the extension gets plain tables, and the reason is on record", async (context) => {
    const database = await plain.create();
    if (database === null) return context.skip("no embedded database");
    expect(await storageOf(database)).toEqual({ kind: "plain", obstacle: "not-installed", versioned: false });
    for (const name of CANDLES) expect(await database.sql.unsafe(`select * from ${name}`)).toEqual([]);
  });

  test("with REQUIRE_TIMESCALE it is refused in one sentence, and nothing is migrated", async (context) => {
    const database = await plain.create(false);
    if (database === null) return context.skip("no embedded database");
    const refusal = migrate(database.url, { requireTimescale: true });
    await expect(refusal).rejects.toThrow(TimescaleRequired);
    await expect(refusal).rejects.toThrow(
      "REQUIRE_TIMESCALE is set, and this database cannot use TimescaleDB: the extension is not installed on the server.",
    );
    expect(await database.sql`select tablename from pg_tables where schemaname = 'public'`).toEqual([]);
    await migrate(database.url);
    await expect(migrate(database.url, { requireTimescale: true })).rejects.toThrow(TimescaleRequired);
  });

  test("a server with it gets hypertables, policies and continuous aggregates", async (context) => {
    const database = await timescale.create(false);
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const { sql, url } = database;
    await migrate(url, { requireTimescale: true });
    await migrate(url, { requireTimescale: true });
    expect(await storageOf(database)).toEqual({ kind: "timescale", obstacle: null, versioned: true });
    const tables = await sql`select hypertable_name as name from timescaledb_information.hypertables
      where hypertable_schema = 'public' order by 1`;
    expect(tables.map(({ name }) => name as string)).toEqual(["funding_estimates", "ticks", "tops"]);
    const jobs = await sql`select proc_name as policy, count(*)::int as jobs from timescaledb_information.jobs
      where hypertable_name is not null group by 1 order by 1`;
    expect(jobs).toEqual([
      { policy: "policy_compression", jobs: 6 },
      { policy: "policy_refresh_continuous_aggregate", jobs: 6 },
      { policy: "policy_retention", jobs: 6 },
    ]);
  });

  test("both have the same columns of the same types", async (context) => {
    const other = await timescale.create();
    const database = await plain.create();
    if (other === null || database === null) return context.skip("TIMESCALE_URL names no server");
    const columns = await columnsOf(database);
    expect(columns.length).toBeGreaterThan(60);
    expect(await columnsOf(other)).toEqual(columns);
  });

  for (const [obstacle, world] of Object.entries(barred))
    test(`a server that has it stays plain: ${obstacle}`, async (context) => {
      const database = await world.create();
      if (database === null) return context.skip("TIMESCALE_APACHE_URL and TIMESCALE_UNLOADED_URL name no such server");
      expect(await storageOf(database)).toEqual({ kind: "plain", obstacle, versioned: false });
      await expect(migrate(database.url, { requireTimescale: true })).rejects.toThrow(TimescaleRequired);
    });

  test("a user who may not make it stays plain; once it may, the next start moves everything over", async (context) => {
    const database = await timescale.create(false);
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const { sql, url } = database;
    await sql.unsafe(`
      create function refuse_extension() returns event_trigger language plpgsql as
        $$ begin raise exception 'no' using errcode = 'insufficient_privilege'; end $$;
      create event trigger refuse on ddl_command_start when tag in ('CREATE EXTENSION') execute function refuse_extension()`);
    await migrate(url);
    expect(await storageOf(database)).toMatchObject({ kind: "plain", obstacle: "may-not-create" });
    await expect(migrate(url, { requireTimescale: true })).rejects.toThrow(/may not create the extension/);
    // Two days and a bit of one market; the first day is rolled, the rest still raw.
    await sql`insert into instruments (index, venue, kind, symbol) values (0, 'binance', 'spot', 'A')`;
    await sql`insert into ticks (venue_ms, trade_id, price, quantity, instrument, side)
      select 1760054400000 + n * 20000, n, 100 + n % 97, 1 + n % 3, 0, 1 from generate_series(0, 10000) n`;
    await sql`select roll_candles(0, 1760054400000 + 86400000 + 5 * 60000)`;
    const before = await Promise.all(CANDLES.map((view) => sql.unsafe(`select * from ${view} order by bucket_ms`)));
    expect(before.map((rows) => rows.length)).toEqual([3_334, 667, 223, 56, 14, 3]);
    await sql`delete from ticks where venue_ms < 1760054400000 + 86400000`;
    await sql`drop event trigger refuse`;
    await migrate(url);
    expect(await storageOf(database)).toMatchObject({ kind: "timescale", obstacle: null });
    const after = await Promise.all(CANDLES.map((view) => sql.unsafe(`select * from ${view} order by bucket_ms`)));
    expect(after).toEqual(before);
    const [chunks] =
      await sql`select count(*)::int as n from timescaledb_information.chunks where hypertable_name = 'ticks'`;
    expect(chunks?.["n"]).toBeGreaterThan(5);
  });
});
