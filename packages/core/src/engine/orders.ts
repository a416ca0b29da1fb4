import type { Fill, OrderReport, VenueFailure } from "../events/index.ts";
import type { ClientOrderId, VenueId } from "../ids/index.ts";
import { fillEntry, post } from "../ledger/ledger.ts";
import type { Instrument } from "../market/instrument.ts";
import {
  applyReport,
  canRest,
  doneHappening,
  isLive,
  isTerminal,
  nextOrderState,
  type OrderHappening,
} from "../order/index.ts";
import type { Order, OrderDraft } from "../order/intent.ts";
import { applyFillToLeg } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { legAt, legOf } from "../position/portfolio.ts";
import { approveOrder, sendDenial } from "../risk/approve-order.ts";
import { type Denial, denial } from "../risk/denial.ts";
import {
  type Amount,
  invariant,
  notional,
  ok,
  type Quantity,
  type Result,
  type WallTimeMs,
  ZERO,
} from "../units/index.ts";
import { alert, audit, emit, saveOrder, savePair } from "./emit.ts";
import { tellTaken } from "./foreign.ts";
import { holdBack } from "./held-back.ts";
import { ownerOf } from "./owner.ts";
import { pauseMs } from "./pause.ts";
import { moveOutside } from "./review/outside.ts";
import type { EngineState } from "./state.ts";
import { awaitsTransfer, dropTransfers, releaseTransfers } from "./transfer.ts";
import { trackUnhedged } from "./unhedged.ts";
import { arrivedBy, forgetDoubt } from "./unproven.ts";

/** Asks risk, makes the intent durable; the send waits for the commit (money rule 3). */
export function submit(state: EngineState, pair: Pair, draft: OrderDraft): Result<Order, Denial> {
  const approved = approveOrder(draft, pair, state);
  if (!approved.ok) return approved;
  const intent = approved.value;
  invariant(!state.portfolio.orders.has(intent.clientOrderId), `order ${intent.clientOrderId} exists already`);
  const order: Order = {
    intent,
    state: "intended",
    filledQuantity: 0 as Quantity,
    filledQuote: ZERO,
    reportedQuantity: 0 as Quantity,
    venueOrderId: null,
    sentAt: null,
    stateSince: state.wallNowMs,
    absentPolls: 0,
    refusal: null,
  };
  state.portfolio.orders.set(intent.clientOrderId, order);
  const leg = legOf(pair, order);
  leg.attempts += 1;
  state.outbox.rows.push({ table: "intent", intent });
  saveOrder(state, order);
  savePair(state, pair);
  const waiting = state.awaiting.get(state.sequence) ?? [];
  waiting.push(intent.clientOrderId);
  state.awaiting.set(state.sequence, waiting);
  return ok(order);
}

/** Moves an order along its table; what the table does not know is audited, never guessed. */
export function happen(state: EngineState, order: Order, happening: OrderHappening): void {
  const next = nextOrderState(order.state, happening);
  if (next === null) {
    if (!isTerminal(order.state))
      audit(state, order.intent.clientOrderId, "unexpected", { state: order.state, happening });
    return;
  }
  if (next === order.state) return;
  const wasLive = isLive(order.state);
  order.state = next;
  order.stateSince = state.wallNowMs;
  saveOrder(state, order);
  if (wasLive && isTerminal(next)) settleAttempt(state, order);
}

/** The pause after a refusal doubles twice, and again only behind so many of them. */
const REFUSAL_DOUBLINGS = 2;
const REFUSALS_PATIENT = 12;

/**
 * A market that had nothing at our price has it no sooner for being asked again. A refusal, or an order that never
 * arrived, says nothing of the market, and a leg may stand alone until one is taken.
 */
const missesPaused = (misses: number, { state }: Order): number =>
  state === "expired" ? misses : Math.max(Math.min(misses, REFUSAL_DOUBLINGS + 1), misses - REFUSALS_PATIENT);

/** Counts misses for pacing and repair once an attempt is proven over. */
function settleAttempt(state: EngineState, order: Order): void {
  state.queriedAt.delete(order.intent.clientOrderId);
  state.queryFailures.delete(order.intent.clientOrderId);
  state.absence.delete(order.intent.clientOrderId);
  state.cancels.delete(order.intent.clientOrderId);
  forgetDoubt(state, order);
  const pair = state.portfolio.pairs.get(order.intent.plan);
  if (pair === undefined) return;
  const leg = legOf(pair, order);
  // Waiting in the book that brought nothing is no miss: what wants to be taken was not tried yet.
  const waited = canRest(order.intent.style) && order.state === "expired";
  if (order.filledQuantity > 0) {
    leg.misses = 0;
  } else if (!waited) {
    leg.misses += 1;
    const pause = pauseMs(
      state.config.execution.retryPauseMs,
      missesPaused(leg.misses, order),
      order.intent.clientOrderId,
    );
    pair.retryAt = Math.max(pair.retryAt, state.wallNowMs + pause) as Pair["retryAt"];
  }
  savePair(state, pair);
}

export function onPersisted(state: EngineState, sequence: number, checkedAt: WallTimeMs): Pair[] {
  const touched: Pair[] = [];
  state.journalUp = true;
  state.journalProbes = 0;
  const late = leaseDenial(state, checkedAt);
  const orders = takeAwaiting(state, sequence);
  // A batch with a hedge in it is stored even where the database stands still; an entry may not ride along on that.
  const urgent = awaitsTransfer(state, sequence) || orders.some((order) => order.intent.purpose !== "enter");
  releaseTransfers(state, sequence, checkedAt, late);
  for (const order of orders) {
    const rides = urgent && order.intent.purpose === "enter" ? denial("journal-down") : null;
    const refusal = rides ?? late ?? sendDenial(order.intent, state);
    if (refusal !== null) {
      audit(state, order.intent.clientOrderId, "withheld", {
        code: refusal.code,
        have: refusal.have,
        need: refusal.need,
      });
      happen(state, order, "withheld");
    } else {
      order.sentAt = state.wallNowMs;
      happen(state, order, "stored");
      emit(state, { kind: "send", intent: order.intent, checkedAt });
    }
    pushPair(state, touched, order);
  }
  return touched;
}

/** What was held up for longer than the venue's window would be refused there: it is not sent, and decided anew. */
function leaseDenial(state: EngineState, checkedAt: WallTimeMs): Denial | null {
  const { receiveWindowMs } = state.config.execution;
  const ageMs = state.wallNowMs - checkedAt;
  return ageMs <= receiveWindowMs ? null : denial("lease-stale", ageMs, receiveWindowMs);
}

export function onPersistFailed(state: EngineState, sequence: number, reason: string): Pair[] {
  const touched: Pair[] = [];
  state.journalUp = false;
  state.entryGateOpen = false;
  dropTransfers(state, sequence, reason);
  for (const order of takeAwaiting(state, sequence)) {
    alert(state, "CRITICAL", "journal", `intent ${order.intent.clientOrderId} was not stored and not sent: ${reason}`);
    happen(state, order, "not-stored");
    pushPair(state, touched, order);
  }
  return touched;
}

function takeAwaiting(state: EngineState, sequence: number): Order[] {
  const ids = state.awaiting.get(sequence) ?? [];
  state.awaiting.delete(sequence);
  return ids.flatMap((id) => state.portfolio.orders.get(id) ?? []);
}

function pushPair(state: EngineState, pairs: Pair[], order: Order): void {
  const pair = state.portfolio.pairs.get(order.intent.plan);
  if (pair !== undefined && !pairs.includes(pair)) pairs.push(pair);
}

/** The venue's word about one order, with whatever fills came along. */
export function onReport(state: EngineState, report: OrderReport, fills: readonly Fill[]): Pair | null {
  const order = state.portfolio.orders.get(report.clientOrderId);
  for (const fill of fills) applyFill(state, fill);
  if (order === undefined) return null;
  order.absentPolls = 0;
  state.absence.delete(report.clientOrderId);
  const isEmpty = order.filledQuantity === 0 && report.executedQuantity === 0;
  const happening = report.status === "rejected" && isEmpty ? "refused" : applyReport(order, report);
  happen(state, order, happening);
  if (order.state === "settling") askOrder(state, order);
  return state.portfolio.pairs.get(order.intent.plan) ?? null;
}

export function onRefused(state: EngineState, id: ClientOrderId, failure: VenueFailure): Pair | null {
  const order = state.portfolio.orders.get(id);
  if (order === undefined) return null;
  order.refusal = failure.code;
  const pair = state.portfolio.pairs.get(order.intent.plan) ?? null;
  if (pair !== null && failure.retryAfterMs !== null) holdBack(state, pair, order, failure.retryAfterMs);
  happen(state, order, "refused");
  const level = order.intent.purpose === "enter" ? "INFO" : "WARNING";
  alert(state, level, "order-rejected", `${id} was refused by the venue: ${failure.code} ${failure.message}`);
  return pair;
}

export function onUnknown(state: EngineState, id: ClientOrderId, failure: VenueFailure): void {
  const order = state.portfolio.orders.get(id);
  if (order === undefined) return;
  happen(state, order, "reply-lost");
  alert(state, "WARNING", "order-unknown", `${id}: reply lost (${failure.code}); asking the venue, not resending`);
  askOrder(state, order);
}

/** Asks the venue by our id. One question at a time per order; a lost answer is asked again by the pulse. */
export function askOrder(state: EngineState, order: Order): void {
  const instrument = state.market.instruments[order.intent.instrument];
  if (instrument === undefined) return;
  state.queriedAt.set(order.intent.clientOrderId, state.wallNowMs);
  const { clientOrderId, instrument: index } = order.intent;
  emit(state, { kind: "query-order", venue: instrument.venue, clientOrderId, instrument: index });
}

/** Proves nothing; the pulse asks again, more rarely with every failure in a row. */
export function onQueryFailed(state: EngineState, id: ClientOrderId, { kind }: VenueFailure): void {
  // Kept back until its time, by the venue's word or our own budget: that is no outage, and asking again costs nothing.
  if (kind === "rate-limited") return;
  if (state.portfolio.orders.has(id)) state.queryFailures.set(id, (state.queryFailures.get(id) ?? 0) + 1);
}

/** A venue that answers a whole read can be asked about every order at once again. */
export function forgetQueryFailures(state: EngineState, venue: VenueId): void {
  for (const id of state.queryFailures.keys()) {
    const order = state.portfolio.orders.get(id);
    if (order === undefined || state.market.instruments[order.intent.instrument]?.venue === venue)
      state.queryFailures.delete(id);
  }
}

export function onNotFound(state: EngineState, id: ClientOrderId): void {
  const order = state.portfolio.orders.get(id);
  if (order === undefined) return;
  // One that was there may be hidden for a moment; whether it is gone is asked like that of any other.
  if (order.state === "acknowledged" || order.state === "cancelling") happen(state, order, "not-known");
  if (order.state !== "unknown") return;
  // Inside the receive window the request may still arrive; nothing said now proves anything.
  if (state.wallNowMs <= arrivedBy(state, order)) return;
  order.absentPolls += 1;
  if (order.absentPolls < state.config.execution.absentPollsMin || state.absence.has(id)) return;
  const venue = state.market.instruments[order.intent.instrument]?.venue;
  const read = venue === undefined ? undefined : state.venues.get(venue);
  // The next whole account read decides: a fill of this order would be in it.
  if (read === undefined) return;
  state.absence.set(id, read.requestId + 1);
  // A pause was for reads nothing hung on; what the venue itself forbids its adapter still keeps back.
  read.readNotBefore = state.wallNowMs;
}

/** Traded before the books of its venue were opened, or opened anew: what it did is in the balances they began with. */
export const isInOpening = ({ venues }: EngineState, { venue, venueTimeMs }: Fill): boolean =>
  venueTimeMs <= (venues.get(venue)?.openedAt ?? 0);

/** Books a fill once, wherever it came from. */
export function applyFill(state: EngineState, fill: Fill): Pair | null {
  const instrument = state.market.instruments[fill.instrument];
  if (instrument === undefined || isInOpening(state, fill)) return null;
  const owner = ownerOf(state, fill);
  if (owner.kind === "undecided") return null;
  const pair = owner.kind === "foreign" ? null : owner.pair;
  const entry = fillEntry(fill, instrument, pair?.plan ?? null);
  if (!post(state.ledger, entry)) return null;
  state.outbox.rows.push({ table: "fill", fill, plan: pair?.plan ?? null }, { table: "ledger", entry });
  if (owner.kind === "order") applyFillToOrder(state, owner.order, fill);
  else tellTaken(state, fill, instrument, pair, owner.kind === "leg" ? owner.leg : null);
  if (owner.kind === "foreign") moveOutside(state, fill, instrument);
  if (pair === null) return null;
  const leg = owner.kind === "leg" ? owner.leg : legAt(pair, fill.instrument);
  applyFillToLeg(leg, fill, instrument);
  if (leg.misses > 0) {
    // What was taken for a miss was none: the pause after it may not hold back the hedge.
    leg.misses = 0;
    pair.retryAt = state.wallNowMs;
  }
  pair.fees = (pair.fees + feeInQuote(fill, instrument)) as Amount;
  pair.realisedProfit = (pair.realisedProfit + fill.realisedProfit) as Amount;
  trackUnhedged(state, pair);
  savePair(state, pair);
  return pair;
}

function applyFillToOrder(state: EngineState, order: Order, fill: Fill): void {
  order.filledQuantity = (order.filledQuantity + fill.quantity) as Quantity;
  order.filledQuote = (order.filledQuote + fill.quote) as Amount;
  if (order.reportedQuantity < order.filledQuantity) order.reportedQuantity = order.filledQuantity;
  invariant(
    order.filledQuantity <= order.intent.quantity,
    `order ${order.intent.clientOrderId} filled beyond its quantity`,
  );
  if (order.state === "settling" || order.filledQuantity === order.intent.quantity)
    happen(state, order, doneHappening(order));
  else if (order.state === "absent" || order.state === "rejected") reopen(state, order);
  saveOrder(state, order);
}

/** It trades, so the venue's word that it has no such order was wrong: what is left of it may trade too. */
function reopen(state: EngineState, order: Order): void {
  order.absentPolls = 0;
  happen(state, order, "reply-open");
  alert(state, "WARNING", "order-unknown", `${order.intent.clientOrderId} trades after all; asking the venue again`);
  askOrder(state, order);
}

/** A fee paid in the coin, valued at the fill's own price; any other asset stays in the books alone. */
function feeInQuote(fill: Fill, { base, quote, priceScale }: Instrument): Amount {
  if (fill.feeAsset === quote) return fill.fee;
  if (fill.feeAsset !== base) return ZERO;
  const unit = notional(fill.price, priceScale, 1 as Quantity, 0);
  return ((fill.fee * unit) / 10n ** 18n) as Amount;
}
