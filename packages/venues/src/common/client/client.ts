import type { VenueFailure } from "@evenkeel/core/events";
import type { VenueId } from "@evenkeel/core/ids";
import { err, ok, type Result, type VenueTimeMs, venueTime, type WallTimeMs } from "@evenkeel/core/units";
import { createGovernor, type FamilyLimits, type Governor, type Priority } from "../budget/governor.ts";
import { decode } from "../decode/json.ts";
import type { Permissions } from "../keys/key-standing.ts";
import { type Markets, NO_MARKETS } from "../market/market.ts";
import { type CcxtExchange, loadCcxtClass } from "../transport/ccxt.ts";
import { type ClockOffset, createClockOffset } from "../transport/clock-offset.ts";
import { malformed } from "../transport/failure.ts";
import { directSockets } from "../transport/redirect.ts";
import { createRest, type Endpoint, type Parameters, type Rest, type RestDialect } from "../transport/rest.ts";
import { systemTimers, type Timers } from "../transport/timers.ts";
import type { VenueOptions, VenueSchedule } from "./options.ts";

/** A read that finds no weight waits for the next window at most. */
const WAIT_MS_MAX = 65_000;
/** An account read that waits longer is asked for anew by the engine. */
const ACCOUNT_WAIT_MS_MAX = 10_000;
const PING_MS = 5_000;
/** Behind every deadline of our own: a socket this silent is dead, whatever the configuration says. */
const SOCKET_SILENCE_MS_MAX = 60_000;

/** What sets one venue's client apart from another's. */
export type VenueParts<Schedule extends VenueSchedule> = {
  readonly venue: VenueId;
  /** ccxt's name of the class. */
  readonly ccxtName: string;
  readonly families: Readonly<Record<string, FamilyLimits>>;
  readonly dialect: RestDialect;
  readonly schedule: Schedule;
  /** Where the venue tells its wall time, in milliseconds. */
  readonly serverTime: { readonly endpoint: Endpoint; readonly parse: (answer: unknown) => number };
};

/** What the feed and the gateway of one account share. */
export type VenueClient<Schedule extends VenueSchedule = VenueSchedule> = {
  readonly venue: VenueId;
  readonly options: VenueOptions<Schedule>;
  readonly schedule: Schedule;
  readonly exchange: CcxtExchange;
  readonly governor: Governor;
  readonly rest: Rest;
  readonly timers: Timers;
  readonly offset: ClockOffset;
  readonly serverTime: VenueParts<Schedule>["serverTime"];
  readonly nowMs: () => WallTimeMs;
  readonly hasKeys: boolean;
  markets: Markets;
  /** Compares the clocks; the feed fills it, because the outcome is told. */
  onClockRefused: () => void;
  /** A request budget is strained; the feed fills it, because that is told. */
  onStrain: (family: string) => void;
  /** An account was told in names the catalogue does not have; the feed fills it and reads a newer one. */
  onUnreadable: () => void;
  /** The venue's latest word on its own time; market data is dated by it where frames carry no time. */
  venueNowMs: VenueTimeMs;
  /** What the last probe found the key may do. */
  keyTold: { readonly permissions: Permissions; readonly atMs: WallTimeMs } | null;
  /** Of the account's read under way. */
  accountPriority: Priority;
};

export async function createVenueClient<Schedule extends VenueSchedule>(
  parts: VenueParts<Schedule>,
  options: VenueOptions<Schedule>,
): Promise<VenueClient<Schedule>> {
  const timers = options.timers ?? systemTimers;
  const nowMs = options.clock.nowMs;
  const deadlineMsMax = (): number => Math.max(options.sendTimeoutMs, options.readTimeoutMs);
  const Exchange = await loadCcxtClass(parts.ccxtName);
  const exchange = new Exchange({
    enableRateLimit: false,
    number: String,
    timeout: deadlineMsMax(),
    streaming: { keepAlive: PING_MS },
    ...(options.keys === null ? {} : { apiKey: options.keys.apiKey, secret: options.keys.secret }),
  });
  await directSockets(exchange, options.redirectPort, SOCKET_SILENCE_MS_MAX);
  const governor = createGovernor(parts.families, nowMs, timers, (family) => client.onStrain(family));
  const offset = createClockOffset();
  const rest = createRest({
    exchange,
    governor,
    timers,
    dialect: parts.dialect,
    hasKeys: options.keys !== null,
    secrets: options.keys === null ? [] : [options.keys.apiKey, options.keys.secret],
    deadlineMsMax,
    receiveWindowMs: () => options.receiveWindowMs,
    nowMs,
    venueTimeMs: (wallMs) => wallMs + (offset.offsetMs() ?? 0),
    onClockRefused: () => client.onClockRefused(),
    onCall: options.onCall ?? (() => undefined),
  });
  const client: VenueClient<Schedule> = {
    venue: parts.venue,
    options,
    schedule: { ...parts.schedule, ...options.schedule },
    exchange,
    governor,
    rest,
    timers,
    offset,
    serverTime: parts.serverTime,
    nowMs,
    hasKeys: options.keys !== null,
    markets: NO_MARKETS,
    onClockRefused: () => undefined,
    onStrain: () => undefined,
    onUnreadable: () => undefined,
    // Unknown until the venue says; wall time is no guess at it, because a simulated venue lives at another date.
    venueNowMs: venueTime(0),
    keyTold: null,
    accountPriority: "poll",
  };
  return client;
}

export const stamp = (
  client: Pick<VenueClient, "venueNowMs" | "nowMs">,
): { venueTimeMs: VenueTimeMs; receivedAtMs: WallTimeMs } => ({
  venueTimeMs: client.venueNowMs,
  receivedAtMs: client.nowMs(),
});

type Reading = Pick<VenueClient, "rest"> & { readonly options: Pick<VenueOptions, "readTimeoutMs"> };

/** One call that may wait for weight, decoded; an answer that cannot be read leaves the outcome open. */
export async function read<T>(
  client: Reading,
  endpoint: Endpoint,
  parameters: Parameters,
  priority: Priority,
  parse: (answer: unknown) => T,
  waitMsMax: number = WAIT_MS_MAX,
): Promise<Result<T, VenueFailure>> {
  const terms = { priority, timeoutMs: client.options.readTimeoutMs, waitMsMax };
  const answer = await client.rest.call(endpoint, parameters, terms);
  if (!answer.ok) return answer;
  const parsed = decode(() => parse(answer.value));
  return parsed.ok ? ok(parsed.value) : err(malformed(`${endpoint.path}: ${parsed.error}`));
}

/**
 * One read of the account. It polls, and leaves the reserve to orders and to questions about them, unless nothing can
 * be hedged or closed before it.
 */
export const ask = <T>(
  client: Reading & Pick<VenueClient, "accountPriority">,
  endpoint: Endpoint,
  parameters: Parameters,
  parse: (answer: unknown) => T,
): Promise<Result<T, VenueFailure>> =>
  read(client, endpoint, parameters, client.accountPriority, parse, ACCOUNT_WAIT_MS_MAX);

/** All reads at once; the first failure stands for all of them. */
export async function all<T extends readonly Promise<Result<unknown, VenueFailure>>[]>(
  reads: readonly [...T],
): Promise<Result<{ [K in keyof T]: T[K] extends Promise<Result<infer V, VenueFailure>> ? V : never }, VenueFailure>> {
  const results = await Promise.all(reads);
  const failed = results.find((result) => !result.ok);
  if (failed !== undefined && !failed.ok) return failed;
  return ok(
    results.map((result) => (result.ok ? result.value : undefined)) as {
      [K in keyof T]: T[K] extends Promise<Result<infer V, VenueFailure>> ? V : never;
    },
  );
}
