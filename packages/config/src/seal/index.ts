export { BLOB_LENGTH_MAX, type Blob, type BlobError, isSealed, parseBlob } from "./blob.ts";
export { commandKek } from "./command.ts";
export { makePrivate, readKekFile, readPrivate } from "./file.ts";
export { KEK_BYTES, KEK_KINDS, Kek, type KekError, type KekKind } from "./kek.ts";
export { createKeyring, type Keyring } from "./keyring.ts";
export { PASSPHRASE_LENGTH_MIN, passphraseKek, SALT_BYTES } from "./passphrase.ts";
export { open, rewrap, type SealError, type SealedAs, seal } from "./seal.ts";
export { Secret } from "./secret.ts";
