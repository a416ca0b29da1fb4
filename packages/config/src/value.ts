import { type Config, type ConfigChange, type ConfigPatch, configSections, patchOf } from "@evenkeel/core/events";

/** The number at `section.key`; NaN where there is none. */
export function valueAt(config: Config, path: string): number {
  const [section, name = ""] = path.split(".");
  const numbers = configSections(config).find(([each]) => each === section)?.[1];
  return numbers !== undefined && Object.hasOwn(numbers, name) ? (numbers[name] ?? Number.NaN) : Number.NaN;
}

export const patchAt = (path: string, value: number): ConfigPatch =>
  patchOf([{ path, from: Number.NaN, to: value } satisfies ConfigChange]);
