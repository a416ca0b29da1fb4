import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NEXT, ROOT, WEB } from "../paths.ts";
import { Problem } from "../problem.ts";
import { startChild } from "./child.ts";

const STAMP = join(WEB, ".next", "evenkeel-sources");
/** What the dashboard is made of: its own sources, those it imports, and what was installed. */
const SOURCES = [
  "apps/web/src",
  "packages/api/src",
  "packages/core/src",
  "packages/store/src",
  "packages/telemetry/src",
];
const FILES = ["apps/web/next.config.ts", "apps/web/postcss.config.mjs", "apps/web/package.json", "pnpm-lock.yaml"];

function fingerprint(): string {
  const hash = createHash("sha256").update(process.version);
  for (const folder of SOURCES) {
    const names = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    for (const path of names.toSorted()) hash.update(`${path.slice(ROOT.length)}\n`).update(readFileSync(path));
  }
  for (const file of FILES) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest("hex");
}

/** Whether the dashboard that is built is the one whose sources are here. */
export const isWebCurrent = (): boolean => isBuilt(fingerprint());

const isBuilt = (wanted: string): boolean => existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted;

/** What Next says when it finds its folder locked; a build whose launcher was killed goes on to its end. */
const ANOTHER_BUILD = /previous build|build.* still in progress|another .*build/i;
const ANOTHER_PAUSE_MS = 2_000;
const ANOTHER_TRIES_MAX = 90;

/** Builds the dashboard when its sources are not the ones it was built from. */
export async function buildWeb(logFile: string, say: (text: string) => void, stopped: AbortSignal): Promise<void> {
  const wanted = fingerprint();
  if (isBuilt(wanted)) return;
  say("building the dashboard (once; about half a minute)");
  for (let tries = 1; ; tries += 1) {
    const { code, lastWords } = await runBuild(logFile, stopped);
    if (stopped.aborted) return;
    if (code === 0 && existsSync(join(WEB, ".next", "BUILD_ID"))) break;
    if (!ANOTHER_BUILD.test(lastWords) || tries >= ANOTHER_TRIES_MAX)
      throw new Problem(`The dashboard could not be built: ${lastWords} (see ${logFile}).`);
    if (tries === 1) say("an earlier build of the dashboard still runs; waiting for its end");
    await sleep(ANOTHER_PAUSE_MS, undefined, { signal: stopped }).catch(() => {});
    // Another installation of the same sources may have built it.
    if (stopped.aborted || isBuilt(wanted)) return;
  }
  writeFileSync(STAMP, wanted);
  say("the dashboard is built");
}

async function runBuild(logFile: string, stopped: AbortSignal) {
  const child = startChild({
    name: "dashboard's build",
    program: NEXT,
    args: ["build"],
    follow: false,
    cwd: WEB,
    env: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    logFile,
  });
  const stop = (): void => child.kill("SIGTERM");
  stopped.addEventListener("abort", stop, { once: true });
  const { code } = await child.ended;
  stopped.removeEventListener("abort", stop);
  return { code, lastWords: child.lastWords() };
}
