import type { Config } from "@evenkeel/core/events";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { ConfigError } from "./error.ts";
import { RANGES, type Section } from "./ranges.ts";

const OVERRIDE = /^([a-z]+)\.([A-Za-z]+)=(-?\d{1,30}(?:\.\d{1,30})?)$/;

/**
 * One threshold changed by hand (`entry.meanAnnualPercentMin=20`), for questions to a recording. Ranges are not
 * asked: "what if" may leave them.
 */
export function withOverride(config: Config, text: string): Result<Config, ConfigError> {
  const match = OVERRIDE.exec(text);
  const [, section = "", key = "", value = ""] = match ?? [];
  const known = Object.hasOwn(RANGES, section) && Object.hasOwn(RANGES[section as Section], key);
  if (match === null || !known) {
    const message = `"${text.slice(0, 80)}" is not section.key=number with a known key.`;
    return err({ code: match === null ? "bad-shape" : "unknown-key", path: `${section}.${key}`, message });
  }
  return ok({ ...config, [section]: { ...config[section as Section], [key]: Number(value) } });
}
