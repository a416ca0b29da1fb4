export { BLOB_LENGTH_MAX, type Blob, type BlobError, isSealed, parseBlob } from "./blob.ts";
export { KEK_BYTES, KEK_KINDS, Kek, type KekError, type KekKind } from "./kek.ts";
export { type KekSettings, type KekStore, type KekTarget, openKekStore, type RotationError } from "./kekStore.ts";
export { createKeyring, type Keyring } from "./keyring.ts";
export { PASSPHRASE_LENGTH_MIN } from "./passphrase.ts";
export { open, rewrap, type SealError, type SealedAs, seal } from "./seal.ts";
export { Secret } from "./secret.ts";
