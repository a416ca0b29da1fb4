import { shortfallDenial } from "../risk/gates.ts";
import type { ComputeFailure, RiskNumbers } from "../risk/numbers.ts";
import { alert } from "./emit.ts";
import { refreshEntryGate } from "./entry.ts";
import { beginUnknown } from "./risk-standing.ts";
import type { EngineState } from "./state.ts";

const ALARM = "expected-shortfall";

/** Keeps the newest answer about the portfolio as it is. An answer about another one says nothing about this one. */
export function onRiskNumbers(state: EngineState, numbers: RiskNumbers): void {
  const standing = state.riskNumbers;
  if (numbers.portfolioVersion !== state.portfolio.version) {
    standing.staleCount += 1;
    return;
  }
  standing.latest = numbers;
  standing.failure = null;
  // A pair too young to be measured is as unknown as a worker that does not answer.
  if (numbers.tooYoung === null) {
    standing.measured = numbers;
    standing.failingSince = 0;
  } else beginUnknown(state);
  warn(state);
  refreshEntryGate(state);
}

export function onRiskNumbersFailed(state: EngineState, failure: ComputeFailure): void {
  state.riskNumbers.failure = failure;
  beginUnknown(state);
  refreshEntryGate(state);
}

/** Says once that the limit is reached, and again only after it was not. */
function warn(state: EngineState): void {
  const denied = shortfallDenial(state);
  if (denied?.code !== "expected-shortfall") {
    state.alarmed.delete(ALARM);
    return;
  }
  if (state.alarmed.has(ALARM)) return;
  state.alarmed.add(ALARM);
  const text = `a bad day may cost ${denied.have.toFixed(1)} % of equity, limit ${denied.need} %: nothing new is entered`;
  alert(state, "WARNING", "expected-shortfall", text);
}
