import type { Command, LedgerEntry } from "../../events/index.ts";
import { type PlanId, planId } from "../../ids/index.ts";
import { post } from "../../ledger/ledger.ts";
import { correctLeg } from "../../position/correct.ts";
import { createLeg, imbalance } from "../../position/leg.ts";
import type { Leg, Pair } from "../../position/pair.ts";
import { dustLimit, isTradable } from "../../position/situation.ts";
import {
  type Amount,
  formatAmount,
  formatMantissa,
  invariant,
  negate,
  type WallTimeMs,
  ZERO,
} from "../../units/index.ts";
import { advance } from "../advance.ts";
import { compare } from "../compare.ts";
import { alert, audit, saveControl, savePair } from "../emit.ts";
import { refreshEntryGate } from "../entry.ts";
import { legWorth, priceOf, valueAt } from "../equity.ts";
import { moveLossMarks } from "../loss-marks.ts";
import { isHeard } from "../reconcile.ts";
import type { EngineState } from "../state.ts";
import { trackUnhedged } from "../unhedged.ts";
import { type AdoptPair, type FoundLeg, type FoundPair, findPair } from "./find-pair.ts";
import { freezeOutside, setOutsidePosition, unfreeze } from "./outside.ts";

/**
 * Takes a position, and the coins or the position that hedge it, under guard as a pair: both are at the venues already
 * and in no books of ours. From here on they are hedged, guarded and closed like any other.
 */
export function adoptPair(state: EngineState, command: Command, body: AdoptPair): string {
  if (state.nonce === null) return "refused: not-ready";
  const found = findPair(state, body);
  if (!found.ok) return `refused: ${found.error}`;
  const pair = pairOf(state, planId(state.nonce, state.control.planCount), found.value);
  const misfit = misfitOf(state, pair);
  if (misfit !== null) return `refused: ${misfit}`;
  state.control.planCount += 1;
  state.portfolio.pairs.set(pair.plan, pair);
  if (pair.long.kind === "spot") bookCoins(state, pair);
  // What is counted from here on was there before: it is no profit of today's.
  const worth = [pair.long, pair.short].reduce((sum, leg) => sum + legWorth(state, leg, priceOf(state, leg)), 0n);
  moveLossMarks(state, worth as Amount);
  settleVenues(state, pair);
  sayAdopted(state, command, pair, found.value);
  trackUnhedged(state, pair);
  savePair(state, pair);
  advance(state, pair);
  if (state.phase === "ready") refreshEntryGate(state);
  return `adopted ${pair.plan}`;
}

/** A leg as if it had been traded at once, at the price it is taken over at. */
function legOf(state: EngineState, { market, held, price }: FoundLeg): Leg {
  const leg = createLeg(market);
  const quote = valueAt(state, { ...leg, held }, price);
  correctLeg(leg, held, (quote < 0n ? -quote : quote) as Amount, market);
  return leg;
}

function pairOf(state: EngineState, plan: PlanId, { long, short }: FoundPair): Pair {
  const [longLeg, shortLeg] = [legOf(state, long), legOf(state, short)];
  return {
    plan,
    base: long.market.base,
    origin: "adopted",
    long: longLeg,
    short: shortLeg,
    leading: "long",
    stage: "open",
    target: longLeg.held,
    openedAt: state.venueNowMs,
    closedAt: null,
    // Nobody decided on it here, so nothing was expected of it.
    estimate: {
      notional: longLeg.boughtQuote,
      longMid: long.price,
      shortMid: short.price,
      fundingBps: 0,
      costBps: 0,
      tradingBps: 0,
      netBps: 0,
    },
    funding: ZERO,
    fees: ZERO,
    realisedProfit: ZERO,
    retryAt: 0 as WallTimeMs,
    unhedgedSince: null,
    unhedgedMsWorst: 0,
    unhedgedNotionalWorst: 0,
    closeReason: null,
    patient: false,
    schedule: { kind: "whole" },
    leverage: leverageOf(state, [longLeg, shortLeg]),
  };
}

/** As the venues have it: it was not set by us, and cannot be set anew while something is held. */
const leverageOf = (state: EngineState, legs: readonly Leg[]): number =>
  Math.max(1, ...legs.map((leg) => state.venues.get(leg.venue)?.positions.get(leg.instrument)?.leverage ?? 1));

/** What is taken over has to be a hedge that its markets would also take down again. */
function misfitOf(state: EngineState, pair: Pair): string | null {
  if (priceOf(state, pair.long) <= 0 || priceOf(state, pair.short) <= 0) return "prices-unknown";
  if (!isTradable(pair.long, state.market) || !isTradable(pair.short, state.market)) return "too-small";
  const apart = imbalance(pair);
  const size = (apart < 0n ? -apart : apart) as Amount;
  const dust = dustLimit(pair, state.market);
  return size < dust ? null : `not-balanced ${formatAmount(size)} / ${formatAmount(dust)}`;
}

/** The coins leave the capital for the pair's own trading account, at what they are taken over for. */
function bookCoins(state: EngineState, { plan, base, long }: Pair): void {
  const { quote } = state.market.instruments[long.instrument] ?? {};
  invariant(quote !== undefined, "an adopted leg has a market");
  const [capital, trading] = [{ kind: "capital" } as const, { kind: "trading", plan } as const];
  const entry: LedgerEntry = {
    causeId: `${plan}/adopted`,
    cause: "transfer",
    venueTimeMs: state.venueNowMs,
    lines: [
      { account: capital, asset: base, amount: long.held },
      { account: trading, asset: base, amount: negate(long.held) },
      { account: trading, asset: quote, amount: long.boughtQuote },
      { account: capital, asset: quote, amount: negate(long.boughtQuote) },
    ],
  };
  invariant(post(state.ledger, entry), `${entry.causeId} is booked already`);
  state.outbox.rows.push({ table: "ledger", entry });
}

/** Nobody else's any more: off the file, its symbols free, and both venues compared anew with what the pair explains. */
function settleVenues(state: EngineState, pair: Pair): void {
  for (const { instrument, kind } of [pair.long, pair.short]) {
    if (kind === "perpetual") setOutsidePosition(state, instrument, ZERO);
    unfreeze(state, instrument);
  }
  freezeOutside(state);
  for (const id of new Set([pair.long.venue, pair.short.venue])) {
    const venue = state.venues.get(id);
    if (venue?.told != null) compare(state, venue.told, venue);
  }
  if ([...state.venues.values()].every((each) => each.reconciled || !isHeard(each))) state.control.halted = null;
  saveControl(state);
}

function sayAdopted(state: EngineState, command: Command, pair: Pair, { long, short }: FoundPair): void {
  const detail = {
    long: formatAmount(long.held),
    longPrice: formatMantissa(long.price, long.market.priceScale),
    longPriceFrom: long.source,
    short: formatAmount(short.held),
    shortPrice: formatMantissa(short.price, short.market.priceScale),
    shortPriceFrom: short.source,
    command: command.id,
    reason: command.reason,
  };
  audit(state, pair.plan, "pair-adopted", detail, command.author);
  const text = `${command.author.id} had a hand-made pair adopted: ${formatAmount(pair.long.held)} ${pair.base} in ${long.market.symbol} against ${short.market.symbol}; it is guarded from now on`;
  alert(state, "INFO", "adopted", text);
}
