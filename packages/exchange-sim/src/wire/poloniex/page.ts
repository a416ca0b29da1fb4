import { wholeOf } from "./request.ts";

export interface PageAsked {
  readonly from: number;
  readonly forward: boolean;
  readonly limit: number;
  readonly startMs: number;
  readonly endMs: number;
}

export interface PageNames {
  readonly start: string;
  readonly end: string;
  readonly direction: string;
  /** Of the two directions, what goes to older rows. */
  readonly back: string;
  readonly forwardUsual: boolean;
  readonly limitUsual: number;
  readonly limitMax: number;
}

/** A page of numbered rows as it was asked for; the name of the parameter that makes no sense otherwise. */
export function pageAsked(params: ReadonlyMap<string, string>, names: PageNames): PageAsked | string {
  const from = wholeOf(params, "from");
  const limit = wholeOf(params, "limit");
  const startMs = wholeOf(params, names.start);
  const endMs = wholeOf(params, names.end);
  if (from === undefined) return "from";
  if (limit === undefined || limit === 0) return "limit";
  if (startMs === undefined) return names.start;
  if (endMs === undefined) return names.end;
  const direction = (params.get(names.direction) ?? "").toUpperCase();
  if (!["", "NEXT", names.back].includes(direction)) return names.direction;
  return {
    from: from ?? 0,
    forward: direction === "" ? names.forwardUsual : direction === "NEXT",
    limit: Math.min(names.limitMax, limit ?? names.limitUsual),
    startMs: startMs ?? 0,
    endMs: endMs ?? Number.MAX_SAFE_INTEGER,
  };
}

/** Rows come oldest first. Forward reads on from an id, backward reads the newest before it; zero is no id. */
export function pageOf<T extends { readonly id: number }>(
  rows: readonly T[],
  timeOf: (row: T) => number,
  asked: PageAsked,
): T[] {
  const { from, forward, limit, startMs, endMs } = asked;
  const inside = rows.filter((row) => {
    const atMs = timeOf(row);
    return atMs >= startMs && atMs <= endMs && (from === 0 || (forward ? row.id > from : row.id < from));
  });
  return forward ? inside.slice(0, limit) : inside.slice(-limit).reverse();
}
