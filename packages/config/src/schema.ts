import { z } from "zod";
import { RANGES, type Range, type Section } from "./ranges.ts";

function numberIn({ min, max, whole }: Range) {
  const inRange = z.number().min(min).max(max);
  return (whole ? inRange.int() : inRange).optional();
}

const section = (name: Section) =>
  z
    .strictObject(Object.fromEntries(Object.entries<Range>(RANGES[name]).map(([key, range]) => [key, numberIn(range)])))
    .optional();

/** What the owner's file may say: any part of the configuration; the rest ships. */
export const fileSchema = z.strictObject({
  version: z.number().int().min(1).max(1_000_000_000).optional(),
  entry: section("entry"),
  exit: section("exit"),
  universe: section("universe"),
  size: section("size"),
  risk: section("risk"),
  execution: section("execution"),
  /** Not numbers of ours: venues/ reads them. */
  venues: z.unknown().optional(),
});

export type ConfigFile = z.infer<typeof fileSchema>;
