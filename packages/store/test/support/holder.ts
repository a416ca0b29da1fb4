import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LaunchError } from "@evenkeel/store/embedded";

export type Held =
  | { readonly ok: true; readonly value: { readonly url: string; readonly owned: boolean } }
  | { readonly ok: false; readonly error: LaunchError };

export type Holder = { readonly held: Held; readonly end: (signal: "SIGTERM" | "SIGKILL") => Promise<void> };

export const LAUNCHER = fileURLToPath(import.meta.resolve("@evenkeel/store/embedded"));
const SCRIPT = fileURLToPath(new URL("hold.ts", import.meta.url));

type HoldOptions = { readonly before?: readonly string[]; readonly launcher?: string };

/** Another process that starts the database; `before` is put in front of its command line. */
export async function hold(directory: string, port: number, options: HoldOptions = {}): Promise<Holder> {
  const command = [
    ...(options.before ?? []),
    process.execPath,
    SCRIPT,
    directory,
    String(port),
    options.launcher ?? LAUNCHER,
  ];
  const child: ChildProcess = spawn(command[0] ?? "", command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  let noise = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    noise += chunk.toString();
  });
  const ended = once(child, "exit");
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface({ input: child.stdout })) return { held: JSON.parse(line) as Held, end };
  throw new Error(`the holder said nothing: ${noise}`);
}
