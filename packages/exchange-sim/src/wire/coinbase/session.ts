import type { ExchangeState } from "../../exchange/state.ts";
import { type Credentials, type HeldKey, holdKeys } from "../keys.ts";
import type { verifierOf } from "./credentials.ts";
import { createIdentity, type Identity } from "./identity.ts";
import type { PublishedBook } from "./market/book.ts";
import type { Tape } from "./market/tape.ts";
import type { Edit } from "./order/edits.ts";

/** What the front door remembers. None of it is money: a restart may forget it. */
export interface CoinbaseSession {
  readonly keys: ReadonlyMap<string, HeldKey>;
  readonly limits: LimitSettings;
  readonly identity: Identity;
  readonly verifiers: Map<string, ReturnType<typeof verifierOf>>;
  readonly usage: Map<string, Usage>;
  /** Product id → instrument; each also under its USDC alias. */
  readonly products: ReadonlyMap<string, number>;
  /** The books as the level2 channel last told them, by instrument. */
  readonly books: Map<number, PublishedBook>;
  readonly tapes: Map<number, Tape>;
  /** What orders were changed to, by their number. */
  readonly edits: Map<number, Edit[]>;
  /** Lowest and highest price as far back as candles reach, by instrument and hour. */
  readonly ranges: Map<number, { readonly hour: number; readonly low: number; readonly high: number }>;
}

/** Requests, connections and messages of one client in one second, as documented. */
export interface LimitSettings {
  readonly privateSecondMax: number;
  readonly publicSecondMax: number;
  readonly appHourMax: number;
  readonly connectionSecondMax: number;
  readonly messageSecondMax: number;
}

export const STANDARD_LIMITS: LimitSettings = {
  privateSecondMax: 30,
  publicSecondMax: 10,
  appHourMax: 10_000,
  connectionSecondMax: 8,
  messageSecondMax: 8,
};

export interface Usage {
  window: number;
  count: number;
}

/** BTC-USDC trades in the same book as BTC-USD. */
export const aliasOf = (productId: string): string => `${productId}C`;

export function createSession(
  state: ExchangeState,
  credentials: readonly (Credentials & { readonly account?: string })[],
  limits: LimitSettings = STANDARD_LIMITS,
): CoinbaseSession {
  const products = new Map<string, number>();
  for (const { index, spot } of state.world.instruments) {
    products.set(spot.symbol, index);
    products.set(aliasOf(spot.symbol), index);
  }
  return {
    keys: holdKeys(credentials),
    limits,
    identity: createIdentity(state.world.seed),
    verifiers: new Map(),
    usage: new Map(),
    products,
    books: new Map(),
    tapes: new Map(),
    edits: new Map(),
    ranges: new Map(),
  };
}
