import { readFile } from "node:fs/promises";
import { type Config, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { z } from "zod";
import { findContradiction } from "./contradictions.ts";
import type { ConfigError } from "./error.ts";
import { type ConfigFile, fileSchema } from "./schema.ts";

/** A configuration has some fifty numbers; a larger file is not one. */
const FILE_BYTES_MAX = 65_536;
const SHOWN_LENGTH_MAX = 60;

/** The shipped defaults with the owner's numbers over them, or the first thing that is wrong. */
export function parseConfig(given: unknown): Result<Config, ConfigError> {
  const parsed = fileSchema.safeParse(given);
  if (!parsed.success) return err(firstError(parsed.error, given));
  const config = merge(parsed.data);
  const contradiction = findContradiction(config);
  return contradiction === null ? ok(config) : err(contradiction);
}

export async function loadConfig(path: string | null): Promise<Result<Config, ConfigError>> {
  if (path === null) return ok(DEFAULT_CONFIG);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    return err({ code: "unreadable", path, message: `The configuration file ${path} cannot be read (${code}).` });
  }
  if (Buffer.byteLength(text) > FILE_BYTES_MAX) {
    return err({ code: "bad-shape", path, message: `The configuration file ${path} exceeds ${FILE_BYTES_MAX} bytes.` });
  }
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return err({ code: "not-json", path, message: `The configuration file ${path} is not JSON.` });
  }
  return parseConfig(given);
}

function merge(file: ConfigFile): Config {
  const merged = Object.entries(DEFAULT_CONFIG).map(([name, shipped]) => {
    const own = file[name as keyof ConfigFile];
    return [name, typeof shipped === "number" ? (own ?? shipped) : { ...shipped, ...(own as object | undefined) }];
  });
  return Object.fromEntries(merged) as Config;
}

function firstError(error: z.ZodError, given: unknown): ConfigError {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join(".") ?? "";
  const name = path === "" ? "the configuration" : path;
  const have = shown(valueAt(given, issue?.path ?? []));
  switch (issue?.code) {
    case "unrecognized_keys": {
      const key = [path, issue.keys[0]]
        .filter((part) => part !== "")
        .join(".")
        .slice(0, SHOWN_LENGTH_MAX);
      return { code: "unknown-key", path: key, message: `${key} is not a configuration key.` };
    }
    case "too_small":
      return { code: "out-of-range", path, message: `${name} must be at least ${issue.minimum}; it is ${have}.` };
    case "too_big":
      return { code: "out-of-range", path, message: `${name} must be at most ${issue.maximum}; it is ${have}.` };
    case "invalid_type":
      if (issue.expected === "int")
        return { code: "not-whole", path, message: `${name} must be whole; it is ${have}.` };
      if (issue.expected === "number")
        return { code: "not-a-number", path, message: `${name} must be a number; it is ${have}.` };
      return { code: "bad-shape", path, message: `${name} must be an object of named numbers; it is ${have}.` };
    default:
      return { code: "bad-shape", path, message: `${name} does not have the right shape.` };
  }
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    given,
  );
}

/** Only a value's outside: a nest deeper than the stack cannot be written again. */
function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return (JSON.stringify(value) ?? "missing").slice(0, SHOWN_LENGTH_MAX);
}
