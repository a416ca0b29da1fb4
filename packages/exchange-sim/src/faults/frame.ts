import { mix, SALT, uniform } from "../random.ts";
import { type FaultBox, record, sizeOf } from "./box.ts";
import type { FaultName } from "./catalogue.ts";

/** One open stream, as the faults see it. A frame is whatever its owner sends. */
export interface FrameLine<Frame = string> {
  /** The how-manieth stream of its venue: with the frames' count it names every draw. */
  readonly number: number;
  frames: number;
  /** Waits for its successor. */
  held: Frame | null;
  gapLeft: number;
}

export const createFrameLine = <Frame = string>(number: number): FrameLine<Frame> => ({
  number,
  frames: 0,
  held: null,
  gapLeft: 0,
});

const FRAME_FAULTS = [
  "stream-drop",
  "stream-duplicate",
  "stream-reorder",
  "stream-gap",
] as const satisfies readonly FaultName[];
type FrameFault = (typeof FRAME_FAULTS)[number];

/** One draw for all four: at most one of them happens to a frame. */
function faultOf(box: FaultBox, line: Pick<FrameLine, "number" | "frames">): FrameFault | null {
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

/** What goes out now in place of one frame, in order. `keep` makes of a frame that its owner refills one that can wait. */
export function judgeFrame<Frame>(
  box: FaultBox,
  line: FrameLine<Frame>,
  frame: Frame,
  wallMs: number,
  keep: (frame: Frame) => Frame = (same) => same,
): readonly Frame[] {
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
      line.held = keep(frame);
      return [];
    case "stream-gap":
      line.gapLeft = gap - 1;
      return [];
  }
}
