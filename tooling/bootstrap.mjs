// What `npm start`, `npm test` and the other root scripts run first. On a bare machine there is only npm and
// its Node, so this is plain JavaScript for Node 20.19 without dependencies: it installs what the lockfile says,
// then starts the real program under the pinned Node. The scripts `exec` it, because npm passes signals to its
// shell only, and a shell between them would die of the signal and leave us behind.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BIN = join(ROOT, "node_modules", ".bin");
/** What Node made of the sources: half of a start is making it anew. Left by one install, gone with the next. */
const COMPILED = join(ROOT, ".cache", "node");
const STAMP = join(ROOT, "node_modules", ".evenkeel-installed");
const WINDOWS = process.platform === "win32";
const PROGRAMS = {
  start: ["apps/cli/src/main.ts", "up"],
  evenkeel: ["apps/cli/src/main.ts"],
  test: ["tooling/run/src/test.ts"],
  verify: ["tooling/run/src/verify.ts"],
  bench: ["tests/bench/run.ts"],
  soak: ["tests/simulation/soak.ts"],
};
const REPEAT_MS = 500;
const PARENT_CHECK_MS = 500;
const LEFTOVERS_MS_MAX = 10_000;
const TAIL_LENGTH_MAX = 4_000;
/** Of what pnpm says, this is for everybody; the rest is shown when it fails. */
const PROGRESS = /^(?:Progress:|Packages:|Downloading |Done )/;

/** The first match says what to do. */
const INSTALL_FAILURES = [
  [/ENOSPC/, "the disk is full: free about 2 GB and run the command again."],
  [/EACCES|EPERM|EROFS/, "this user may not write here: check who owns this folder and your npm cache."],
  [/OUTDATED_LOCKFILE/, "pnpm-lock.yaml does not match the package.json files: run `npx pnpm install` and commit it."],
  [/ERR_PNPM_TARBALL_INTEGRITY|EINTEGRITY/, "a download does not have the locked checksum: nothing was installed."],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|E?TIMEDOUT|META_FETCH|error sending request|dns error/i,
    "the package registry cannot be reached: connect this machine to the network, or set npm's `registry` or `proxy`, and run the command again.",
  ],
];

/** @returns {never} */
function fail(sentence) {
  console.error(`evenkeel: ${sentence}`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer (24 is best) and run it again.`);
}

/** Changes when an install could have something to do. */
function fingerprint() {
  const folders = ["packages", "apps", "tooling"].flatMap((top) => {
    const path = join(ROOT, top);
    return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
  });
  const files = [
    "pnpm-lock.yaml",
    "pnpm-workspace.yaml",
    "package.json",
    "tests/package.json",
    "docs/examples/package.json",
  ]
    .map((name) => join(ROOT, name))
    .concat(folders.map((folder) => join(folder, "package.json")))
    .filter((file) => existsSync(file));
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const file of files) hash.update(`${file.slice(ROOT.length)}\n`).update(readFileSync(file));
  return hash.digest("hex");
}

/** npm's own npx beside the npm that runs us; by name when another tool runs us. */
function npxCommand() {
  const npm = process.env.npm_execpath ?? "";
  const npx = join(dirname(npm), "npx-cli.js");
  const found = npm.endsWith("npm-cli.js") && existsSync(npx);
  return found ? { command: process.execPath, before: [npx] } : { command: "npx", before: [] };
}

/** Without our own .bin: the install may replace the very Node that is found there. */
function outsidePath() {
  const paths = (process.env.PATH ?? "").split(delimiter);
  return paths.filter((path) => !path.startsWith(join(ROOT, "node_modules"))).join(delimiter);
}

function signalGroup(child, signal) {
  try {
    if (WINDOWS) return child.kill(signal);
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}

const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0);

/** Hands a signal to whoever runs right now: nobody, then the install, then the program. */
let deliver = (signal) => process.exit(exitCode(null, signal));

/**
 * On Ctrl-C the terminal signals every process of its group, and npm sends the same signal to us once more.
 * Children therefore get a group of their own, and hear each request from here, once: a second Ctrl-C means
 * something else than the first. A closed terminal or a killed npm asks for an orderly stop.
 */
function listen() {
  const heard = { signal: "", at: Number.NEGATIVE_INFINITY };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      const at = performance.now();
      if (signal === heard.signal && at - heard.at < REPEAT_MS) return;
      Object.assign(heard, { signal, at });
      deliver(signal === "SIGHUP" ? "SIGTERM" : signal);
    });
  }
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(check);
    deliver("SIGTERM");
  }, PARENT_CHECK_MS);
  check.unref();
}

function finished(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ error }));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

async function install() {
  const wanted = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return;
  for (const path of [STAMP, COMPILED]) rmSync(path, { recursive: true, force: true });
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  console.error("Installing what pnpm-lock.yaml names (the first time takes about a minute) ...");
  const { command, before } = npxCommand();
  const args = [...before, "-y", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"];
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: !WINDOWS,
    shell: WINDOWS && command === "npx",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PATH: outsidePath(),
      npm_config_fetch_retries: "2",
      npm_config_fetch_retry_mintimeout: "1000",
      npm_config_fetch_retry_maxtimeout: "5000",
    },
  });
  deliver = (signal) => signalGroup(child, signal);
  let tail = "";
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      if (PROGRESS.test(line)) console.error(line);
      tail = `${tail}${line}\n`.slice(-TAIL_LENGTH_MAX);
    });
  }
  const { error, code, signal } = await finished(child);
  if (error) fail(`npx cannot be started (${error.code}): install npm beside Node and run the command again.`);
  if (signal || code > 128) process.exit(exitCode(code, signal));
  if (code !== 0) {
    process.stderr.write(tail);
    const known = INSTALL_FAILURES.find(([pattern]) => pattern.test(tail));
    fail(`installing failed; ${known ? known[1] : `the lines above say why (exit ${code}).`}`);
  }
  writeFileSync(STAMP, wanted);
}

function findRuntime() {
  const pinned = join(BIN, "node");
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  fail(
    `no Node 24 comes with the packages for ${process.platform} ${process.arch}: install Node 24 or newer and run the command again.`,
  );
}

/** Ends what the program left in its group, so that nothing keeps running unseen. */
async function endLeftovers(child) {
  if (WINDOWS || !signalGroup(child, "SIGTERM")) return;
  const until = performance.now() + LEFTOVERS_MS_MAX;
  while (performance.now() < until) {
    if (!signalGroup(child, 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(child, "SIGKILL");
}

async function run([file, ...first], given) {
  const program = join(ROOT, file);
  if (!existsSync(program)) fail(`${file} is missing: this checkout is not complete.`);
  const follow = pathToFileURL(join(ROOT, "tooling", "follow-launcher.mjs")).href;
  const runtime = findRuntime();
  const child = spawn(runtime, ["--import", follow, program, ...first, ...given], {
    cwd: ROOT,
    detached: !WINDOWS,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH: [BIN, process.env.PATH ?? ""].join(delimiter) },
  });
  deliver = (signal) => child.kill(signal);
  const { error, code, signal } = await finished(child);
  if (error) fail(`${runtime} cannot run on this machine (${error.code}): install Node 24 or newer.`);
  await endLeftovers(child);
  process.exit(exitCode(code, signal));
}

checkNode();
listen();
const [name = "", ...given] = process.argv.slice(2);
const program = PROGRAMS[name];
if (program === undefined) fail(`"${name}" is none of ${Object.keys(PROGRAMS).join(", ")}.`);
await install();
await run(program, given);
