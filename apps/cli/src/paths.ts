import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
export const ENGINE = join(ROOT, "apps", "engine", "src", "main.ts");
export const REPLAY = join(ROOT, "apps", "engine", "src", "replay", "main.ts");
export const EXCHANGE = join(ROOT, "apps", "exchange", "src", "main.ts");
export const WEB = join(ROOT, "apps", "web");
export const NEXT = join(WEB, "node_modules", "next", "dist", "bin", "next");
/** Preloaded into children: they stop in order when the process that started them is gone. */
export const FOLLOW = new URL("../../../tooling/follow-launcher.mjs", import.meta.url).href;
