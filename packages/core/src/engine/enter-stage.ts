import { hedgedAmount, perpetualLegs } from "../position/leg.ts";
import type { Pair, PairStage } from "../position/pair.ts";
import { afterTakenBack, churnOf, withoutChurn } from "../risk/churn.ts";
import { formatAmount, HOUR_MS, type VenueTimeMs } from "../units/index.ts";
import { alert, audit, saveControl, savePair } from "./emit.ts";
import { forgetHeldBack } from "./held-back.ts";
import { readMarginAnew } from "./request-account.ts";
import { forgetRisk } from "./risk-standing.ts";
import type { EngineState } from "./state.ts";
import { closeWindow } from "./unhedged.ts";

/** Whatever refused a hedge is likely to refuse the next one too: entries rest this long in venue time. */
const HEDGE_FAILED_PAUSE_MS = HOUR_MS;

export function enterStage(state: EngineState, pair: Pair, stage: PairStage): void {
  const from = pair.stage;
  pair.stage = stage;
  // What was missed on the way in says nothing about the way out: caps and pauses count anew.
  pair.long.misses = 0;
  pair.short.misses = 0;
  if (stage === "unwinding") pair.retryAt = state.wallNowMs;
  audit(state, pair.plan, `pair-${stage}`, {
    from,
    long: formatAmount(pair.long.held),
    short: formatAmount(pair.short.held),
    reason: pair.closeReason,
  });
  if (from === "shrinking") for (const { venue } of perpetualLegs(pair)) readMarginAnew(state, venue);
  if (stage === "open" && from === "opening" && hedgedAmount(pair) > 0n) {
    forgiveChurn(state, pair);
    alert(state, "INFO", "opened", `Opened ${pair.base}: ${formatAmount(hedgedAmount(pair))} ${pair.base} hedged`);
  }
  if (stage === "unwinding" && from === "opening") {
    state.entriesPausedUntil = (state.venueNowMs + HEDGE_FAILED_PAUSE_MS) as VenueTimeMs;
    countChurn(state, pair);
    alert(
      state,
      "WARNING",
      "hedge-failed",
      `${pair.base}: the hedge could not be had; taking the first leg back, no entries for an hour`,
    );
  }
  if (stage === "closed") {
    pair.closedAt = state.venueNowMs;
    // Between two pairs anybody may set the leverage: the next entry sets it anew.
    for (const { instrument } of perpetualLegs(pair)) state.prepared.delete(instrument);
    state.portfolio.exits.set(pair.base, state.venueNowMs);
    forgetRisk(state);
    forgetHeldBack(state, pair);
    closeWindow(state, pair);
    const nothing = pair.long.boughtQuantity === 0 && pair.short.soldQuantity === 0;
    alert(
      state,
      "INFO",
      "closed",
      `${nothing ? "Entry abandoned" : "Closed"} ${pair.base}: ${pair.closeReason ?? (nothing ? "nothing filled" : "taken back")}`,
    );
  }
  savePair(state, pair);
}

function countChurn(state: EngineState, { plan, base }: Pair): void {
  const { control, config, venueNowMs } = state;
  control.churn = afterTakenBack(control.churn, base, venueNowMs, config.execution.churnPauseMs);
  saveControl(state);
  const { takenBack, barredUntil } = churnOf(control.churn, base) ?? { takenBack: 0, barredUntil: venueNowMs };
  audit(state, plan, "churn", { base, takenBack, barredMs: barredUntil - venueNowMs });
}

function forgiveChurn(state: EngineState, { base }: Pair): void {
  if (churnOf(state.control.churn, base) === undefined) return;
  state.control.churn = withoutChurn(state.control.churn, base);
  saveControl(state);
}
