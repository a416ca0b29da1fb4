import type { VenueFailure } from "@evenkeel/core/events";
import { DAY_MS, HOUR_MS, ok, type Result } from "@evenkeel/core/units";

/** The longest stretch one question may cover. */
const WINDOW_MS = 7 * DAY_MS;
const WINDOWS_MAX = 14;
const PAGES_MAX = 100;
/** Rows can be late or corrected: what is younger is read anew every time. */
const OVERLAP_MS = 2 * HOUR_MS;
/** Beyond, the oldest rows are forgotten and read again by whoever asks for them. */
const ROWS_MAX = 20_000;

export type LogPage<Row> = { readonly rows: readonly Row[]; readonly cursor: string };

export type LogSource<Row> = {
  /** One page of a stretch of venue time, its rows in any order. */
  readonly readPage: (fromMs: number, toMs: number, cursor: string) => Promise<Result<LogPage<Row>, VenueFailure>>;
  readonly nameOf: (row: Row) => string;
  readonly venueNowMs: () => number;
  /** A row that was not there before. */
  readonly onNew?: (row: Row) => void;
};

/** Rows since a time, oldest first; rows of one millisecond by their names. */
export type WindowedLog<Row> = (sinceMs: number) => Promise<Result<readonly Row[], VenueFailure>>;

/**
 * A log that a venue shows by stretches of time and never whole. What was read once is kept, so that a read costs one
 * question however long ago it begins; the youngest hours are asked for every time.
 */
export function createWindowedLog<Row extends { readonly timeMs: number }>(source: LogSource<Row>): WindowedLog<Row> {
  const { readPage, nameOf, venueNowMs, onNew } = source;
  const rows = new Map<string, Row>();
  let covered: { readonly fromMs: number; readonly toMs: number } | null = null;

  const readWindow = async (fromMs: number, toMs: number): Promise<Result<void, VenueFailure>> => {
    let cursor = "";
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const read = await readPage(fromMs, toMs, cursor);
      if (!read.ok) return read;
      for (const row of read.value.rows) {
        const name = nameOf(row);
        if (!rows.has(name)) onNew?.(row);
        rows.set(name, row);
      }
      cursor = read.value.cursor;
      if (cursor === "" || read.value.rows.length === 0) break;
    }
    return ok(undefined);
  };

  const readStretch = async (fromMs: number, toMs: number): Promise<Result<void, VenueFailure>> => {
    for (let at = fromMs; at <= toMs; at += WINDOW_MS + 1) {
      const done = await readWindow(at, at + WINDOW_MS);
      if (!done.ok) return done;
    }
    return ok(undefined);
  };

  const forget = (fromMs: number, toMs: number): void => {
    const kept = [...rows].toSorted(([, a], [, b]) => a.timeMs - b.timeMs);
    const surplus = kept.splice(0, Math.max(0, kept.length - ROWS_MAX));
    for (const [name] of surplus) rows.delete(name);
    covered = { fromMs: surplus.length === 0 ? fromMs : (kept[0]?.[1].timeMs ?? toMs), toMs };
  };

  return async (sinceMs) => {
    const nowMs = venueNowMs();
    const earliestMs = Math.max(0, nowMs - WINDOWS_MAX * WINDOW_MS);
    const fromMs = Math.max(sinceMs, earliestMs);
    const known = covered;
    const before = known !== null && fromMs < known.fromMs ? await readStretch(fromMs, known.fromMs) : ok(undefined);
    if (!before.ok) return before;
    const after = await readStretch(known === null ? fromMs : Math.max(earliestMs, known.toMs - OVERLAP_MS), nowMs);
    if (!after.ok) return after;
    const found = [...rows].filter(([, row]) => row.timeMs >= fromMs);
    forget(known === null ? fromMs : Math.min(fromMs, known.fromMs), nowMs);
    return ok(found.sort(([a, one], [b, two]) => one.timeMs - two.timeMs || (a < b ? -1 : 1)).map(([, row]) => row));
  };
}
