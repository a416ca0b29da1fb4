import { Misunderstood } from "../problem.ts";

const UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };
const AGO = /^([1-9]\d{0,4})([hd])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
export const SINCE_DEFAULT = "30d";

/** "24h", "7d" ago, or the beginning of a day in UTC. */
export function readSince(given: string | undefined, nowMs: number): number {
  const text = given ?? SINCE_DEFAULT;
  const [, count, unit] = AGO.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return nowMs - Number(count) * (UNITS_MS[unit] ?? 0);
  const atMs = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isFinite(atMs)) return atMs;
  throw new Misunderstood(`--since takes a time ago or a day, like 24h, 7d or 2026-11-01, not "${text}".`);
}

const LIMIT_MAX = 200;

export function readLimit(given: string | undefined): number {
  const limit = Number(given ?? "20");
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new Misunderstood(`--limit takes a whole number from 1 to ${LIMIT_MAX}, not "${given}".`);
}
