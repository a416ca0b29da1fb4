import type { BinanceError } from "./reply.ts";
import type { Family } from "./request.ts";
import type { Usage, WireSession } from "./session.ts";

const MINUTE_MS = 60_000;
/** Requests that may go on after the first 429 of a minute before the address is banned. */
const REFUSALS_MAX = 20;
const BAN_MS = 120_000;
/** Bounds what the counters can hold: addresses are few, windows are short. */
const USAGE_ROWS_MAX = 1_000;

export interface Charge {
  readonly headers: Readonly<Record<string, string>>;
  readonly refusal: (BinanceError & { readonly retryAfterSeconds: number }) | null;
}

function usageOf(session: WireSession, key: string, windowMs: number, wallMs: number): Usage {
  const minute = Math.floor(wallMs / windowMs);
  let usage = session.usage.get(key);
  if (usage === undefined) {
    if (session.usage.size >= USAGE_ROWS_MAX) session.usage.clear();
    usage = { minute, weight: 0, refused: 0, bannedUntilMs: 0 };
    session.usage.set(key, usage);
  }
  if (usage.minute !== minute) {
    usage.minute = minute;
    usage.weight = 0;
    usage.refused = 0;
  }
  return usage;
}

/** Request weight by address and minute. Over the limit: 429; going on in spite of it: 418 for two minutes. */
export function chargeWeight(
  session: WireSession,
  family: Family,
  address: string,
  weight: number,
  wallMs: number,
): Charge {
  const weightMax = family === "spot" ? session.limits.spotWeightMax : session.limits.futuresWeightMax;
  const usage = usageOf(session, `${family}:${address}`, MINUTE_MS, wallMs);
  usage.weight += weight;
  const headers = { "X-MBX-USED-WEIGHT-1M": String(usage.weight), "X-MBX-USED-WEIGHT": String(usage.weight) };
  if (usage.bannedUntilMs > wallMs) return banned(usage, headers, wallMs);
  if (usage.weight <= weightMax) return { headers, refusal: null };
  usage.refused += 1;
  if (usage.refused > REFUSALS_MAX) {
    usage.bannedUntilMs = wallMs + BAN_MS;
    return banned(usage, headers, wallMs);
  }
  const message = `Too many requests; current limit of IP(${address}) is ${weightMax} requests per minute. Please use the websocket for live updates to avoid polling the API.`;
  const retryAfterSeconds = Math.ceil(((usage.minute + 1) * MINUTE_MS - wallMs) / 1_000);
  return { headers, refusal: { status: 429, code: -1003, message, retryAfterSeconds } };
}

function banned(usage: Usage, headers: Charge["headers"], wallMs: number): Charge {
  const message = `Way too many requests; IP banned until ${usage.bannedUntilMs}. Please use the websocket for live updates to avoid bans.`;
  const retryAfterSeconds = Math.ceil((usage.bannedUntilMs - wallMs) / 1_000);
  return { headers, refusal: { status: 418, code: -1003, message, retryAfterSeconds } };
}

/** New orders by account in ten seconds and in a minute. */
export function chargeOrder(session: WireSession, family: Family, account: string, wallMs: number): Charge {
  const { limits } = session;
  const ten = usageOf(session, `${family}:${account}:10s`, 10_000, wallMs);
  const minute = usageOf(session, `${family}:${account}:1m`, MINUTE_MS, wallMs);
  ten.weight += 1;
  minute.weight += 1;
  const headers = {
    "X-MBX-ORDER-COUNT-10S": String(ten.weight),
    "X-MBX-ORDER-COUNT-1M": String(minute.weight),
  };
  const tenMax = family === "futures" ? limits.futuresOrdersTenSecondsMax : limits.spotOrdersTenSecondsMax;
  const overTen = ten.weight > tenMax;
  if (!overTen && (family !== "futures" || minute.weight <= limits.futuresOrdersMinuteMax)) {
    return { headers, refusal: null };
  }
  const [most, per] = overTen ? [tenMax, "10 SECONDS"] : [limits.futuresOrdersMinuteMax, "MINUTE"];
  const message = `Too many new orders; current limit is ${most} orders per ${per}.`;
  return { headers, refusal: { status: 429, code: -1015, message, retryAfterSeconds: overTen ? 10 : 60 } };
}
