import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FIRST_FILE } from "@evenkeel/config";
import { configPath } from "../env.ts";

/** The owner's file: the one that was named, else the installation's own, made when there is none. */
export function settleConfigFile(data: string): string {
  const named = configPath();
  if (named !== null) return named;
  const path = join(data, "config.yaml");
  if (!existsSync(path)) writeFileSync(path, FIRST_FILE, { mode: 0o600 });
  return path;
}
