import type { CoinbaseSession, Usage } from "./session.ts";

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** Bounds what the counters can hold: clients are few, windows are short. */
const USAGE_ROWS_MAX = 1_000;

/** Counts one use of something in its window; false when it was one too many. */
function charge(session: CoinbaseSession, key: string, most: number, windowMs: number, wallMs: number): boolean {
  const window = Math.floor(wallMs / windowMs);
  let usage: Usage | undefined = session.usage.get(key);
  if (usage === undefined) {
    if (session.usage.size >= USAGE_ROWS_MAX) session.usage.clear();
    usage = { window, count: 0 };
    session.usage.set(key, usage);
  }
  if (usage.window !== window) {
    usage.window = window;
    usage.count = 0;
  }
  usage.count += 1;
  return usage.count <= most;
}

export const chargePrivate = (session: CoinbaseSession, account: string, wallMs: number): boolean =>
  charge(session, `private:${account}`, session.limits.privateSecondMax, SECOND_MS, wallMs);

export const chargePublic = (session: CoinbaseSession, address: string, wallMs: number): boolean =>
  charge(session, `public:${address}`, session.limits.publicSecondMax, SECOND_MS, wallMs);

export const chargeApp = (session: CoinbaseSession, address: string, wallMs: number): boolean =>
  charge(session, `app:${address}`, session.limits.appHourMax, HOUR_MS, wallMs);

export const chargeConnection = (session: CoinbaseSession, address: string, wallMs: number): boolean =>
  charge(session, `connection:${address}`, session.limits.connectionSecondMax, SECOND_MS, wallMs);

/** Messages on streams that no key stands behind. */
export const chargeMessage = (session: CoinbaseSession, address: string, wallMs: number): boolean =>
  charge(session, `message:${address}`, session.limits.messageSecondMax, SECOND_MS, wallMs);
