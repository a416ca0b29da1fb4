import type { ColdEvent, Fill, Income } from "../events/index.ts";
import type { InstrumentIndex } from "../ids/index.ts";
import { fillCauseId, incomeEntry, openingEntry, post, walletKey } from "../ledger/ledger.ts";
import { canRest } from "../order/index.ts";
import { perpetualLegs } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import type { Amount, VenueTimeMs } from "../units/index.ts";
import { advance } from "./advance.ts";
import { cancelOrphans } from "./cancel.ts";
import { compare, hasOpenFate, noteAgreed } from "./compare.ts";
import { audit, savePair } from "./emit.ts";
import { proveFlat } from "./flat.ts";
import { watchForeignOrders } from "./foreign.ts";
import { moveLossMarks } from "./loss-marks.ts";
import { watchMargin } from "./margin-drift.ts";
import { venueOf } from "./on-market.ts";
import { applyFill, askOrder, forgetQueryFailures, happen, isInOpening } from "./orders.ts";
import { pauseMs } from "./pause.ts";
import { isOwnBudget } from "./reach.ts";
import { leavesTrace } from "./reconcile.ts";
import { awaitsProof, checkpointOf, standsWaiting } from "./request-account.ts";
import { forgetOutsideOrders } from "./review/outside.ts";
import { checkStanding, tellKeyRefused } from "./standing.ts";
import type { EngineState, VenueState } from "./state.ts";
import { followRenamed } from "./succession.ts";
import { settleTransfers } from "./transfer.ts";
import { tellUnproven, watchUnproven } from "./unproven.ts";

/** Between a failed read and the next; doubled with every failure in a row. */
const READ_PAUSE_MS = 1_000;
/** So many failures of a read that an order's fate or a pair's first step hangs on double nothing: a leg stands alone. */
const PROOF_FAILURES_MAX = 5;

type AccountEvent = Extract<ColdEvent, { kind: "account" }>;

/** REST truth: first replay what it knows and we do not, then compare. */
export function onAccount(state: EngineState, event: AccountEvent): void {
  const venue = venueOf(state, event.venue);
  if (event.requestId !== venue.requestId) return;
  checkStanding(state, event, venue);
  const askedAtMs = venue.askedAt;
  venue.askedAt = 0;
  venue.readFailures = 0;
  forgetQueryFailures(state, event.venue);
  venue.readAt = state.wallNowMs;
  venue.readId = event.requestId;
  if (venue.openedAt === 0) openBooks(state, event, venue);

  const touched = new Set<Pair>();
  const skipped = new Set<InstrumentIndex>();
  for (const fill of event.fills) {
    const old = isInOpening(state, fill);
    const pair = applyFill(state, fill);
    if (pair !== null) touched.add(pair);
    // Only reads move the checkpoint, and never past a trade that is not booked: streams have gaps.
    if (!old && !state.ledger.causes.has(fillCauseId(fill))) skipped.add(fill.instrument);
    if (!skipped.has(fill.instrument)) rememberTrade(venue, fill);
  }
  for (const income of event.income) if (income.venueTimeMs > venue.openedAt) applyIncome(state, income, venue);
  settleTransfers(state, event, askedAtMs);
  venue.positions = new Map(event.positions.map((position) => [position.instrument, position]));
  venue.free = new Map(
    event.balances.map(({ wallet, asset, free }) => [walletKey(event.venue, wallet, asset), free] as const),
  );
  takeMarks(state, event.positions);
  watchMargin(state, event.venue, venue);
  proveAbsent(state, event);
  watchUnproven(state, event.venue);
  cancelOrphans(state, event.venue, event.openOrders, askedAtMs);

  const { balances, positions, openOrders } = event;
  venue.told = { venue: event.venue, balances, positions, openOrders };
  forgetOutsideOrders(state, venue.told);
  followRenamed(state, venue.told);
  watchForeignOrders(state, venue.told);
  if (state.phase !== "ready") noteAgreed(state, venue.told, venue);
  if (!hasOpenFate(state, event.venue)) compare(state, venue.told, venue);
  proveFlat(state, venue.told);
  saveCheckpoint(state, event, venue);
  const { version } = state.portfolio;
  venue.idleReads = venue.readVersion === version ? venue.idleReads + 1 : 0;
  venue.readVersion = version;
  for (const pair of touched) advance(state, pair);
}

/** The venue's own mark of what we hold, where its stream has not told a newer one; entries still ask for the stream's. */
function takeMarks({ market, wallNowMs, config }: EngineState, positions: AccountEvent["positions"]): void {
  const { columns } = market;
  for (const { instrument, markPrice } of positions) {
    const ageMs = wallNowMs - (columns.markReceivedMs[instrument] ?? 0);
    if (markPrice !== null && markPrice > 0 && ageMs > config.risk.freshnessMsMax)
      columns.markPrice[instrument] = markPrice;
  }
}

function openBooks(state: EngineState, event: AccountEvent, venue: VenueState): void {
  venue.openedAt = Math.max(1, event.venueTimeMs) as VenueTimeMs;
  venue.incomeSince = event.venueTimeMs;
  for (const balance of event.balances) {
    if (balance.total === 0n) continue;
    const entry = openingEntry(event.venue, balance.wallet, balance.asset, balance.total, event.venueTimeMs);
    if (post(state.ledger, entry)) state.outbox.rows.push({ table: "ledger", entry });
  }
  audit(state, event.venue, "books-opened", { balances: event.balances.length });
}

function applyIncome(state: EngineState, income: Income, venue: VenueState): void {
  const pair = income.kind === "funding" ? pairAt(state, income) : null;
  const entry = incomeEntry(income, pair?.plan ?? null);
  if (income.venueTimeMs > venue.incomeSince) venue.incomeSince = income.venueTimeMs;
  if (!post(state.ledger, entry)) return;
  state.outbox.rows.push({ table: "income", income, plan: pair?.plan ?? null }, { table: "ledger", entry });
  if (income.kind === "transfer") moveLossMarks(state, income.amount);
  if (pair === null) return;
  pair.funding = (pair.funding + income.amount) as Amount;
  savePair(state, pair);
}

/** The pair that held this perpetual when the venue settled. */
function pairAt(state: EngineState, income: Income): Pair | null {
  let found: Pair | null = null;
  for (const pair of state.portfolio.pairs.values()) {
    const held = pair.openedAt <= income.venueTimeMs && (pair.closedAt === null || pair.closedAt >= income.venueTimeMs);
    if (held && perpetualLegs(pair).some(({ instrument }) => instrument === income.instrument)) found = pair;
  }
  return found;
}

function rememberTrade(venue: VenueState, fill: Fill): void {
  const last = venue.lastTradeIds.get(fill.instrument) ?? "";
  const newer = fill.tradeId.length > last.length || (fill.tradeId.length === last.length && fill.tradeId > last);
  if (newer) venue.lastTradeIds.set(fill.instrument, fill.tradeId);
}

/**
 * Orders asked for past the receive window that left no trace in a later whole read, neither a fill nor a moved
 * position or balance: the venue never had them. With a trace that no fill explains they stay unknown.
 */
function proveAbsent(state: EngineState, event: AccountEvent): void {
  for (const [id, needed] of state.absence) {
    const order = state.portfolio.orders.get(id);
    if (order === undefined || event.requestId < needed) continue;
    const { instrument } = order.intent;
    // A read of another venue counts by itself and proves nothing here.
    if (state.market.instruments[instrument]?.venue !== event.venue) continue;
    // What rests may fill later, whoever hides it now; what takes is over once all it did is booked.
    const open = order.state === "unknown" && (order.filledQuantity === 0 || !canRest(order.intent.style));
    if (open && leavesTrace(state, event, order.intent)) {
      state.absence.set(id, event.requestId + 1);
      tellUnproven(state, order, "the venue knows no such order, yet its account moved");
      continue;
    }
    state.absence.delete(id);
    if (!open) continue;
    const happening = order.filledQuantity === 0 ? "proven-absent" : "reply-done-part";
    audit(state, id, happening, { polls: order.absentPolls });
    happen(state, order, happening);
    const pair = state.portfolio.pairs.get(order.intent.plan);
    if (pair !== undefined) advance(state, pair);
  }
}

function saveCheckpoint(state: EngineState, event: AccountEvent, venue: VenueState): void {
  if (event.fills.length === 0 && event.income.length === 0 && state.outbox.rows.length === 0) return;
  state.outbox.rows.push({
    table: "checkpoint",
    checkpoint: { ...checkpointOf(state, event.venue, venue), incomeSince: venue.incomeSince },
  });
}

/** A failed read proves nothing; the pulse asks again. */
export function onAccountFailed(state: EngineState, event: Extract<ColdEvent, { kind: "account-failed" }>): void {
  const venue = venueOf(state, event.venue);
  // Whichever read it was, and also where none could even be asked for.
  if (event.failure.kind === "authentication") tellKeyRefused(state, event.venue, venue, event.failure);
  if (event.requestId !== venue.requestId) return;
  venue.askedAt = 0;
  if (!isOwnBudget(event.failure)) venue.readFailures += 1;
  const awaited = awaitsProof(state, event.venue) || standsWaiting(state, event.venue, venue);
  const patience = awaited ? PROOF_FAILURES_MAX : 0;
  const pause = pauseMs(READ_PAUSE_MS, venue.readFailures - patience, `${event.venue}/${event.requestId}`);
  const retryAfterMs = event.failure.retryAfterMs ?? 0;
  // What our own budget refuses holds back polls alone: what is urgent may use the part that is kept from them.
  if (isOwnBudget(event.failure)) venue.budgetNotBefore = state.wallNowMs + retryAfterMs;
  venue.readNotBefore = state.wallNowMs + (isOwnBudget(event.failure) ? pause : Math.max(pause, retryAfterMs));
}

export function onFillHint(state: EngineState, event: Extract<ColdEvent, { kind: "fill" }>): void {
  const venue = venueOf(state, event.fill.venue);
  // Before the books are open and agreed, REST alone speaks.
  if (venue.openedAt === 0 || state.phase !== "ready") return;
  const pair = applyFill(state, event.fill);
  if (pair === null) return;
  const order = event.fill.clientOrderId === null ? undefined : state.portfolio.orders.get(event.fill.clientOrderId);
  if (order?.state === "settling") askOrder(state, order);
  advance(state, pair);
}
