import { readEnv } from "../env.ts";

/** A wrong environment ends the process at its start; Next alone would go on and fail at the first click. */
export function checkEnvironment(): void {
  try {
    readEnv();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
