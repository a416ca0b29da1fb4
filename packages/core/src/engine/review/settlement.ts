import type { Wallet } from "../../events/index.ts";
import type { Asset, InstrumentIndex, LegName, PlanId, VenueId } from "../../ids/index.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { Leg, Pair } from "../../position/pair.ts";
import { isOpenPair, liveOrdersOf, openPairs } from "../../position/portfolio.ts";
import { type Amount, ZERO } from "../../units/index.ts";
import type { Difference, EngineState } from "../state.ts";
import { onlyHeirOf } from "../succession.ts";
import { isLongDoubted } from "../unproven.ts";
import { outsideAt } from "./outside.ts";

/** Money into one wallet; `plan` where it was a leg's own coin. */
export type Booking = {
  readonly wallet: Wallet;
  readonly asset: Asset;
  readonly amount: Amount;
  readonly plan: PlanId | null;
};

export type LegCorrection = {
  readonly pair: Pair;
  readonly leg: LegName;
  readonly before: Amount;
  readonly after: Amount;
  /** The market it goes on in, where its own is gone. */
  readonly heir: Instrument | null;
};

/** What taking the venue's word for one difference does to the books. Reckoned without touching them. */
export type Settlement = {
  readonly difference: Difference;
  readonly bookings: readonly Booking[];
  readonly legs: readonly LegCorrection[];
  /** The part of a position that no pair holds afterwards; of other differences 0. */
  readonly outside: Amount;
};

type Held = { readonly pair: Pair; readonly name: LegName; readonly leg: Leg; readonly heir: Instrument | null };

export function settle(state: EngineState, venue: VenueId, difference: Difference): Settlement {
  switch (difference.kind) {
    case "balance":
      return settleBalance(state, venue, difference);
    case "position":
      return settlePosition(state, difference);
    case "order":
    case "fate":
      return { difference, bookings: [], legs: [], outside: ZERO };
  }
}

/**
 * A wallet takes the venue's number. Coins that are gone were the owner's own as far as there were any beside our
 * legs, then rests of closed pairs, and only then a leg's.
 */
function settleBalance(
  state: EngineState,
  venue: VenueId,
  difference: Extract<Difference, { kind: "balance" }>,
): Settlement {
  const { wallet, asset, ours, venues } = difference;
  const change = (venues - ours) as Amount;
  const holders = coinHolders(state, venue, difference);
  const held = holders.reduce((sum, { leg }) => sum + leg.held, 0n);
  let missing = change < 0n && held > venues ? held - venues : 0n;
  const legs: LegCorrection[] = [];
  for (const { pair, name, leg } of holders) {
    const taken = missing < leg.held ? missing : leg.held;
    if (taken === 0n) continue;
    legs.push({ pair, leg: name, before: leg.held, after: (leg.held - taken) as Amount, heir: null });
    missing -= taken;
  }
  const ofLegs = legs.map(({ pair, before, after }) => ({
    wallet,
    asset,
    amount: (after - before) as Amount,
    plan: pair.plan,
  }));
  const rest = (change - ofLegs.reduce((sum, { amount }) => sum + amount, 0n)) as Amount;
  const bookings = rest === 0n ? ofLegs : [{ wallet, asset, amount: rest, plan: null }, ...ofLegs];
  return { difference, bookings, legs, outside: ZERO };
}

/** Legs made of this coin in this wallet: rests of closed pairs first, then the youngest pair. */
function coinHolders(
  state: EngineState,
  venue: VenueId,
  { wallet, asset }: Extract<Difference, { kind: "balance" }>,
): Held[] {
  const held = [...state.portfolio.pairs.values()].flatMap((pair): Held[] => {
    const market = state.market.instruments[pair.long.instrument];
    const isCoin = market?.kind === "spot" && market.venue === venue;
    if (!isCoin || market.wallet !== wallet || market.base !== asset || pair.long.held <= 0n) return [];
    return [{ pair, name: "long", leg: pair.long, heir: null }];
  });
  return held.toReversed().toSorted((a, b) => Number(isOpenPair(a.pair)) - Number(isOpenPair(b.pair)));
}

/** How much of a change brings what is held nearer to nothing, never past it. */
function towardsNothing(held: Amount, change: Amount): Amount {
  if (held === 0n || change === 0n || held > 0n === change > 0n) return ZERO;
  const size = change < 0n ? -change : change;
  const most = held < 0n ? -held : held;
  const taken = size < most ? size : most;
  return (change < 0n ? -taken : taken) as Amount;
}

/**
 * A position takes the venue's number. What is gone was a stranger's first, then the youngest pair's; what is more than
 * a pair's leg makes that leg the longer one, which is then shrunk; what no pair holds is a stranger's.
 */
function settlePosition(state: EngineState, difference: Extract<Difference, { kind: "position" }>): Settlement {
  const { instrument, ours, venues } = difference;
  let change = (venues - ours + leavingHeld(state, instrument)) as Amount;
  const strangers = outsideAt(state, instrument);
  const returned = towardsNothing(strangers, change);
  change = (change - returned) as Amount;
  const legs: LegCorrection[] = [];
  for (const { pair, name, leg, heir } of positionHolders(state, instrument)) {
    // What moves here is more than the books had in this market.
    if (heir !== null) change = (change - leg.held) as Amount;
    const taken = towardsNothing(leg.held, change);
    change = (change - taken) as Amount;
    const grows = change !== 0n && (name === "long") === change > 0n ? change : ZERO;
    change = (change - grows) as Amount;
    const after = (leg.held + taken + grows) as Amount;
    if (after !== leg.held || heir !== null) legs.push({ pair, leg: name, before: leg.held, after, heir });
  }
  return { difference, bookings: [], legs, outside: (strangers + returned + change) as Amount };
}

/** Legs in this perpetual that hold something, or may by an order nothing could be proven of; the youngest pair first. */
function positionHolders(state: EngineState, instrument: InstrumentIndex): Held[] {
  return [...state.portfolio.pairs.values()].toReversed().flatMap((pair) =>
    (["long", "short"] as const).flatMap((name): Held[] => {
      const leg = pair[name];
      const heir = successorOf(state, pair, leg);
      if ((heir?.index ?? leg.instrument) !== instrument) return [];
      return leg.held !== 0n || mayHold(state, pair, name) ? [{ pair, name, leg, heir }] : [];
    }),
  );
}

/** What moves on to another market with this one gone: here it is missing from nobody. */
function leavingHeld(state: EngineState, instrument: InstrumentIndex): Amount {
  let held = ZERO;
  for (const pair of openPairs(state.portfolio))
    for (const leg of [pair.long, pair.short])
      if (leg.instrument === instrument && successorOf(state, pair, leg) !== null) held = (held + leg.held) as Amount;
  return held;
}

function successorOf(state: EngineState, pair: Pair, leg: Leg): Instrument | null {
  const told = state.venues.get(leg.venue)?.told ?? null;
  return told === null || leg.kind !== "perpetual" ? null : onlyHeirOf(state, told, pair, leg);
}

const mayHold = (state: EngineState, pair: Pair, name: LegName): boolean =>
  liveOrdersOf(state.portfolio, pair).some((order) => order.intent.leg === name && isLongDoubted(state, order));
