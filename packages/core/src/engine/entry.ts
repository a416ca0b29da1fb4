import { nearSettlement } from "../decision/settlement.ts";
import { bestNotionalMax, planEntry } from "../decision/size.ts";
import { type Asset, planId } from "../ids/index.ts";
import { Barred } from "../opportunity/candidates.ts";
import { bestClear, evaluate } from "../opportunity/evaluate.ts";
import { Verdict } from "../opportunity/verdict.ts";
import { createLeg, perpetualLegs } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { openPairCount, openPairs } from "../position/portfolio.ts";
import { instrumentAt } from "../position/situation.ts";
import { type ApprovedPlan, approvePlan } from "../risk/approve-plan.ts";
import { type Denial, denial } from "../risk/denial.ts";
import { newRiskDenial } from "../risk/gates.ts";
import { type Amount, err, formatAmount, ok, type Result, toFloat, type WallTimeMs, ZERO } from "../units/index.ts";
import { advance } from "./advance.ts";
import { audit, saveControl, savePair } from "./emit.ts";
import { markEquity } from "./equity.ts";
import { askVolume } from "./follow-volume.ts";
import type { EngineState } from "./state.ts";

/** A candidate denied by risk is not tried again before this. */
const DENIED_PAUSE_MS = 5_000;

/** Recomputed with the portfolio, the equity and the pulse: may any candidate enter at all? */
export function refreshEntryGate(state: EngineState): void {
  const limit = bestNotionalMax(state, state.candidates.routes);
  state.orderQuote = Math.max(toFloat(limit), state.config.size.legNotionalMin);
  let opening = false;
  for (const pair of openPairs(state.portfolio))
    if (pair.stage === "opening" || pair.stage === "unwinding" || pair.stage === "shrinking") opening = true;
  state.entryGateOpen =
    !opening &&
    state.venueNowMs >= state.entriesPausedUntil &&
    toFloat(limit) >= state.config.size.legNotionalMin &&
    openPairCount(state.portfolio) < state.config.size.pairsMax &&
    newRiskDenial(state) === null;
  markBarred(state);
}

/** Tells the candidates which of them are ours already or were just left. */
function markBarred(state: EngineState): void {
  const { candidates, portfolio } = state;
  candidates.barred.fill(Barred.no);
  for (const [base, leftAt] of portfolio.exits) {
    if (state.venueNowMs - leftAt >= state.config.exit.cooldownMs) portfolio.exits.delete(base);
    else barBase(state, base, Barred.cooldown);
  }
  for (const { base, barredUntil } of state.control.churn)
    if (state.venueNowMs < barredUntil) barBase(state, base, Barred.churn);
  for (const pair of openPairs(portfolio)) barBase(state, pair.base, Barred.held);
}

function barBase(state: EngineState, base: Asset, how: number): void {
  const { candidates, market } = state;
  for (let at = 0; at < candidates.count; at += 1) {
    if (market.instruments[candidates.short[at] ?? -1]?.base === base) candidates.barred[at] = how;
  }
}

/** Called when a tick leaves a candidate clear: enters it if nothing clear is worth more. */
export function tryEnter(state: EngineState, candidate: number): void {
  if (!state.entryGateOpen || state.nonce === null) return;
  const best = bestClear(state.candidates);
  if (best !== candidate) {
    // The leader may have fallen silent or been quarantined since; unasked, its old verdict would bar everyone else.
    if (best >= 0) evaluate(state, best);
    return;
  }
  const { candidates } = state;
  if (nearSettlement(state, candidates.long[candidate] ?? -1, candidates.short[candidate] ?? -1)) return;
  const entered = enter(state, candidate, null);
  if (entered.ok) {
    state.denials.delete(candidate);
    return;
  }
  state.denials.set(candidate, entered.error);
  state.candidates.deniedUntilMs[candidate] = state.wallNowMs + DENIED_PAUSE_MS;
  state.candidates.verdict[candidate] = Verdict.denied;
}

/** Sizes, asks risk, and opens. Also the way of a hand-given entry, which skips the verdict but never risk. */
export function enter(state: EngineState, candidate: number, wanted: Amount | null): Result<Pair, Denial> {
  if (state.nonce === null) return err(denial("not-ready"));
  markEquity(state);
  const id = planId(state.nonce, state.control.planCount);
  const planned = planEntry(state.candidates, candidate, id, wanted, state);
  if (!planned.ok) return planned;
  const approved = approvePlan(planned.value, state);
  if (!approved.ok) return approved;
  return ok(openPair(state, approved.value));
}

function openPair(state: EngineState, approved: ApprovedPlan): Pair {
  const { plan } = approved;
  state.control.planCount += 1;
  saveControl(state);
  const pair: Pair = {
    plan: plan.plan,
    base: plan.base,
    origin: "entered",
    long: createLeg(instrumentAt(state.market, { instrument: plan.long })),
    short: createLeg(instrumentAt(state.market, { instrument: plan.short })),
    leading: plan.leading,
    stage: "opening",
    target: plan.target,
    schedule: plan.schedule,
    leverage: plan.leverage,
    openedAt: state.venueNowMs,
    closedAt: null,
    estimate: plan.estimate,
    funding: ZERO,
    fees: ZERO,
    realisedProfit: ZERO,
    retryAt: 0 as WallTimeMs,
    unhedgedSince: null,
    unhedgedMsWorst: 0,
    unhedgedNotionalWorst: 0,
    closeReason: null,
    patient: false,
  };
  state.portfolio.pairs.set(pair.plan, pair);
  // Set for an earlier pair under another configuration: a new one begins with today's leverage.
  for (const { instrument } of perpetualLegs(pair)) {
    if (state.prepared.get(instrument) !== pair.leverage) state.prepared.delete(instrument);
  }
  audit(state, pair.plan, "pair-planned", {
    base: plan.base,
    target: formatAmount(plan.target),
    notional: formatAmount(plan.estimate.notional),
    leading: plan.leading,
    schedule: plan.schedule.kind,
    slices: plan.schedule.kind === "whole" ? 1 : plan.schedule.slices,
    fundingBps: plan.estimate.fundingBps,
    costBps: plan.estimate.costBps,
    netBps: plan.estimate.netBps,
    limitsVersion: approved.limitsVersion,
  });
  savePair(state, pair);
  state.entryGateOpen = false;
  askVolume(state, pair);
  advance(state, pair);
  return pair;
}
