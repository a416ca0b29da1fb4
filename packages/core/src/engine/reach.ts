import type { ColdEvent, VenueFailure } from "../events/index.ts";
import type { ClientOrderId, InstrumentIndex, VenueId } from "../ids/index.ts";
import { type BreakerHappening, happenTo } from "../risk/breaker.ts";
import type { RateBudget } from "../risk/context.ts";
import { observeLatency, sustainedLatencyMs } from "../risk/latency.ts";
import { MINUTE_MS, SECOND_MS } from "../units/index.ts";
import { alert, audit } from "./emit.ts";
import { venueOf } from "./on-market.ts";
import type { EngineState, VenueState } from "./state.ts";

/** Where a venue says "later" without a time: what its own windows last. */
const PAUSE_MS_DEFAULT = MINUTE_MS;
/** A family beyond the warning for window after window is one strain; a whole quiet while ends it. */
const STRAIN_ENDS_MS = 2 * MINUTE_MS;
/** Refused by our own governor: the venue never saw it. */
export const isOwnBudget = (failure: VenueFailure | null): boolean => failure?.code === "own-budget";

type Answered = { readonly venue: VenueId; readonly failure: VenueFailure | null; readonly whole: boolean };

/** What became of a call, for whoever asks whether the venue can be reached. */
export function noteAnswer(state: EngineState, event: ColdEvent): void {
  const answered = answerOf(state, event);
  if (answered === null) return;
  const { venue: id, failure, whole } = answered;
  if (isOwnBudget(failure)) return;
  if (failure?.kind === "rate-limited") {
    pause(state, id, "orders", failure.retryAfterMs ?? PAUSE_MS_DEFAULT);
    return;
  }
  const venue = venueOf(state, id);
  if (failure?.kind === "connectivity") {
    venue.breaker.failures += 1;
    const often = venue.breaker.failures >= state.config.risk.breakerFailuresMax;
    move(state, id, venue, often ? "failed-too-often" : "failed", failure);
    return;
  }
  move(state, id, venue, whole ? "account-read" : "answered", null);
  if (venue.breaker.state === "closed") venue.breaker.failures = 0;
}

function answerOf(state: EngineState, event: ColdEvent): Answered | null {
  switch (event.kind) {
    case "account":
      return { venue: event.venue, failure: null, whole: true };
    case "account-failed":
      return { venue: event.venue, failure: event.failure, whole: false };
    case "acknowledged":
      noteOrderTime(state, event.clientOrderId);
      return ofOrder(state, event.clientOrderId, null);
    case "refused":
    case "unknown":
      if (!isOwnBudget(event.failure)) noteOrderTime(state, event.clientOrderId);
      return ofOrder(state, event.clientOrderId, event.failure);
    case "order-found":
    case "order-not-found":
    case "order-cancelled":
    case "cancel-not-found":
      return ofOrder(state, event.clientOrderId, null);
    case "order-query-failed":
    case "cancel-failed":
      return ofOrder(state, event.clientOrderId, event.failure);
    case "transferred":
      return { venue: event.venue, failure: null, whole: false };
    case "transfer-refused":
    case "transfer-unknown":
      return { venue: event.venue, failure: event.failure, whole: false };
    case "depth":
    case "hourly-volume":
    case "leg-prepared":
    case "open-orders-cancelled":
      return ofMarket(state, event.instrument, null);
    case "leg-not-prepared":
    case "effect-failed":
      return ofMarket(state, event.instrument, event.failure);
    default:
      return null;
  }
}

function ofMarket(state: EngineState, at: InstrumentIndex, failure: VenueFailure | null): Answered | null {
  const venue = state.market.instruments[at]?.venue;
  return venue === undefined ? null : { venue, failure, whole: false };
}

function ofOrder(state: EngineState, id: ClientOrderId, failure: VenueFailure | null): Answered | null {
  const order = state.portfolio.orders.get(id);
  return order === undefined ? null : ofMarket(state, order.intent.instrument, failure);
}

/** From the decision to the venue's word, or to the end of waiting for it. */
function noteOrderTime(state: EngineState, id: ClientOrderId): void {
  const order = state.portfolio.orders.get(id);
  const venue = order === undefined ? undefined : state.market.instruments[order.intent.instrument]?.venue;
  if (order !== undefined && venue !== undefined) noteTime(state, venue, state.wallNowMs - order.intent.createdAt);
}

function noteTime(state: EngineState, id: VenueId, tookMs: number): void {
  const { latency } = venueOf(state, id);
  observeLatency(latency, state.wallNowMs, tookMs);
  const sustainedMs = sustainedLatencyMs(latency, state.wallNowMs) ?? 0;
  const { latencyMsMax } = state.config.risk;
  const key = `latency/${id}`;
  if (sustainedMs <= latencyMsMax) {
    state.alarmed.delete(key);
    return;
  }
  if (state.alarmed.has(key)) return;
  state.alarmed.add(key);
  alert(
    state,
    "WARNING",
    "latency",
    `${id}: half of the last answers took ${sustainedMs} ms or more, limit ${latencyMsMax} ms: no new risk there`,
  );
}

function move(
  state: EngineState,
  id: VenueId,
  venue: VenueState,
  happening: BreakerHappening,
  failure: VenueFailure | null,
): void {
  const { breaker } = venue;
  const from = happenTo(breaker, happening, state.wallNowMs);
  if (from === breaker.state) return;
  audit(state, id, `breaker-${breaker.state}`, { from, failures: breaker.failures, failure: failure?.code ?? null });
  // One outage is one alarm, however often its probe fails.
  if (from === "closed") {
    const text = `${id}: ${breaker.failures} calls in a row did not come through (${failure?.code ?? "?"}): no new risk there, closing is still tried`;
    alert(state, "CRITICAL", "breaker", text);
  } else if (breaker.state === "closed") {
    alert(state, "INFO", "breaker-closed", `${id} answers again: the breaker is closed`);
  }
}

export function onClockOffset(state: EngineState, event: Extract<ColdEvent, { kind: "clock-offset" }>): void {
  venueOf(state, event.venue).clockOffsetMs = event.offsetMs;
  noteTime(state, event.venue, event.roundTripMs);
}

type BudgetNews = Extract<ColdEvent, { kind: "rate-budget" }>;

export function onRateBudget(state: EngineState, event: BudgetNews): void {
  if (event.blockedMs > 0) pause(state, event.venue, event.family, event.blockedMs);
  else strain(state, event);
}

function budgetOf(state: EngineState, id: VenueId, family: string): RateBudget {
  const { budgets } = venueOf(state, id);
  const known = budgets.get(family) ?? { blockedUntil: 0, strainedAt: 0, foreseenAt: 0 };
  budgets.set(family, known);
  return known;
}

function pause(state: EngineState, id: VenueId, family: string, ms: number): void {
  const budget = budgetOf(state, id, family);
  const isNew = budget.blockedUntil <= state.wallNowMs;
  budget.blockedUntil = Math.max(budget.blockedUntil, state.wallNowMs + ms);
  if (!isNew) return;
  const text = `${id} ${family}: too many requests, nothing goes out for ${(ms / SECOND_MS).toFixed(0)} s; no new risk there meanwhile`;
  alert(state, "WARNING", "rate-limited", text);
}

function strain(state: EngineState, { venue, family, usedPercent, foreseenPercent }: BudgetNews): void {
  const budget = budgetOf(state, venue, family);
  const foreseen = foreseenPercent > usedPercent;
  const before = foreseen ? Math.max(budget.foreseenAt, budget.strainedAt) : budget.strainedAt;
  budget[foreseen ? "foreseenAt" : "strainedAt"] = state.wallNowMs;
  if (before > 0 && state.wallNowMs - before <= STRAIN_ENDS_MS) return;
  const used = `${venue} ${family}: ${usedPercent.toFixed(0)} % of the request budget is used`;
  const text = foreseen
    ? `${used}, and at this pace the window comes to ${foreseenPercent.toFixed(0)} %: reads will wait`
    : `${used}; beyond 80 % only closing and questions about orders go out`;
  alert(state, "WARNING", foreseen ? "rate-forecast" : "rate-budget", text);
}

/** A venue that rested long enough is asked once, as a whole. */
export function tendBreakers(state: EngineState): void {
  for (const [id, venue] of state.venues) {
    const { breaker } = venue;
    if (breaker.state !== "open" || state.wallNowMs - breaker.openedAt < state.config.risk.breakerRestMs) continue;
    move(state, id, venue, "rested", null);
  }
}
