import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Builds the dashboard when its sources are not the ones it was built from. */
export async function buildWeb(logFile: string, say: (text: string) => void, stopped: AbortSignal): Promise<void> {
  const wanted = fingerprint();
  if (isBuilt(wanted)) return;
  say("building the dashboard (once; about half a minute)");
  const child = startChild({
    name: "dashboard's build",
    program: NEXT,
    args: ["build"],
    follow: false,
    cwd: WEB,
    env: { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    logFile,
  });
  stopped.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const { code } = await child.ended;
  if (stopped.aborted) return;
  if (code !== 0 || !existsSync(join(WEB, ".next", "BUILD_ID")))
    throw new Problem(`The dashboard could not be built: ${child.lastWords()} (see ${logFile}).`);
  writeFileSync(STAMP, wanted);
  say("the dashboard is built");
}
