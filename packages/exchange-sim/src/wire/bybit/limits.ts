import type { BybitSession } from "./session.ts";

const ADDRESS_WINDOW_MS = 5_000;
const BAN_MS = 600_000;
const SECOND_MS = 1_000;
/** Bounds what the counters can hold: addresses and accounts are few, windows are short. */
const COUNTERS_MAX = 2_000;

export interface Charge {
  readonly headers: Readonly<Record<string, string>>;
  readonly over: boolean;
}

/** Calls of one name within a rolling window, this one included where it is let through. */
function count(session: BybitSession, name: string, windowMs: number, most: number, wallMs: number): number[] {
  let calls = session.calls.get(name);
  if (calls === undefined) {
    if (session.calls.size >= COUNTERS_MAX) session.calls.clear();
    calls = [];
    session.calls.set(name, calls);
  }
  while (calls[0] !== undefined && calls[0] <= wallMs - windowMs) calls.shift();
  if (calls.length < most) calls.push(wallMs);
  else return [...calls, wallMs];
  return calls;
}

/** Whether an address asks too often: 600 calls in 5 s, then nothing for ten minutes. */
export function isBanned(session: BybitSession, address: string, wallMs: number): boolean {
  const until = session.bannedUntilMs.get(address);
  if (until !== undefined && until > wallMs) return true;
  session.bannedUntilMs.delete(address);
  const { requestsMax } = session.limits;
  if (count(session, `address ${address}`, ADDRESS_WINDOW_MS, requestsMax, wallMs).length <= requestsMax) return false;
  if (session.bannedUntilMs.size >= COUNTERS_MAX) session.bannedUntilMs.clear();
  session.bannedUntilMs.set(address, wallMs + BAN_MS);
  return true;
}

const CONNECTIONS_WINDOW_MS = 300_000;

/** Whether an address opens sockets too often. */
export function connectsTooOften(session: BybitSession, address: string, wallMs: number): boolean {
  const { connectionsMax } = session.limits;
  return count(session, `sockets ${address}`, CONNECTIONS_WINDOW_MS, connectionsMax, wallMs).length > connectionsMax;
}

/** One account's calls of one endpoint in a rolling second, told in the headers of every signed answer. */
export function chargeCall(
  session: BybitSession,
  account: string,
  endpoint: string,
  perSecondMax: number,
  wallMs: number,
): Charge {
  const most = perSecondMax * session.limits.endpointFactor;
  const calls = count(session, `${account} ${endpoint}`, SECOND_MS, most, wallMs);
  const over = calls.length > most;
  return {
    over,
    headers: {
      "X-Bapi-Limit": String(most),
      "X-Bapi-Limit-Status": String(Math.max(0, most - calls.length)),
      "X-Bapi-Limit-Reset-Timestamp": String(over ? (calls[0] ?? wallMs) + SECOND_MS : wallMs),
    },
  };
}
