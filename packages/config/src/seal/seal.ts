import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { err, ok, type Result } from "@evenkeel/core/units";
import { type Blob, type BlobError, formatBlob, NONCE_BYTES, PLAIN_BYTES_MAX, parseBlob, TAG_BYTES } from "./blob.ts";
import type { Kek } from "./kek.ts";
import type { Keyring } from "./keyring.ts";
import { Secret } from "./secret.ts";

/** What a sealed text belongs to. A blob moved to another place does not open there. */
export type SealedAs = {
  readonly id: string;
  readonly venue: string;
  readonly environment: string;
  readonly label: string;
};

export type SealError =
  | BlobError
  | {
      readonly code: "wrong-key";
      /** What the blob asks for and what there is. */
      readonly sealedWith: string;
      readonly have: readonly string[];
      readonly message: string;
    }
  | { readonly code: "tampered" | "empty" | "too-large"; readonly message: string };

const CIPHER = "aes-256-gcm";
const DATA_KEY_BYTES = 32;

/** A list in JSON cannot be read two ways, whatever letters a label has. */
const boundTo = (part: "dek" | "data", { id, venue, environment, label }: SealedAs): Buffer =>
  Buffer.from(JSON.stringify(["evenkeel", "v1", part, id, venue, environment, label]), "utf8");

function encrypt(key: Buffer, plain: Buffer, bound: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, sealed: Buffer, bound: Buffer): Buffer | null {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(tag);
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}

/** Every text has a data key of its own, which seals nothing else; only that key is wrapped. */
export function seal(plain: Secret, as: SealedAs, kek: Kek): Result<string, SealError> {
  const bytes = Buffer.from(plain.reveal(), "utf8");
  if (bytes.length === 0) return err({ code: "empty", message: "There is nothing to seal." });
  if (bytes.length > PLAIN_BYTES_MAX)
    return err({ code: "too-large", message: `At most ${PLAIN_BYTES_MAX} bytes can be sealed.` });
  const dataKey = randomBytes(DATA_KEY_BYTES);
  const data = encrypt(dataKey, bytes, boundTo("data", as));
  const text = formatBlob(wrap(dataKey, data, as, kek));
  dataKey.fill(0);
  return ok(text);
}

const wrap = (dataKey: Buffer, data: Buffer, as: SealedAs, kek: Kek): Blob => ({
  kekKind: kek.kind,
  kekFingerprint: kek.fingerprint,
  wrappedKey: encrypt(kek.bytes(), dataKey, boundTo("dek", as)),
  data,
});

const TAMPERED: SealError = {
  code: "tampered",
  message: "This sealed value was changed, or belongs to another key, venue or label.",
};

function unwrap(text: string, as: SealedAs, keyring: Keyring): Result<{ blob: Blob; dataKey: Buffer }, SealError> {
  const parsed = parseBlob(text);
  if (!parsed.ok) return parsed;
  const blob = parsed.value;
  const kek = keyring.find(blob.kekFingerprint);
  if (kek === null) {
    const have = keyring.keks.map(({ kind, fingerprint }) => `${kind}-${fingerprint}`);
    const sealedWith = `${blob.kekKind}-${blob.kekFingerprint}`;
    const message = `Sealed with ${sealedWith}, which is not here (here: ${have.join(", ") || "none"}).`;
    return err({ code: "wrong-key", sealedWith, have, message });
  }
  const dataKey = decrypt(kek.bytes(), blob.wrappedKey, boundTo("dek", as));
  return dataKey === null || dataKey.length !== DATA_KEY_BYTES ? err(TAMPERED) : ok({ blob, dataKey });
}

export function open(text: string, as: SealedAs, keyring: Keyring): Result<Secret, SealError> {
  const unwrapped = unwrap(text, as, keyring);
  if (!unwrapped.ok) return unwrapped;
  const plain = decrypt(unwrapped.value.dataKey, unwrapped.value.blob.data, boundTo("data", as));
  unwrapped.value.dataKey.fill(0);
  return plain === null ? err(TAMPERED) : ok(new Secret(plain.toString("utf8")));
}

/** The same sealed text under another key-encryption key. It is opened once on the way: what does not open is not passed on. */
export function rewrap(text: string, as: SealedAs, keyring: Keyring, kek: Kek): Result<string, SealError> {
  const opened = open(text, as, keyring);
  if (!opened.ok) return opened;
  const unwrapped = unwrap(text, as, keyring);
  if (!unwrapped.ok) return unwrapped;
  const { blob, dataKey } = unwrapped.value;
  const again = formatBlob(wrap(dataKey, blob.data, as, kek));
  dataKey.fill(0);
  return ok(again);
}
