import { limitOf, type Query, textOf } from "../request.ts";

const LIMIT_DEFAULT = 25;

export interface Page<T> {
  readonly path: string;
  readonly rows: readonly T[];
  readonly limit: number;
  readonly order: "asc" | "desc";
  readonly after: string | null;
  readonly before: string | null;
  /** The id behind which the next page begins, and the one before which the previous one ends. */
  readonly next: string | null;
  readonly previous: string | null;
}

/** Part of a list whose newest row comes first; null when a row that should bound it is not there. */
export function pageOf<T>(
  query: Query,
  path: string,
  newestFirst: readonly T[],
  idOf: (row: T) => string,
  limitMax: number,
): Page<T> | null {
  const order = textOf(query, "order") === "asc" ? "asc" : "desc";
  const all = order === "asc" ? newestFirst.toReversed() : newestFirst;
  const limit = limitOf(query, LIMIT_DEFAULT, limitMax);
  const after = textOf(query, "starting_after") || null;
  const before = textOf(query, "ending_before") || null;
  const bound = after ?? before;
  const at = bound === null ? -1 : all.findIndex((row) => idOf(row) === bound);
  if (bound !== null && at < 0) return null;
  const backwards = after === null && before !== null;
  const start = backwards ? Math.max(0, at - limit) : at + 1;
  const end = backwards ? at : Math.min(all.length, start + limit);
  const rows = all.slice(start, end);
  const [first] = rows;
  const last = rows.at(-1);
  return {
    path,
    rows,
    limit,
    order,
    after,
    before,
    next: last !== undefined && end < all.length ? idOf(last) : null,
    previous: first !== undefined && start > 0 ? idOf(first) : null,
  };
}

export function printPage<T>({ path, limit, order, after, before, next, previous }: Page<T>, data: readonly unknown[]) {
  const uri = (bound: string, id: string | null): string | null =>
    id === null ? null : `${path}?limit=${limit}${order === "asc" ? "&order=asc" : ""}&${bound}=${id}`;
  return {
    pagination: {
      ending_before: before,
      starting_after: after,
      previous_ending_before: previous,
      next_starting_after: next,
      limit,
      order,
      previous_uri: uri("ending_before", previous),
      next_uri: uri("starting_after", next),
    },
    data,
  };
}
