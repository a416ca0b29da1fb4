import { draftHedge, draftLead, draftReduce, draftShrink, draftTrim } from "../decision/draft.ts";
import { nearSettlement } from "../decision/settlement.ts";
import { isOverdue, workable } from "../decision/slice.ts";
import type { OrderDraft } from "../order/intent.ts";
import { perpetualLegs } from "../position/leg.ts";
import { PAIR_TRANSITIONS, type PairAction } from "../position/machine.ts";
import type { Pair } from "../position/pair.ts";
import { liveOrdersOf } from "../position/portfolio.ts";
import { hasMarkets, leadingHeld, situationOf } from "../position/situation.ts";
import type { DenialCode } from "../risk/denial.ts";
import { type Amount, formatAmount, type WallTimeMs } from "../units/index.ts";
import { cancelOrder } from "./cancel.ts";
import { alert, audit, emit, savePair } from "./emit.ts";
import { enterStage } from "./enter-stage.ts";
import type { Exit } from "./exit.ts";
import { flattenApart, flattensApart } from "./flatten.ts";
import { isHeldBack } from "./held-back.ts";
import { submit } from "./orders.ts";
import { isDisputed, isHeard } from "./reconcile.ts";
import { rescueLeg } from "./rescue.ts";
import { seekPrices } from "./seek-prices.ts";
import type { EngineState } from "./state.ts";
import { trackUnhedged } from "./unhedged.ts";

/** A pair settles in a few steps of its table; more would be a loop in the table itself. */
const STEPS_MAX = 6;

/** Moves a pair along its table until it waits for the world. */
export function advance(state: EngineState, pair: Pair): void {
  if (flattensApart(state, pair)) flattenApart(state, pair);
  if (!hasMarkets(pair, state.market)) return;
  trackUnhedged(state, pair);
  endEntry(state, pair);
  if (mayAct(state, pair)) rescueLeg(state, pair);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const live = liveOrdersOf(state.portfolio, pair);
    const situation = situationOf(pair, state.market, state.config, live, workable(state, pair));
    const { stage, action } = PAIR_TRANSITIONS[pair.stage][situation];
    const moved = stage !== pair.stage;
    if (moved) enterStage(state, pair, stage);
    if (action === "wait") {
      if (!moved || situation === "order-live") return;
      continue;
    }
    if (action === "finish") return;
    if (action === "recall") {
      for (const order of live) cancelOrder(state, order, situation);
      return;
    }
    if (flattensApart(state, pair)) return;
    if (!act(state, pair, action)) return;
  }
}

/**
 * Books halted for review hold back new risk alone (money rule 7): a pair whose own legs the venue confirms is hedged
 * and closed as ever. REDUCE, FLATTEN and whoever closes it by hand wait for no review at all: what they do only
 * reduces.
 */
export function mayAct(state: EngineState, pair: Pair): boolean {
  const { halted, killLevel } = state.control;
  // What one leg is at a venue nobody has heard of, nobody knows: moving the other one could only unhedge.
  if (state.phase === "ready") return [pair.long, pair.short].every(({ venue }) => isHeard(state.venues.get(venue)));
  // Before the whole agrees, and where another pair's lost order keeps it from agreeing: what is certain of this one is.
  if (halted === null)
    return [pair.long, pair.short].every(
      ({ venue, instrument }) => state.venues.get(venue)?.agreed.has(instrument) === true,
    );
  const told = killLevel === "reduce" || killLevel === "flatten" || state.closedByHand.has(pair.plan);
  return told || !isDisputed(state, pair);
}

type OrderAction = Exclude<PairAction, "wait" | "finish" | "recall">;

/** `true` when the pair changed without an order, so that its table must be asked again. */
function act(state: EngineState, pair: Pair, action: OrderAction): boolean {
  if (state.wallNowMs < pair.retryAt || !mayAct(state, pair)) return false;
  if (action === "lead") {
    if (isOverdue(pair, state.wallNowMs)) return cutShort(state, pair, "overdue");
    if (isGuarded(state, pair) || !isPrepared(state, pair)) return false;
  }
  const draft = DRAFTS[action](state, pair);
  if (draft === null && action === "lead") return cutShort(state, pair, "no-order");
  if (action !== "lead") seekPrices(state, pair, draft !== null);
  if (draft === null || isHeldBack(state, pair, draft.leg)) return false;
  const submitted = submit(state, pair, draft);
  if (submitted.ok) return false;
  const { code, have, need } = submitted.error;
  if (action === "lead") return !waitsOut(state, pair, code) && cutShort(state, pair, code);
  // A reduction that risk denies is a contradiction in our own books: stop and say so.
  audit(state, pair.plan, "reduction-denied", { code, have, need });
  alert(state, "CRITICAL", "reduction-denied", `${pair.base}: ${action} was denied (${code} ${have} / ${need})`);
  pair.retryAt = (state.wallNowMs + 10 * state.config.execution.retryPauseMs) as WallTimeMs;
  return false;
}

const DRAFTS: {
  readonly [A in OrderAction]: (state: EngineState, pair: Pair) => OrderDraft | null;
} = {
  lead: draftLead,
  hedge: draftHedge,
  shrink: draftShrink,
  reduce: draftReduce,
  trim: draftTrim,
};

/** I9: no entry waits for its next part to learn that new risk has ended; what still comes of this one is hedged. */
function endEntry(state: EngineState, pair: Pair): void {
  if (pair.stage !== "opening" || state.control.killLevel === "run" || pair.target <= leadingHeld(pair)) return;
  cutShort(state, pair, state.control.killLevel);
}

/** An entry that may not go on keeps what it has: the target comes down to what is held. */
export function cutShort(state: EngineState, pair: Pair, reason: string): boolean {
  const held = leadingHeld(pair);
  audit(state, pair.plan, "entry-cut-short", { reason, held: formatAmount(held), target: formatAmount(pair.target) });
  pair.target = held > 0n ? held : (0n as Amount);
  savePair(state, pair);
  return true;
}

/** What a moment may cure: an entry in slices sits it out, one at once has lost the price it was decided on. */
const PASSING: ReadonlySet<DenialCode> = new Set([
  "stale",
  "quarantined",
  "clock-offset",
  "latency",
  "rate-limited",
  "books-differ",
  "peg-unknown",
]);

function waitsOut(state: EngineState, pair: Pair, code: DenialCode): boolean {
  if (pair.schedule.kind === "whole" || !PASSING.has(code)) return false;
  pair.retryAt = (state.wallNowMs + state.config.execution.retryPauseMs) as WallTimeMs;
  return true;
}

/** An entry that reaches into a settlement's guard goes on behind it (EXE-7); what it got is hedged meanwhile. */
const isGuarded = (state: EngineState, { long, short }: Pair): boolean =>
  nearSettlement(state, long.instrument, short.instrument);

/** Leverage and margin type are set before an entry's orders; a hedge or a reduction never waits for them. */
function isPrepared(state: EngineState, pair: Pair): boolean {
  const waiting = perpetualLegs(pair).filter(({ instrument }) => !state.prepared.has(instrument));
  for (const { venue, instrument } of waiting) {
    if (state.preparing.has(instrument)) continue;
    state.preparing.add(instrument);
    emit(state, { kind: "prepare-leg", venue, instrument, leverage: pair.leverage });
  }
  return waiting.length === 0;
}

/** Starts taking a pair down. Asking again changes nothing, unless what was chosen is now forced: that hurries. */
export function closePair(state: EngineState, pair: Pair, { reason, patient }: Exit): void {
  if (pair.stage === "closed") return;
  if (pair.stage === "closing" && (patient || !pair.patient)) return;
  pair.closeReason = reason;
  pair.patient = patient;
  pair.retryAt = state.wallNowMs;
  enterStage(state, pair, "closing");
  advance(state, pair);
}
