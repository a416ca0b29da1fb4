import { createHash, type Hash } from "node:crypto";
import { type EngineState, forgetFeatures, step } from "@evenkeel/core/engine";
import type { Config, Effect, EngineEvent } from "@evenkeel/core/events";
import { fingerprint, serialise } from "@evenkeel/core/units";
import type { Segment } from "./segment.ts";

export type Difference = {
  readonly segment: string;
  /** Position of the event in its segment, from 0. */
  readonly position: number;
  /** The state's sequence after the event. */
  readonly sequence: number;
  readonly kind: EngineEvent["kind"];
  readonly recorded: string | null;
  readonly replayed: string | null;
};

export type ReplayResult = {
  readonly segments: number;
  readonly events: number;
  /** Orders decided on: intents made durable. */
  readonly decisions: number;
  readonly sends: number;
  readonly recordedHash: string;
  readonly replayedHash: string;
  /** Segments whose end was torn; what was whole of them was replayed. */
  readonly torn: number;
  readonly firstDifference: Difference | null;
};

/** Changes the configuration a segment runs under, wherever it enters. */
export type Rewrite = (config: Config) => Config;

type Tally = {
  segments: number;
  events: number;
  decisions: number;
  sends: number;
  torn: number;
  readonly recorded: Hash;
  readonly replayed: Hash;
};

export type Replay = {
  /** Folds one segment from its own snapshot. The first difference, or `null`. */
  readonly run: (segment: Segment) => Difference | null;
  readonly result: (firstDifference: Difference | null) => ReplayResult;
};

/** Recorded events through the same `step`, each answer compared with the one of then. */
export function createReplay(rewrite: Rewrite | null): Replay {
  const tally: Tally = {
    segments: 0,
    events: 0,
    decisions: 0,
    sends: 0,
    torn: 0,
    recorded: createHash("sha256"),
    replayed: createHash("sha256"),
  };
  return {
    run(segment) {
      tally.segments += 1;
      if (segment.torn) tally.torn += 1;
      return foldSegment(segment, rewrite, tally);
    },
    result: (firstDifference) => ({
      segments: tally.segments,
      events: tally.events,
      decisions: tally.decisions,
      sends: tally.sends,
      recordedHash: tally.recorded.digest("hex"),
      replayedHash: tally.replayed.digest("hex"),
      torn: tally.torn,
      firstDifference,
    }),
  };
}

/** The configuration that ran then, whatever is tried now. */
type Recorded = { config: Config };
type Last = { readonly event: EngineEvent; readonly position: number; readonly print: string | null };

function foldSegment(segment: Segment, rewrite: Rewrite | null, tally: Tally): Difference | null {
  const { state } = segment;
  const recorded: Recorded = { config: state.config };
  if (rewrite !== null) state.config = rewrite(state.config);
  let last: Last | null = null;
  let told: string | null = null;
  let position = -1;
  for (const record of segment.records()) {
    if (record.kind === "effects") {
      told = record.print;
      continue;
    }
    const difference = compare(segment, last, told, state, tally);
    if (difference !== null) return difference;
    position += 1;
    told = null;
    const effects = stepUnder(rewrite, recorded, state, record.event);
    count(effects, tally);
    last = { event: record.event, position, print: effects.length === 0 ? null : fingerprint(serialise(effects)) };
  }
  // Of the very last event the answer may not have reached the disk any more.
  return told === null ? null : compare(segment, last, told, state, tally);
}

/** A configuration enters with the start and by command, as recorded; only what it decides is asked anew. */
function stepUnder(rewrite: Rewrite | null, recorded: Recorded, state: EngineState, event: EngineEvent) {
  if (rewrite === null || !bringsConfig(event)) return step(state, event);
  state.config = recorded.config;
  const effects = step(state, event);
  recorded.config = state.config;
  state.config = rewrite(state.config);
  forgetFeatures(state);
  return effects;
}

const bringsConfig = (event: EngineEvent): boolean =>
  event.kind === "started" || (event.kind === "command" && event.command.body.kind === "change-config");

function compare(
  segment: Segment,
  last: Last | null,
  told: string | null,
  state: EngineState,
  tally: Tally,
): Difference | null {
  if (last === null) return null;
  const { sequence } = state;
  if (told !== null) tally.recorded.update(`${sequence} ${told}\n`);
  if (last.print !== null) tally.replayed.update(`${sequence} ${last.print}\n`);
  if (told === last.print) return null;
  const { event, position, print } = last;
  return { segment: segment.name, position, sequence, kind: event.kind, recorded: told, replayed: print };
}

function count(effects: readonly Effect[], tally: Tally): void {
  tally.events += 1;
  for (const effect of effects) {
    if (effect.kind === "send") tally.sends += 1;
    if (effect.kind !== "persist" || !effect.awaited) continue;
    for (const row of effect.batch.rows) if (row.table === "intent") tally.decisions += 1;
  }
}
