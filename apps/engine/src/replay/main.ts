import { join } from "node:path";
import { withOverride } from "@evenkeel/config";
import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { dataFolder } from "../env.ts";
import { parseReplayOptions, REPLAY_HELP, type ReplayOptions } from "./options.ts";
import { createReplay, type Difference, type ReplayResult, type Rewrite } from "./replay.ts";
import { findSegments, openSegment } from "./segment.ts";

const EXIT = { same: 0, differs: 1, unusable: 2, noDecision: 3 } as const;

function complain(sentence: string, json: boolean): number {
  if (json) process.stdout.write(`${JSON.stringify({ error: sentence })}\n`);
  else process.stderr.write(`evenkeel replay: ${sentence}\n`);
  return EXIT.unusable;
}

function rewriteOf(sets: readonly string[]): { readonly rewrite: Rewrite | null; readonly error: string | null } {
  for (const set of sets) {
    const tried = withOverride(DEFAULT_CONFIG, set);
    if (!tried.ok) return { rewrite: null, error: tried.error.message };
  }
  if (sets.length === 0) return { rewrite: null, error: null };
  const rewrite: Rewrite = (config) =>
    sets.reduce((changed, set) => {
      const next = withOverride(changed, set);
      return next.ok ? next.value : changed;
    }, config);
  return { rewrite, error: null };
}

const describe = ({ segment, position, sequence, kind, recorded, replayed }: Difference): string =>
  `first differing event: ${kind} at sequence ${sequence} (${segment}, event ${position}): ` +
  `recorded ${recorded ?? "no effects"}, replayed ${replayed ?? "no effects"}`;

function report(result: ReplayResult, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ ...result, identical: result.firstDifference === null })}\n`);
    return;
  }
  const { firstDifference } = result;
  process.stdout.write(
    [
      `run hash   ${result.replayedHash}`,
      `events     ${result.events} in ${result.segments} segment${result.segments === 1 ? "" : "s"}`,
      `decisions  ${result.decisions} (${result.sends} sent)`,
      ...(result.torn === 0 ? [] : [`torn       ${result.torn}: replayed up to the last whole block`]),
      firstDifference === null ? "every answer is the recorded one" : describe(firstDifference),
      "",
    ].join("\n"),
  );
}

async function replay(options: ReplayOptions): Promise<number> {
  const { rewrite, error } = rewriteOf(options.sets);
  if (error !== null) return complain(error, options.json);
  const data = options.data ?? dataFolder();
  if (options.path === null && data === null)
    return complain("Name a recording, or a folder with --data.", options.json);
  const found = await findSegments(options.path ?? join(data ?? "", "recordings"));
  if (!found.ok) return complain(found.error.message, options.json);
  const replaying = createReplay(rewrite);
  let difference: Difference | null = null;
  for (const [index, path] of found.value.entries()) {
    const segment = await openSegment(path);
    // A crash may end a run inside the snapshot of its last segment.
    if (!segment.ok && index > 0 && index === found.value.length - 1) break;
    if (!segment.ok) return complain(segment.error.message, options.json);
    difference = replaying.run(segment.value);
    if (difference !== null) break;
  }
  const result = replaying.result(difference);
  report(result, options.json);
  if (!options.verify) return EXIT.same;
  if (difference !== null) return EXIT.differs;
  return result.decisions === 0 ? EXIT.noDecision : EXIT.same;
}

const parsed = parseReplayOptions(process.argv.slice(2));
if (!parsed.ok) process.exitCode = complain(parsed.error, process.argv.includes("--json"));
else if (parsed.value.help) process.stdout.write(REPLAY_HELP);
else process.exitCode = await replay(parsed.value);
