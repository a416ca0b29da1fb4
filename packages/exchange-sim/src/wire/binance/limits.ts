import type { BinanceError } from "./reply.ts";
import type { Family } from "./request.ts";
import { SPOT_ORDERS_DAY_MAX, type Usage, type WireSession } from "./session.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Requests that may go on after the first 429 of a minute before the address is banned. */
const REFUSALS_MAX = 20;
const BAN_MS = 120_000;
/** Bounds what the counters can hold: addresses are few, windows are short. */
const USAGE_ROWS_MAX = 1_000;

/** One limit and how much of it is used, as the WebSocket API tells it with every answer. */
export interface RateCount {
  readonly rateLimitType: "REQUEST_WEIGHT" | "ORDERS";
  readonly interval: "SECOND" | "MINUTE" | "DAY";
  readonly intervalNum: number;
  readonly limit: number;
  readonly count: number;
}

export interface Charge {
  readonly counts: readonly RateCount[];
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
  const limit = family === "spot" ? session.limits.spotWeightMax : session.limits.futuresWeightMax;
  const usage = usageOf(session, `${family}:${address}`, MINUTE_MS, wallMs);
  usage.weight += weight;
  const headers = { "X-MBX-USED-WEIGHT-1M": String(usage.weight), "X-MBX-USED-WEIGHT": String(usage.weight) };
  const counts: readonly RateCount[] = [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit, count: usage.weight },
  ];
  if (usage.bannedUntilMs > wallMs) return { counts, headers, refusal: banned(usage, wallMs) };
  if (usage.weight <= limit) return { counts, headers, refusal: null };
  usage.refused += 1;
  if (usage.refused > REFUSALS_MAX) {
    usage.bannedUntilMs = wallMs + BAN_MS;
    return { counts, headers, refusal: banned(usage, wallMs) };
  }
  const message = `Too many requests; current limit of IP(${address}) is ${limit} requests per minute. Please use the websocket for live updates to avoid polling the API.`;
  const retryAfterSeconds = Math.ceil(((usage.minute + 1) * MINUTE_MS - wallMs) / 1_000);
  return { counts, headers, refusal: { status: 429, code: -1003, message, retryAfterSeconds } };
}

function banned(usage: Usage, wallMs: number): Charge["refusal"] {
  const message = `Way too many requests; IP banned until ${usage.bannedUntilMs}. Please use the websocket for live updates to avoid bans.`;
  return {
    status: 418,
    code: -1003,
    message,
    retryAfterSeconds: Math.ceil((usage.bannedUntilMs - wallMs) / 1_000),
  };
}

interface Window {
  readonly interval: RateCount["interval"];
  readonly intervalNum: number;
  readonly ms: number;
  readonly limit: number;
  readonly header: string;
  readonly words: string;
}

function windowsOf({ limits }: WireSession, family: Family): readonly Window[] {
  const ten = { interval: "SECOND", intervalNum: 10, ms: 10_000, header: "10S", words: "10 SECONDS" } as const;
  if (family === "spot") {
    return [
      { ...ten, limit: limits.spotOrdersTenSecondsMax },
      { interval: "DAY", intervalNum: 1, ms: DAY_MS, limit: SPOT_ORDERS_DAY_MAX, header: "1D", words: "DAY" },
    ];
  }
  return [
    { ...ten, limit: limits.futuresOrdersTenSecondsMax },
    {
      interval: "MINUTE",
      intervalNum: 1,
      ms: MINUTE_MS,
      limit: limits.futuresOrdersMinuteMax,
      header: "1M",
      words: "MINUTE",
    },
  ];
}

/** New orders by account in the windows of its market. With none to add it only tells how they stand. */
export function chargeOrder(
  session: WireSession,
  family: Family,
  account: string,
  orders: number,
  wallMs: number,
): Charge {
  const headers: Record<string, string> = {};
  const counts: RateCount[] = [];
  let over: Window | null = null;
  for (const window of windowsOf(session, family)) {
    const usage = usageOf(session, `${family}:${account}:${window.header}`, window.ms, wallMs);
    usage.weight += orders;
    headers[`X-MBX-ORDER-COUNT-${window.header}`] = String(usage.weight);
    const { interval, intervalNum, limit } = window;
    counts.push({ rateLimitType: "ORDERS", interval, intervalNum, limit, count: usage.weight });
    if (usage.weight > limit) over ??= window;
  }
  if (over === null) return { counts, headers, refusal: null };
  const message = `Too many new orders; current limit is ${over.limit} orders per ${over.words}.`;
  const retryAfterSeconds = Math.ceil((over.ms - (wallMs % over.ms)) / 1_000);
  return { counts, headers, refusal: { status: 429, code: -1015, message, retryAfterSeconds } };
}
