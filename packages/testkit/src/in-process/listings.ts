import type { InstrumentIndex, VenueId } from "@evenkeel/core/ids";
import type { InstrumentDirectory } from "@evenkeel/core/ports";
import { HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import type { ExchangeState, Market } from "@evenkeel/exchange-sim";
import { type Listing, listMarkets } from "./catalogue.ts";

/** What the venue lists now, and under which name and units it listed it before. */
export type Listings = {
  readonly all: readonly Listing[];
  /** As a client whose catalogue is new knows it: by no former name. */
  readonly byIndex: (index: InstrumentIndex) => Listing | undefined;
  /** Under any name it ever had. */
  readonly bySymbol: (market: Market, symbol: string) => Listing | undefined;
  readonly at: (market: Market, at: number) => Listing | undefined;
  /** The listing under which something was traded then. */
  readonly atTime: (market: Market, at: number, timeMs: number) => Listing | undefined;
  /** Takes over what changed at the venue. `true` when anything did. */
  readonly refresh: () => boolean;
};

/** Contracts change their units a minute after a full hour; what was traded in that very moment was traded in the old. */
const changedAt = (nowMs: number): number => Math.floor((nowMs - MINUTE_MS) / HOUR_MS) * HOUR_MS + MINUTE_MS + 1;

const keyOf = (market: Market, at: number): string => `${market}/${at}`;

export function createListings(exchange: ExchangeState, venue: VenueId, directory: InstrumentDirectory): Listings {
  const former: Listing[] = [];
  let all = listMarkets(exchange.world, venue, directory, exchange.nowMs);
  let places = new Map(all.map((listing) => [keyOf(listing.market, listing.at), listing]));
  let byIndex = new Map(all.map((listing) => [listing.instrument.index, listing]));
  let seen = standingOf(exchange);

  const refresh = (): boolean => {
    const standing = standingOf(exchange);
    if (standing === seen) return false;
    seen = standing;
    all = listMarkets(exchange.world, venue, directory, exchange.nowMs).map((listing) => {
      const before = places.get(keyOf(listing.market, listing.at));
      if (before === undefined) return listing;
      if (before.multiplier === listing.multiplier) return { ...listing, fromMs: before.fromMs };
      former.push(before);
      return { ...listing, fromMs: changedAt(exchange.nowMs) };
    });
    places = new Map(all.map((listing) => [keyOf(listing.market, listing.at), listing]));
    byIndex = new Map(all.map((listing) => [listing.instrument.index, listing]));
    return true;
  };

  const at = (market: Market, place: number): Listing | undefined => places.get(keyOf(market, place));
  return {
    get all() {
      return all;
    },
    byIndex: (index) => byIndex.get(index),
    bySymbol: (market, symbol) =>
      [...all, ...former].find((listing) => listing.market === market && listing.symbol === symbol),
    at,
    atTime: (market, place, timeMs) => {
      const now = at(market, place);
      if (now === undefined || timeMs >= now.fromMs) return now;
      return former.findLast(
        (listing) => listing.market === market && listing.at === place && timeMs >= listing.fromMs,
      );
    },
    refresh,
  };
}

/** Moves with the catalogue, and when trading begins or ends as it was announced. */
function standingOf({ world, nowMs }: ExchangeState): string {
  let open = 0;
  let ended = 0;
  for (const { onboardMs, deliveryMs } of world.instruments) {
    if (nowMs >= onboardMs) open += 1;
    if (nowMs >= deliveryMs) ended += 1;
  }
  return `${world.edition}/${open}/${ended}`;
}
