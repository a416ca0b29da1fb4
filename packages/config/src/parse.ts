import { type Config, type ConfigPatch, DEFAULT_CONFIG, patchConfig } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { z } from "zod";
import { findContradiction } from "./contradictions.ts";
import type { ConfigError } from "./error.ts";
import { keyAt } from "./keys.ts";
import { patchSchema } from "./schema.ts";
import { suggestPath } from "./suggest.ts";

const SHOWN_LENGTH_MAX = 60;

/** Some of the numbers, each in its range, or the first thing that is wrong. */
export function parsePatch(given: unknown): Result<ConfigPatch, ConfigError> {
  const parsed = patchSchema.safeParse(given);
  return parsed.success ? ok(parsed.data as ConfigPatch) : err(firstError(parsed.error, given));
}

/** A configuration with some numbers moved, if they can be together. */
export function applyPatch(config: Config, patch: ConfigPatch): Result<Config, ConfigError> {
  const patched = patchConfig(config, patch);
  const contradiction = findContradiction(patched);
  return contradiction === null ? ok(patched) : err(contradiction);
}

/** The shipped defaults with the owner's numbers over them. */
export function parseConfig(given: unknown): Result<Config, ConfigError> {
  const patch = parsePatch(given);
  return patch.ok ? applyPatch(DEFAULT_CONFIG, patch.value) : patch;
}

export function unknownKey(path: string): ConfigError {
  const key = path.slice(0, SHOWN_LENGTH_MAX);
  const meant = suggestPath(key);
  const hint = meant === null ? "" : `; did you mean ${meant}?`;
  return { code: "unknown-key", path: key, message: `${key} is not a configuration key${hint === "" ? "." : hint}` };
}

function firstError(error: z.ZodError, given: unknown): ConfigError {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join(".") ?? "";
  const name = path === "" ? "The configuration" : path;
  const have = shown(at(given, issue?.path ?? []));
  switch (issue?.code) {
    case "unrecognized_keys":
      return unknownKey([path, issue.keys[0]].filter((part) => part !== "").join("."));
    case "too_small":
    case "too_big": {
      const range = keyAt(path);
      const bounds = range === null ? "in its range" : `from ${range.min} to ${range.max}`;
      return { code: "out-of-range", path, message: `${name} must be ${bounds}; it is ${have}.` };
    }
    case "invalid_type":
      if (issue.expected === "int")
        return { code: "not-whole", path, message: `${name} must be whole; it is ${have}.` };
      if (issue.expected === "number")
        return { code: "not-a-number", path, message: `${name} must be a number; it is ${have}.` };
      return { code: "bad-shape", path, message: `${name} must be named numbers; it is ${have}.` };
    default:
      return { code: "bad-shape", path, message: `${name} does not have the right shape.` };
  }
}

function at(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    given,
  );
}

function shown(value: unknown): string {
  switch (typeof value) {
    case "number":
    case "boolean":
      return String(value);
    case "string":
      return JSON.stringify(value.slice(0, SHOWN_LENGTH_MAX));
    case "undefined":
      return "missing";
    default:
      return value === null ? "nothing" : Array.isArray(value) ? "a list" : "no number";
  }
}
