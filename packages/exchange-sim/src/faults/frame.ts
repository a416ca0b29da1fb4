import { mix, SALT, uniform } from "../random.ts";
import { type FaultBox, record, sizeOf } from "./box.ts";
import type { FaultName } from "./catalogue.ts";

/** One open stream, as the faults see it. */
export interface FrameLine {
  /** The how-manieth stream of its venue: with the frames' count it names every draw. */
  readonly number: number;
  frames: number;
  /** Waits for its successor. */
  held: string | null;
  gapLeft: number;
}

export const createFrameLine = (number: number): FrameLine => ({ number, frames: 0, held: null, gapLeft: 0 });

const FRAME_FAULTS = [
  "stream-drop",
  "stream-duplicate",
  "stream-reorder",
  "stream-gap",
] as const satisfies readonly FaultName[];
type FrameFault = (typeof FRAME_FAULTS)[number];

/** One draw for all four: at most one of them happens to a frame. */
function faultOf(box: FaultBox, line: FrameLine): FrameFault | null {
  if (box.armed.size > 0) {
    for (const name of FRAME_FAULTS) {
      const waiting = box.armed.get(name) ?? 0;
      if (waiting === 0) continue;
      if (waiting === 1) box.armed.delete(name);
      else box.armed.set(name, waiting - 1);
      return name;
    }
  }
  let left = uniform(mix(box.seed, SALT.faultFrame, line.number, line.frames));
  for (const name of FRAME_FAULTS) {
    left -= box.rates[name];
    if (left < 0) return name;
  }
  return null;
}

/** What goes out now in place of one frame, in order. */
export function judgeFrame(box: FaultBox, line: FrameLine, frame: string, wallMs: number): readonly string[] {
  line.frames += 1;
  if (line.gapLeft > 0) {
    line.gapLeft -= 1;
    return [];
  }
  if (line.held !== null) {
    const { held } = line;
    line.held = null;
    return [frame, held];
  }
  const name = faultOf(box, line);
  if (name === null) return [frame];
  const gap = Math.round(sizeOf(box, name, 0, 5, 50));
  record(box, name, wallMs, name === "stream-gap" ? `${gap} frames of stream ${line.number}` : `stream ${line.number}`);
  switch (name) {
    case "stream-drop":
      return [];
    case "stream-duplicate":
      return [frame, frame];
    case "stream-reorder":
      line.held = frame;
      return [];
    case "stream-gap":
      line.gapLeft = gap - 1;
      return [];
  }
}
