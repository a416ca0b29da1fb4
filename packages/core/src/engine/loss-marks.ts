import type { Amount } from "../units/index.ts";
import { saveControl } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** Money moved in or out is neither a profit nor a loss: what losses are measured from moves along. */
export function moveLossMarks(state: EngineState, amount: Amount): void {
  state.control.peakEquity = (state.control.peakEquity + amount) as Amount;
  state.control.dayStartEquity = (state.control.dayStartEquity + amount) as Amount;
  saveControl(state);
}
