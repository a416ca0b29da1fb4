import { parseArgs } from "node:util";
import { err, ok, type Result } from "@evenkeel/core/units";

export const REPLAY_HELP = `Usage: evenkeel replay [<recordings | run folder | segment file>] [options]

Folds a recorded run through the same code again and compares every decision with the recorded one. Without a path
the newest run of the data folder is taken; of a folder of recordings, its newest run.

  --verify              fail when an answer differs, and when the run holds no decision to compare
  --set section.key=n   replay under one changed threshold (may be given again) and name the first differing event
  --data <folder>       where recordings are kept
  --json                one object for machines
  --help                this text

Exit codes: 0 the same; 1 an answer differs; 2 wrong arguments or no readable recording; 3 no decision in the run.
`;

export type ReplayOptions = {
  readonly path: string | null;
  readonly data: string | null;
  readonly sets: readonly string[];
  readonly verify: boolean;
  readonly json: boolean;
  readonly help: boolean;
};

export function parseReplayOptions(given: readonly string[]): Result<ReplayOptions, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        verify: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        set: { type: "string", multiple: true, default: [] },
        data: { type: "string" },
      },
    });
    if (positionals.length > 1) return err("Give one recording at a time.");
    const { verify, json, help, set, data } = values;
    return ok({ path: positionals[0] ?? null, data: data ?? null, sets: set, verify, json, help });
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
