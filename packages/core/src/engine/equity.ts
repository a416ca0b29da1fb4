import { asset } from "../ids/index.ts";
import type { Leg, Pair } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { hasMarkets, instrumentAt, referencePrice } from "../position/situation.ts";
import { walletOf } from "../risk/wallets.ts";
import { AMOUNT_SCALE, type Amount, notional, type Price, pow10, type Quantity, ZERO } from "../units/index.ts";
import type { EngineState } from "./state.ts";

const QUOTE = asset("USDT");

/** Value of a leg at a price of its own market, down. */
export function valueAt(state: EngineState, leg: Leg, price: Price): Amount {
  const instrument = instrumentAt(state.market, leg);
  const one = notional(price, instrument.priceScale, 1 as Quantity, 0);
  return ((leg.held * one) / pow10(AMOUNT_SCALE)) as Amount;
}

/** What a leg would bring if it were closed at `price`: cash in and out at its own prices. */
export function legProfit(state: EngineState, leg: Leg, price: Price): Amount {
  return (leg.soldQuote - leg.boughtQuote + valueAt(state, leg, price)) as Amount;
}

/** What a leg adds to the account beyond the cash in its wallet: its coins, or its profit not settled yet. */
export function legWorth(state: EngineState, leg: Leg, price: Price): Amount {
  return leg.kind === "spot" ? valueAt(state, leg, price) : legProfit(state, leg, price);
}

/** What a leg is valued by: coins at the mid, perpetuals at the mark. */
export const priceOf = (state: EngineState, leg: Leg): Price =>
  leg.kind === "spot" ? referencePrice(state.market, leg.instrument) : markOf(state, leg);

/** Marks the whole account: cash by the ledger, coins at the mid, perpetuals at the mark. */
export function markEquity(state: EngineState): void {
  let total = ZERO;
  const bound = new Map<string, Amount>();
  for (const [, amount] of quoteWallets(state)) total = (total + amount) as Amount;
  let open = ZERO;
  let delta = ZERO;
  for (const pair of openPairs(state.portfolio)) {
    if (!hasMarkets(pair, state.market)) return unknownEquity(state);
    const [longPrice, shortPrice] = [priceOf(state, pair.long), priceOf(state, pair.short)];
    if (longPrice <= 0 || shortPrice <= 0) return unknownEquity(state);
    const [value, short] = [valueAt(state, pair.long, longPrice), valueAt(state, pair.short, shortPrice)];
    total = (total + legWorth(state, pair.long, longPrice) + legWorth(state, pair.short, shortPrice)) as Amount;
    total = (total - pair.realisedProfit) as Amount;
    open = (open + (value > -short ? value : -short)) as Amount;
    const apart = (value + short) as Amount;
    delta = (delta + magnitude(apart)) as Amount;
    bindMargin(state, pair, pair.long, value, longPrice, bound);
    bindMargin(state, pair, pair.short, short, shortPrice, bound);
  }
  state.equity = { known: true, total, free: freeOf(state, bound), notionalOpen: open, netDelta: delta };
}

const magnitude = (amount: Amount): Amount => (amount < 0n ? (-amount as Amount) : amount);

function unknownEquity(state: EngineState): void {
  state.equity.known = false;
}

function* quoteWallets(state: EngineState): Generator<readonly [string, Amount]> {
  for (const entry of state.ledger.wallets) if (entry[0].endsWith(`/${QUOTE}`)) yield entry;
}

/**
 * Isolated margin stays what the entry bound, however far the price moves in our favour; against us it binds more, and
 * so does the loss not settled yet.
 */
function bindMargin(
  state: EngineState,
  { leverage }: Pair,
  leg: Leg,
  value: Amount,
  price: Price,
  bound: Map<string, Amount>,
): void {
  if (leg.kind === "spot" || leg.held === 0n) return;
  const entered = magnitude((leg.soldQuote - leg.boughtQuote) as Amount);
  const now = magnitude(value);
  const margin = (now > entered ? now : entered) / BigInt(Math.max(1, leverage));
  const profit = legProfit(state, leg, price);
  const key = walletOf(instrumentAt(state.market, leg));
  bound.set(key, ((bound.get(key) ?? ZERO) + margin - (profit < 0n ? profit : 0n)) as Amount);
}

/**
 * Our own sum is newer, the venue's knows what we do not: the lower of the two counts. A spot wallet lends nothing, so
 * its cash is what the books say.
 */
function freeOf(state: EngineState, bound: ReadonlyMap<string, Amount>): Map<string, Amount> {
  const free = new Map<string, Amount>();
  for (const [key, cash] of quoteWallets(state)) free.set(key, (cash - (bound.get(key) ?? ZERO)) as Amount);
  for (const { free: told } of state.venues.values()) {
    for (const [key, amount] of told) {
      if (isSpotWallet(key)) continue;
      const ours = free.get(key);
      if (ours !== undefined && amount < ours) free.set(key, amount);
    }
  }
  return free;
}

const isSpotWallet = (key: string): boolean => key.split("/")[1] === "spot";

/** The venue's mark, or the book where no mark came yet. */
export function markOf(state: EngineState, leg: Leg): Price {
  const mark = state.market.columns.markPrice[leg.instrument] ?? 0;
  return mark > 0 ? (mark as Price) : referencePrice(state.market, leg.instrument);
}
