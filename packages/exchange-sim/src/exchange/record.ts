import { playRecord } from "../world/recorded/frames/frames.ts";
import { readRecording } from "../world/recorded/recorded.ts";
import type { Recording } from "../world/recorded/recording.ts";
import type { ExchangeState } from "./state.ts";

/** The state as a snapshot keeps it: what a record says is not part of it. */
export const withoutRecord = (state: ExchangeState): ExchangeState =>
  state.world.recorded === null ? state : { ...state, world: { ...state.world, recorded: null } };

/** The state of a snapshot with the record of its world beside it again; null for a world that has none. */
export function withRecord(state: ExchangeState, recording: Recording | null): ExchangeState {
  if (recording === null) return state;
  const { venue, seed } = state.world;
  const recorded = readRecording(recording, venue, seed);
  if (recorded.kind === "frames") playRecord(recorded, state.nowMs);
  return { ...state, world: { ...state.world, recorded } };
}
