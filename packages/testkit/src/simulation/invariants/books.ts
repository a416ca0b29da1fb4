import type { EngineState } from "@evenkeel/core/engine";
import type { DurableBatch, Fill } from "@evenkeel/core/events";
import type { ClientOrderId, InstrumentIndex } from "@evenkeel/core/ids";
import { walletKey } from "@evenkeel/core/ledger";
import { type Amount, formatAmount, quantityAmount, SECOND_MS, ZERO } from "@evenkeel/core/units";
import { balancesOf, positionsOf } from "../../in-process/index.ts";
import { broken } from "../broken.ts";
import type { FaultyVenue } from "../faults/index.ts";
import { hearTrades, type Moves, oweAll, settleMoves } from "./moves.ts";
import type { Rule, Scene } from "./rule.ts";

/** A read that failed again and again is repeated after this at the latest. */
const READ_PAUSE_MS_MAX = 35 * SECOND_MS;

/** I1, I2, I5, I6, I7 and I11: our books against what the venues did. */
export function booksRule(scene: Scene, accounts: readonly Moves[]): Rule {
  const executed = new Map<ClientOrderId, number>();
  const apartSince = new Map<InstrumentIndex, number>();
  /** What the process that lives now has asked to be stored. */
  const booked = new Set<string>();

  return {
    decided: (effects, state) => {
      if (state !== scene.state()) return;
      for (const effect of effects) if (effect.kind === "persist") checkOnce(scene, booked, effect.batch);
    },
    happened: (venue, events) => {
      const moves = accounts.find((each) => each.venue === venue);
      if (moves === undefined) return;
      for (const { fill } of hearTrades(moves, events)) checkExecuted(scene, executed, fill);
    },
    started: () => {
      booked.clear();
      for (const moves of accounts) oweAll(moves);
    },
    healed: () => {
      for (const moves of accounts) settleMoves(moves, scene.state());
      for (const { unseenFills } of accounts) for (const { fill } of unseenFills) checkBooked(scene, fill);
    },
    check: () => {
      const state = scene.state();
      if (state.phase === "starting") return;
      for (const moves of accounts) {
        if ((state.venues.get(moves.venue.inner.venue)?.openedAt ?? 0) === 0) continue;
        settleMoves(moves, state);
        checkWallets(moves, state);
        checkPositions(scene, moves, state, apartSince);
      }
      checkPairs(state);
    },
  };
}

/** I5, I6: what executed under a name of ours was ours by a durable intent, and never beyond it. */
function checkExecuted(scene: Scene, executed: Map<ClientOrderId, number>, fill: Fill): void {
  const { clientOrderId } = fill;
  if (clientOrderId === null) return;
  const intent = scene.journal.intents.get(clientOrderId);
  if (intent === undefined) return broken("I5", `trade ${fill.tradeId} of ${clientOrderId} has no durable intent`);
  const sum = (executed.get(clientOrderId) ?? 0) + fill.quantity;
  executed.set(clientOrderId, sum);
  if (sum > intent.quantity) broken("I6", `${clientOrderId} executed ${sum} of ${intent.quantity}`);
}

/** I7: a cause is booked once; what a dead process did not get stored is booked by the next one. */
function checkOnce({ journal }: Scene, booked: Set<string>, { rows }: DurableBatch): void {
  for (const row of rows) {
    if (row.table !== "ledger") continue;
    const { causeId } = row.entry;
    if (booked.has(causeId) || journal.entries.has(causeId)) broken("I7", `${causeId} is booked twice`);
    booked.add(causeId);
  }
}

/** I7: in the end every trade of ours is booked; somebody else's may be part of what a person took over. */
function checkBooked({ journal }: Scene, { clientOrderId, tradeId }: Fill): void {
  if (clientOrderId !== null && journal.intents.has(clientOrderId))
    broken("I7", `trade ${tradeId} of ${clientOrderId} was never booked`);
}

/** I1: opening plus the ledger plus what the venue has not told us yet is the venue's balance, to the last digit. */
function checkWallets({ venue, unseenFills, unseenIncome }: Moves, state: EngineState): void {
  const { inner } = venue;
  const owed = new Map<string, bigint>();
  for (const { fill, listing } of unseenFills) {
    const { base, quote, settle, kind, wallet, quantityScale } = listing.instrument;
    const bought = fill.side === "buy";
    if (kind === "spot") {
      const amount = quantityAmount(fill.quantity, quantityScale);
      bump(owed, walletKey(inner.venue, wallet, base), bought ? amount : -amount);
      bump(owed, walletKey(inner.venue, wallet, quote), bought ? -fill.quote : fill.quote);
    } else bump(owed, walletKey(inner.venue, wallet, settle), fill.realisedProfit);
    bump(owed, walletKey(inner.venue, wallet, fill.feeAsset), -fill.fee);
  }
  for (const { wallet, asset, amount } of unseenIncome) bump(owed, walletKey(inner.venue, wallet, asset), amount);
  for (const balance of balancesOf(inner.exchange, inner.account)) {
    const key = walletKey(inner.venue, balance.wallet, balance.asset);
    const ours = (state.ledger.wallets.get(key) ?? ZERO) + (owed.get(key) ?? 0n);
    if (ours !== balance.total)
      broken("I1", `${key}: books ${formatAmount(ours as Amount)}, venue ${formatAmount(balance.total)}`);
  }
}

/** I2: the pairs' perpetual legs plus fills not seen yet are the venue's positions; else new risk ends within a poll. */
function checkPositions(
  scene: Scene,
  { venue, unseenFills }: Moves,
  state: EngineState,
  apartSince: Map<InstrumentIndex, number>,
): void {
  const { inner } = venue;
  const ours = new Map<InstrumentIndex, bigint>();
  for (const pair of state.portfolio.pairs.values())
    for (const leg of [pair.long, pair.short])
      if (leg.kind === "perpetual" && leg.venue === inner.venue) bump(ours, leg.instrument, leg.held);
  for (const { fill, listing } of unseenFills) {
    if (listing.instrument.kind !== "perpetual") continue;
    const amount = quantityAmount(fill.quantity, listing.instrument.quantityScale);
    bump(ours, fill.instrument, fill.side === "buy" ? amount : -amount);
  }
  const told = new Map<InstrumentIndex, bigint>();
  for (const { instrument, quantity } of positionsOf(inner.exchange, inner.account, {
    venue: inner.venue,
    listingOf: inner.book.at,
  })) {
    told.set(instrument, quantityAmount(quantity, inner.book.byIndex(instrument)?.instrument.quantityScale ?? 0));
  }
  for (const at of new Set([...ours.keys(), ...told.keys()])) {
    const [held, theirs] = [ours.get(at) ?? 0n, told.get(at) ?? 0n];
    if (held === theirs || !mayEnter(state, venue, at)) apartSince.delete(at);
    else if (isOverdue(scene, state, apartSince, at)) broken("I2", `position ${at}: ours ${held}, venue ${theirs}`);
  }
}

function mayEnter(
  { phase, control, portfolio, venues }: EngineState,
  { inner }: FaultyVenue,
  at: InstrumentIndex,
): boolean {
  const gate = venues.get(inner.venue);
  const open = phase === "ready" && control.halted === null && control.killLevel === "run";
  if (!open || gate?.reconciled !== true || gate.mismatchReads > 0 || portfolio.frozen.has(at)) return false;
  // One order of unknown fate ends new risk everywhere.
  return ![...portfolio.orders.values()].some((order) => order.state === "unknown");
}

function isOverdue(
  scene: Scene,
  state: EngineState,
  apartSince: Map<InstrumentIndex, number>,
  at: InstrumentIndex,
): boolean {
  const now = scene.wallMs();
  const since = apartSince.get(at) ?? now;
  apartSince.set(at, since);
  return now - Math.max(since, scene.troubledMs()) > state.config.execution.accountPollMs + READ_PAUSE_MS_MAX;
}

/** I11: a long leg is never short, a short leg never long: the legs of a pair never point the same way. */
function checkPairs(state: EngineState): void {
  for (const { plan, long, short } of state.portfolio.pairs.values()) {
    if (long.held < 0n) broken("I11", `${plan}: the long leg is short ${formatAmount(long.held)}`);
    if (short.held > 0n) broken("I11", `${plan}: the short leg is long ${formatAmount(short.held)}`);
  }
}

function bump<K>(sums: Map<K, bigint>, key: K, by: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + by);
}
