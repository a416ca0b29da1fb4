import { readFile } from "node:fs/promises";
import { err, ok, type Result } from "@evenkeel/core/units";
import { parse } from "yaml";
import type { ConfigError } from "../error.ts";
import { parseVenues, type VenueEntry } from "./schema.ts";

const FILE_BYTES_MAX = 65_536;

/** The sealed accounts of a configuration file, YAML or JSON; none where there is no file. */
export async function loadVenues(path: string | null): Promise<Result<readonly VenueEntry[], ConfigError>> {
  if (path === null) return ok([]);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null || Buffer.byteLength(text) > FILE_BYTES_MAX) {
    const message = `The configuration file ${path} cannot be read, or exceeds ${FILE_BYTES_MAX} bytes.`;
    return err({ code: "unreadable", path, message });
  }
  let given: unknown;
  try {
    given = parse(text, { maxAliasCount: 0, logLevel: "silent" });
  } catch {
    // The parser's message quotes the line, and the line may hold a secret.
    return err({ code: "bad-shape", path, message: `The configuration file ${path} is not YAML.` });
  }
  const section = typeof given === "object" && given !== null ? (given as { venues?: unknown }).venues : undefined;
  return parseVenues(section);
}
