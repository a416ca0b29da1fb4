import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { inherited } from "./env.ts";

const ROOT = join(import.meta.dirname, "../../..");
const SHELL_BLOCK = /^```sh\n([\s\S]*?)^```$/gm;
const RUN_MS_MAX = 60_000;

const run = promisify(execFile);

/** The owner's key for a script, made as the owner makes it. */
export async function makeKey(data: string, role: string): Promise<string> {
  const cli = join(ROOT, "apps/cli/src/main.ts");
  const made = await run(process.execPath, [cli, "token", "create", "--role", role, "--data", data], { cwd: ROOT });
  return made.stdout.trim();
}

/** Runs every shell example of a guide, one after the other in one shell; answers the lines they printed. */
export async function runExamples(guide: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const blocks = [...readFileSync(join(ROOT, guide), "utf8").matchAll(SHELL_BLOCK)].map(([, block]) => block ?? "");
  if (blocks.length === 0) throw new Error(`${guide} has no example`);
  const ran = await run("bash", ["-euo", "pipefail", "-c", blocks.join("\n")], {
    env: { ...inherited(), ...env },
    timeout: RUN_MS_MAX,
  });
  return ran.stdout.split("\n").filter((line) => line !== "");
}
