import { instrumentIndex } from "@evenkeel/core/ids";
import { VERDICTS, Verdict } from "@evenkeel/core/opportunity";
import { serialise } from "@evenkeel/core/units";
import type { Histogram } from "../histogram.ts";
import type { CreateDesign, Decision, Design } from "./design.ts";
import { comparable, createDecisionHash } from "./hash.ts";
import { FRAME, type Tape } from "./tape.ts";

export type Timing = {
  /** Every frame; those that led to an approval; those with all marks in one. */
  readonly all: Histogram;
  readonly entries: Histogram;
  readonly marks: Histogram;
};

export type Round = {
  readonly hash: string;
  readonly entries: number;
  readonly verdicts: Uint32Array;
  readonly seconds: number;
};

/** Plays the whole tape through a new instance of a design: each frame is timed, all else happens in between. */
export function playRound(tape: Tape, create: CreateDesign, timing: Timing | null): Round {
  const design = create(tape);
  const hash = createDecisionHash();
  const decision: Decision = { verdict: 0, have: 0, need: 0, netBps: 0 };
  const verdicts = new Uint32Array(VERDICTS.length);
  let entries = 0;
  let nanoseconds = 0;
  for (let at = 0; at < tape.frames.length; at += 1) {
    for (const event of tape.depths.get(at) ?? []) design.cold(event);
    const frame = tape.frames[at] ?? "";
    const kind = tape.kinds[at] ?? 0;
    const receivedAtMs = tape.receivedAtMs[at] ?? 0;
    const from = performance.now();
    design.frame(kind, frame, receivedAtMs);
    const took = (performance.now() - from) * 1e6;
    nanoseconds += took;
    timing?.all.record(took);
    if (kind === FRAME.marks) {
      timing?.marks.record(took);
      continue;
    }
    design.decided(instrumentIndex(tape.instruments[at] ?? 0), decision);
    verdicts[decision.verdict] = (verdicts[decision.verdict] ?? 0) + 1;
    hash.decision(at, decision);
    const entry = design.entered();
    if (entry === null) continue;
    entries += 1;
    timing?.entries.record(took);
    hash.entry(at, entry);
    design.release();
  }
  return { hash: hash.text(), entries, verdicts, seconds: nanoseconds / 1e9 };
}

/** Both legs of every carry that was clear at some time. */
export function everClear(tape: Tape, create: CreateDesign): Set<number> {
  const design = create(tape);
  const decision: Decision = { verdict: 0, have: 0, need: 0, netBps: 0 };
  const clear = new Set<number>();
  for (let at = 0; at < tape.frames.length; at += 1) {
    for (const event of tape.depths.get(at) ?? []) design.cold(event);
    design.frame(tape.kinds[at] ?? 0, tape.frames[at] ?? "", tape.receivedAtMs[at] ?? 0);
    if (design.entered() !== null) design.release();
    if (tape.kinds[at] === FRAME.marks) continue;
    const instrument = tape.instruments[at] ?? 0;
    design.decided(instrumentIndex(instrument), decision);
    if (decision.verdict === Verdict.clear && decision.have > 0) clear.add(instrument);
  }
  return clear;
}

export type Difference = { readonly frame: string; readonly decisions: readonly string[] };

/** The first frame after which the two stand apart, for whoever has to find out why. */
export function firstDifference(tape: Tape, left: CreateDesign, right: CreateDesign): Difference | null {
  const designs = [left(tape), right(tape)];
  for (let at = 0; at < tape.frames.length; at += 1) {
    const decisions = designs.map((design) => decideOne(tape, at, design));
    if (decisions[0] !== decisions[1]) return { frame: tape.frames[at] ?? "", decisions };
  }
  return null;
}

function decideOne(tape: Tape, at: number, design: Design): string {
  for (const event of tape.depths.get(at) ?? []) design.cold(event);
  design.frame(tape.kinds[at] ?? 0, tape.frames[at] ?? "", tape.receivedAtMs[at] ?? 0);
  if (tape.kinds[at] === FRAME.marks) return "";
  const decision: Decision = { verdict: 0, have: 0, need: 0, netBps: 0 };
  design.decided(instrumentIndex(tape.instruments[at] ?? 0), decision);
  const entry = design.entered();
  if (entry !== null) design.release();
  return serialise({
    ...decision,
    verdict: VERDICTS[decision.verdict],
    entry: entry === null ? null : comparable(entry),
  });
}
