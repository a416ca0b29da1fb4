import type { Level } from "../../book/quote.ts";
import type { Instrument, Market } from "../../world/instrument.ts";
import { type Credentials, type HeldKey, holdKeys } from "../keys.ts";
import { indexSymbols, type SymbolIndex } from "../symbols.ts";

/** What the front door remembers, all of it in wall time. None of it is money: a restart may forget it. */
export interface WireSession {
  readonly keys: ReadonlyMap<string, HeldKey>;
  readonly limitFactor: number;
  readonly usage: Map<string, Usage>;
  readonly books: Map<string, PublishedBook>;
  readonly tapes: Map<string, Tape>;
  /** By account. */
  readonly killSwitches: Map<string, KillSwitch>;
  readonly symbols: Readonly<Record<Market, SymbolIndex>>;
}

/** When it was set and when it cancels. */
export interface KillSwitch {
  readonly startMs: number;
  readonly endMs: number;
}

/** Requests of one group in one second. */
export interface Usage {
  second: number;
  count: number;
}

/** One public trade: the market's own, one a second on the side that had more flow. */
export interface TapeTrade {
  readonly id: number;
  readonly price: number;
  readonly quantity: number;
  readonly side: "BUY" | "SELL";
  readonly timeMs: number;
}

export interface Tape {
  readonly trades: TapeTrade[];
  second: number;
}

/** The book as the depth channel last told it. */
export interface PublishedBook {
  readonly id: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export const slotKey = (market: Market, index: number): string => `${market}:${index}`;

export function createSession(
  instruments: readonly Instrument[],
  credentials: readonly (Credentials & { readonly account?: string })[],
  limitFactor = 1,
): WireSession {
  return {
    keys: holdKeys(credentials),
    limitFactor,
    usage: new Map(),
    books: new Map(),
    tapes: new Map(),
    killSwitches: new Map(),
    symbols: {
      spot: indexSymbols(instruments, "spot"),
      futures: indexSymbols(instruments, "futures"),
    },
  };
}
