import type { VenueName } from "@evenkeel/config/venues";
import type { VenueFailure } from "@evenkeel/core/events";
import type { Result } from "@evenkeel/core/units";
import type { KeyedAdapter, KeyStanding, ProbeOptions, VenueOptions } from "@evenkeel/venues";
import * as binance from "@evenkeel/venues/binance";
import * as bybit from "@evenkeel/venues/bybit";

type Maker = {
  readonly create: (options: VenueOptions) => Promise<KeyedAdapter>;
  /** Asks the venue about one key, with nothing running on it. */
  readonly probeOnce: (options: ProbeOptions) => Promise<Result<KeyStanding, VenueFailure>>;
};

/** The one place that knows which code speaks to which venue. */
export const VENUE_MAKERS: Readonly<Record<VenueName, Maker>> = {
  binance: { create: binance.createBinance, probeOnce: binance.probeOnce },
  bybit: { create: bybit.createBybit, probeOnce: bybit.probeOnce },
};

type Key = { readonly venue: VenueName; readonly credentials: NonNullable<VenueOptions["keys"]> };

/** One adapter for each key, in their order. */
export const openVenues = (
  keys: readonly Key[],
  optionsOf: (credentials: Key["credentials"], venue: VenueName) => VenueOptions,
): Promise<KeyedAdapter[]> =>
  Promise.all(keys.map(({ venue, credentials }) => VENUE_MAKERS[venue].create(optionsOf(credentials, venue))));
