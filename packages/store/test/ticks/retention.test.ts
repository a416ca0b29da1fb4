import { createTickWriter, type Keep, startHousekeeper } from "@evenkeel/store/ticks";
import type postgres from "postgres";
import { afterAll, describe, expect, test, vi } from "vitest";
import { createWorlds, listInstruments } from "./worlds.ts";

const DAY_MS = 86_400_000;
const NOW = 1_760_054_400_000 + 3_600_000;
const MARKETS = 4;
const ROOM = 1e12;

// TimescaleDB makes and drops hundreds of chunks here.
vi.setConfig({ testTimeout: 180_000 });

const worlds = createWorlds();
const timescale = worlds.find(({ kind }) => kind === "timescale");
afterAll(() => Promise.all(worlds.map((world) => world.close())));

/** One row an hour and market over `days`, in every table that grows. */
const fill = (sql: postgres.Sql, days: number) =>
  sql.unsafe(`
    insert into ticks select ${NOW} - n * 3600000::bigint, n, 100, 1, m, 1 from generate_series(0, ${days} * 24 - 1) n, generate_series(0, ${MARKETS - 1}) m;
    insert into tops select ${NOW} - n * 3600000::bigint, 99, 1, 101, 1, m from generate_series(0, ${days} * 24 - 1) n, generate_series(0, ${MARKETS - 1}) m;
    insert into funding_estimates select ${NOW} - n * 3600000::bigint, ${NOW}, 0, 100, 100, m, 8 from generate_series(0, ${days} * 24 - 1) n, generate_series(0, ${MARKETS - 1}) m;
    insert into funding_rates select ${NOW} - n * 3600000::bigint, 0.0001, m, 8 from generate_series(0, ${days} * 24 - 1) n, generate_series(0, ${MARKETS - 1}) m;
    insert into candle_rolls select ${NOW} - n * 3600000::bigint, 1, 1, 1, 1, 1, 1, 1, m, size from generate_series(0, ${days} * 24 - 1) n, generate_series(0, ${MARKETS - 1}) m, unnest(array[60000, 900000, 3600000, 86400000]) size`);

const hoursOf = async (sql: postgres.Sql, table: string, where = "true"): Promise<number> => {
  const [row] = await sql.unsafe<{ rows: number }[]>(`select count(*)::int as rows from ${table} where ${where}`);
  return (row?.rows ?? 0) / MARKETS;
};

/** Every table that is not market data, with what is in it. */
const everythingElse = async (sql: postgres.Sql) => {
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'
    and tablename !~ '^(ticks|tops|funding_|candle_|tick_)' order by 1`;
  return Promise.all(tables.map(async ({ name }) => [name, await sql.unsafe(`select * from "${name}"`)]));
};

/** As TimescaleDB's scheduler would, a little later. */
async function runJobs(sql: postgres.Sql, policy: string): Promise<void> {
  const jobs = await sql<{ id: number }[]>`select job_id as id from timescaledb_information.jobs
    where hypertable_name in ('ticks', 'tops') and proc_name = ${policy}`;
  for (const { id } of jobs) await sql.unsafe(`call run_job(${id})`);
}

const keeperOf = (url: string, keep: Keep, venueNowMs = () => NOW) =>
  startHousekeeper({
    url,
    keep,
    venueNowMs,
    speed: 1,
    takeEarliestTrade: () => Number.POSITIVE_INFINITY,
    onTrouble: (reason) => expect(reason).toBeNull(),
    everyMs: 3_600_000,
    trimEveryMs: 0,
  });

describe.each(worlds)("what is kept on $kind tables", (world) => {
  test("old market data goes by the venue's time; settled funding, hours and days stay, and so does everything else", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const { sql, url } = database;
    await listInstruments(sql, MARKETS);
    await fill(sql, 40);
    await sql`insert into ledger_entries (cause_id, sequence, ordinal, cause, venue_at) values ('old', 1, 0, 'opening', 'epoch')`;
    await sql`insert into alerts (sequence, ordinal, level, code, text, venue_at, wall_at) values (1, 0, 'INFO', 'x', 'y', 'epoch', 'epoch')`;
    const others = await everythingElse(sql);
    expect(others.length).toBeGreaterThan(15);
    const keeper = keeperOf(url, { rawDays: 3, rawBytesMax: ROOM });
    await keeper.tidy();
    await keeper.stop();
    const { kind } = world;
    if (kind === "timescale") await runJobs(sql, "policy_retention");
    // TimescaleDB drops whole chunks: of two hours and of twelve.
    const slack = (hours: number) => (kind === "timescale" ? hours : 0);
    const [ticks, tops] = [await hoursOf(sql, "ticks"), await hoursOf(sql, "tops")];
    expect(ticks).toBeGreaterThanOrEqual(72);
    expect(ticks).toBeLessThanOrEqual(73 + slack(2));
    expect(tops).toBeLessThanOrEqual(73 + slack(12));
    expect(await hoursOf(sql, "funding_rates")).toBe(40 * 24);
    expect(await hoursOf(sql, "candle_rolls", "interval_ms = 60000")).toBe(30 * 24 + 1);
    expect(await hoursOf(sql, "candle_rolls", "interval_ms = 900000")).toBe(30 * 24 + 1);
    expect(await hoursOf(sql, "candle_rolls", "interval_ms = 3600000")).toBeGreaterThanOrEqual(40 * 24);
    expect(await hoursOf(sql, "candle_rolls", "interval_ms = 86400000")).toBeGreaterThanOrEqual(40 * 24);
    // There the policy keeps the venue's estimates for ninety days.
    expect(await hoursOf(sql, "funding_estimates")).toBe(kind === "plain" ? 30 * 24 + 1 : 40 * 24);
    expect(await everythingElse(sql)).toEqual(others);
  });

  test("what does not fit its room goes, the oldest first", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const { sql, url } = database;
    await listInstruments(sql, MARKETS);
    await fill(sql, 10);
    await sql`analyze ticks`;
    // Two thirds of the room are for trades: half of what is there, by the measured size of a row or of a chunk.
    const [size] = await sql.unsafe<{ bytes: string }[]>(
      world.kind === "plain"
        ? `select ${10 * 24 * MARKETS * 135} as bytes`
        : "select hypertable_size('ticks') as bytes",
    );
    await expect
      .poll(
        async () => (await sql`select n_live_tup::int as n from pg_stat_user_tables where relname = 'ticks'`)[0]?.["n"],
      )
      .toBe(world.kind === "plain" ? 10 * 24 * MARKETS : 0);
    const keeper = keeperOf(url, { rawDays: 30, rawBytesMax: (Number(size?.bytes ?? 0) / 2) * 1.5 });
    await keeper.tidy();
    await keeper.stop();
    const hours = await hoursOf(sql, "ticks");
    expect(hours).toBeGreaterThan(80);
    expect(hours).toBeLessThan(160);
    expect(await hoursOf(sql, "ticks", `venue_ms > ${NOW - 60 * 3_600_000}`)).toBe(60);
  });

  test("a stamp far in the future does not empty the tables", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const { sql, url } = database;
    await listInstruments(sql, MARKETS);
    await fill(sql, 3);
    let nowMs = NOW;
    const keeper = keeperOf(url, { rawDays: 5, rawBytesMax: ROOM }, () => nowMs);
    await keeper.tidy();
    nowMs = NOW + 5_000 * DAY_MS;
    await keeper.tidy();
    expect(await hoursOf(sql, "ticks")).toBe(72);
    const [row] = await sql<{ now: string }[]>`select venue_now_ms() as now`;
    expect(Number(row?.now)).toBeLessThan(NOW + 1.1 * DAY_MS);
    await keeper.stop();
  });

  test("candles outlive the raw rows they were made of", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const { sql, url } = database;
    await listInstruments(sql, 1);
    const writer = createTickWriter({ url });
    const put = (fromMinute: number, toMinute: number) => {
      for (let n = fromMinute; n < toMinute; n += 1) writer.trade(0, NOW + n * 60_000, n, 100 + (n % 50), 1, 1);
      return expect.poll(() => writer.stats().buffered).toBe(0);
    };
    let nowMs = NOW;
    const keeper = keeperOf(url, { rawDays: 2, rawBytesMax: ROOM }, () => nowMs);
    const days = 6;
    for (let day = 0; day < days; day += 1) {
      await put(day * 1_440, (day + 1) * 1_440);
      nowMs = NOW + (day + 1) * DAY_MS;
      await keeper.tidy();
      if (world.kind === "timescale") await runJobs(sql, "policy_retention");
      await keeper.tidy();
    }
    const counts = await Promise.all(
      ["ticks", "candles_1m", "candles_1h", "candles_1d"].map((name) =>
        hoursOf(sql, name).then((rows) => rows * MARKETS),
      ),
    );
    expect(counts[0]).toBeLessThan(3 * 1_440);
    expect(counts.slice(1)).toEqual([days * 1_440, days * 24, days + 1]);
    const [sum] = await sql`select sum(trades)::int as trades from candles_1d`;
    expect(sum).toEqual({ trades: days * 1_440 });
    await keeper.stop();
    await writer.close(10_000);
  });
});

test("the policies count by the venue's clock, whatever the machine's", async (context) => {
  const database = await timescale?.create();
  if (database === undefined || database === null) return context.skip("TIMESCALE_URL names no server");
  const { sql, url } = database;
  // A venue that lives in the year 2001: by the machine's clock everything here is decades old.
  const past = 1_000_000_000_000;
  await listInstruments(sql, 1);
  const writer = createTickWriter({ url });
  for (let hour = 0; hour < 20 * 24; hour += 1) writer.trade(0, past - hour * 3_600_000, 1_000 - hour, 5, 1, 1);
  await writer.close(10_000);
  const keeper = keeperOf(url, { rawDays: null, rawBytesMax: ROOM }, () => past);
  await keeper.tidy();
  await keeper.stop();
  await runJobs(sql, "policy_compression");
  await runJobs(sql, "policy_retention");
  const [left] = await sql<{ rows: number; compressed: number }[]>`select (select count(*)::int from ticks) as rows,
    (select count(*)::int from timescaledb_information.chunks where hypertable_name = 'ticks' and is_compressed) as compressed`;
  expect(left?.rows).toBeGreaterThanOrEqual(14 * 24);
  expect(left?.rows).toBeLessThanOrEqual(14 * 24 + 2);
  expect(left?.compressed).toBeGreaterThan(150);
});
