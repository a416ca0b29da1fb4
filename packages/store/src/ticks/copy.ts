import type { Writable } from "node:stream";
import type { Sql, TransactionSql } from "postgres";
import type { RowRing } from "./ring.ts";
import { copyStatement, mergeStatement } from "./shape.ts";

/** "PGCOPY", its control bytes, no flags, no extension. */
const HEADER = Uint8Array.from([80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
const TRAILER = Uint8Array.from([255, 255]);
/** One message and one turn of the loop each. */
const CHUNK_BYTES = 65_536;

const STAGED = "staged_rows";

/** The one chunk that is refilled: the driver has copied it before its callback comes. */
const chunk = Buffer.alloc(CHUNK_BYTES);

const write = (stream: Writable, bytes: number): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(chunk.subarray(0, bytes), (error) => (error ? reject(error) : resolve()));
  });

const end = (stream: Writable): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.once("finish", resolve).once("error", reject);
    stream.end();
  });

async function send(stream: Writable, ring: RowRing, rows: number): Promise<void> {
  const { rowBytes } = ring.shape;
  chunk.set(HEADER);
  let filled: number = HEADER.length;
  for (let row = 0; row < rows; ) {
    const place = ring.placeOf(row);
    const fitting = Math.floor((CHUNK_BYTES - filled) / rowBytes);
    const untilWrap = (ring.bytes.length - place) / rowBytes;
    const taken = Math.min(rows - row, fitting, untilWrap);
    if (taken === 0) {
      await write(stream, filled);
      filled = 0;
      continue;
    }
    chunk.set(ring.bytes.subarray(place, place + taken * rowBytes), filled);
    filled += taken * rowBytes;
    row += taken;
  }
  if (filled + TRAILER.length > CHUNK_BYTES) {
    await write(stream, filled);
    filled = 0;
  }
  chunk.set(TRAILER, filled);
  await write(stream, filled + TRAILER.length);
  await end(stream);
}

async function copyInto(sql: Sql | TransactionSql, statement: string, ring: RowRing, rows: number): Promise<void> {
  const stream = await sql.unsafe(statement).writable();
  // A server that refuses, or goes, in the middle tells the stream, not the call that is under way.
  const broken = new Promise<never>((_, reject) => {
    stream.once("error", reject);
  });
  await Promise.race([send(stream, ring, rows), broken]);
}

/** The oldest rows in one statement: all or none. */
export const copyRows = (sql: Sql, ring: RowRing, rows: number): Promise<void> =>
  copyInto(sql, copyStatement(ring.shape), ring, rows);

/** The same where some may be there already; answers how many were not. */
export const mergeRows = (sql: Sql, ring: RowRing, rows: number): Promise<number> =>
  sql.begin(async (transaction) => {
    await transaction.unsafe(`create temp table "${STAGED}" (like "${ring.shape.table}") on commit drop`);
    await copyInto(transaction, copyStatement(ring.shape, STAGED), ring, rows);
    const merged = await transaction.unsafe(mergeStatement(ring.shape, STAGED));
    return merged.count;
  });
