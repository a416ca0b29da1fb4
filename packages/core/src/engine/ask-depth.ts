import { emit } from "./emit.ts";
import type { EngineState } from "./state.ts";

/** Depth is asked for one market at most this often. */
const DEPTH_PAUSE_MS = 5_000;

export function askDepth(state: EngineState, at: number): void {
  const instrument = state.market.instruments[at];
  const { depthAskedMs } = state.market.columns;
  if (instrument === undefined || state.wallNowMs - (depthAskedMs[at] ?? 0) < DEPTH_PAUSE_MS) return;
  depthAskedMs[at] = state.wallNowMs;
  emit(state, { kind: "read-depth", venue: instrument.venue, instrument: instrument.index });
}
