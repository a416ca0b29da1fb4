import { asset } from "../ids/index.ts";
import { walletBalance } from "../ledger/ledger.ts";
import type { Leg } from "../position/pair.ts";
import { openPairs } from "../position/portfolio.ts";
import { instrumentAt, referencePrice } from "../position/situation.ts";
import { AMOUNT_SCALE, type Amount, notional, type Price, pow10, type Quantity, ZERO } from "../units/index.ts";
import type { EngineState } from "./state.ts";

const QUOTE = asset("USDT");

/** Value of a leg at a price of its own market, down. */
export function valueAt(state: EngineState, leg: Leg, price: Price): Amount {
  const instrument = instrumentAt(state.market, leg);
  const one = notional(price, instrument.priceScale, 1 as Quantity, 0);
  return ((leg.held * one) / pow10(AMOUNT_SCALE)) as Amount;
}

/** What the perpetual leg would settle if it were closed at `price`: cash in and out at its own prices. */
export function perpetualProfit(state: EngineState, leg: Leg, price: Price): Amount {
  return (leg.soldQuote - leg.boughtQuote + valueAt(state, leg, price)) as Amount;
}

/** Marks the whole account: cash by the ledger, coins at the bid, shorts at the mark. */
export function markEquity(state: EngineState): void {
  let cashSpot = ZERO;
  let cashFutures = ZERO;
  for (const id of state.venues.keys()) {
    cashSpot = (cashSpot + walletBalance(state.ledger, id, "spot", QUOTE)) as Amount;
    cashFutures = (cashFutures + walletBalance(state.ledger, id, "futures", QUOTE)) as Amount;
  }
  let coins = ZERO;
  let unrealised = ZERO;
  let open = ZERO;
  let margin = ZERO;
  let delta = ZERO;
  for (const pair of openPairs(state.portfolio)) {
    const spotPrice = referencePrice(state.market, pair.long.instrument);
    const perpetualPrice = markOf(state, pair.short);
    if (spotPrice <= 0 || perpetualPrice <= 0) {
      state.equity.known = false;
      return;
    }
    const value = valueAt(state, pair.long, spotPrice);
    coins = (coins + value) as Amount;
    const profit = (perpetualProfit(state, pair.short, perpetualPrice) - pair.realisedProfit) as Amount;
    unrealised = (unrealised + profit) as Amount;
    const short = valueAt(state, pair.short, perpetualPrice);
    const size = value > -short ? value : (-short as Amount);
    open = (open + (size > 0n ? size : ZERO)) as Amount;
    const apart = (value + short) as Amount;
    delta = (delta + (apart < 0n ? -apart : apart)) as Amount;
    margin = (margin + marginOf(state, pair.short, short)) as Amount;
  }
  state.equity = {
    known: true,
    total: (cashSpot + cashFutures + coins + unrealised) as Amount,
    freeSpot: cashSpot,
    freeFutures: lower((cashFutures - margin + (unrealised < 0n ? unrealised : 0n)) as Amount, reportedFree(state)),
    notionalOpen: open,
    netDelta: delta,
  };
}

/** Isolated margin stays what the entry bound, however far the price falls; a rise binds more. */
function marginOf(state: EngineState, leg: Leg, value: Amount): Amount {
  const entered = (leg.soldQuote - leg.boughtQuote) as Amount;
  const now = (value < 0n ? -value : value) as Amount;
  const bound = now > entered ? now : entered;
  return (bound / BigInt(Math.max(1, state.config.size.leverage))) as Amount;
}

const lower = (a: Amount, b: Amount | null): Amount => (b !== null && b < a ? b : a);

/** What the venues last said is free for margin; our own sum is newer, theirs knows what we do not. */
function reportedFree(state: EngineState): Amount | null {
  let sum: Amount | null = null;
  for (const { freeFutures } of state.venues.values())
    if (freeFutures !== null) sum = ((sum ?? ZERO) + freeFutures) as Amount;
  return sum;
}

/** The venue's mark, or the book where no mark came yet. */
export function markOf(state: EngineState, leg: Leg): Price {
  const mark = state.market.columns.markPrice[leg.instrument] ?? 0;
  return mark > 0 ? (mark as Price) : referencePrice(state.market, leg.instrument);
}
