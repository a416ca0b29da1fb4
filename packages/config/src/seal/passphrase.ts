import { argon2 } from "node:crypto";
import { promisify } from "node:util";
import { err, ok, type Result } from "@evenkeel/core/units";
import { KEK_BYTES, Kek, type KekError } from "./kek.ts";
import type { Secret } from "./secret.ts";

const derive = promisify(argon2);

/**
 * argon2id, because the house already trusts it with passwords and it costs an attacker's hardware more than scrypt
 * does at the same second of ours. Asked once a start, so it may take 256 MiB. Part of the format: changing a number
 * makes another key.
 */
const ARGON2 = { memory: 262_144, passes: 3, parallelism: 1 } as const;
export const SALT_BYTES = 16;
export const PASSPHRASE_LENGTH_MIN = 14;
const PASSPHRASE_LENGTH_MAX = 1_024;

/** The salt is the installation's own, kept beside it: the same passphrase elsewhere is another key. */
export async function passphraseKek(passphrase: Secret, salt: Buffer): Promise<Result<Kek, KekError>> {
  if (passphrase.length < PASSPHRASE_LENGTH_MIN || passphrase.length > PASSPHRASE_LENGTH_MAX)
    return err({
      code: "passphrase-too-short",
      message: `The passphrase of the venue keys needs ${PASSPHRASE_LENGTH_MIN} to ${PASSPHRASE_LENGTH_MAX} letters.`,
    });
  const message = Buffer.from(passphrase.reveal().normalize("NFC"), "utf8");
  const bytes = await derive("argon2id", { message, nonce: salt, tagLength: KEK_BYTES, ...ARGON2 });
  message.fill(0);
  return ok(new Kek("passphrase", bytes));
}
