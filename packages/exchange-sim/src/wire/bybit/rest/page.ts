/** One page of rows that are newest first, and the name of its last row where more follow. */
export function pageOf<T>(
  rows: readonly T[],
  cursor: string | null,
  limit: number,
  nameOf: (row: T) => string,
): { readonly page: readonly T[]; readonly next: string } {
  const at = cursor === null ? -1 : rows.findIndex((row) => nameOf(row) === cursor);
  const from = cursor === null ? 0 : at < 0 ? rows.length : at + 1;
  const page = rows.slice(from, from + limit);
  const last = page.at(-1);
  return { page, next: last !== undefined && from + page.length < rows.length ? nameOf(last) : "" };
}

const DAY_MS = 86_400_000;

/** What a question about the past covers: without both ends so many days, counted from the one that is there. */
export function windowOf(
  fromMs: number | null,
  toMs: number | null,
  nowMs: number,
  days: number,
): readonly [fromMs: number, toMs: number] {
  const spanMs = days * DAY_MS;
  if (fromMs !== null) return [fromMs, toMs ?? fromMs + spanMs];
  return [(toMs ?? nowMs) - spanMs, toMs ?? nowMs];
}
