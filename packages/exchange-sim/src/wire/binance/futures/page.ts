import { integerOf, limitOf, type RouteContext } from "../request.ts";

interface Row {
  readonly id: number;
  readonly market: "spot" | "futures";
  readonly instrument: number;
  readonly createdMs: number;
}

/** One contract's rows within the times asked for: from an id upwards, or the newest. */
export function pageOf<T extends Row>({ params, instrument }: RouteContext, rows: Iterable<T>, idName: string): T[] {
  const fromId = integerOf(params, idName);
  const startMs = integerOf(params, "startTime") ?? 0;
  const endMs = integerOf(params, "endTime") ?? Number.MAX_SAFE_INTEGER;
  const limit = limitOf(params, 500, 1_000);
  const found = [...rows].filter(
    (row) =>
      row.market === "futures" &&
      row.instrument === instrument?.index &&
      row.id >= (fromId ?? 0) &&
      row.createdMs >= startMs &&
      row.createdMs <= endMs,
  );
  return fromId === null ? found.slice(-limit) : found.slice(0, limit);
}
