import { err, ok, type Result } from "@evenkeel/core/units";

/**
 * What is stored of a sealed text, itself a text:
 *
 *     sealed:v1$kek=<kind>-<fingerprint>$dek=<wrapped data key>$data=<sealed text>
 *
 * `dek` and `data` are AES-256-GCM: a nonce of 12 bytes, the ciphertext, a tag of 16, in base64url without padding.
 * One text has one blob and one blob one reading: fields come once and in this order, and no other letters do.
 */
export type Blob = {
  readonly kekKind: "file" | "passphrase" | "command";
  readonly kekFingerprint: string;
  readonly wrappedKey: Buffer;
  readonly data: Buffer;
};

export type BlobError = {
  readonly code: "not-sealed" | "unknown-version" | "too-long" | "malformed";
  readonly message: string;
};

export const SEALED_PREFIX = "sealed:";
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
const DATA_KEY_BYTES = 32;
export const WRAPPED_KEY_BYTES = NONCE_BYTES + DATA_KEY_BYTES + TAG_BYTES;
/** The longest text worth sealing: two API credentials of a thousand letters each. */
export const PLAIN_BYTES_MAX = 2_048;
export const BLOB_LENGTH_MAX = 3_072;

const VERSION = /^sealed:v(\d{1,4})\$/;
const FIELDS = /^sealed:v1\$kek=(file|passphrase|command)-([0-9a-f]{16})\$dek=([A-Za-z0-9_-]+)\$data=([A-Za-z0-9_-]+)$/;

export const isSealed = (text: string): boolean => text.startsWith(SEALED_PREFIX);

export const formatBlob = ({ kekKind, kekFingerprint, wrappedKey, data }: Blob): string =>
  `sealed:v1$kek=${kekKind}-${kekFingerprint}$dek=${wrappedKey.toString("base64url")}$data=${data.toString("base64url")}`;

const refuse = (code: BlobError["code"], message: string): Result<Blob, BlobError> => err({ code, message });

export function parseBlob(text: string): Result<Blob, BlobError> {
  if (text.length > BLOB_LENGTH_MAX)
    return refuse("too-long", `A sealed value has at most ${BLOB_LENGTH_MAX} letters; this one has ${text.length}.`);
  if (!isSealed(text)) return refuse("not-sealed", `A sealed value begins with "${SEALED_PREFIX}".`);
  const version = VERSION.exec(text)?.[1];
  if (version !== undefined && version !== "1")
    return refuse("unknown-version", `This release opens sealed values of version 1; this one says ${version}.`);
  const [, kind, fingerprint = "", key = "", sealed = ""] = FIELDS.exec(text) ?? [];
  const wrappedKey = decodeCanonical(key);
  const data = decodeCanonical(sealed);
  const wellFormed =
    kind !== undefined &&
    wrappedKey?.length === WRAPPED_KEY_BYTES &&
    data !== null &&
    data.length > NONCE_BYTES + TAG_BYTES &&
    data.length <= NONCE_BYTES + PLAIN_BYTES_MAX + TAG_BYTES;
  if (!wellFormed) return refuse("malformed", "This sealed value is damaged: it does not have the parts it must have.");
  return ok({ kekKind: kind as Blob["kekKind"], kekFingerprint: fingerprint, wrappedKey, data });
}

/** Letters that decode to bytes but are not what those bytes are written as are somebody's work, not ours. */
function decodeCanonical(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}
