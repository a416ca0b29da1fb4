import type { VenueFailure } from "@evenkeel/core/events";
import type { ClientOrderId, InstrumentIndex } from "@evenkeel/core/ids";
import { err, ok, type Result, type VenueTimeMs, venueTime, type WallTimeMs } from "@evenkeel/core/units";
import { createGovernor, type Governor, type Priority } from "../../common/budget/governor.ts";
import { decode } from "../../common/decode/json.ts";
import { type CcxtExchange, loadCcxtClass } from "../../common/transport/ccxt.ts";
import { type ClockOffset, createClockOffset } from "../../common/transport/clock-offset.ts";
import { malformed } from "../../common/transport/failure.ts";
import { directSockets } from "../../common/transport/redirect.ts";
import { createRest, type Endpoint, type Parameters, type Rest } from "../../common/transport/rest.ts";
import { systemTimers, type Timers } from "../../common/transport/timers.ts";
import type { Permissions } from "../keys/key-permissions.ts";
import { type Markets, NO_MARKETS } from "../market.ts";
import { type BinanceOptions, type BinanceSchedule, DEFAULT_SCHEDULE } from "../options.ts";
import { DIALECT } from "../quirks/dialect.ts";
import { FAMILIES } from "../quirks/endpoints.ts";

/** A read that finds no weight waits for the next window at most. */
const WAIT_MS_MAX = 65_000;
const PING_MS = 5_000;
/** Behind every deadline of our own: a socket this silent is dead, whatever the configuration says. */
const SOCKET_SILENCE_MS_MAX = 60_000;

/** What the feed and the gateway of one account share. */
export type Client = {
  readonly options: BinanceOptions;
  readonly schedule: BinanceSchedule;
  readonly exchange: CcxtExchange;
  readonly governor: Governor;
  readonly rest: Rest;
  readonly timers: Timers;
  readonly offset: ClockOffset;
  readonly nowMs: () => WallTimeMs;
  readonly hasKeys: boolean;
  markets: Markets;
  /** Compares the clocks; the feed fills it, because the outcome is told. */
  onClockRefused: () => void;
  /** The venue's latest word on its own time; market data is dated by it where frames carry no time. */
  venueNowMs: VenueTimeMs;
  /** Whose order a trade belongs to: trade rows name the venue's id only. */
  readonly orderNames: OrderNames;
  /** Markets this run sent an order to; their trades are read whatever the checkpoint says. */
  readonly traded: Set<InstrumentIndex>;
  /** What the last probe found the key may do. */
  keyTold: { readonly permissions: Permissions; readonly atMs: WallTimeMs } | null;
  /** The account was read whole once since the start. Until then nothing can be hedged or closed. */
  accountRead: boolean;
};

/** Client ids by the venue's order id; the oldest is forgotten first and can be asked for again. */
const ORDER_NAMES_MAX = 10_000;

export type OrderNames = {
  readonly get: (instrument: InstrumentIndex, venueOrderId: string) => ClientOrderId | null | undefined;
  readonly set: (instrument: InstrumentIndex, venueOrderId: string, name: ClientOrderId | null) => void;
};

function createOrderNames(): OrderNames {
  const names = new Map<string, ClientOrderId | null>();
  return {
    get: (instrument, venueOrderId) => names.get(`${instrument}:${venueOrderId}`),
    set: (instrument, venueOrderId, name) => {
      names.set(`${instrument}:${venueOrderId}`, name);
      if (names.size <= ORDER_NAMES_MAX) return;
      for (const oldest of names.keys()) {
        names.delete(oldest);
        break;
      }
    },
  };
}

export async function createClient(options: BinanceOptions): Promise<Client> {
  const timers = options.timers ?? systemTimers;
  const nowMs = options.clock.nowMs;
  const deadlineMsMax = (): number => Math.max(options.sendTimeoutMs, options.readTimeoutMs);
  const Binance = await loadCcxtClass("binance");
  const exchange = new Binance({
    enableRateLimit: false,
    number: String,
    timeout: deadlineMsMax(),
    streaming: { keepAlive: PING_MS },
    ...(options.keys === null ? {} : { apiKey: options.keys.apiKey, secret: options.keys.secret }),
  });
  await directSockets(exchange, options.redirectPort, SOCKET_SILENCE_MS_MAX);
  const governor = createGovernor(FAMILIES, nowMs, timers);
  const offset = createClockOffset();
  const rest = createRest({
    exchange,
    governor,
    timers,
    dialect: DIALECT,
    hasKeys: options.keys !== null,
    secrets: options.keys === null ? [] : [options.keys.apiKey, options.keys.secret],
    deadlineMsMax,
    receiveWindowMs: () => options.receiveWindowMs,
    nowMs,
    venueTimeMs: (wallMs) => wallMs + (offset.offsetMs() ?? 0),
    onClockRefused: () => client.onClockRefused(),
    onCall: options.onCall ?? (() => undefined),
  });
  const client: Client = {
    options,
    schedule: { ...DEFAULT_SCHEDULE, ...options.schedule },
    exchange,
    governor,
    rest,
    timers,
    offset,
    nowMs,
    hasKeys: options.keys !== null,
    markets: NO_MARKETS,
    onClockRefused: () => undefined,
    // Unknown until the venue says; wall time is no guess at it, because a simulated venue lives at another date.
    venueNowMs: venueTime(0),
    orderNames: createOrderNames(),
    traded: new Set(),
    keyTold: null,
    accountRead: false,
  };
  return client;
}

export const stamp = (client: Client): { venueTimeMs: VenueTimeMs; receivedAtMs: WallTimeMs } => ({
  venueTimeMs: client.venueNowMs,
  receivedAtMs: client.nowMs(),
});

/** One call that may wait for weight, decoded; an answer that cannot be read leaves the outcome open. */
export async function read<T>(
  client: Client,
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
