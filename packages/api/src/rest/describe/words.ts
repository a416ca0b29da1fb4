import { z } from "zod";

/** Every word of a union; one that is missing here does not compile. */
export const wordsOf = <Word extends string>(words: Readonly<Record<Word, true>>): z.ZodType<Word> =>
  z.enum(Object.keys(words) as [Word, ...Word[]]);
