import { DAY_MS, HOUR_MS } from "@evenkeel/core/units";
import type { Sql } from "postgres";

export type Keep = {
  /** Trades and tops; null for three days in plain tables and fourteen on TimescaleDB, which compresses them. */
  readonly rawDays: number | null;
  /** What trades and tops together may take on the disk; the oldest go first, whatever their age. */
  readonly rawBytesMax: number;
};

/** On plain tables. TimescaleDB's own policies keep them longer, because it keeps them smaller. */
const RAW_DAYS_PLAIN = 3;
const ESTIMATE_DAYS = 30;
const FINE_CANDLE_DAYS = 30;
/** As in `create_tick_hypertables()`. */
const RAW_DAYS_TIMESCALE = 14;
/** Younger rows never go for want of room: their candles may still be refreshed, or rolled anew. */
const TRIMMED_HOURS_MIN = 12;
const FINE_INTERVALS = [60_000, 300_000, 900_000];

const DELETE_ROWS_MAX = 20_000;
/** Ten million rows an hour: more than a busy hour brings. What is left waits for the next hour. */
const DELETES_MAX = 500;
/** A row with its share of the key's index, measured (docs/database.md). */
const ROW_BYTES = { ticks: 135, tops: 130 } as const;

type RawTable = keyof typeof ROW_BYTES;
const RAW_TABLES = Object.keys(ROW_BYTES) as readonly RawTable[];

/** Market by market along the key, so that old rows are found without reading new ones. */
const deleteStatement = (table: string): string => `
  delete from "${table}" where ctid = any(array(
    select old.ctid from instruments i cross join lateral (
      select ctid from "${table}" where instrument = i.index and venue_ms < $1::text::bigint order by venue_ms limit ${DELETE_ROWS_MAX}
    ) old limit ${DELETE_ROWS_MAX}))`;

const DELETE_CANDLES = `
  delete from candle_rolls where ctid = any(array(
    select old.ctid from instruments i cross join unnest(array[${FINE_INTERVALS.join()}]) as size cross join lateral (
      select ctid from candle_rolls where interval_ms = size and instrument = i.index and bucket_ms < $1::text::bigint
      order by bucket_ms limit ${DELETE_ROWS_MAX}
    ) old limit ${DELETE_ROWS_MAX}))`;

/** Deletes in small statements; answers how many rows went. Nothing but market data is named here. */
async function deleteOld(sql: Sql, statement: string, beforeMs: number): Promise<number> {
  let gone = 0;
  for (let round = 0; round < DELETES_MAX; round += 1) {
    const { count } = await sql.unsafe(statement, [String(Math.floor(beforeMs))]);
    gone += count;
    if (count < DELETE_ROWS_MAX) break;
  }
  return gone;
}

/** Where the oldest rows would have to end for the table to fit, by its own count of rows. */
async function fittingFromMs(sql: Sql, table: RawTable, nowMs: number, bytesMax: number): Promise<number> {
  const [row] = await sql.unsafe<{ rows: string; oldest: string | null }[]>(`
    select coalesce((select n_live_tup from pg_stat_user_tables where relid = '${table}'::regclass), 0) as rows,
      (select min(first.venue_ms) from instruments i cross join lateral (
        select venue_ms from ${table} where instrument = i.index order by venue_ms limit 1) first) as oldest`);
  const rows = Number(row?.rows ?? 0);
  const rowsMax = bytesMax / ROW_BYTES[table];
  if (rows <= rowsMax || row?.oldest === null || row === undefined) return 0;
  const oldest = Number(row.oldest);
  return oldest + (nowMs - oldest) * (1 - rowsMax / rows);
}

/** Trades get two thirds of the room, tops the rest. */
const shareOf = (table: RawTable, bytes: number): number => (table === "ticks" ? (bytes * 2) / 3 : bytes / 3);

/** The beginning of what is surely still whole. */
export const rawFromMs = (nowMs: number, keep: Keep): number => nowMs - (keep.rawDays ?? RAW_DAYS_PLAIN) * DAY_MS;

export async function trimPlain(sql: Sql, nowMs: number, keep: Keep): Promise<number> {
  let gone = 0;
  for (const table of RAW_TABLES) {
    const fitting = await fittingFromMs(sql, table, nowMs, shareOf(table, keep.rawBytesMax));
    const beforeMs = Math.max(rawFromMs(nowMs, keep), Math.min(fitting, nowMs - TRIMMED_HOURS_MIN * HOUR_MS));
    gone += await deleteOld(sql, deleteStatement(table), beforeMs);
  }
  gone += await deleteOld(sql, deleteStatement("funding_estimates"), nowMs - ESTIMATE_DAYS * DAY_MS);
  return gone + (await trimCandles(sql, nowMs));
}

/** Also where TimescaleDB came later: what was rolled before it grows old here. */
const trimCandles = (sql: Sql, nowMs: number): Promise<number> =>
  deleteOld(sql, DELETE_CANDLES, nowMs - FINE_CANDLE_DAYS * DAY_MS);

/** The owner's number of days as the policy's. */
async function keepDays(sql: Sql, table: RawTable, days: number): Promise<void> {
  const after = String(days * DAY_MS);
  const [job] = await sql<{ after: string }[]>`
    select config ->> 'drop_after' as after from timescaledb_information.jobs
    where hypertable_name = ${table} and proc_name = 'policy_retention'`;
  if (job?.after === after) return;
  await sql`select remove_retention_policy(${table}::text::regclass, true),
    add_retention_policy(${table}::text::regclass, drop_after => ${after}::text::bigint, schedule_interval => interval '15 minutes')`;
}

/** Beyond what the policies do: whole chunks, the oldest first, until the rest has room. */
async function dropBeyond(sql: Sql, table: RawTable, nowMs: number, bytesMax: number): Promise<void> {
  const chunks = await sql<{ end: string; bytes: string }[]>`
    select c.range_end_integer as end, s.total_bytes as bytes
    from timescaledb_information.chunks c
    join chunks_detailed_size(${table}::text::regclass) s using (chunk_schema, chunk_name)
    where c.hypertable_name = ${table} order by c.range_end_integer desc`;
  let room = bytesMax;
  const beyond = chunks.find(({ bytes }) => {
    room -= Number(bytes);
    return room < 0;
  });
  if (beyond === undefined) return;
  const beforeMs = Math.min(Number(beyond.end), nowMs - TRIMMED_HOURS_MIN * HOUR_MS);
  await sql`select drop_chunks(${table}::text::regclass, older_than => ${String(beforeMs)}::text::bigint)`;
}

export async function trimTimescale(sql: Sql, nowMs: number, keep: Keep): Promise<number> {
  for (const table of RAW_TABLES) {
    await keepDays(sql, table, keep.rawDays ?? RAW_DAYS_TIMESCALE);
    await dropBeyond(sql, table, nowMs, shareOf(table, keep.rawBytesMax));
  }
  return trimCandles(sql, nowMs);
}
