import type { Command } from "../../events/index.ts";
import type { Instrument } from "../../market/instrument.ts";
import { isLive } from "../../order/index.ts";
import { openPairs } from "../../position/portfolio.ts";
import { referencePrice } from "../../position/situation.ts";
import {
  type Amount,
  err,
  formatAmount,
  invariant,
  negate,
  ok,
  type Price,
  parseAmount,
  parsePrice,
  type Quantity,
  quantityAmount,
  type Result,
  SECOND_MS,
} from "../../units/index.ts";
import { findUnexplained, isHeard } from "../reconcile.ts";
import type { EngineState, Told } from "../state.ts";

/** How much later than planned an account read may be before it is no word of now. */
const LATE_MS_MAX = 15 * SECOND_MS;

export type AdoptPair = Extract<Command["body"], { kind: "adopt-pair" }>;

/** One leg as its venue tells it, and whose word its entry price is. */
export type FoundLeg = {
  readonly market: Instrument;
  readonly held: Amount;
  readonly price: Price;
  readonly source: "stated" | "venue" | "market";
};

export type FoundPair = { readonly long: FoundLeg; readonly short: FoundLeg };
/** A stable code, with the two numbers that decided where there are any. */
type Refusal = string;

/** Both legs as the venues tell them, or the first thing that speaks against taking them over. */
export function findPair(state: EngineState, body: AdoptPair): Result<FoundPair, Refusal> {
  const [long, short] = [state.market.instruments[body.long], state.market.instruments[body.short]];
  if (long === undefined || short === undefined) return err("no-such-market");
  if (long === short || long.base !== short.base || long.settle !== short.settle || short.kind !== "perpetual")
    return err("not-a-hedge");
  const wanted = parseAmount(body.quantity);
  if (!wanted.ok || wanted.value <= 0n) return err("quantity");
  const refusal = marketRefusal(state, long) ?? marketRefusal(state, short);
  if (refusal !== null) return err(refusal);
  const find = long.kind === "spot" ? coinLeg : positionLeg;
  const foundLong = find(state, long, wanted.value, body.longPrice);
  if (!foundLong.ok) return foundLong;
  const foundShort = positionLeg(state, short, negate(wanted.value), body.shortPrice);
  return foundShort.ok ? ok({ long: foundLong.value, short: foundShort.value }) : foundShort;
}

/** The venue's word is young, the account is set as ours has to be, and its books have no gap a trade could hide in. */
function marketRefusal(state: EngineState, { venue: id, index }: Instrument): Refusal | null {
  const venue = state.venues.get(id);
  if (venue === undefined || venue.told === null || !isHeard(venue)) return "unread";
  const [toldMs, lateMs] = [state.wallNowMs - venue.readAt, state.config.execution.accountPollMs + LATE_MS_MAX];
  if (toldMs > lateMs) return `venue-silent ${toldMs} / ${lateMs}`;
  if (!venue.mayTrade) return `account-unfit; ${venue.unfit}`;
  for (const { state: orderState, intent } of state.portfolio.orders.values())
    if (isLive(orderState) && intent.instrument === index) return "orders-open";
  for (const { long, short } of openPairs(state.portfolio))
    if (long.instrument === index || short.instrument === index) return "already-held";
  const gap = findUnexplained(state, venue.told).some(({ kind }) => kind === "balance");
  return gap ? `books-differ; accept what ${id} says of its balances first` : null;
}

function toldOf(state: EngineState, { venue }: Instrument): Told {
  const told = state.venues.get(venue)?.told ?? null;
  invariant(told !== null, `${venue} was asked before its legs are looked for`);
  return told;
}

type FindLeg = (
  state: EngineState,
  market: Instrument,
  wanted: Amount,
  stated: string | null,
) => Result<FoundLeg, Refusal>;

/** Coins beside our own pairs, in the wallet this market settles in. */
const coinLeg: FindLeg = (state, market, wanted, stated) => {
  let free = 0n;
  for (const { wallet, asset, total } of toldOf(state, market).balances)
    if (wallet === market.wallet && asset === market.base) free += total;
  for (const { base, long } of state.portfolio.pairs.values())
    if (long.kind === "spot" && long.venue === market.venue && base === market.base) free -= long.held;
  if (free < wanted) return err(`long-size ${formatAmount(free as Amount)} / ${formatAmount(wanted)}`);
  // What coins cost is nobody's to tell but the owner's: unsaid, they are taken over at what they are worth.
  return priced(market, wanted, stated, referencePrice(state.market, market.index), "market");
};

/** The whole of a position: a venue nets to one a market, so that half of it cannot be guarded. */
const positionLeg: FindLeg = (state, market, wanted, stated) => {
  const position = toldOf(state, market).positions.find(({ instrument }) => instrument === market.index);
  const held = quantityAmount(position?.quantity ?? (0 as Quantity), market.quantityScale);
  const step = quantityAmount(market.stepSize, market.quantityScale);
  const apart = held - wanted;
  if (held > 0n !== wanted > 0n || held === 0n || apart >= step || apart <= -step)
    return err(`${wanted > 0n ? "long" : "short"}-size ${formatAmount(held)} / ${formatAmount(wanted)}`);
  return priced(market, held, stated, position?.entryPrice ?? (0 as Price), "venue");
};

function priced(
  market: Instrument,
  held: Amount,
  stated: string | null,
  known: Price,
  source: "venue" | "market",
): Result<FoundLeg, Refusal> {
  if (stated === null) return known > 0 ? ok({ market, held, price: known, source }) : err("entry-price-unknown");
  const price = parsePrice(stated, market.priceScale);
  return price.ok && price.value > 0 ? ok({ market, held, price: price.value, source: "stated" }) : err("price");
}
