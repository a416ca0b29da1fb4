import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./canaries.ts";

const MAIN = fileURLToPath(new URL("../../../apps/cli/src/main.ts", import.meta.url));

export type Said = { readonly code: number | null; readonly out: string; readonly err: string };

/** `evenkeel` as a person or a script runs it; `input` is what stands on its standard input. */
export function evenkeel(args: readonly string[], input = ""): Promise<Said> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: "pipe", env: {} });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, out, err }));
  });
}

/** What the launcher leaves for the command line; this process stands for the launcher. */
export function leaveAddresses(data: string, engineUrl: string): void {
  const began = readFileSync(`/proc/${process.pid}/stat`, "latin1").split(") ").at(-1)?.split(" ")[19] ?? "";
  const enginePort = Number(new URL(engineUrl).port);
  const holder = { pid: process.pid, began, address: engineUrl, enginePort, databasePort: 1, exchangePort: 1 };
  writeFileSync(join(data, "up.lock"), JSON.stringify(holder));
}

export const saidBy = (command: string, { out, err }: Said): Place => ({ where: command, text: `${out}\n${err}` });
