import type { ColdEvent, VenueFailure, VenuePosition } from "@evenkeel/core/events";
import type { InstrumentIndex, VenueId } from "@evenkeel/core/ids";
import type { InstrumentDirectory, VenueEffect } from "@evenkeel/core/ports";
import { formatAmount, formatMantissa, type Price, type Quantity } from "@evenkeel/core/units";
import {
  type Account,
  type Applied,
  apply,
  bookSide,
  type Command,
  type ExchangeState,
  findOrder,
  type Order,
  openOrdersOf,
  PROFILES,
  type Rejection,
  specificationOf,
} from "@evenkeel/exchange-sim";
import { balancesOf, feeAssetsOf, fillOf, incomeSince, positionsOf, reportOf, tradesOf } from "./answers.ts";
import type { Listing } from "./catalogue.ts";
import { createListings, type Listings } from "./listings.ts";
import { createMarketData, type MarketData, stamp, type Times } from "./market-data.ts";
import { typeOf } from "./order-type.ts";

const DEPTH_LEVELS = 100;
const RECEIVE_WINDOW_MS = 5_000;
const TOO_LATE: VenueFailure = {
  kind: "clock",
  code: "-1021",
  message: "signed longer ago than the receive window",
  retryAfterMs: null,
};

/** The simulated exchange behind the same effects and events as a wire adapter, answered at once. */
export type InProcessVenue = MarketData & {
  readonly venue: VenueId;
  readonly exchange: ExchangeState;
  readonly account: Account;
  /** Of this moment; a venue may rename what it lists. */
  readonly listings: readonly Listing[];
  readonly book: Listings;
  readonly perform: (effect: VenueEffect, at: Times) => ColdEvent;
  readonly command: (command: Command) => void;
};

export type InProcessOptions = {
  readonly exchange: ExchangeState;
  readonly account: string;
  readonly venue: VenueId;
  readonly directory: InstrumentDirectory;
  /** How a command reaches the exchange; straight, unless said otherwise. */
  readonly submit?: (command: Command) => Applied;
  /** For how long a request is good, as its sender said with it. */
  readonly receiveWindowMs?: () => number;
};

/** A market that is no longer in the catalogue, under the name the engine knows it by. */
const GONE: VenueFailure = {
  kind: "refusal",
  code: "no-instrument",
  message: "not in the catalogue",
  retryAfterMs: null,
};
/** What was is only asked over the wire. */
const NO_PAST: VenueFailure = { ...GONE, code: "no-past", message: "not kept" };
type Failed = Extract<ColdEvent, { kind: "effect-failed" }>["effect"];

const ONE_WALLET: VenueFailure = { ...GONE, code: "one-wallet", message: "nothing to move between" };

const refusalOf = ({ reason, detail }: Rejection): VenueFailure => ({
  kind: "refusal",
  code: reason,
  message: detail,
  retryAfterMs: null,
});

export function createInProcessVenue(options: InProcessOptions): InProcessVenue {
  const { exchange, venue, directory } = options;
  const account = exchange.accounts.get(options.account);
  if (account === undefined) throw new Error(`no account ${options.account}`);
  const submit = options.submit ?? ((command: Command) => apply(exchange, command));
  const receiveWindowMs = options.receiveWindowMs ?? (() => RECEIVE_WINDOW_MS);
  const { unified } = PROFILES[exchange.world.venue];
  const book = createListings(exchange, venue, directory);
  const translator = { venue, listingOf: book.at };

  const fillsOf = (order: Order, listing: Listing) =>
    tradesOf(account, book, listing)
      .filter((trade) => trade.orderId === order.id)
      .map((trade) => fillOf(account, trade, listing, venue));

  const send = (effect: Extract<VenueEffect, { kind: "send" }>, at: Times): ColdEvent => {
    const { intent, checkedAt } = effect;
    const { clientOrderId } = intent;
    const refused = (failure: VenueFailure): ColdEvent => ({ kind: "refused", ...stamp(at), clientOrderId, failure });
    if (at.wallMs - checkedAt > receiveWindowMs()) return refused(TOO_LATE);
    const listing = book.byIndex(intent.instrument);
    if (listing === undefined) return refused(GONE);
    const specification = specificationOf(instrumentOf(listing), listing.market);
    const applied = submit({
      kind: "place",
      venueTimeMs: Math.max(at.venueMs, exchange.nowMs),
      account: account.name,
      market: listing.market,
      symbol: listing.symbol,
      side: intent.side === "buy" ? "BUY" : "SELL",
      ...typeOf(intent.style, listing.market),
      quantity: formatMantissa(intent.quantity / listing.multiplier, specification.quantityScale),
      price:
        intent.style === "market"
          ? null
          : formatMantissa(intent.priceLimit / listing.priceFactor, specification.priceScale),
      clientOrderId: intent.clientOrderId,
      reduceOnly: intent.reduceOnly,
      positionSide: "BOTH",
    });
    if (!applied.result.ok) return refused(refusalOf(applied.result.error));
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
    const { clientOrderId } = effect;
    const listing = book.byIndex(effect.instrument);
    if (listing === undefined) return { kind: "order-query-failed", ...stamp(at), clientOrderId, failure: GONE };
    const order = findOrder(account, listing.market, listing.at, null, clientOrderId);
    if (order === undefined) return { kind: "order-not-found", ...stamp(at), clientOrderId };
    return {
      kind: "order-found",
      ...stamp(at),
      clientOrderId,
      report: reportOf(order, listing),
      fills: fillsOf(order, listing),
    };
  };

  const cancel = (effect: Extract<VenueEffect, { kind: "cancel-order" }>, at: Times): ColdEvent => {
    const { clientOrderId } = effect;
    const failed = (failure: VenueFailure): ColdEvent => ({
      kind: "cancel-failed",
      ...stamp(at),
      clientOrderId,
      failure,
    });
    const listing = book.byIndex(effect.instrument);
    if (listing === undefined) return failed(GONE);
    const { result } = submit({
      kind: "cancel",
      venueTimeMs: Math.max(at.venueMs, exchange.nowMs),
      account: account.name,
      market: listing.market,
      symbol: listing.symbol,
      orderId: null,
      clientOrderId,
    });
    if (result.ok) return { kind: "order-cancelled", ...stamp(at), clientOrderId };
    if (result.error.reason !== "unknown-order") return failed(refusalOf(result.error));
    return { kind: "cancel-not-found", ...stamp(at), clientOrderId };
  };

  const indexOf = (symbol: string): InstrumentIndex | null =>
    book.bySymbol("futures", symbol)?.instrument.index ?? null;

  /** Markets whose trades could be missing from the books: ever traded, or held. */
  const marketsOfInterest = (
    since: ReadonlyMap<InstrumentIndex, string>,
    positions: readonly VenuePosition[],
  ): Listing[] => {
    const wanted = new Set(since.keys());
    for (const { instrument } of positions) wanted.add(instrument);
    for (const { market, instrument } of book.all) {
      const coins = market === "spot" ? account.spot.get(instrument.base) : undefined;
      if (coins !== undefined && coins.free + coins.locked > 0n) wanted.add(instrument.index);
    }
    return [...wanted].flatMap((index) => book.byIndex(index) ?? []);
  };

  const readAccount = (effect: Extract<VenueEffect, { kind: "read-account" }>, at: Times): ColdEvent => {
    const positions = positionsOf(exchange, account, translator);
    const since = new Map(effect.since.lastTradeIds);
    const fills = marketsOfInterest(since, positions).flatMap((listing) => {
      const last = since.get(listing.instrument.index) ?? "";
      return tradesOf(account, book, listing)
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
      positions,
      openOrders,
      fills,
      income: incomeSince(exchange, account, effect.since.incomeSince, indexOf, venue),
      permissions: "trade",
      positionMode: account.hedgeMode ? "hedge" : "one-way",
      collateral: unified ? "unified" : "single-asset",
      feeAssets: feeAssetsOf(exchange, account),
      autoEarn: [],
      obstacles: [],
    };
  };

  const prepare = (effect: Extract<VenueEffect, { kind: "prepare-leg" }>, at: Times): ColdEvent => {
    const { instrument } = effect;
    const unprepared = (failure: VenueFailure): ColdEvent => ({
      kind: "leg-not-prepared",
      ...stamp(at),
      instrument,
      failure,
    });
    const listing = book.byIndex(instrument);
    if (listing === undefined) return unprepared(GONE);
    const shared = { venueTimeMs: Math.max(at.venueMs, exchange.nowMs), account: account.name, symbol: listing.symbol };
    const margin = submit(
      unified
        ? { kind: "set-margin-mode", ...shared, marginType: "ISOLATED" }
        : { kind: "set-margin-type", ...shared, marginType: "ISOLATED" },
    );
    const leverage = submit({ kind: "set-leverage", ...shared, leverage: effect.leverage });
    for (const { result } of [margin, leverage]) {
      if (result.ok || result.error.reason === "margin-type-unchanged") continue;
      return unprepared(refusalOf(result.error));
    }
    return { kind: "leg-prepared", ...stamp(at), instrument, leverage: effect.leverage };
  };

  const transfer = (effect: Extract<VenueEffect, { kind: "transfer" }>, at: Times): ColdEvent => {
    const { intent, checkedAt } = effect;
    const { id, to, asset, from } = intent;
    const told = { venue, id, ...stamp(at) };
    const refused = (failure: VenueFailure): ColdEvent => ({ kind: "transfer-refused", ...told, failure });
    if (at.wallMs - checkedAt > receiveWindowMs()) return refused(TOO_LATE);
    const shared = {
      venueTimeMs: Math.max(at.venueMs, exchange.nowMs),
      account: account.name,
      amount: formatAmount(intent.amount),
    };
    const listing = to.kind === "position" ? book.byIndex(to.instrument) : undefined;
    if (to.kind === "position" && listing === undefined) return refused(GONE);
    const move = (): Command | null => {
      if (listing !== undefined) return { kind: "adjust-margin", ...shared, symbol: listing.symbol };
      const wallet = to.kind === "wallet" ? to.wallet : from;
      return wallet === "unified" ? null : { kind: "transfer", ...shared, asset, to: wallet };
    };
    const moved = move();
    if (moved === null) return refused(ONE_WALLET);
    const { result } = submit(moved);
    return result.ok ? { kind: "transferred", ...told } : refused(refusalOf(result.error));
  };

  const failed = (effect: Failed, instrument: InstrumentIndex, at: Times, failure = GONE): ColdEvent => ({
    kind: "effect-failed",
    ...stamp(at),
    effect,
    instrument,
    failure,
  });

  const readDepth = (effect: Extract<VenueEffect, { kind: "read-depth" }>, at: Times): ColdEvent => {
    const listing = book.byIndex(effect.instrument);
    if (listing === undefined) return failed("read-depth", effect.instrument, at);
    const side = (taker: "BUY" | "SELL") =>
      bookSide(exchange, listing.at, listing.market, taker, DEPTH_LEVELS).map(
        ({ price, quantity }) =>
          [(price * listing.priceFactor) as Price, (quantity * listing.multiplier) as Quantity] as const,
      );
    return { kind: "depth", ...stamp(at), instrument: effect.instrument, bids: side("SELL"), asks: side("BUY") };
  };

  const cancelAll = ({ instrument }: Extract<VenueEffect, { kind: "cancel-open-orders" }>, at: Times): ColdEvent => {
    const listing = book.byIndex(instrument);
    if (listing === undefined) return failed("cancel-open-orders", instrument, at);
    const { market, symbol } = listing;
    submit({
      kind: "cancel-all",
      venueTimeMs: Math.max(at.venueMs, exchange.nowMs),
      account: account.name,
      market,
      symbol,
    });
    return { kind: "open-orders-cancelled", ...stamp(at), instrument };
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
      case "read-volume":
        return failed("read-volume", effect.instrument, at, NO_PAST);
      case "transfer":
        return transfer(effect, at);
      case "cancel-order":
        return cancel(effect, at);
      case "cancel-open-orders":
        return cancelAll(effect, at);
    }
  };

  return {
    ...createMarketData(exchange, venue, book),
    venue,
    exchange,
    account,
    book,
    get listings() {
      return book.all;
    },
    perform: (effect, at) => {
      book.refresh();
      return perform(effect, at);
    },
    command: (command) => {
      submit(command);
    },
  };
}
