import type { Balance, FeeAsset, Fill, Income, OrderReport, VenuePosition } from "@evenkeel/core/events";
import { asset, type ClientOrderId, type InstrumentIndex, parseClientOrderId, type VenueId } from "@evenkeel/core/ids";
import { type Amount, negate, type Price, type Quantity, venueTime } from "@evenkeel/core/units";
import {
  type Account,
  type ExchangeState,
  entryPrice,
  isOpen,
  leverageOf,
  liquidationPrice,
  MARK_SCALE,
  marginTypeOf,
  markOf,
  type Order,
  PROFILES,
  spendable,
  summarizeFutures,
  type Trade,
} from "@evenkeel/exchange-sim";
import { type Listing, WIRE_DIGITS } from "./catalogue.ts";
import type { Listings } from "./listings.ts";

/** Translates the simulated exchange's own records into events, exactly as a wire adapter would read them. */
export type Translator = {
  readonly venue: VenueId;
  readonly listingOf: (market: Order["market"], at: number) => Listing | undefined;
};

const STATUS: { readonly [S in Order["status"]]: OrderReport["status"] } = {
  NEW: "open",
  PARTIALLY_FILLED: "open",
  FILLED: "filled",
  CANCELED: "ended",
  EXPIRED: "ended",
  EXPIRED_IN_MATCH: "ended",
};

export function reportOf(order: Order, listing: Listing): OrderReport {
  return {
    clientOrderId: order.clientOrderId as ClientOrderId,
    venueOrderId: String(order.id),
    status: isOpen(order) ? "open" : STATUS[order.status],
    executedQuantity: (order.executed * listing.multiplier) as Quantity,
  };
}

export function fillOf(account: Account, trade: Trade, listing: Listing, venue: VenueId): Fill {
  const order = account.orders.get(trade.orderId);
  const clientOrderId = order?.clientOrderId ?? "";
  const isOurs = parseClientOrderId(clientOrderId) !== null;
  const byAccount = isOurs || clientOrderId === "" ? "order" : "stranger";
  return {
    venue,
    instrument: listing.instrument.index,
    tradeId: String(trade.id),
    clientOrderId: isOurs ? (clientOrderId as ClientOrderId) : null,
    origin: order === undefined || order.origin === "account" ? byAccount : order.origin,
    venueOrderId: String(trade.orderId),
    side: trade.side === "BUY" ? "buy" : "sell",
    price: (trade.price * listing.priceFactor) as Price,
    quantity: (trade.quantity * listing.multiplier) as Quantity,
    quote: trade.quote,
    fee: trade.commission,
    feeAsset: asset(trade.commissionAsset),
    realisedProfit: trade.realizedPnl,
    maker: trade.maker,
    venueTimeMs: venueTime(trade.timeMs),
  };
}

/** What was traded under this listing: under its name, in its units. */
export function tradesOf(account: Account, book: Listings, listing: Listing): Trade[] {
  const trades = listing.market === "spot" ? account.spotTrades : account.futuresTrades;
  return trades.filter(
    (trade) =>
      trade.instrument === listing.at && book.atTime(listing.market, trade.instrument, trade.timeMs) === listing,
  );
}

export function balancesOf(state: ExchangeState, account: Account): Balance[] {
  const { unified } = PROFILES[state.world.venue];
  const balances: Balance[] = [];
  for (const [name, { free, locked }] of account.spot) {
    const own = { asset: asset(name), total: (free + locked) as Amount };
    if (unified) balances.push({ ...own, wallet: "unified", free: spendable(state, account, name) });
    else balances.push({ ...own, wallet: "spot", free });
  }
  if (unified) return balances;
  const { walletBalance, availableBalance } = summarizeFutures(state, account);
  balances.push({ wallet: "futures", asset: asset("USDT"), total: walletBalance, free: availableBalance });
  const coin = PROFILES[state.world.venue].feeDiscount?.asset;
  const held = account.futuresDiscountCoin;
  if (coin !== undefined && held !== 0n)
    balances.push({ wallet: "futures", asset: asset(coin), total: held, free: held });
  return balances;
}

export function feeAssetsOf(state: ExchangeState, account: Account): FeeAsset[] {
  const coin = PROFILES[state.world.venue].feeDiscount?.asset;
  if (coin === undefined) return [];
  return (["spot", "futures"] as const).flatMap((wallet) =>
    account.feeDiscount[wallet] ? [{ wallet, asset: asset(coin) }] : [],
  );
}

export function positionsOf(state: ExchangeState, account: Account, translator: Translator): VenuePosition[] {
  const positions: VenuePosition[] = [];
  for (const position of account.positions.values()) {
    const listing = translator.listingOf("futures", position.instrument);
    const listed = state.world.instruments[position.instrument];
    if (position.quantity === 0 || listing === undefined || listed === undefined) continue;
    const liquidation = Number(liquidationPrice(state, account, position));
    positions.push({
      instrument: listing.instrument.index,
      quantity: (position.quantity * listing.multiplier) as Quantity,
      entryPrice: Number(entryPrice(listed, position, WIRE_DIGITS)) as Price,
      liquidationPrice: liquidation > 0 ? (Math.round(liquidation * 10 ** WIRE_DIGITS) as Price) : null,
      markPrice: Math.round(markOf(state, position.instrument) * 10 ** (WIRE_DIGITS - MARK_SCALE)) as Price,
      marginIsolated: marginTypeOf(account, position.instrument) === "ISOLATED",
      leverage: leverageOf(account, position.instrument),
    });
  }
  return positions;
}

const KINDS: { readonly [type: string]: Income["kind"] | undefined } = {
  FUNDING_FEE: "funding",
  TRANSFER: "transfer",
  INSURANCE_CLEAR: "insurance",
};

/**
 * Commission and realised profit are left out: they are booked from the fills that caused them. A transfer has a row in
 * either wallet.
 */
export function incomeSince(
  state: ExchangeState,
  account: Account,
  sinceMs: number,
  indexOf: (symbol: string) => InstrumentIndex | null,
  venue: VenueId,
): Income[] {
  const { unified } = PROFILES[state.world.venue];
  const rows: Income[] = [];
  for (const row of account.income) {
    const kind = KINDS[row.type];
    if (kind === undefined || row.timeMs < sinceMs) continue;
    rows.push({
      venue,
      incomeId: `${row.id}:${row.symbol}:${row.type}`,
      kind,
      instrument: row.symbol === "" ? null : indexOf(row.symbol),
      wallet: unified ? "unified" : "futures",
      asset: asset(row.asset),
      amount: row.amount,
      venueTimeMs: venueTime(row.timeMs),
    });
    const own = rows.at(-1);
    if (kind === "transfer" && own !== undefined && !unified)
      rows.push({ ...own, incomeId: `${row.id}:spot:TRANSFER`, wallet: "spot", amount: negate(row.amount) });
  }
  return rows;
}
