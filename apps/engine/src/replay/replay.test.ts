import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withOverride } from "@evenkeel/config";
import type { Config } from "@evenkeel/core/events";
import { HOUR_MS } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFlightRecorder, DEFAULT_LIMITS, type RecorderLimits } from "../recorder/index.ts";
import { createReplay, type ReplayResult } from "./replay.ts";
import { findSegments, openSegment } from "./segment.ts";

let folder = "";
let run = "";
let sends = 0;

/** Two simulated hours of the demo world: long enough for a few entries. */
async function record(into: string, limits: RecorderLimits = DEFAULT_LIMITS, venueMs = 2 * HOUR_MS) {
  const recorder = createFlightRecorder({
    folder: into,
    limits,
    meta: { world: "demo" },
    startedAtMs: 1_000,
    onStopped: (reason) => expect.unreachable(reason),
  });
  const simulation = new Simulation({ seed: 1, symbols: 8, recorder });
  simulation.runVenueMs(venueMs);
  await recorder.close();
  return { run: recorder.run, sends: simulation.report().sends };
}

async function replay(path: string, rewrite: ((config: Config) => Config) | null = null): Promise<ReplayResult> {
  const found = await findSegments(path);
  const replaying = createReplay(rewrite);
  let difference = null;
  for (const each of found.ok ? found.value : []) {
    const segment = await openSegment(each);
    if (!segment.ok) throw new Error(segment.error.message);
    difference = replaying.run(segment.value);
    if (difference !== null) break;
  }
  return replaying.result(difference);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-replay-"));
  ({ run, sends } = await record(join(folder, "whole")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const onlySegment = (path: string): string => join(path, readdirSync(path)[0] ?? "");

describe("a recorded run", () => {
  it("replays to the same hash, decisions and all", async () => {
    const result = await replay(run);
    expect(result).toMatchObject({ firstDifference: null, segments: 1, torn: 0, sends });
    expect(result.decisions).toBeGreaterThanOrEqual(2);
    expect(result.replayedHash).toBe(result.recordedHash);
    expect(await replay(run)).toEqual(result);
  });

  it("names the first event that one changed threshold would have answered otherwise", async () => {
    const rewrite = (config: Config): Config => {
      const changed = withOverride(config, "entry.meanAnnualPercentMin=499");
      return changed.ok ? changed.value : config;
    };
    const { firstDifference, recordedHash, replayedHash } = await replay(run, rewrite);
    expect(firstDifference).toMatchObject({ segment: "segment-000001.ekr", kind: "top" });
    expect(firstDifference?.recorded).not.toBe(firstDifference?.replayed);
    expect(recordedHash).not.toBe(replayedHash);
  });

  it("goes on in a new segment that stands on its own snapshot", async () => {
    const limits = { ...DEFAULT_LIMITS, segmentBytesMax: 200_000 };
    const split = await record(join(folder, "split"), limits);
    const whole = await replay(run);
    const parts = await replay(split.run);
    expect(parts.segments).toBeGreaterThan(2);
    expect(parts).toMatchObject({ events: whole.events, recordedHash: whole.recordedHash, firstDifference: null });
  });

  it("makes room for itself: the oldest segments go", async () => {
    const limits = { ...DEFAULT_LIMITS, segmentBytesMax: 200_000, totalBytesMax: 1_200_000 };
    const kept = await record(join(folder, "bounded"), limits);
    const names = readdirSync(kept.run).toSorted();
    expect(names).not.toContain("segment-000001.ekr");
    const bytes = names.reduce((sum, name) => sum + statSync(join(kept.run, name)).size, 0);
    expect(bytes).toBeLessThan(limits.totalBytesMax + limits.segmentBytesMax);
    expect((await replay(kept.run)).firstDifference).toBeNull();
  });
});

describe("a recording cut short", () => {
  it("replays what is whole of it", async () => {
    const cut = await record(join(folder, "cut"));
    const path = onlySegment(cut.run);
    truncateSync(path, statSync(path).size - 1_000);
    const result = await replay(cut.run);
    const whole = await replay(run);
    expect(result).toMatchObject({ torn: 1, firstDifference: null });
    expect(result.events).toBeLessThan(whole.events);
    expect(result.events).toBeGreaterThan(0);
  });

  it("stops where a bit was turned", async () => {
    const turned = await record(join(folder, "turned"));
    const path = onlySegment(turned.run);
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 500) ^ 1, bytes.length - 500);
    writeFileSync(path, bytes);
    expect(await replay(turned.run)).toMatchObject({ torn: 1, firstDifference: null });
  });

  it("says when not even the snapshot is whole", async () => {
    const path = join(folder, "stub.ekr");
    writeFileSync(path, readFileSync(onlySegment(run)).subarray(0, 2_000));
    expect(await openSegment(path)).toMatchObject({ ok: false, error: { code: "unreadable" } });
    expect(await findSegments(join(folder, "nowhere"))).toMatchObject({ ok: false, error: { code: "not-found" } });
  });
});

it("stops recording, and counts what it misses, when the disk falls behind", async () => {
  const reasons: string[] = [];
  const recorder = createFlightRecorder({
    folder: join(folder, "slow"),
    limits: { ...DEFAULT_LIMITS, pendingBytesMax: 1 },
    meta: {},
    startedAtMs: 1_000,
    onStopped: (reason) => reasons.push(reason),
  });
  new Simulation({ seed: 1, symbols: 4, recorder }).runVenueMs(60_000);
  expect(reasons).toEqual([expect.stringContaining("bytes behind")]);
  expect(recorder.stopped()?.lostEvents).toBeGreaterThan(10);
  await recorder.close();
});
