import type { ColdEvent, DurableRow, Effect, EngineEvent } from "../events/index.ts";
import type { Pair } from "../position/pair.ts";
import { unreachable, type VenueTimeMs, type WallTimeMs } from "../units/index.ts";
import { advance } from "./advance.ts";
import { onCancelAnswered } from "./cancel.ts";
import { alert } from "./emit.ts";
import { onHourlyVolume, onVolumeFailed } from "./follow-volume.ts";
import { onFundingTerms } from "./market-news.ts";
import { onAccount, onAccountFailed, onFillHint } from "./on-account.ts";
import { onCommand } from "./on-command.ts";
import {
  onCatalogue,
  onDepth,
  onFundingHistory,
  onMalformed,
  onMark,
  onStatistics,
  onStream,
  onTop,
} from "./on-market.ts";
import { onPulse } from "./on-pulse.ts";
import { onRiskNumbers, onRiskNumbersFailed } from "./on-risk-numbers.ts";
import { onStarted } from "./on-started.ts";
import { onNotFound, onPersisted, onPersistFailed, onQueryFailed, onRefused, onReport, onUnknown } from "./orders.ts";
import { noteAnswer, onClockOffset, onRateBudget } from "./reach.ts";
import type { EngineState } from "./state.ts";
import { awaitsTransfer, onTransferAnswered } from "./transfer.ts";
import { onDollarQuote } from "./watch-peg.ts";

const NOTHING: readonly Effect[] = [];

/**
 * The whole product: one event in, effects out. No clock, no random, no I/O. The returned array belongs to the
 * state and is refilled by the next step.
 */
export function step(state: EngineState, event: EngineEvent): readonly Effect[] {
  state.sequence += 1;
  // The times are read once for each of the three on purpose: where events of every shape meet, reading a number
  // makes an object.
  if (event.kind === "top") {
    passTime(state, event.venueTimeMs, event.receivedAtMs);
    onTop(state, event);
  } else if (event.kind === "mark") {
    passTime(state, event.venueTimeMs, event.receivedAtMs);
    onMark(state, event);
  } else {
    passTime(state, event.venueTimeMs, event.receivedAtMs);
    onCold(state, event);
  }
  const { effects, rows } = state.outbox;
  if (effects.length === 0 && rows.length === 0) return NOTHING;
  return drain(state, effects, rows);
}

function passTime(state: EngineState, venueTimeMs: VenueTimeMs, receivedAtMs: WallTimeMs): void {
  if (venueTimeMs > state.venueNowMs) state.venueNowMs = venueTimeMs;
  if (receivedAtMs > state.wallNowMs) state.wallNowMs = receivedAtMs;
}

/** Rows first: whatever else an event caused, its durable part is handed over before anything that leaves. */
function drain(state: EngineState, effects: Effect[], rows: DurableRow[]): readonly Effect[] {
  state.outbox = { effects: [], rows: [] };
  if (rows.length === 0) return effects;
  const intents = rows.flatMap((row) => (row.table === "intent" ? [row.intent] : []));
  const batch = { sequence: state.sequence, venueTimeMs: state.venueNowMs, wallTimeMs: state.wallNowMs, rows };
  const movesMoney = awaitsTransfer(state, state.sequence);
  // One hedge among them makes the whole batch urgent: a journal in trouble must not hold it back.
  const reducesRisk = movesMoney || intents.some((intent) => intent.purpose !== "enter");
  const awaited = movesMoney || intents.length > 0 || !state.journalUp;
  return [{ kind: "persist", batch, awaited, reducesRisk }, ...effects];
}

function onCold(state: EngineState, event: ColdEvent): void {
  switch (event.kind) {
    case "started":
      return onStarted(state, event);
    case "catalogue":
      return onCatalogue(state, event);
    case "funding-terms":
      return onFundingTerms(state, event);
    case "funding-history":
      return onFundingHistory(state, event);
    case "statistics":
      return onStatistics(state, event);
    case "depth":
      noteAnswer(state, event);
      return onDepth(state, event);
    case "dollar-quote":
      return onDollarQuote(state, event);
    case "stream":
      return onStream(state, event);
    case "malformed-frame":
      return onMalformed(state, event);
    case "clock-offset":
      return onClockOffset(state, event);
    case "rate-budget":
      return onRateBudget(state, event);
    case "command":
      return onCommand(state, event.command);
    case "noted":
      state.outbox.rows.push({ table: "audit", audit: event.audit });
      if (event.alert !== null) state.outbox.rows.push({ table: "alert", alert: event.alert });
      return;
    case "order-measured":
      state.outbox.rows.push({ table: "hops", clientOrderId: event.clientOrderId, hops: event.hops });
      return;
    case "risk-numbers":
      return onRiskNumbers(state, event.numbers);
    case "risk-numbers-failed":
      return onRiskNumbersFailed(state, event.why);
    case "pulse":
      return onPulse(state);
    default:
      return onVenueAnswer(state, event);
  }
}

type VenueAnswer = Exclude<
  ColdEvent,
  {
    kind:
      | "started"
      | "catalogue"
      | "funding-terms"
      | "funding-history"
      | "statistics"
      | "depth"
      | "dollar-quote"
      | "stream"
      | "malformed-frame"
      | "clock-offset"
      | "rate-budget"
      | "command"
      | "noted"
      | "order-measured"
      | "risk-numbers"
      | "risk-numbers-failed"
      | "pulse";
  }
>;

/** Answers about orders and accounts; whatever pair they touch moves on at once. */
function onVenueAnswer(state: EngineState, event: VenueAnswer): void {
  noteAnswer(state, event);
  switch (event.kind) {
    case "account":
      return onAccount(state, event);
    case "account-failed":
      return onAccountFailed(state, event);
    case "fill":
      return onFillHint(state, event);
    case "persisted":
      for (const pair of onPersisted(state, event.sequence, event.checkedAt)) advance(state, pair);
      return;
    case "persist-failed":
      for (const pair of onPersistFailed(state, event.sequence, event.reason)) advance(state, pair);
      return;
    case "acknowledged":
    case "order-found": {
      const pair = onReport(state, event.report, event.fills);
      if (pair !== null) advance(state, pair);
      return;
    }
    case "order-report": {
      const pair = onReport(state, event.report, []);
      if (pair !== null) advance(state, pair);
      return;
    }
    case "refused": {
      const pair = onRefused(state, event.clientOrderId, event.failure);
      if (pair !== null) advance(state, pair);
      return;
    }
    case "unknown":
      return onUnknown(state, event.clientOrderId, event.failure);
    case "order-not-found":
      return onNotFound(state, event.clientOrderId);
    case "order-query-failed":
      return onQueryFailed(state, event.clientOrderId, event.failure);
    case "order-cancelled":
    case "cancel-not-found":
    case "cancel-failed":
      return onCancelAnswered(state, event);
    case "transferred":
    case "transfer-refused":
    case "transfer-unknown":
      return onTransferAnswered(state, event);
    case "leg-prepared":
      state.preparing.delete(event.instrument);
      state.prepared.set(event.instrument, event.leverage);
      return advancePairsAt(state, event.instrument);
    case "leg-not-prepared":
      return onNotPrepared(state, event);
    case "hourly-volume":
      return onHourlyVolume(state, event);
    case "open-orders-cancelled":
      return;
    case "effect-failed":
      if (event.effect === "read-volume") return onVolumeFailed(state, event.instrument, event.failure.code);
      if (event.effect === "cancel-open-orders") {
        alert(state, "WARNING", "cancel-failed", `cancel failed: ${event.failure.code} ${event.failure.message}`);
      }
      return;
    default:
      return unreachable(event);
  }
}

function advancePairsAt(state: EngineState, instrument: number): void {
  for (const pair of state.portfolio.pairs.values()) {
    if (pair.stage !== "closed" && isLegOf(pair, instrument)) advance(state, pair);
  }
}

const isLegOf = (pair: Pair, instrument: number): boolean =>
  pair.long.instrument === instrument || pair.short.instrument === instrument;

/** A leg that cannot be prepared is never entered: its pair comes down to what it holds, which is nothing. */
function onNotPrepared(state: EngineState, event: Extract<ColdEvent, { kind: "leg-not-prepared" }>): void {
  state.preparing.delete(event.instrument);
  alert(
    state,
    "WARNING",
    "leg-not-prepared",
    `leverage or margin type refused: ${event.failure.code} ${event.failure.message}`,
  );
  for (const pair of state.portfolio.pairs.values()) {
    if (!isLegOf(pair, event.instrument) || pair.stage !== "opening") continue;
    pair.target = (pair.leading === "long" ? pair.long.held : -pair.short.held) as typeof pair.target;
    advance(state, pair);
  }
}
