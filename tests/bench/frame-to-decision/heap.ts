import { getHeapStatistics } from "node:v8";
import type { CreateDesign, Design } from "./design.ts";
import type { Tape } from "./tape.ts";

const SEGMENT = 500;

/**
 * Bytes put on the heap for a frame that leads to no entry, once everything is compiled. Read between collections:
 * a stretch in which one ran is left out.
 */
export function heapPerFrame(tape: Tape, create: CreateDesign): number {
  const design = create(tape);
  design.freeze();
  const nothing: Design = { ...design, frame: () => undefined };
  return Math.max(0, allocated(tape, design) - allocated(tape, nothing));
}

function allocated(tape: Tape, design: Design): number {
  const half = tape.frames.length >> 1;
  play(tape, design, 0, half);
  let bytes = 0;
  let frames = 0;
  for (let from = half; from + SEGMENT <= tape.frames.length; from += SEGMENT) {
    for (let at = from; at < from + SEGMENT; at += 1) for (const event of tape.depths.get(at) ?? []) design.cold(event);
    const before = getHeapStatistics().used_heap_size;
    play(tape, design, from, from + SEGMENT);
    const grown = getHeapStatistics().used_heap_size - before;
    if (grown < 0) continue;
    bytes += grown;
    frames += SEGMENT;
  }
  return frames === 0 ? Number.NaN : bytes / frames;
}

function play(tape: Tape, design: Design, from: number, to: number): void {
  for (let at = from; at < to; at += 1)
    design.frame(tape.kinds[at] ?? 0, tape.frames[at] ?? "", tape.receivedAtMs[at] ?? 0);
}
