import type { ExchangeState } from "../exchange/state.ts";
import type { VenueName } from "../world/venue.ts";
import { type LimitSettings, openBinance, simulatedCredentials } from "./binance/index.ts";
import { type BybitLimits, simulatedCredentials as bybitCredentials, openBybit } from "./bybit/index.ts";
import {
  type LimitSettings as CoinbaseLimits,
  simulatedCredentials as coinbaseCredentials,
  openCoinbase,
} from "./coinbase/index.ts";
import type { Credentials } from "./keys.ts";
import { openPoloniex, simulatedCredentials as poloniexCredentials } from "./poloniex/index.ts";
import type { Wire } from "./wire.ts";

export { type Credentials, changeRestrictions, type HeldKey, type KeyRestrictions } from "./keys.ts";
export type * from "./wire.ts";

export interface WireSettings {
  /** Binance's own limits, where a test wants others. */
  readonly binanceLimits?: LimitSettings;
  readonly bybitLimits?: BybitLimits;
  /** And Coinbase's. */
  readonly coinbaseLimits?: CoinbaseLimits;
  /** Poloniex's rate limits times this. */
  readonly poloniexLimitFactor?: number;
}

interface Door {
  /** A simulated key in the venue's own shape: the same for the same seed and name. */
  readonly credentials: (seed: number, name: string) => Credentials;
  readonly open: (
    state: ExchangeState,
    credentials: readonly (Credentials & { readonly account?: string })[],
    settings: WireSettings,
  ) => Wire;
}

const DOORS: Readonly<Partial<Record<VenueName, Door>>> = {
  binance: {
    credentials: simulatedCredentials,
    open: (state, credentials, { binanceLimits }) => openBinance(state, credentials, binanceLimits),
  },
  bybit: {
    credentials: bybitCredentials,
    open: (state, credentials, { bybitLimits }) => openBybit(state, credentials, bybitLimits),
  },
  poloniex: {
    credentials: poloniexCredentials,
    open: (state, credentials, { poloniexLimitFactor }) => openPoloniex(state, credentials, poloniexLimitFactor),
  },
  coinbase: {
    credentials: coinbaseCredentials,
    open: (state, credentials, { coinbaseLimits }) => openCoinbase(state, credentials, coinbaseLimits),
  },
};

/** The venues that can be served. */
export const WIRED = Object.keys(DOORS) as readonly VenueName[];

export function doorOf(venue: VenueName): Door {
  const door = DOORS[venue];
  if (door === undefined) throw new RangeError(`${venue} is not on the wire`);
  return door;
}
