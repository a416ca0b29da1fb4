import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ROOT } from "./root.ts";

/** A checkout in a temporary folder whose npx and program are a few lines each. */
let checkout = "";
const place = (path: string): string => join(checkout, path);

function write(path: string, text: string): void {
  mkdirSync(join(place(path), ".."), { recursive: true });
  writeFileSync(place(path), text);
}

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), "evenkeel-bootstrap-"));
  write("package.json", '{"packageManager":"pnpm@1.2.3"}');
  write("pnpm-lock.yaml", "lockfileVersion: 1");
  write("npm/npm-cli.js", "");
  write("npm/npx-cli.js", 'console.log("Progress:", ...process.argv.slice(2));');
  write("apps/cli/src/main.ts", "console.log(JSON.stringify(process.argv.slice(2)));");
  mkdirSync(place("node_modules/.bin"), { recursive: true });
  symlinkSync(process.execPath, place("node_modules/.bin/node"));
  mkdirSync(place("tooling"));
  for (const file of ["bootstrap.mjs", "follow-launcher.mjs"]) {
    copyFileSync(join(ROOT, "tooling", file), place(`tooling/${file}`));
  }
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...args], {
    // The folder of the checkout that runs these tests is in its own environment.
    env: { ...process.env, NODE_COMPILE_CACHE: undefined, npm_execpath: place("npm/npm-cli.js") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

const bootstrap = (...args: string[]) => start([place("tooling/bootstrap.mjs"), ...args]);

async function firstOutput(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("no output to wait for");
  const [text] = (await once(child.stdout, "data")) as [string];
  return text;
}

it("installs once, keeps the output of the program clean, and hands on the arguments", async () => {
  const first = await bootstrap("start", "--speed", "60").ended;
  expect(first.stderr).toContain("Progress: -y pnpm@1.2.3 install --frozen-lockfile");
  expect(first).toMatchObject({ code: 0, stdout: '["up","--speed","60"]\n' });
  const second = await bootstrap("evenkeel", "replay", "--json").ended;
  expect(second).toMatchObject({ code: 0, stdout: '["replay","--json"]\n', stderr: "" });
  write("pnpm-lock.yaml", "lockfileVersion: 2");
  expect((await bootstrap("evenkeel").ended).stderr).toContain("Progress: -y");
});

it("keeps what Node made of the sources from one start to the next, until something is installed", async () => {
  write("apps/cli/src/main.ts", 'console.log((await import("node:module")).getCompileCacheDir());');
  expect((await bootstrap("start").ended).stdout).toContain(place(".cache/node"));
  const kept = () => readdirSync(place(".cache/node"), { recursive: true }).length;
  expect(kept()).toBeGreaterThan(1);
  write(".cache/node/of-another-release", "");
  await bootstrap("start").ended;
  expect(existsSync(place(".cache/node/of-another-release"))).toBe(true);
  write("pnpm-lock.yaml", "lockfileVersion: 2");
  await bootstrap("start").ended;
  expect(existsSync(place(".cache/node/of-another-release"))).toBe(false);
});

it.each([
  ["npm error code ENOTFOUND", "registry cannot be reached"],
  ["EACCES: permission denied, mkdir", "who owns this folder"],
  ["ENOSPC: no space left on device", "disk is full"],
  ["ERR_PNPM_FROZEN_LOCKFILE_WITH_OUTDATED_LOCKFILE", "does not match"],
  ["something else", "the lines above say why (exit 3)"],
])("explains a failed install: %s", async (output, sentence) => {
  write("npm/npx-cli.js", `console.error(${JSON.stringify(output)}); process.exitCode = 3;`);
  const { code, stdout, stderr } = await bootstrap("start").ended;
  expect(stderr.trimEnd().split("\n").at(-1)).toContain(sentence);
  expect([code, stdout]).toEqual([1, ""]);
  expect(existsSync(place("node_modules/.evenkeel-installed"))).toBe(false);
});

it("refuses an old Node in one sentence", async () => {
  const old = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.18.9'}})";
  const { code, stderr } = await start(["--import", old, place("tooling/bootstrap.mjs"), "start"]).ended;
  expect(stderr).toBe(
    "evenkeel: Node 20.18.9 is too old: install Node 20.19 or newer (24 is best) and run it again.\n",
  );
  expect(code).toBe(1);
});

it("says which program a checkout lacks", async () => {
  const { code, stderr } = await bootstrap("bench").ended;
  expect(stderr).toContain("tests/bench/run.ts is missing");
  expect(code).toBe(1);
});

it("passes on the exit code", async () => {
  write("apps/cli/src/main.ts", "process.exit(7);");
  expect((await bootstrap("start").ended).code).toBe(7);
});

it("delivers a signal that arrives twice at once only once", async () => {
  write(
    "apps/cli/src/main.ts",
    `let heard = 0;
     process.on("SIGINT", () => { heard += 1; setTimeout(() => process.exit(40 + heard), 100); });
     setInterval(() => {}, 1000);
     console.log("ready");`,
  );
  const { child, ended } = bootstrap("start");
  await firstOutput(child);
  child.kill("SIGINT");
  child.kill("SIGINT");
  expect((await ended).code).toBe(41);
});

const LEAVES_A_CHILD = `
  import { spawn } from "node:child_process";
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  child.unref();
  console.log(child.pid);`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

it("ends what a program leaves behind", async () => {
  write("apps/cli/src/main.ts", LEAVES_A_CHILD);
  const { code, stdout } = await bootstrap("start").ended;
  expect(code).toBe(0);
  expect(isRunning(Number(stdout))).toBe(false);
}, 20_000);

it("lets the program stop in order when the launcher is killed", async () => {
  write(
    "apps/cli/src/main.ts",
    `import { writeFileSync } from "node:fs";
     process.on("SIGTERM", () => { writeFileSync("stopped", ""); process.exit(0); });
     setInterval(() => {}, 1000);
     console.log(process.pid);`,
  );
  const { child, ended } = bootstrap("start");
  const pid = Number(await firstOutput(child));
  child.kill("SIGKILL");
  await ended;
  await expect.poll(() => isRunning(pid)).toBe(false);
  expect(existsSync(place("stopped"))).toBe(true);
});
