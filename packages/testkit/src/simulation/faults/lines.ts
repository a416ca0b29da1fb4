import type { ColdEvent, EngineEvent } from "@evenkeel/core/events";
import { createFrameLine, type FaultBox, type FrameLine, judgeFrame } from "@evenkeel/exchange-sim";

export const LINE_NAMES = [
  "futures-marks",
  "futures-books-0",
  "spot-books-0",
  "futures-account",
  "spot-account",
] as const;
export type LineName = (typeof LINE_NAMES)[number];

/** A public stream that says nothing for this long is dialled anew; a private one may be silent for ever. */
const SILENCE_MS_MAX: Readonly<Partial<Record<LineName, number>>> = {
  "futures-marks": 5_000,
  "futures-books-0": 10_000,
  "spot-books-0": 10_000,
};
const REDIAL_MS = 300;
const REDIAL_AGAIN_MS = 1_000;

/** One stream of a venue, as its adapter keeps it: it hears, falls silent, breaks, and is dialled again. */
type Line = {
  readonly name: LineName;
  frame: FrameLine<EngineEvent>;
  up: boolean;
  heardMs: number;
  /** This connection says nothing until then; a new one does. */
  silentUntilMs: number;
};

export type Lines = {
  /** Hands on one frame, or what a fault makes of it. */
  readonly push: (name: LineName, event: EngineEvent) => void;
  /** Every stream, or the private ones alone, breaks. */
  readonly cut: (which: "all" | "account") => void;
  /** Breaks them once more as soon as they are up again. */
  readonly cutAgain: (which: "all" | "account") => void;
  readonly stall: (untilMs: number) => void;
  /** Once a second: whoever was silent too long is dialled anew. */
  readonly watch: () => void;
  /** A new process opens new streams. */
  readonly reopen: () => void;
};

export type LineTools = {
  readonly box: FaultBox;
  readonly nowMs: () => number;
  readonly after: (delayMs: number, run: () => void) => void;
  readonly isServing: () => boolean;
  readonly tell: (event: EngineEvent) => void;
  readonly told: (name: LineName, state: Extract<ColdEvent, { kind: "stream" }>["state"]) => void;
};

/** A hot event belongs to its maker, who refills it: what has to wait is a copy. */
const keep = (event: EngineEvent): EngineEvent => ({ ...event });

export function createLines({ box, nowMs, after, isServing, tell, told }: LineTools): Lines {
  let opened = 0;
  const open = (name: LineName): Line => ({
    name,
    frame: createFrameLine<EngineEvent>(opened++),
    up: true,
    heardMs: nowMs(),
    silentUntilMs: 0,
  });
  let lines = new Map(LINE_NAMES.map((name) => [name, open(name)]));

  const dial = (line: Line): void => {
    // A process that died meanwhile has other streams.
    if (lines.get(line.name) !== line || line.up) return;
    if (!isServing()) return after(REDIAL_AGAIN_MS, () => dial(line));
    Object.assign(line, open(line.name));
    told(line.name, "up");
  };

  const drop = (line: Line): void => {
    if (lines.get(line.name) !== line || !line.up) return;
    line.up = false;
    told(line.name, "down");
    after(REDIAL_MS, () => dial(line));
  };

  const chosen = (which: "all" | "account"): Line[] =>
    [...lines.values()].filter(({ name }) => which === "all" || name.endsWith("account"));

  return {
    push: (name, event) => {
      const line = lines.get(name);
      if (line === undefined || !line.up) return;
      const now = nowMs();
      if (now < line.silentUntilMs) return;
      line.heardMs = now;
      for (const each of judgeFrame(box, line.frame, event, now, keep)) tell(each);
    },
    cut: (which) => {
      for (const line of chosen(which)) drop(line);
    },
    cutAgain: (which) => {
      for (const line of chosen(which)) after(2 * REDIAL_MS, () => drop(line));
    },
    stall: (untilMs) => {
      for (const line of lines.values()) line.silentUntilMs = untilMs;
    },
    watch: () => {
      for (const line of lines.values()) {
        const most = SILENCE_MS_MAX[line.name];
        if (most !== undefined && nowMs() - line.heardMs > most) drop(line);
      }
    },
    reopen: () => {
      lines = new Map(LINE_NAMES.map((name) => [name, open(name)]));
      for (const name of LINE_NAMES) told(name, "up");
    },
  };
}
