import { type Keyring, open, type SealError, type SealedAs, Secret } from "@evenkeel/config/seal";
import { err, ok, type Result } from "@evenkeel/core/units";
import type { VenueKey } from "@evenkeel/store/venue-keys";
import { z } from "zod";

export type Credentials = { readonly apiKey: string; readonly secret: string };

const HINT_LENGTH = 4;
const credentialsSchema = z.strictObject({ apiKey: z.string().min(1), secret: z.string().min(1) });

/** Key and secret are sealed as one text: neither can be put beside the other half of another key. */
export const plainOf = ({ apiKey, secret }: Credentials): Secret => new Secret(JSON.stringify({ apiKey, secret }));

export const hintOf = (apiKey: string): string => apiKey.slice(-HINT_LENGTH);

type Named = Pick<VenueKey, "id" | "venue" | "environment" | "label">;

export const sealedAs = ({ id, venue, environment, label }: Named): SealedAs => ({ id, venue, environment, label });

export function openCredentials(key: VenueKey, keyring: Keyring): Result<Credentials, string> {
  if (key.sealed === null) return err(`The key "${key.label}" was retired and forgotten.`);
  const opened = open(key.sealed, sealedAs(key), keyring);
  if (!opened.ok) return err(`The key "${key.label}" of ${key.venue} cannot be opened. ${inWords(opened.error)}`);
  const parsed = credentialsSchema.safeParse(safeJson(opened.value.reveal()));
  return parsed.success ? ok(parsed.data) : err(`The key "${key.label}" of ${key.venue} holds something else.`);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the owner can do about it. */
function inWords(error: SealError): string {
  if (error.code !== "wrong-key") return error.message;
  const [kind] = error.sealedWith.split("-");
  if (kind === "passphrase")
    return `${error.message} The passphrase is another one: give the right one as EVENKEEL_KEK_PASSPHRASE.`;
  if (kind === "command") return `${error.message} EVENKEEL_KEK_COMMAND must print the key it printed then.`;
  return `${error.message} Put the file venue-kek back into the secrets folder.`;
}
