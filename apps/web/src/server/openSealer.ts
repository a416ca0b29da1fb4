import type { Sealer } from "@evenkeel/api/web";
import { readEnv } from "../env.ts";
import { createSealer } from "./sealer.ts";

let sealer: Sealer | null = null;

/** One key for the life of the process. */
export function openSealer(): Sealer {
  sealer ??= createSealer(readEnv().AUTH_SECRET);
  return sealer;
}
