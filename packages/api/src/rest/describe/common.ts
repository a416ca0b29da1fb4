import { z } from "zod";
import type { Known, UnknownCode } from "../../views/index.ts";
import { wordsOf } from "./words.ts";

export const amount = z.string().meta({ description: "An exact decimal amount.", examples: ["-12.5"] });
export const momentMs = z.number().meta({ description: "Milliseconds since 1970." });
export const text = z.string();

export const unknownCode = wordsOf<UnknownCode>({
  starting: true,
  reconciling: true,
  "no-market-data": true,
  stale: true,
  "no-positions": true,
  "venue-silent": true,
  "not-measured": true,
  "nothing-yet": true,
  "too-little-history": true,
  "funding-terms-unknown": true,
});

/** What is not known says why; it is never zero. */
export const known = <T>(value: z.ZodType<T>): z.ZodType<Known<T>> =>
  z.union([z.strictObject({ value }), z.strictObject({ value: z.null(), why: unknownCode })]);
