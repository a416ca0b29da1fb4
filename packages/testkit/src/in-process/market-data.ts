import type { ColdEvent, HotEvent, MarkUpdate, SettledFunding, TopOfBook } from "@evenkeel/core/events";
import { asset, instrumentIndex, type VenueId } from "@evenkeel/core/ids";
import { type Price, type Quantity, type Rate, venueTime, wallTime } from "@evenkeel/core/units";
import {
  createTop,
  DOLLAR_SCALE,
  dollarQuotes,
  type ExchangeState,
  estimateRate,
  forEachSettlement,
  type Instrument,
  indexPriceAt,
  markPriceAt,
  nextSettlementMs,
  readTop,
  secondOf,
  specificationOf,
} from "@evenkeel/exchange-sim";
import { type Listing, WIRE_DIGITS } from "./catalogue.ts";
import type { Listings } from "./listings.ts";

/** Rates of the simulated venue have 8 digits, ours 10. */
const RATE_FACTOR = 100;
const WIRE_UNIT = 10 ** WIRE_DIGITS;

export type Times = { readonly venueMs: number; readonly wallMs: number };

/** What a feed tells without being asked. */
export type MarketData = {
  /** Catalogue, terms, history and statistics: what a feed tells before it streams. */
  readonly introduce: (at: Times) => ColdEvent[];
  /** What the venue lists anew or otherwise than before; nothing where nothing changed since it was last told. */
  readonly changes: (at: Times) => ColdEvent[];
  readonly statistics: (at: Times) => ColdEvent[];
  readonly dollars: (at: Times) => ColdEvent[];
  /** Settlements after a time, for one instrument. */
  readonly settled: (listing: Listing, sinceMs: number, at: Times) => ColdEvent;
  readonly top: (listing: Listing, at: Times, out: TopOfBook) => void;
  readonly mark: (listing: Listing, at: Times, out: MarkUpdate) => void;
};

export const stamp = (at: Times) => ({ venueTimeMs: venueTime(at.venueMs), receivedAtMs: wallTime(at.wallMs) });

export const emptyTop = (): TopOfBook => ({
  kind: "top",
  venueTimeMs: venueTime(0),
  receivedAtMs: wallTime(0),
  instrument: instrumentIndex(0),
  bidPrice: 0 as Price,
  bidQuantity: 0 as Quantity,
  askPrice: 0 as Price,
  askQuantity: 0 as Quantity,
  updateId: 0,
});

export const emptyMark = (): MarkUpdate => ({
  kind: "mark",
  venueTimeMs: venueTime(0),
  receivedAtMs: wallTime(0),
  instrument: instrumentIndex(0),
  markPrice: 0 as Price,
  indexPrice: 0 as Price,
  fundingRate: 0 as Rate,
  nextFundingAt: venueTime(0),
});

function fillStamp(out: HotEvent, listing: Listing, at: Times): void {
  out.instrument = listing.instrument.index;
  out.venueTimeMs = venueTime(at.venueMs);
  out.receivedAtMs = wallTime(at.wallMs);
}

export function createMarketData(exchange: ExchangeState, venue: VenueId, listings: Listings): MarketData {
  const best = createTop();
  let updates = 0;
  let told = "";

  const instrumentOf = (listing: Listing): Instrument => {
    const listed = exchange.world.instruments[listing.at];
    if (listed === undefined) throw new Error(`no instrument ${listing.at}`);
    return listed;
  };

  const settled: MarketData["settled"] = (listing, sinceMs, at) => {
    const rows: SettledFunding[] = [];
    forEachSettlement(exchange.world, listing.at, (timeMs, rate) => {
      if (timeMs > sinceMs) rows.push({ venueTimeMs: venueTime(timeMs), rate: (rate * RATE_FACTOR) as Rate });
    });
    return { kind: "funding-history", ...stamp(at), instrument: listing.instrument.index, settled: rows };
  };

  const statistics = (at: Times): ColdEvent[] =>
    listings.all.map((listing) => {
      const listed = instrumentOf(listing);
      const specification = specificationOf(listed, listing.market);
      return {
        kind: "statistics",
        ...stamp(at),
        instrument: listing.instrument.index,
        volumeQuote24h: specification.volumeDailyUsd,
        openInterestQuote: listing.market === "futures" ? listed.openInterestUsd : null,
      };
    });

  const dollars = (at: Times): ColdEvent[] =>
    dollarQuotes(exchange).map(({ coin, bid, ask }) => {
      const unit = 10 ** DOLLAR_SCALE;
      return { kind: "dollar-quote", ...stamp(at), venue, coin: asset(coin), bid: bid / unit, ask: ask / unit };
    });

  const futures = (): readonly Listing[] => listings.all.filter((listing) => listing.market === "futures");

  const catalogue = (at: Times): ColdEvent => ({
    kind: "catalogue",
    ...stamp(at),
    venue,
    instruments: listings.all.map((listing) => listing.instrument),
  });

  const facts = (at: Times): ColdEvent[] => [
    ...futures().map((listing): ColdEvent => {
      const { intervalHours, rateCap, rateFloor } = instrumentOf(listing);
      const cap = (rateCap * RATE_FACTOR) as Rate;
      const floor = (rateFloor * RATE_FACTOR) as Rate;
      return { kind: "funding-terms", ...stamp(at), instrument: listing.instrument.index, intervalHours, cap, floor };
    }),
    ...futures().map((listing) => settled(listing, 0, at)),
    ...statistics(at),
    ...dollars(at),
  ];

  const printOf = (): string =>
    listings.all
      .map(({ at, market, symbol, instrument }) => {
        const { intervalHours = 0, rateCap = 0 } = exchange.world.instruments[at] ?? {};
        return `${market}/${symbol}/${instrument.status}/${intervalHours}/${rateCap}`;
      })
      .join();

  return {
    settled,
    statistics,
    dollars,
    introduce: (at) => {
      listings.refresh();
      told = printOf();
      return [catalogue(at), { kind: "clock-offset", ...stamp(at), venue, offsetMs: 0, roundTripMs: 0 }, ...facts(at)];
    },
    changes: (at) => {
      listings.refresh();
      const print = printOf();
      if (print === told) return [];
      told = print;
      return [catalogue(at), ...facts(at)];
    },
    top: (listing, at, out) => {
      readTop(exchange, listing.at, listing.market, best);
      updates += 1;
      fillStamp(out, listing, at);
      out.bidPrice = (best.bid.price * listing.priceFactor) as Price;
      out.bidQuantity = (best.bid.quantity * listing.multiplier) as Quantity;
      out.askPrice = (best.ask.price * listing.priceFactor) as Price;
      out.askQuantity = (best.ask.quantity * listing.multiplier) as Quantity;
      out.updateId = updates;
    },
    mark: (listing, at, out) => {
      const second = secondOf(at.venueMs);
      fillStamp(out, listing, at);
      out.markPrice = Math.round(markPriceAt(exchange.world, listing.at, second) * WIRE_UNIT) as Price;
      out.indexPrice = Math.round(indexPriceAt(exchange.world, listing.at, second) * WIRE_UNIT) as Price;
      out.fundingRate = (estimateRate(exchange.world, listing.at, at.venueMs) * RATE_FACTOR) as Rate;
      out.nextFundingAt = venueTime(nextSettlementMs(at.venueMs, instrumentOf(listing).intervalHours));
    },
  };
}
