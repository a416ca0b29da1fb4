import { z } from "zod";

export const NAME_LENGTH_MAX = 64;

export const nameSchema = z
  .string()
  .trim()
  .min(1, "a name is needed")
  .max(NAME_LENGTH_MAX)
  .regex(/^[\p{L}\p{N} ._@'-]+$/u, "letters, digits, space and . _ @ ' - only");

/** What makes two names the same. */
export const nameKeyOf = (name: string): string => name.trim().normalize("NFKC").toLowerCase();
