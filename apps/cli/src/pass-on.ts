import { spawn } from "node:child_process";
import { constants } from "node:os";
import { childEnvironment, standingFolder } from "./env.ts";
import { FOLLOW } from "./paths.ts";

/** Runs another program of the house in our place: its output, its signals, its exit code, and the files it is told. */
export function passOn(
  program: string,
  given: readonly string[],
  own: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(process.execPath, ["--import", FOLLOW, program, ...given], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: childEnvironment(own),
    cwd: standingFolder(),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
