import {
  createLoop,
  createState,
  type EngineState,
  type Loop,
  type Perform,
  type Recorder,
} from "@evenkeel/core/engine";
import type { EngineEvent } from "@evenkeel/core/events";

/** One life of the engine: it works, sleeps as under SIGSTOP, or is dead. */
export type Process = {
  readonly epoch: number;
  readonly loop: Loop;
  standing: "awake" | "asleep" | "dead";
  /** What reached it in its sleep, in order. */
  readonly waiting: (() => void)[];
};

export function startProcess(
  epoch: number,
  perform: (process: Process, ...rest: Parameters<Perform>) => void,
  recorder: Recorder,
): Process {
  const loop = createLoop(createState(), (effect, done) => perform(process, effect, done), recorder);
  const process: Process = { epoch, loop, standing: "awake", waiting: [] };
  return process;
}

export const stateOf = ({ loop }: Process): EngineState => loop.state;

/** Reaches a process now, when it wakes, or never. */
export function reach(process: Process, run: () => void): void {
  if (process.standing === "awake") run();
  else if (process.standing === "asleep") process.waiting.push(run);
}

/** A hot event is its maker's own object: nobody keeps it, and a sleeper has nothing of it. */
export function tell(process: Process, event: EngineEvent): void {
  if (process.standing === "asleep" && (event.kind === "top" || event.kind === "mark")) return;
  reach(process, () => process.loop.dispatch(event));
}

/** Everything that came meanwhile, as long as it lives through it. */
export function wake(process: Process): void {
  if (process.standing !== "asleep") return;
  process.standing = "awake";
  for (const run of process.waiting.splice(0)) reach(process, run);
}

export function kill(process: Process): void {
  process.standing = "dead";
  process.waiting.length = 0;
}
