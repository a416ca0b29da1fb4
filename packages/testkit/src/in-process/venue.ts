import type { ColdEvent, HotEvent, MarkUpdate, SettledFunding, TopOfBook, VenueFailure } from "@evenkeel/core/events";
import { type InstrumentIndex, instrumentIndex, type VenueId } from "@evenkeel/core/ids";
import type { InstrumentDirectory, VenueEffect } from "@evenkeel/core/ports";
import { formatMantissa, type Price, type Quantity, type Rate, venueTime, wallTime } from "@evenkeel/core/units";
import {
  type Account,
  apply,
  bookSide,
  type Command,
  type ExchangeState,
  estimateRate,
  findOrder,
  forEachSettlement,
  indexPriceAt,
  type Level,
  markPriceAt,
  nextSettlementMs,
  type Order,
  openOrdersOf,
  secondOf,
  specificationOf,
} from "@evenkeel/exchange-sim";
import { balancesOf, fillOf, incomeSince, positionsOf, reportOf, tradesOf } from "./answers.ts";
import { type Listing, listMarkets, WIRE_DIGITS } from "./catalogue.ts";

/** Rates of the simulated venue have 8 digits, ours 10. */
const RATE_FACTOR = 100;
const DEPTH_LEVELS = 100;
const RECEIVE_WINDOW_MS = 5_000;
const TOO_LATE: VenueFailure = {
  kind: "clock",
  code: "-1021",
  message: "signed longer ago than the receive window",
  retryAfterMs: null,
};

export type Times = { readonly venueMs: number; readonly wallMs: number };

/** The simulated exchange behind the same effects and events as a wire adapter, answered at once. */
export type InProcessVenue = {
  readonly venue: VenueId;
  readonly exchange: ExchangeState;
  readonly account: Account;
  readonly listings: readonly Listing[];
  readonly perform: (effect: VenueEffect, at: Times) => ColdEvent;
  /** Catalogue, terms, history and statistics: what a feed tells before it streams. */
  readonly introduce: (at: Times) => ColdEvent[];
  readonly statistics: (at: Times) => ColdEvent[];
  /** Settlements after a time, for one instrument. */
  readonly settled: (listing: Listing, sinceMs: number, at: Times) => ColdEvent;
  readonly top: (listing: Listing, at: Times, out: TopOfBook) => void;
  readonly mark: (listing: Listing, at: Times, out: MarkUpdate) => void;
  readonly command: (command: Command) => void;
};

const refusalOf = (reason: string, detail: string): VenueFailure => ({
  kind: "refusal",
  code: reason,
  message: detail,
  retryAfterMs: null,
});

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

export function createInProcessVenue(options: {
  readonly exchange: ExchangeState;
  readonly account: string;
  readonly venue: VenueId;
  readonly directory: InstrumentDirectory;
}): InProcessVenue {
  const { exchange, venue, directory } = options;
  const account = exchange.accounts.get(options.account);
  if (account === undefined) throw new Error(`no account ${options.account}`);
  const listings = listMarkets(exchange.world, venue, directory);
  const byIndex = new Map<InstrumentIndex, Listing>(listings.map((listing) => [listing.instrument.index, listing]));
  const byMarket = new Map(listings.map((listing) => [`${listing.market}/${listing.at}`, listing]));
  const futuresBySymbol = new Map(
    listings
      .filter((listing) => listing.market === "futures")
      .map((listing) => [listing.symbol, listing.instrument.index]),
  );
  const translator = { venue, listingOf: (market: Order["market"], at: number) => byMarket.get(`${market}/${at}`) };
  let updates = 0;

  const listingAt = (index: InstrumentIndex): Listing => {
    const listing = byIndex.get(index);
    if (listing === undefined) throw new Error(`no listing ${index}`);
    return listing;
  };
  const stamp = (at: Times) => ({ venueTimeMs: venueTime(at.venueMs), receivedAtMs: wallTime(at.wallMs) });
  const fillsOf = (order: Order, listing: Listing) =>
    tradesOf(account, listing)
      .filter((trade) => trade.orderId === order.id)
      .map((trade) => fillOf(account, trade, listing, venue));

  const send = (effect: Extract<VenueEffect, { kind: "send" }>, at: Times): ColdEvent => {
    const { intent, checkedAt } = effect;
    if (at.wallMs - checkedAt > RECEIVE_WINDOW_MS)
      return { kind: "refused", ...stamp(at), clientOrderId: intent.clientOrderId, failure: TOO_LATE };
    const listing = listingAt(intent.instrument);
    const specification = specificationOf(instrumentOf(listing), listing.market);
    const applied = apply(exchange, {
      kind: "place",
      venueTimeMs: Math.max(at.venueMs, exchange.nowMs),
      account: account.name,
      market: listing.market,
      symbol: listing.symbol,
      side: intent.side === "buy" ? "BUY" : "SELL",
      type: "LIMIT",
      timeInForce: "IOC",
      quantity: formatMantissa(intent.quantity / listing.multiplier, specification.quantityScale),
      price: formatMantissa(intent.priceLimit / listing.priceFactor, specification.priceScale),
      clientOrderId: intent.clientOrderId,
      reduceOnly: intent.reduceOnly,
      positionSide: "BOTH",
    });
    const { clientOrderId } = intent;
    if (!applied.result.ok) {
      const { reason, detail } = applied.result.error;
      return { kind: "refused", ...stamp(at), clientOrderId, failure: refusalOf(reason, detail) };
    }
    const answer = applied.result.value;
    if (answer.kind !== "order") throw new Error("a placed order answers with an order");
    // Spot replies name their fills, futures replies do not: as on Binance.
    const fills = listing.market === "spot" ? fillsOf(answer.order, listing) : [];
    return { kind: "acknowledged", ...stamp(at), clientOrderId, report: reportOf(answer.order, listing), fills };
  };

  const instrumentOf = (listing: Listing) => {
    const listed = exchange.world.instruments[listing.at];
    if (listed === undefined) throw new Error(`no instrument ${listing.at}`);
    return listed;
  };

  const query = (effect: Extract<VenueEffect, { kind: "query-order" }>, at: Times): ColdEvent => {
    const listing = listingAt(effect.instrument);
    const order = findOrder(account, listing.market, listing.at, null, effect.clientOrderId);
    const { clientOrderId } = effect;
    if (order === undefined) return { kind: "order-not-found", ...stamp(at), clientOrderId };
    return {
      kind: "order-found",
      ...stamp(at),
      clientOrderId,
      report: reportOf(order, listing),
      fills: fillsOf(order, listing),
    };
  };

  const readAccount = (effect: Extract<VenueEffect, { kind: "read-account" }>, at: Times): ColdEvent => {
    const fills = effect.since.lastTradeIds.flatMap(([index, last]) => {
      const listing = listingAt(index);
      return tradesOf(account, listing)
        .filter((trade) => trade.timeMs >= effect.since.openedAt && (last === "" || trade.id > Number(last)))
        .map((trade) => fillOf(account, trade, listing, venue));
    });
    fills.sort((a, b) => Number(a.tradeId) - Number(b.tradeId));
    const openOrders = (["spot", "futures"] as const).flatMap((market) =>
      openOrdersOf(exchange, account, market, null).flatMap((order) => {
        const listing = translator.listingOf(market, order.instrument);
        return listing === undefined
          ? []
          : [
              {
                clientOrderId: order.clientOrderId,
                venueOrderId: String(order.id),
                instrument: listing.instrument.index,
              },
            ];
      }),
    );
    return {
      kind: "account",
      ...stamp(at),
      venue,
      requestId: effect.requestId,
      balances: balancesOf(exchange, account),
      positions: positionsOf(exchange, account, translator),
      openOrders,
      fills,
      income: incomeSince(account, effect.since.incomeSince, (symbol) => futuresBySymbol.get(symbol) ?? null, venue),
      permissions: "trade",
      positionMode: account.hedgeMode ? "hedge" : "one-way",
    };
  };

  const prepare = (effect: Extract<VenueEffect, { kind: "prepare-leg" }>, at: Times): ColdEvent => {
    const listing = listingAt(effect.instrument);
    const shared = { venueTimeMs: Math.max(at.venueMs, exchange.nowMs), account: account.name, symbol: listing.symbol };
    const margin = apply(exchange, { kind: "set-margin-type", ...shared, marginType: "ISOLATED" });
    const leverage = apply(exchange, { kind: "set-leverage", ...shared, leverage: effect.leverage });
    const { instrument } = effect;
    for (const { result } of [margin, leverage]) {
      if (result.ok || result.error.reason === "margin-type-unchanged") continue;
      return {
        kind: "leg-not-prepared",
        ...stamp(at),
        instrument,
        failure: refusalOf(result.error.reason, result.error.detail),
      };
    }
    return { kind: "leg-prepared", ...stamp(at), instrument, leverage: effect.leverage };
  };

  const readDepth = (effect: Extract<VenueEffect, { kind: "read-depth" }>, at: Times): ColdEvent => {
    const listing = listingAt(effect.instrument);
    const side = (taker: "BUY" | "SELL") =>
      bookSide(exchange, listing.at, listing.market, taker, DEPTH_LEVELS).map(
        ({ price, quantity }) =>
          [(price * listing.priceFactor) as Price, (quantity * listing.multiplier) as Quantity] as const,
      );
    return { kind: "depth", ...stamp(at), instrument: effect.instrument, bids: side("SELL"), asks: side("BUY") };
  };

  const perform = (effect: VenueEffect, at: Times): ColdEvent => {
    switch (effect.kind) {
      case "send":
        return send(effect, at);
      case "query-order":
        return query(effect, at);
      case "read-account":
        return readAccount(effect, at);
      case "prepare-leg":
        return prepare(effect, at);
      case "read-depth":
        return readDepth(effect, at);
      case "cancel-open-orders": {
        const listing = listingAt(effect.instrument);
        apply(exchange, {
          kind: "cancel-all",
          venueTimeMs: Math.max(at.venueMs, exchange.nowMs),
          account: account.name,
          market: listing.market,
          symbol: listing.symbol,
        });
        return { kind: "open-orders-cancelled", ...stamp(at), instrument: effect.instrument };
      }
    }
  };

  const settled = (listing: Listing, sinceMs: number, at: Times): ColdEvent => {
    const rows: SettledFunding[] = [];
    forEachSettlement(exchange.world, listing.at, (timeMs, rate) => {
      if (timeMs > sinceMs) rows.push({ venueTimeMs: venueTime(timeMs), rate: (rate * RATE_FACTOR) as Rate });
    });
    return { kind: "funding-history", ...stamp(at), instrument: listing.instrument.index, settled: rows };
  };

  const statistics = (at: Times): ColdEvent[] =>
    listings.map((listing) => {
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

  const introduce = (at: Times): ColdEvent[] => {
    const futures = listings.filter((listing) => listing.market === "futures");
    return [
      { kind: "catalogue", ...stamp(at), venue, instruments: listings.map((listing) => listing.instrument) },
      { kind: "clock-offset", ...stamp(at), venue, offsetMs: 0 },
      ...futures.map((listing): ColdEvent => {
        const { intervalHours, rateCap, rateFloor } = instrumentOf(listing);
        const cap = (rateCap * RATE_FACTOR) as Rate;
        const floor = (rateFloor * RATE_FACTOR) as Rate;
        return { kind: "funding-terms", ...stamp(at), instrument: listing.instrument.index, intervalHours, cap, floor };
      }),
      ...futures.map((listing) => settled(listing, 0, at)),
      ...statistics(at),
    ];
  };

  const best = (levels: readonly Level[]): Level => levels[0] ?? { price: 0, quantity: 0 };

  const top = (listing: Listing, at: Times, out: TopOfBook): void => {
    const bid = best(bookSide(exchange, listing.at, listing.market, "SELL", 1));
    const ask = best(bookSide(exchange, listing.at, listing.market, "BUY", 1));
    updates += 1;
    fillStamp(out, listing, at);
    out.bidPrice = (bid.price * listing.priceFactor) as Price;
    out.bidQuantity = (bid.quantity * listing.multiplier) as Quantity;
    out.askPrice = (ask.price * listing.priceFactor) as Price;
    out.askQuantity = (ask.quantity * listing.multiplier) as Quantity;
    out.updateId = updates;
  };

  const mark = (listing: Listing, at: Times, out: MarkUpdate): void => {
    const second = secondOf(at.venueMs);
    const unit = 10 ** WIRE_DIGITS;
    fillStamp(out, listing, at);
    out.markPrice = Math.round(markPriceAt(exchange.world, listing.at, second) * unit) as Price;
    out.indexPrice = Math.round(indexPriceAt(exchange.world, listing.at, second) * unit) as Price;
    out.fundingRate = (estimateRate(exchange.world, listing.at, at.venueMs) * RATE_FACTOR) as Rate;
    out.nextFundingAt = venueTime(nextSettlementMs(at.venueMs, instrumentOf(listing).intervalHours));
  };

  const fillStamp = (out: HotEvent, listing: Listing, at: Times): void => {
    out.instrument = listing.instrument.index;
    out.venueTimeMs = venueTime(at.venueMs);
    out.receivedAtMs = wallTime(at.wallMs);
  };

  const command = (given: Command): void => {
    apply(exchange, given);
  };

  return { venue, exchange, account, listings, perform, introduce, statistics, settled, top, mark, command };
}
