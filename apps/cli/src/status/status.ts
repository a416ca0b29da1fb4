import { resolve } from "node:path";
import { codeOf } from "@evenkeel/api/client";
import { flag, help, readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { Problem } from "../problem.ts";
import { reachEngine } from "../reach.ts";
import { describe, type Summary, summarise } from "./summary.ts";

export const STATUS_HELP = `Usage: evenkeel status [options]

What the running installation does: mode and state, equity, net today, pairs, what is unhedged, the venues, and what
keeps new risk out with what to do about it.

  --json         one object for machines
  --data <dir>   the installation, where it is not the default one
  --help         this text

Exit codes: 0 running and open for new risk; 1 not running, or it does not answer; 2 not understood; 3 it runs and
takes no new risk (starting, frozen, reducing, flattening, halted, or stopped by what is named).
`;

const EXIT_UNREACHABLE = 1;
const EXIT_NO_NEW_RISK = 3;
const ASK_MS_MAX = 5_000;

export async function status(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { data: text, json: flag, help });
  if (values.help) {
    process.stdout.write(STATUS_HELP);
    return 0;
  }
  try {
    const summary = await ask(values.data === undefined ? defaultDataFolder() : resolve(values.data));
    print(values.json ? JSON.stringify(summary) : describe(summary));
    return summary.takesNewRisk ? 0 : EXIT_NO_NEW_RISK;
  } catch (error) {
    if (!(error instanceof Problem) || !values.json) throw error;
    print(JSON.stringify({ running: false, reason: error.message }));
    return EXIT_UNREACHABLE;
  }
}

async function ask(data: string): Promise<Summary> {
  const { client, running, close } = await reachEngine(data);
  try {
    const terms = { signal: AbortSignal.timeout(ASK_MS_MAX) };
    const [overview, drills] = await Promise.all([
      client.overview.get.query(undefined, terms),
      client.drills.get.query(undefined, terms),
    ]);
    return summarise(overview, drills, running.address);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (codeOf(error) === "ENGINE_UNAVAILABLE") throw new Problem(`The engine answers: ${reason}.`);
    throw new Problem(
      `The engine on port ${running.enginePort} does not answer (${reason}); it may still be starting.`,
    );
  } finally {
    await close();
  }
}
