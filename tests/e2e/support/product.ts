import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inherited } from "./env.ts";

const ROOT = join(import.meta.dirname, "../../..");
const READY_MS_MAX = 240_000;
const STOP_MS_MAX = 60_000;

export type Product = {
  readonly url: string;
  /** One-time link of a fresh installation; `null` once an admin exists. */
  readonly setupUrl: string | null;
  /** What it printed since it started. */
  readonly printed: () => string;
  /** Ends a part by SIGKILL, as a power cut would. */
  readonly kill: (part: "engine" | "exchange") => void;
  /** Ctrl-C. Resolves with the exit code when everything has stopped. */
  readonly stop: () => Promise<number | null>;
};

export type Ports = {
  readonly web: number;
  readonly engine: number;
  readonly exchange: number;
  readonly database: number;
};

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

export async function freePorts(): Promise<Ports> {
  return { web: await freePort(), engine: await freePort(), exchange: await freePort(), database: await freePort() };
}

export function makeDataFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "evenkeel-e2e-"));
  // PostgreSQL never runs as root; the user it runs as has to pass through here.
  chmodSync(path, 0o755);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Processes below one, by the kernel's own table. */
function descendants(pid: number): { readonly pid: number; readonly command: string }[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? "" }];
    });
  const found: { pid: number; command: string }[] = [];
  const visit = (parent: number): void => {
    for (const row of rows) {
      if (row.parent !== parent) continue;
      found.push({ pid: row.pid, command: row.command });
      visit(row.pid);
    }
  };
  visit(pid);
  return found;
}

function stopper(child: ChildProcess): () => Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return async () => {
    if (child.exitCode === null) child.kill("SIGINT");
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS_MAX);
    const code = await ended;
    clearTimeout(late);
    return code;
  };
}

/** Starts the product as `npm start` does, on ports and data of its own, and waits for its one line. */
export async function startProduct(data: string, ports: Ports, options: readonly string[]): Promise<Product> {
  const places = {
    port: ports.web,
    "engine-port": ports.engine,
    "exchange-port": ports.exchange,
    "database-port": ports.database,
    data,
  };
  const named = Object.entries(places).map(([name, value]) => `--${name}=${value}`);
  const args = [join(ROOT, "apps/cli/src/main.ts"), "up", "--json", ...named, ...options];
  const child = spawn(process.execPath, args, { cwd: ROOT, env: inherited(), stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const ready = new Promise<{ url: string; setupUrl: string | null }>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready:\n${printed}`)), READY_MS_MAX);
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready:\n${printed}`)));
    child.stderr.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      printed += `${line}\n`;
      if (!line.startsWith("{")) return;
      const told = JSON.parse(line) as { readonly address?: string; readonly setupLink?: string | null };
      if (told.address === undefined) return;
      clearTimeout(timer);
      resolve({ url: told.address, setupUrl: told.setupLink ?? null });
    });
  });
  const stop = stopper(child);
  try {
    const { url, setupUrl } = await ready;
    return {
      url,
      setupUrl,
      printed: () => printed,
      kill: (part) => {
        const found = descendants(child.pid ?? 0).find(({ command }) => command.includes(`apps/${part}/src/main.ts`));
        if (found === undefined) throw new Error(`no ${part} is running`);
        process.kill(found.pid, "SIGKILL");
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
