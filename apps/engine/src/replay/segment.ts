import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { deserialize } from "node:v8";
import type { EngineState } from "@evenkeel/core/engine";
import { deserialise, err, ok, type Result } from "@evenkeel/core/units";
import { FORMAT_VERSION, readBlocks, readRecords, type SegmentRecord } from "../recorder/format.ts";
import { listRuns, listSegments } from "../recorder/places.ts";

export type ReplayError = { readonly code: "not-found" | "empty" | "unreadable"; readonly message: string };

export type Segment = {
  readonly name: string;
  readonly torn: boolean;
  readonly state: EngineState;
  readonly records: () => Generator<SegmentRecord>;
};

/** The segment files a path names: itself, a run's, or the newest run's of a recordings folder. */
export async function findSegments(path: string): Promise<Result<readonly string[], ReplayError>> {
  const found = await stat(path).catch(() => null);
  if (found === null) return err({ code: "not-found", message: `There is no recording at ${path}.` });
  if (found.isFile()) return ok([path]);
  const newest = (await listRuns(path)).at(-1);
  const run = newest === undefined ? path : join(path, newest);
  const names = await listSegments(run);
  if (names.length === 0) return err({ code: "empty", message: `There is no segment in ${run}.` });
  return ok(names.map((name) => join(run, name)));
}

export async function openSegment(path: string): Promise<Result<Segment, ReplayError>> {
  const name = basename(path);
  const { blocks, torn } = readBlocks(await readFile(path));
  const [meta, snapshot, ...rest] = blocks;
  if (meta?.kind !== "meta" || snapshot?.kind !== "snapshot") {
    return err({ code: "unreadable", message: `${name} ended before its snapshot was whole.` });
  }
  const described = deserialise(meta.content.toString("utf8"));
  const format = described.ok ? (described.value as { format?: unknown }).format : null;
  if (format !== FORMAT_VERSION) {
    return err({ code: "unreadable", message: `${name} has format ${String(format)}; this is ${FORMAT_VERSION}.` });
  }
  return ok({
    name,
    torn,
    state: deserialize(snapshot.content) as EngineState,
    *records() {
      for (const block of rest) if (block.kind === "records") yield* readRecords(block.content);
    },
  });
}
