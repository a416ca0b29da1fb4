import type { Level } from "../../book/quote.ts";
import type { Instrument, Market } from "../../world/instrument.ts";
import { type Credentials, type HeldKey, holdKeys } from "../keys.ts";
import { indexSymbols, type SymbolIndex } from "../symbols.ts";

export interface BybitLimits {
  /** Of one address in five seconds. */
  readonly requestsMax: number;
  /** Multiplies every endpoint's own limit. */
  readonly endpointFactor: number;
  /** Sockets that one address may open in five minutes. */
  readonly connectionsMax: number;
}

export const STANDARD_LIMITS: BybitLimits = { requestsMax: 600, endpointFactor: 1, connectionsMax: 500 };

/** The book as the streams last told it. REST answers with the same one, so that the two can be joined. */
export interface PublishedBook {
  /** One more with every change. */
  readonly updateId: number;
  /** Grows over all books of the venue. */
  readonly sequence: number;
  /** As many of each side as somebody asked for. */
  readonly levels: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** What the front door remembers, all of it in wall time. None of it is money: a restart may forget it. */
export interface BybitSession {
  readonly keys: ReadonlyMap<string, HeldKey>;
  readonly limits: BybitLimits;
  /** Wall times of the last calls, by account and endpoint or by address. */
  readonly calls: Map<string, number[]>;
  readonly bannedUntilMs: Map<string, number>;
  /** Books as the streams last told them. */
  readonly books: Map<string, PublishedBook>;
  readonly symbols: Readonly<Record<Market, SymbolIndex>>;
  /** The account's movement by the name its client gave it. */
  readonly transfers: Map<string, number>;
  connections: number;
}

export const createSession = (
  instruments: readonly Instrument[],
  credentials: readonly (Credentials & { readonly account?: string })[],
  limits: BybitLimits = STANDARD_LIMITS,
): BybitSession => ({
  keys: holdKeys(credentials),
  limits,
  calls: new Map(),
  bannedUntilMs: new Map(),
  books: new Map(),
  symbols: {
    spot: indexSymbols(instruments, "spot"),
    futures: indexSymbols(instruments, "futures"),
  },
  transfers: new Map(),
  connections: 0,
});
