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

/** One adapter for each venue, in their order. Without a key its markets are told, and its account answers nothing. */
export const openVenues = (
  venues: readonly VenueName[],
  keys: readonly Key[],
  optionsOf: (credentials: VenueOptions["keys"], venue: VenueName) => VenueOptions,
): Promise<KeyedAdapter[]> =>
  Promise.all(
    venues.map((venue) => {
      const key = keys.find((each) => each.venue === venue);
      return VENUE_MAKERS[venue].create(optionsOf(key?.credentials ?? null, venue));
    }),
  );
