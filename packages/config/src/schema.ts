import type { ConfigSection } from "@evenkeel/core/events";
import { z } from "zod";
import { KEYS, type Key } from "./keys.ts";

function numberIn({ min, max, whole }: Key) {
  const inRange = z.number().min(min).max(max);
  return (whole ? inRange.int() : inRange).optional();
}

const section = (name: ConfigSection) =>
  z
    .strictObject(Object.fromEntries(Object.entries<Key>(KEYS[name]).map(([key, range]) => [key, numberIn(range)])))
    .optional();

/** Any part of the owner's numbers; what is not named stays. */
export const patchSchema = z.strictObject({
  entry: section("entry"),
  exit: section("exit"),
  universe: section("universe"),
  size: section("size"),
  risk: section("risk"),
  execution: section("execution"),
  /** Not numbers of ours: venues/ reads them. */
  venues: z.unknown().optional(),
});
