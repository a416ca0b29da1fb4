/** Callers remembered at once; the one heard of longest ago is forgotten, which gives it a full allowance again. */
export const CALLERS_MAX = 10_000;

const SECOND_MS = 1_000;

export type Allowance = {
  /** 0: taken. Else how long until one more may be. */
  readonly take: (key: string, nowMs: number) => number;
};

/** So many at once, then so many a second, for each caller by itself. */
export function createAllowance({
  burst,
  perSecond,
}: {
  readonly burst: number;
  readonly perSecond: number;
}): Allowance {
  const left = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(key, nowMs) {
      const known = left.get(key) ?? { tokens: burst, atMs: nowMs };
      const regained = (Math.max(0, nowMs - known.atMs) / SECOND_MS) * perSecond;
      const tokens = Math.min(burst, known.tokens + regained);
      const taken = tokens >= 1;
      left.delete(key);
      left.set(key, { tokens: taken ? tokens - 1 : tokens, atMs: nowMs });
      const [oldest] = left.keys();
      if (left.size > CALLERS_MAX && oldest !== undefined) left.delete(oldest);
      return taken ? 0 : Math.ceil(((1 - tokens) / perSecond) * SECOND_MS);
    },
  };
}
