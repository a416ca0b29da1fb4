import { err, ok, type Result } from "@evenkeel/core/units";
import { z } from "zod";
import type { ConfigError } from "../error.ts";
import { isSealed, type SealedAs } from "../seal/index.ts";

export const VENUES = ["binance", "bybit"] as const;
export const ENVIRONMENTS = ["simulation", "testnet", "live"] as const;
export type VenueName = (typeof VENUES)[number];
export type Environment = (typeof ENVIRONMENTS)[number];

export const LABEL_LENGTH_MAX = 64;
const VALUE_LENGTH_MAX = 4_096;
const ENTRIES_MAX = 8;

/** Shown in lists, logs and the audit: letters a person reads, none that move a cursor or hide another. */
export const venueLabelSchema = z
  .string()
  .trim()
  .min(1)
  .max(LABEL_LENGTH_MAX)
  .regex(/^[\p{L}\p{N}\p{P}\p{S} ]+$/u, "letters, digits, punctuation and spaces");

const entrySchema = z.strictObject({
  venue: z.enum(VENUES),
  environment: z.enum(ENVIRONMENTS),
  label: venueLabelSchema,
  apiKey: z.string().min(1).max(VALUE_LENGTH_MAX),
  secret: z.string().min(1).max(VALUE_LENGTH_MAX),
});

/** The `venues` section of the configuration file; its secrets are sealed. */
export const venuesSchema = z.array(entrySchema).max(ENTRIES_MAX);

export type VenueEntry = z.infer<typeof entrySchema>;
export const SEALED_FIELDS = ["apiKey", "secret"] as const;
export type SealedField = (typeof SEALED_FIELDS)[number];

/** A value of the file opens under its own name only: an API key is not put where the secret belongs. */
export const sealedAs = (
  { venue, environment, label }: Pick<VenueEntry, "venue" | "environment" | "label">,
  field: SealedField,
): SealedAs => ({ id: `file/${field}`, venue, environment, label });

/** The section as the engine takes it: of the right shape, each account named once, nothing in plain text. */
export function parseVenues(given: unknown): Result<readonly VenueEntry[], ConfigError> {
  const parsed = venuesSchema.safeParse(given ?? []);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = ["venues", ...(issue?.path ?? [])].map(String).join(".");
    // The message of the library may repeat a value, and the value may be a secret.
    return err({
      code: "bad-shape",
      path,
      message: `${path} does not have the shape docs/examples/evenkeel.yaml shows.`,
    });
  }
  for (const [at, entry] of parsed.data.entries()) {
    const plain = SEALED_FIELDS.find((field) => !isSealed(entry[field]));
    if (plain !== undefined) {
      const path = `venues.${at}.${plain}`;
      const message = `${path} is a secret in plain text: seal it with "evenkeel config encrypt <file>", then start again.`;
      return err({ code: "plaintext-secret", path, message });
    }
    const twin = parsed.data.findIndex(
      (other) => other.venue === entry.venue && other.environment === entry.environment,
    );
    if (twin !== at) {
      const path = `venues.${at}`;
      const message = `${path} names ${entry.venue} ${entry.environment} again: one account per venue and environment.`;
      return err({ code: "contradiction", path, message });
    }
  }
  return ok(parsed.data);
}
