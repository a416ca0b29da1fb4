import { type Config, patchConfig } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { ConfigError } from "./error.ts";
import { keyAt } from "./keys.ts";
import { unknownKey } from "./parse.ts";
import { patchAt } from "./value.ts";

const OVERRIDE = /^([A-Za-z.]+)=(-?\d{1,30}(?:\.\d{1,30})?)$/;
const SHOWN_LENGTH_MAX = 80;

/** `size.leverage=3` as its two halves, or what is wrong with it. Ranges are the next one's question. */
export function parseAssignment(text: string): Result<{ readonly path: string; readonly value: number }, ConfigError> {
  const [, path = "", value = ""] = OVERRIDE.exec(text) ?? [];
  if (path === "") {
    const shown = text.slice(0, SHOWN_LENGTH_MAX);
    return err({ code: "bad-shape", path: "", message: `"${shown}" is not section.key=number.` });
  }
  return keyAt(path) === null ? err(unknownKey(path)) : ok({ path, value: Number(value) });
}

/**
 * One threshold changed by hand (`entry.meanAnnualPercentMin=20`), for questions to a recording. Ranges are not
 * asked: "what if" may leave them.
 */
export function withOverride(config: Config, text: string): Result<Config, ConfigError> {
  const parsed = parseAssignment(text);
  return parsed.ok ? ok(patchConfig(config, patchAt(parsed.value.path, parsed.value.value))) : parsed;
}
