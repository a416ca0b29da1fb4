import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { connectTicks } from "./connect.ts";
import { copyRows, mergeRows } from "./copy.ts";
import { type RowRing, readInt8 } from "./ring.ts";
import { TICK_KINDS, type TickKind } from "./shape.ts";
import type { KindCounts } from "./stats.ts";

export const BATCH_ROWS_MAX = 20_000;
/** A batch that takes longer is given up with its connection; its rows are tried again. */
const BATCH_MS_MAX = 15_000;
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;
const CLOSE_SECONDS_MAX = 1;

const UNIQUE_VIOLATION = "23505";
/** Data, constraints, missing tables: what is wrong with the rows stays wrong. */
const HOPELESS = /^(?:22|23|42)/;

type Parts = {
  readonly url: string;
  readonly rings: Readonly<Record<TickKind, RowRing>>;
  readonly counts: Readonly<Record<TickKind, KindCounts>>;
  readonly lingerMs: number;
  readonly onTrouble: (reason: string | null) => void;
};

export type Drain = {
  /** To be called for every row that was put into a ring. */
  readonly noticed: (ring: RowRing) => void;
  readonly lagMs: () => number;
  readonly lastError: () => string | null;
  readonly takeEarliestTrade: () => number;
  readonly close: (msMax: number) => Promise<void>;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Empties the rings into the database: one batch on its way at a time, in turns of kinds, the oldest rows first. */
export function createDrain({ url, rings, counts, lingerMs, onTrouble }: Parts): Drain {
  let sql: Sql = connectTicks(url);
  let waking: NodeJS.Timeout | null = null;
  let hurried = false;
  let writing: Promise<void> | null = null;
  let closing = false;
  let failing = false;
  let lastError: string | null = null;
  let oldestAtMs = 0;
  let earliestTrade = Number.POSITIVE_INFINITY;
  const stopped = new AbortController();

  const waiting = (): number => TICK_KINDS.reduce((sum, kind) => sum + rings[kind].count(), 0);

  const noteTrouble = (error: unknown): void => {
    lastError = textOf(error);
    if (!failing) onTrouble(lastError);
    failing = true;
  };

  const noteEarliest = (ring: RowRing, rows: number): void => {
    const [venueMs = 0] = ring.shape.places;
    for (let row = 0; row < rows; row += 1) {
      const ms = readInt8(ring.view, ring.placeOf(row) + venueMs);
      if (ms < earliestTrade) earliestTrade = ms;
    }
  };

  /** Answers how many rows were new. A batch whose outcome stayed unknown is found by its keys. */
  const write = async (ring: RowRing, rows: number): Promise<number> => {
    try {
      await copyRows(sql, ring, rows);
      return rows;
    } catch (error) {
      if (codeOf(error) !== UNIQUE_VIOLATION) throw error;
      return mergeRows(sql, ring, rows);
    }
  };

  const inTime = async <T>(work: Promise<T>): Promise<T> => {
    const done = new AbortController();
    const late = sleep(BATCH_MS_MAX, null, { signal: AbortSignal.any([done.signal, stopped.signal]) }).catch(
      () => null,
    );
    work.catch(() => {});
    const finished = await Promise.race([work.then((value) => ({ value })), late]);
    done.abort();
    if (finished !== null) return finished.value;
    const dying = sql;
    sql = connectTicks(url);
    dying.end({ timeout: 0 }).catch(() => {});
    throw new Error(`the database did not take a batch in ${BATCH_MS_MAX / 1_000} s`);
  };

  /** Until the rows are written, or can never be, or there is no time left. */
  const writeBatch = async (kind: TickKind, rows: number): Promise<void> => {
    const ring = rings[kind];
    for (let retryMs = RETRY_MS_MIN; !stopped.signal.aborted; retryMs = Math.min(2 * retryMs, RETRY_MS_MAX)) {
      try {
        const fresh = await inTime(write(ring, rows));
        counts[kind].written += fresh;
        counts[kind].repeated += rows - fresh;
        if (kind === "trades") noteEarliest(ring, rows);
        ring.release(rows);
        if (failing) onTrouble(null);
        failing = false;
        return;
      } catch (error) {
        noteTrouble(error);
        if (HOPELESS.test(codeOf(error))) {
          counts[kind].dropped += rows;
          ring.release(rows);
          return;
        }
        await sleep(retryMs, undefined, { signal: stopped.signal }).catch(() => {});
      }
    }
  };

  const writeAll = async (): Promise<void> => {
    do {
      const beganAtMs = performance.now();
      for (const kind of TICK_KINDS) {
        // Only what was there as its turn came: a busy kind must not keep the others waiting.
        const rows = Math.min(rings[kind].count(), BATCH_ROWS_MAX);
        if (rows > 0) await writeBatch(kind, rows);
      }
      oldestAtMs = beganAtMs;
    } while (!stopped.signal.aborted && (waiting() >= BATCH_ROWS_MAX || (closing && waiting() > 0)));
  };

  const start = (): void => {
    waking = null;
    hurried = false;
    writing ??= writeAll().finally(() => {
      writing = null;
      if (waiting() > 0 && !closing) waking ??= setTimeout(start, lingerMs);
    });
  };

  return {
    noticed(ring) {
      if (writing !== null) return;
      if (waking === null) {
        oldestAtMs = performance.now();
        waking = setTimeout(start, lingerMs);
      } else if (!hurried && ring.count() >= BATCH_ROWS_MAX) {
        hurried = true;
        clearTimeout(waking);
        waking = setTimeout(start, 0);
      }
    },
    lagMs: () => (waiting() === 0 ? 0 : performance.now() - oldestAtMs),
    lastError: () => lastError,
    takeEarliestTrade() {
      const earliest = earliestTrade;
      earliestTrade = Number.POSITIVE_INFINITY;
      return earliest;
    },
    async close(msMax) {
      closing = true;
      if (waking !== null) clearTimeout(waking);
      const late = setTimeout(() => stopped.abort(), msMax);
      start();
      await writing;
      clearTimeout(late);
      for (const kind of TICK_KINDS) counts[kind].dropped += rings[kind].count();
      await sql.end({ timeout: CLOSE_SECONDS_MAX });
    },
  };
}
