import type { EngineState } from "@evenkeel/core/engine";
import type { Effect } from "@evenkeel/core/events";
import type { ClientOrderId } from "@evenkeel/core/ids";
import { fillCauseId, incomeCauseId, walletKey } from "@evenkeel/core/ledger";
import { intentHash, type OrderIntent } from "@evenkeel/core/order";
import { type Amount, formatAmount, quantityAmount, ZERO } from "@evenkeel/core/units";
import { balancesOf, fillOf, type InProcessVenue, incomeSince, positionsOf, tradesOf } from "../in-process/index.ts";
import type { MemoryJournal } from "../memory-journal.ts";

export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
  readonly invariantName: string;
  constructor(invariantName: string, detail: string) {
    super(`${invariantName}: ${detail}`);
    this.invariantName = invariantName;
  }
}

const broken = (name: string, detail: string): never => {
  throw new InvariantBroken(name, detail);
};

/** I4 and I5 at the wire: the seal fits the bytes, and the intent is already durable. */
export function checkSend(
  effect: Extract<Effect, { kind: "send" }>,
  journal: MemoryJournal,
  sent: Set<ClientOrderId>,
): void {
  const { intent } = effect;
  const { approval, ...draft } = intent;
  if (approval.intentHash !== intentHash(draft))
    broken("I4", `${intent.clientOrderId} was sent without its own approval`);
  if (!journal.intents.has(intent.clientOrderId))
    broken("I5", `${intent.clientOrderId} was sent before it was durable`);
  if (sent.has(intent.clientOrderId)) broken("I6", `${intent.clientOrderId} was sent twice`);
  if (intent.purpose === "exit" || intent.purpose === "repair") {
    if (intent.leg === "short" && !intent.reduceOnly)
      broken("I11", `${intent.clientOrderId} leaves without reduce-only`);
  }
  sent.add(intent.clientOrderId);
}

/** Everything that must hold between our state, the durable truth and the exchange, whatever happened. */
export function checkBooks(state: EngineState, journal: MemoryJournal, venue: InProcessVenue): void {
  if (state.phase === "starting" || (state.venues.get(venue.venue)?.openedAt ?? 0) === 0) return;
  const unseen = checkFills(state, journal, venue);
  checkWallets(state, venue, unseen);
  checkPositions(state, venue, unseen.positions);
  checkPairs(state);
}

type Unseen = { readonly wallets: Map<string, bigint>; readonly positions: Map<number, bigint> };

/** I6, I7: what the venue executed is ours by intent, never beyond it, and is in the books once or still owed. */
function checkFills(state: EngineState, journal: MemoryJournal, venue: InProcessVenue): Unseen {
  const unseen: Unseen = { wallets: new Map(), positions: new Map() };
  const executed = new Map<string, { intent: OrderIntent; quantity: number }>();
  const openedAt = state.venues.get(venue.venue)?.openedAt ?? 0;
  for (const listing of venue.listings) {
    for (const trade of tradesOf(venue.account, venue.book, listing)) {
      const fill = fillOf(venue.account, trade, listing, venue.venue);
      const intent = fill.clientOrderId === null ? undefined : journal.intents.get(fill.clientOrderId);
      if (intent === undefined) return broken("I5", `trade ${fill.tradeId} has no durable intent`);
      const sum = executed.get(intent.clientOrderId) ?? { intent, quantity: 0 };
      sum.quantity += fill.quantity;
      executed.set(intent.clientOrderId, sum);
      if (state.ledger.causes.has(fillCauseId(fill))) continue;
      const base = quantityAmount(fill.quantity, listing.instrument.quantityScale);
      const signed = fill.side === "buy" ? base : -base;
      const wallet = listing.market === "spot" ? "spot" : "futures";
      if (listing.market === "spot") {
        bump(unseen.wallets, walletKey(venue.venue, "spot", listing.instrument.base), signed);
        bump(
          unseen.wallets,
          walletKey(venue.venue, "spot", listing.instrument.quote),
          fill.side === "buy" ? -fill.quote : fill.quote,
        );
      } else {
        bump(unseen.wallets, walletKey(venue.venue, "futures", listing.instrument.settle), fill.realisedProfit);
        bump(unseen.positions, listing.instrument.index, signed);
      }
      bump(unseen.wallets, walletKey(venue.venue, wallet, fill.feeAsset), -fill.fee);
    }
  }
  for (const { intent, quantity } of executed.values()) {
    if (quantity > intent.quantity) broken("I6", `${intent.clientOrderId} executed ${quantity} of ${intent.quantity}`);
  }
  const symbols = new Map(venue.listings.map((listing) => [listing.symbol, listing.instrument.index]));
  for (const income of incomeSince(venue.account, 0, (symbol) => symbols.get(symbol) ?? null, venue.venue)) {
    if (income.venueTimeMs <= openedAt || state.ledger.causes.has(incomeCauseId(income))) continue;
    bump(unseen.wallets, walletKey(venue.venue, income.wallet, income.asset), income.amount);
  }
  return unseen;
}

/** I1: opening plus the ledger plus what the venue has not told us yet is the venue's balance, to the last digit. */
function checkWallets(state: EngineState, venue: InProcessVenue, unseen: Unseen): void {
  for (const balance of balancesOf(venue.exchange, venue.account)) {
    const key = walletKey(venue.venue, balance.wallet, balance.asset);
    const ours = (state.ledger.wallets.get(key) ?? ZERO) + (unseen.wallets.get(key) ?? 0n);
    if (ours !== balance.total) {
      broken("I1", `${key}: books ${formatAmount(ours as Amount)}, venue ${formatAmount(balance.total)}`);
    }
  }
}

/** I2: the pairs' perpetual legs plus fills not seen yet are the venue's positions. */
function checkPositions(state: EngineState, venue: InProcessVenue, unseen: Map<number, bigint>): void {
  const held = new Map<number, bigint>(unseen);
  for (const pair of state.portfolio.pairs.values()) bump(held, pair.short.instrument, pair.short.held);
  const translator = {
    venue: venue.venue,
    listingOf: (market: string, at: number) => venue.listings.find((each) => each.market === market && each.at === at),
  };
  const told = new Map<number, bigint>();
  for (const position of positionsOf(venue.exchange, venue.account, translator)) {
    const scale =
      venue.listings.find((each) => each.instrument.index === position.instrument)?.instrument.quantityScale ?? 0;
    told.set(position.instrument, quantityAmount(position.quantity, scale));
  }
  for (const at of new Set([...held.keys(), ...told.keys()])) {
    const ours = held.get(at) ?? 0n;
    const theirs = told.get(at) ?? 0n;
    if (ours !== theirs && !state.portfolio.frozen.has(at as never))
      broken("I2", `position ${at}: ours ${ours}, venue ${theirs}`);
  }
}

/** I11: a long leg is never short, a short leg never long: the legs of a pair never point the same way. */
function checkPairs(state: EngineState): void {
  for (const pair of state.portfolio.pairs.values()) {
    if (pair.long.held < 0n) broken("I11", `${pair.plan}: the long leg is short ${formatAmount(pair.long.held)}`);
    if (pair.short.held > 0n) broken("I11", `${pair.plan}: the short leg is long ${formatAmount(pair.short.held)}`);
  }
}

function bump<K>(sums: Map<K, bigint>, key: K, by: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + by);
}
