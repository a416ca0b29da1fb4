import { createHash } from "node:crypto";
import type { Level } from "../../book/quote.ts";
import type { Order } from "../../order/order.ts";
import type { Market } from "../../world/instrument.ts";
import { type Credentials, type HeldKey, holdKeys } from "../keys.ts";
import { indexSymbols, type SymbolIndex, type Symbols } from "../symbols.ts";

/** What the front door remembers, all of it in wall time. None of it is money: a restart may forget it. */
export interface WireSession {
  readonly keys: ReadonlyMap<string, HeldKey>;
  readonly limits: LimitSettings;
  readonly usage: Map<string, Usage>;
  readonly listenKeys: Map<string, ListenKey>;
  readonly books: Map<string, PublishedBook>;
  readonly symbols: Readonly<Record<Market, SymbolIndex>>;
  exchangeInfo: {
    readonly hour: number;
    readonly edition: number;
    readonly spot: string;
    readonly futures: string;
  } | null;
  listenKeyCount: number;
  /** Oldest first. */
  readonly amendments: Amendment[];
  /** By account and symbol. */
  readonly countdowns: Map<string, Countdown>;
}

/** An order before and after it was changed. */
export interface Amendment {
  readonly before: Readonly<Order>;
  readonly after: Readonly<Order>;
}

/** Beyond these the older half is forgotten. */
const AMENDMENTS_KEPT_MAX = 2_000;

/** Keeps what an amendment changed; one that ended the order changed nothing else. */
export function rememberAmendment({ amendments }: WireSession, before: Readonly<Order>, after: Order): void {
  if (after.amendments === before.amendments) return;
  amendments.push({ before, after: { ...after } });
  if (amendments.length > AMENDMENTS_KEPT_MAX) amendments.splice(0, AMENDMENTS_KEPT_MAX >> 1);
}

/** Cancels every order of a symbol unless it is set again in time. */
export interface Countdown {
  readonly account: string;
  readonly symbol: string;
  readonly dueMs: number;
}

export interface LimitSettings {
  readonly futuresWeightMax: number;
  readonly spotWeightMax: number;
  readonly futuresOrdersTenSecondsMax: number;
  readonly futuresOrdersMinuteMax: number;
  readonly spotOrdersTenSecondsMax: number;
}

export const STANDARD_LIMITS: LimitSettings = {
  futuresWeightMax: 2_400,
  spotWeightMax: 6_000,
  futuresOrdersTenSecondsMax: 300,
  futuresOrdersMinuteMax: 1_200,
  spotOrdersTenSecondsMax: 100,
};

/** Of one account; too far away for a test to want it nearer. */
export const SPOT_ORDERS_DAY_MAX = 200_000;

export interface Usage {
  minute: number;
  weight: number;
  refused: number;
  bannedUntilMs: number;
}

export interface ListenKey {
  readonly account: string;
  expiresMs: number;
}

/** The book as the depth stream last told it: the REST snapshot must be the same one, or no client could join them. */
export interface PublishedBook {
  updateId: number;
  bids: readonly Level[];
  asks: readonly Level[];
}

export const LISTEN_KEY_LIFE_MS = 60 * 60_000;

export function createSession(
  instruments: readonly Symbols[],
  credentials: readonly (Credentials & { readonly account?: string })[],
  limits: LimitSettings = STANDARD_LIMITS,
): WireSession {
  return {
    keys: holdKeys(credentials),
    limits,
    usage: new Map(),
    listenKeys: new Map(),
    books: new Map(),
    symbols: {
      spot: indexSymbols(instruments, "spot"),
      futures: indexSymbols(instruments, "futures"),
    },
    exchangeInfo: null,
    listenKeyCount: 0,
    amendments: [],
    countdowns: new Map(),
  };
}

/** One live key an account: asking again within its life gives the same key and a new hour, as Binance does. */
export function openListenKey(session: WireSession, account: string, wallMs: number): string {
  for (const [key, entry] of session.listenKeys) {
    if (entry.account !== account || entry.expiresMs <= wallMs) continue;
    entry.expiresMs = wallMs + LISTEN_KEY_LIFE_MS;
    return key;
  }
  session.listenKeyCount += 1;
  const key = createHash("sha256").update(`${account}:${wallMs}:${session.listenKeyCount}`).digest("hex");
  session.listenKeys.set(key, { account, expiresMs: wallMs + LISTEN_KEY_LIFE_MS });
  return key;
}

export function liveListenKey(session: WireSession, key: string, wallMs: number): ListenKey | null {
  const entry = session.listenKeys.get(key);
  return entry !== undefined && entry.expiresMs > wallMs ? entry : null;
}
