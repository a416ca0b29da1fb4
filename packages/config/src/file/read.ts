import { type Config, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { Document } from "yaml";
import type { ConfigError, ConfigErrorCode } from "../error.ts";
import { applyPatch, parsePatch } from "../parse.ts";
import { parseText } from "./document.ts";
import { toPlain } from "./plain.ts";

/** A configuration has some fifty numbers and a few sealed keys; a larger file is not one. */
export const FILE_BYTES_MAX = 65_536;

export type OwnerFile = {
  /** The shipped defaults with the file's numbers over them. */
  readonly config: Config;
  /** The `venues` section as it stands there: sealed secrets, read by their own schema, never shown. */
  readonly venues: unknown;
};

/** What an owner's file says, or the first thing that is wrong with it. Never throws, never repeats `venues`. */
export function readOwnerFile(text: string): Result<OwnerFile, ConfigError> {
  const given = readPlain(text);
  if (!given.ok) return given;
  const { venues, ...numbers } = given.value;
  const patch = parsePatch(withoutEmptySections(numbers));
  if (!patch.ok) return patch;
  const config = applyPatch(DEFAULT_CONFIG, patch.value);
  return config.ok ? ok({ config: config.value, venues }) : config;
}

function readPlain(text: string): Result<Readonly<Record<string, unknown>>, ConfigError> {
  if (Buffer.byteLength(text) > FILE_BYTES_MAX)
    return refuse("bad-shape", `The configuration file exceeds ${FILE_BYTES_MAX} bytes.`);
  if (text.trim() === "")
    return refuse("empty", "The configuration file is empty; a comment alone stands for the shipped values.");
  const parsed = parseText(text);
  if (!parsed.ok) return parsed;
  return plainRoot(parsed.value);
}

function plainRoot(document: Document): Result<Readonly<Record<string, unknown>>, ConfigError> {
  const plain = toPlain(document.contents);
  if (!plain.ok) return plain;
  const root = plain.value ?? {};
  if (typeof root !== "object" || Array.isArray(root))
    return refuse("bad-shape", "The configuration file must hold named sections.");
  return ok(root as Readonly<Record<string, unknown>>);
}

/** `size:` with nothing left under it, as when all its lines are comments. */
const withoutEmptySections = (numbers: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(numbers).filter(([, section]) => section !== null));

const refuse = (code: ConfigErrorCode, message: string): Result<never, ConfigError> => err({ code, path: "", message });
