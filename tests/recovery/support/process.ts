import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

const pathOf = (file: string): string => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Program = {
  readonly pid: number;
  readonly output: () => string;
  readonly ended: Promise<Ended>;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Resolves when a line of its output matches; rejects when it ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
};

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function run(file: string, args: readonly string[], own: Readonly<Record<string, string>>): Program {
  const child = spawn(process.execPath, [pathOf(file), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: pathOf("node_modules/.bin"), NODE_COMPILE_CACHE: pathOf(".cache/node"), ...own },
  });
  running.add(child);
  let output = "";
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      for (const listener of heard) listener();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(output);
        if (match === null) return;
        heard.delete(look);
        resolve(match);
      };
      heard.add(look);
      look();
      void ended.then(() => reject(new Error(`${file} ended before it said ${pattern}:\n${output.slice(-4_000)}`)));
    });
  return { pid: child.pid ?? 0, output: () => output, ended, kill: (signal) => child.kill(signal), says };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
