import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { childEnvironment } from "../env.ts";
import { FOLLOW } from "../paths.ts";

/** One older log is kept. */
const LOG_BYTES_MAX = 16 * 1024 * 1024;
const LAST_LINES_MAX = 20;
/** A structured log says why it ends in its own words. */
const GRAVE = /"level":"(?:fatal|error)".*"msg":"([^"]*)"/;

export type Ended = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type Child = {
  readonly name: string;
  readonly pid: number | undefined;
  /** Resolves once, however it ended. */
  readonly ended: Promise<Ended>;
  readonly running: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly onLine: (listener: (line: string) => void) => void;
  /** What it said last on its error stream, for whoever explains why it ended. */
  readonly lastWords: () => string;
};

export type ChildPlan = {
  readonly name: string;
  readonly program: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly cwd?: string;
  /** False for a program that forks: its forks would take the preload along, and their own channels for ours. */
  readonly follow?: boolean;
};

function openLog(path: string) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  return createWriteStream(path, { flags: "a", mode: 0o600 });
}

/**
 * A process of ours in a group of its own, so that Ctrl-C in the terminal reaches the launcher alone and the order
 * of stopping stays its own. Secrets go in by the environment, never by an argument.
 */
export function startChild(plan: ChildPlan): Child {
  const log = openLog(plan.logFile);
  const preload = plan.follow === false ? [] : ["--import", FOLLOW];
  const child: ChildProcess = spawn(process.execPath, [...preload, plan.program, ...(plan.args ?? [])], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: childEnvironment(plan.env),
    detached: true,
    ...(plan.cwd === undefined ? {} : { cwd: plan.cwd }),
  });
  const listeners: ((line: string) => void)[] = [];
  const last: string[] = [];
  const remember = (words: string): void => {
    last.push(words);
    if (last.length > LAST_LINES_MAX) last.shift();
  };
  const read = (stream: NodeJS.ReadableStream | null, each: (line: string) => void): void => {
    if (stream === null) return;
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      each(line);
    });
  };
  read(child.stdout, (line) => {
    const failure = GRAVE.exec(line)?.[1];
    if (failure !== undefined) remember(failure);
    for (const listener of listeners) listener(line);
  });
  read(child.stderr, remember);
  let running = true;
  const ended = new Promise<Ended>((resolve) => {
    child.once("error", (error) => {
      last.push(error.message);
      running = false;
      resolve({ code: null, signal: null });
    });
    child.once("close", (code, signal) => {
      running = false;
      log.end();
      resolve({ code, signal });
    });
  });
  return {
    name: plan.name,
    pid: child.pid,
    ended,
    running: () => running,
    kill: (signal) => child.kill(signal),
    onLine: (listener) => listeners.push(listener),
    lastWords: () => last.filter((line) => line.trim() !== "").at(-1) ?? "",
  };
}
