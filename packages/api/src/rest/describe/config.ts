import { type Config, configSections, DEFAULT_CONFIG } from "@evenkeel/core/events";
import { z } from "zod";
import type { ConfigKeyView, ConfigView } from "../../engine/config/door.ts";
import { text } from "./common.ts";
import { wordsOf } from "./words.ts";

const sections = configSections(DEFAULT_CONFIG).map(([section, numbers]) => [
  section,
  z.strictObject(Object.fromEntries(Object.keys(numbers).map((key) => [key, z.number()]))),
]);

const config = z.strictObject({
  version: z.number(),
  ...Object.fromEntries(sections),
}) as unknown as z.ZodType<Config>;

const key: z.ZodType<ConfigKeyView> = z.strictObject({
  path: text,
  label: text,
  unit: text,
  help: text,
  min: z.number(),
  max: z.number(),
  whole: z.boolean(),
  looser: wordsOf<ConfigKeyView["looser"]>({ up: true, down: true, either: true }),
  effect: wordsOf<ConfigKeyView["effect"]>({ now: true, "new-pairs": true }),
  shipped: z.number(),
});

export const configuration: z.ZodType<ConfigView> = z.strictObject({
  version: z.number().meta({ description: "The `base` of a change." }),
  config,
  keys: z.array(key),
  notices: z.array(z.strictObject({ path: text, message: text })),
  file: z.strictObject({ path: text, problem: text.nullable() }).nullable(),
});
