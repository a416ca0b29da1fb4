import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createState, type EngineState, type Recorder, step } from "@evenkeel/core/engine";
import type { EngineEvent } from "@evenkeel/core/events";
import { createFlightRecorder, DEFAULT_LIMITS } from "@evenkeel/engine/recorder";
import { createFeed, introduce } from "../frame-to-decision/feed.ts";
import { recordTape, type Tape } from "../frame-to-decision/tape.ts";
import { bytes, columns, count, duration, times } from "../print.ts";
import type { Bench, Section } from "../report.ts";

const ROUNDS = 4;
const REPLAY = fileURLToPath(new URL("../../../apps/engine/src/replay/main.ts", import.meta.url));
const run = promisify(execFile);

type Played = { readonly events: number; readonly nanoseconds: number };

/** Numbers of frames between which nothing cold is told. */
const hotStretch = ({ depths, frames }: Tape): readonly [from: number, to: number] => {
  const [first = 0, second = frames.length] = [...depths.keys()];
  return [first + 1, second];
};

/** The engine's own order: an event is recorded, stepped, and its effects' fingerprint recorded. */
function play(tape: Tape, recorder: Recorder | null, frames = Number.POSITIVE_INFINITY): Played {
  const state: EngineState = createState();
  let events = 0;
  const through = (event: EngineEvent) => {
    events += 1;
    recorder?.event(event, state);
    const effects = step(state, event);
    if (effects.length > 0) recorder?.effects(effects, state);
    return effects;
  };
  introduce(tape, through);
  const feed = createFeed(tape, through);
  events = 0;
  let coldEvents = 0;
  let milliseconds = 0;
  let from = performance.now();
  for (let at = 0; at < Math.min(frames, tape.frames.length); at += 1) {
    const depths = tape.depths.get(at);
    if (depths !== undefined) {
      // Depth is cold: what it costs is not what a tick costs.
      milliseconds += performance.now() - from;
      for (const event of depths) through(event);
      coldEvents += depths.length;
      from = performance.now();
    }
    feed(tape.kinds[at] ?? 0, tape.frames[at] ?? "", tape.receivedAtMs[at] ?? 0);
  }
  milliseconds += performance.now() - from;
  return { events: events - coldEvents, nanoseconds: milliseconds * 1e6 };
}

async function record(tape: Tape, folder: string, stopped: string[], frames?: number): Promise<Played> {
  const recorder = createFlightRecorder({
    folder,
    limits: DEFAULT_LIMITS,
    meta: { program: "bench" },
    startedAtMs: Date.now(),
    onStopped: (reason) => void stopped.push(reason),
  });
  const played = play(tape, recorder, frames);
  await recorder.close();
  return played;
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** By two recordings that differ in nothing but ticks. */
async function bytesPerEvent(tape: Tape, folder: string, stopped: string[]): Promise<number> {
  const sizes: number[] = [];
  const events: number[] = [];
  for (const frames of hotStretch(tape)) {
    await rm(folder, { recursive: true, force: true });
    events.push((await record(tape, folder, stopped, frames)).events);
    sizes.push(await sizeOf(folder));
  }
  const [less = 0, more = 0] = sizes;
  const [fewer = 0, many = 0] = events;
  return (more - less) / (many - fewer);
}

type Replayed = { readonly seconds: number; readonly identical: boolean; readonly events: number };

async function replay(folder: string): Promise<Replayed> {
  const from = performance.now();
  const { stdout } = await run(process.execPath, [REPLAY, "--data", folder, "--json"]);
  const seconds = (performance.now() - from) / 1_000;
  const result = JSON.parse(stdout) as { readonly identical: boolean; readonly events: number };
  return { seconds, identical: result.identical, events: result.events };
}

const fastest = (all: readonly Played[]): number => Math.min(...all.map((each) => each.nanoseconds / each.events));

async function runBench({ seed, progress }: Parameters<Bench["run"]>[0]): Promise<Section> {
  progress("recording frames");
  const tape = recordTape(seed);
  const plain: Played[] = [];
  const recorded: Played[] = [];
  const stopped: string[] = [];
  const data = await mkdtemp(join(tmpdir(), "evenkeel-bench-"));
  const folder = join(data, "recordings");
  try {
    for (let round = 1; round <= ROUNDS; round += 1) {
      progress(`round ${round} of ${ROUNDS}`);
      await rm(folder, { recursive: true, force: true });
      plain.push(play(tape, null));
      recorded.push(await record(tape, folder, stopped));
    }
    progress("replaying");
    const replayed = await replay(data);
    const size = await bytesPerEvent(tape, folder, stopped);
    return sectionOf(fastest(plain), fastest(recorded), plain[0]?.events ?? 0, size, replayed, stopped);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

function sectionOf(
  plainNs: number,
  recordedNs: number,
  events: number,
  bytesPerEvent: number,
  replayed: Replayed,
  stopped: readonly string[],
): Section {
  const costNs = recordedNs - plainNs;
  return {
    name: "replay-and-serialise",
    title: "replay-and-serialise · the flight recorder on hot events, and its recording replayed",
    lines: [
      `${count(events)} ticks, best of ${ROUNDS}; written to the temporary folder behind the loop's back`,
      "",
      ...columns([
        ["", "a tick"],
        ["frame read and stepped", duration(plainNs)],
        ["  and recorded", duration(recordedNs)],
        ["recording costs", duration(Math.max(0, costNs))],
        ["with over without", times(recordedNs / plainNs)],
        ["on disk, a tick", bytes(bytesPerEvent)],
        [
          "replayed, a whole process",
          `${count(replayed.events)} events in ${replayed.seconds.toFixed(2)} s, ${replayed.identical ? "identical" : "DIFFERENT"}`,
        ],
      ]),
    ],
    goals: [],
    faults: [
      ...stopped.map((reason) => `the recorder stopped: ${reason}`),
      ...(replayed.identical ? [] : ["the replay does not answer as the recording says"]),
      ...(replayed.events > events ? [] : ["the replay saw fewer events than were recorded"]),
    ],
    numbers: { events, plainNs, recordedNs, costNs, bytesPerEvent, replayed },
  };
}

export const recording: Bench = {
  name: "replay-and-serialise",
  about: "what recording a hot event costs, and how fast a recording replays",
  seconds: 5,
  run: runBench,
};
