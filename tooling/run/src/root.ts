import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
/** Reports of finished runs; ignored by git. */
export const REPORTS = resolve(ROOT, ".cache/test");
