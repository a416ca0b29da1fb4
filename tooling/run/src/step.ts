import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { ROOT } from "./root.ts";

export type Step = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly msMax: number;
};

export type StepEnd = {
  readonly name: string;
  readonly exitCode: number;
  readonly output: string;
  readonly seconds: number;
};

const OUTPUT_LENGTH_MAX = 2_000_000;
const groups = new Set<number>();

function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}

/** An interrupted run leaves no test process behind. */
export function endWithSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      for (const group of groups) killGroup(group);
      process.exit(signal === "SIGINT" ? 130 : 143);
    });
  }
}

/** Runs one step in its own process group; `show` streams its output instead of keeping it. */
export function runStep(step: Step, show: boolean): Promise<StepEnd> {
  const started = performance.now();
  const path = [join(ROOT, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(delimiter);
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, {
      cwd: ROOT,
      detached: true,
      env: { ...process.env, PATH: path, ...step.env },
      stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    const group = child.pid;
    if (group !== undefined) groups.add(group);
    let output = "";
    const note = (text: string): void => {
      if (show) process.stderr.write(text);
      else output = (output + text).slice(-OUTPUT_LENGTH_MAX);
    };
    child.stdout?.setEncoding("utf8").on("data", note);
    child.stderr?.setEncoding("utf8").on("data", note);
    const alarm = setTimeout(() => {
      note(`${step.name} took longer than ${step.msMax / 1000} s and was ended\n`);
      if (group !== undefined) killGroup(group);
    }, step.msMax);
    const end = (exitCode: number): void => {
      clearTimeout(alarm);
      if (group !== undefined) groups.delete(group);
      resolve({ name: step.name, exitCode, output, seconds: (performance.now() - started) / 1000 });
    };
    child.once("error", (error) => {
      note(`${step.command} cannot be started: ${error.message}\n`);
      end(127);
    });
    /** What a step leaves running would hold its pipes open and disturb the next one. */
    child.once("exit", () => {
      if (group !== undefined) killGroup(group);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}
