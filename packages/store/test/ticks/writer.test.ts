import { setTimeout as sleep } from "node:timers/promises";
import { createTickWriter, type TickWriter, type TickWriterOptions } from "@evenkeel/store/ticks";
import { afterAll, describe, expect, test } from "vitest";
import { openRelay } from "./relay.ts";
import { createWorlds, type TickDatabase } from "./worlds.ts";

const NOW = 1_760_000_000_000;
const CLOSE_MS = 20_000;

const worlds = createWorlds();
afterAll(() => Promise.all(worlds.map((world) => world.close())));

const open = ({ url }: TickDatabase, options: Omit<TickWriterOptions, "url"> = {}): TickWriter =>
  createTickWriter({ url, ...options });

/** Trade `n` of a made-up market: every value tells which it is. */
function putTrade(writer: TickWriter, n: number, instrument = n % 7): void {
  writer.trade(instrument, NOW + Math.floor(n / 10), n, 100 + n / 8, 1 + (n % 1_000) / 1_024, n % 2 === 0 ? 1 : -1);
}

const putTrades = (writer: TickWriter, from: number, to: number): void => {
  for (let n = from; n < to; n += 1) putTrade(writer, n);
};

const countOf = async ({ sql }: TickDatabase, table = "ticks"): Promise<number> => {
  const [row] = await sql.unsafe<{ rows: number }[]>(`select count(*)::int as rows from ${table}`);
  return row?.rows ?? 0;
};

const writtenAll = (writer: TickWriter, rows: number) =>
  expect.poll(() => writer.stats().written, { timeout: 30_000 }).toBe(rows);

describe.each(worlds)("the tick writer on $kind tables", (world) => {
  test("every number arrives as it was", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const writer = open(database);
    const id = Number.MAX_SAFE_INTEGER;
    writer.trade(3, NOW, id, 0.1 + 0.2, 5e-324, -1);
    writer.trade(3, NOW, 2 ** 32, 1.7976931348623157e308, 1 / 3, 1);
    writer.top(32_000, NOW + 1, 1e-9, 0, 123_456.789, 7);
    writer.estimate(1, NOW + 2, NOW + 28_800_000, -0.000_123_45, 64_000.1, 64_000.2, 8);
    writer.settlement(1, NOW - 5, 0.0001, 4);
    await writer.close(CLOSE_MS);
    const { sql } = database;
    expect(
      await sql`select venue_ms, trade_id, price, quantity, instrument, side from ticks order by trade_id`,
    ).toEqual([
      {
        venue_ms: String(NOW),
        trade_id: "4294967296",
        price: 1.7976931348623157e308,
        quantity: 1 / 3,
        instrument: 3,
        side: 1,
      },
      { venue_ms: String(NOW), trade_id: String(id), price: 0.1 + 0.2, quantity: 5e-324, instrument: 3, side: -1 },
    ]);
    expect(await sql`select * from tops`).toEqual([
      {
        venue_ms: String(NOW + 1),
        bid_price: 1e-9,
        bid_quantity: 0,
        ask_price: 123_456.789,
        ask_quantity: 7,
        instrument: 32_000,
      },
    ]);
    expect(
      await sql`select rate, mark_price, index_price, interval_hours, next_funding_ms::text from funding_estimates`,
    ).toEqual([
      {
        rate: -0.000_123_45,
        mark_price: 64_000.1,
        index_price: 64_000.2,
        interval_hours: 8,
        next_funding_ms: String(NOW + 28_800_000),
      },
    ]);
    expect(await sql`select venue_ms::text, rate, instrument, interval_hours from funding_rates`).toEqual([
      { venue_ms: String(NOW - 5), rate: 0.0001, instrument: 1, interval_hours: 4 },
    ]);
  });

  test("what no market can have is refused before it is buffered, and counted", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const writer = open(database);
    const wrong = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -1];
    for (const value of wrong) {
      writer.trade(1, NOW, 1, value, 1, 1);
      writer.trade(1, NOW, 1, 1, value, 1);
      writer.trade(1, value, 1, 1, 1, 1);
      writer.top(1, NOW, value, 1, 1, 1);
      writer.estimate(1, NOW, NOW, 0, value, 1, 8);
    }
    for (const market of [-1, 0.5, 40_000, Number.NaN]) writer.trade(market, NOW, 1, 1, 1, 1);
    writer.trade(1, NOW, 2 ** 60, 1, 1, 1);
    writer.settlement(1, NOW, Number.NaN, 8);
    const { kinds, buffered } = writer.stats();
    expect([
      buffered,
      kinds.trades.refused,
      kinds.tops.refused,
      kinds.estimates.refused,
      kinds.settlements.refused,
    ]).toEqual([0, 20, 5, 5, 1]);
    await writer.close(CLOSE_MS);
  });

  test("a million rows, none lost, none twice", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const writer = open(database);
    const rows = 1_000_000;
    for (let from = 0; from < rows; from += 20_000) {
      while (writer.stats().buffered > 200_000) await sleep(5);
      putTrades(writer, from, from + 20_000);
      await sleep(0);
    }
    await writer.close(CLOSE_MS);
    expect(writer.stats()).toMatchObject({ written: rows, dropped: 0, buffered: 0, lastError: null });
    const [sums] = await database.sql`
      select count(*)::int as rows, count(distinct trade_id)::int as ids, sum(trade_id)::float8 as id_sum,
        sum(price)::float8 as price_sum from ticks`;
    expect(sums).toEqual({
      rows,
      ids: rows,
      id_sum: (rows * (rows - 1)) / 2,
      price_sum: 100 * rows + (rows * (rows - 1)) / 16,
    });
  });

  test("a repeated trade is written once, whoever repeats it", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const first = open(database);
    putTrades(first, 0, 100);
    putTrade(first, 99);
    await first.close(CLOSE_MS);
    const second = open(database);
    putTrades(second, 50, 150);
    await second.close(CLOSE_MS);
    expect(await countOf(database)).toBe(150);
    expect(first.stats().kinds.trades).toMatchObject({ written: 100, repeated: 1 });
    expect(second.stats().kinds.trades).toMatchObject({ written: 50, repeated: 50, dropped: 0 });
  });

  test("its backend killed again and again in the middle of a copy: it goes on, nothing lost or twice", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const troubles: (string | null)[] = [];
    const writer = open(database, { onTrouble: (reason) => troubles.push(reason) });
    let put = 0;
    let killed = 0;
    for (let round = 0; round < 8; round += 1) {
      putTrades(writer, put, put + 30_000);
      put += 30_000;
      await sleep(20 * round);
      const gone = await database.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'evenkeel ticks' and state = 'active'`;
      killed += gone.length;
    }
    await writtenAll(writer, put);
    await writer.close(CLOSE_MS);
    expect(killed).toBeGreaterThan(0);
    expect(troubles.filter((reason) => reason !== null).length).toBeGreaterThan(0);
    expect(troubles.at(-1)).toBeNull();
    expect(await countOf(database)).toBe(put);
    expect(writer.stats()).toMatchObject({ dropped: 0 });
  });

  test("an outage fills the buffer to its limit and no further; every lost row is counted by its kind", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const relay = await openRelay(database.url);
    const writer = open({ ...database, url: relay.url }, { rowsMax: { trades: 1_000, tops: 100 } });
    putTrades(writer, 0, 10);
    await writtenAll(writer, 10);
    relay.turn("refusing");
    putTrades(writer, 10, 3_010);
    for (let n = 0; n < 150; n += 1) writer.top(1, NOW + n, 1, 1, 2, 1);
    expect(writer.stats()).toMatchObject({ buffered: 1_100, dropped: 2_050 });
    expect(writer.stats().kinds.tops).toMatchObject({ buffered: 100, dropped: 50 });
    await expect.poll(() => writer.stats().lastError).not.toBeNull();
    expect(writer.stats().lagMs).toBeGreaterThan(0);
    relay.turn("passing");
    await writtenAll(writer, 1_110);
    expect(await countOf(database)).toBe(1_010);
    const [kept] = await database.sql`select max(trade_id)::int as last from ticks`;
    expect(kept).toEqual({ last: 1_009 });
    await writer.close(CLOSE_MS);
    await relay.close();
  });

  test("a stop while the database is away ends in its time and counts what it could not write", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const relay = await openRelay(database.url);
    const writer = open({ ...database, url: relay.url });
    for (const weather of ["refusing", "silent"] as const) relay.turn(weather);
    putTrades(writer, 0, 500);
    const began = performance.now();
    await writer.close(500);
    expect(performance.now() - began).toBeLessThan(4_000);
    expect(writer.stats()).toMatchObject({ written: 0, dropped: 500 });
    putTrades(writer, 500, 501);
    expect(writer.stats()).toMatchObject({ dropped: 501 });
    await relay.close();
  });

  const refuse = ({ sql }: TickDatabase, code: string) =>
    sql.unsafe(`
      create function refuse_rows() returns trigger language plpgsql as
        $$ begin raise exception 'refused' using errcode = '${code}'; end $$;
      create trigger refuse before insert on ticks for each row execute function refuse_rows()`);

  test("a full disk keeps the rows and tries again", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    await refuse(database, "53100");
    const writer = open(database);
    putTrades(writer, 0, 100);
    writer.top(1, NOW, 1, 1, 2, 1);
    await expect.poll(() => writer.stats().lastError).toBe("refused");
    await database.sql`drop trigger refuse on ticks`;
    await writtenAll(writer, 101);
    await writer.close(CLOSE_MS);
    expect(await countOf(database)).toBe(100);
    expect(writer.stats()).toMatchObject({ dropped: 0 });
  });

  test("rows that can never be written are dropped, counted, and hold nothing else up", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    await refuse(database, "23514");
    const writer = open(database);
    putTrades(writer, 0, 100);
    writer.top(1, NOW, 1, 1, 2, 1);
    await writtenAll(writer, 1);
    await writer.close(CLOSE_MS);
    expect(writer.stats()).toMatchObject({ written: 1, dropped: 100, lastError: "refused" });
  });

  test("while paused nothing is taken in, and everything is counted", async (context) => {
    const database = await world.create();
    if (database === null) return context.skip("TIMESCALE_URL names no server");
    const writer = open(database);
    writer.pause("the disk is nearly full");
    putTrades(writer, 0, 50);
    expect(writer.stats()).toMatchObject({ dropped: 50, buffered: 0, paused: "the disk is nearly full" });
    writer.pause(null);
    putTrades(writer, 50, 60);
    await writer.close(CLOSE_MS);
    expect(writer.stats()).toMatchObject({ written: 10, dropped: 50, paused: null });
  });
});
