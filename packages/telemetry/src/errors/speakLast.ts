import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ErrorReporterOptions } from "./errors.ts";

/** A dying process is not held up longer than this: the next one has pairs to guard. */
const LAST_WORDS_MS_MAX = 5_000;

/** Another process delivers it while this one stands still: nothing of a broken state may run on meanwhile. */
export function speakLast(
  { dsn, process: name, scrub }: ErrorReporterOptions,
  error: unknown,
  msMax: number = LAST_WORDS_MS_MAX,
): void {
  const told = error instanceof Error ? error : new Error(String(error));
  const input = JSON.stringify({ dsn, process: name, message: scrub(told.message), stack: scrub(told.stack ?? "") });
  spawnSync(process.execPath, [fileURLToPath(new URL("lastWords.ts", import.meta.url))], {
    input,
    timeout: msMax,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
  });
}
