import type { KillLevel } from "../events/index.ts";
import { openPairs } from "../position/portfolio.ts";
import { advance, closePair } from "./advance.ts";
import { recallOrders } from "./cancel.ts";
import { alert, saveControl } from "./emit.ts";
import { requestAccount } from "./request-account.ts";
import type { EngineState } from "./state.ts";

const SEVERITY: { readonly [Level in KillLevel]: number } = { run: 0, freeze: 1, reduce: 2, flatten: 3 };

/** Levels only go up; only `resume` comes back, and a drill's own end. */
export function engageKillLevel(state: EngineState, level: KillLevel, by: string): string {
  if (SEVERITY[level] <= SEVERITY[state.control.killLevel]) return `already ${state.control.killLevel}`;
  state.control.killLevel = level;
  state.control.flatProof = "none";
  state.leavingSince = state.wallNowMs;
  state.notFlatAlarmAt = 0;
  state.entryGateOpen = false;
  saveControl(state);
  alert(state, level === "freeze" ? "WARNING" : "CRITICAL", level, `${level.toUpperCase()} by ${by}`);
  recallOrders(state);
  if (level === "freeze") {
    for (const pair of openPairs(state.portfolio)) if (pair.stage === "opening") advance(state, pair);
    return "frozen: no new risk, open pairs stay guarded";
  }
  let count = 0;
  for (const pair of openPairs(state.portfolio)) {
    closePair(state, pair, { reason: level, patient: false });
    count += 1;
  }
  for (const venue of state.venues.keys()) requestAccount(state, venue);
  return `closing ${count} pairs; flat is only said when the venue says so`;
}
