import { createHmac } from "node:crypto";
import { inspect } from "node:util";
import { err, ok, type Result } from "@evenkeel/core/units";

export const KEK_BYTES = 32;
const FINGERPRINT_LETTERS = 16;

export const KEK_KINDS = ["file", "passphrase", "command"] as const;
export type KekKind = (typeof KEK_KINDS)[number];

/** Where a key-encryption key comes from, and why it did not. No message ever repeats what was read. */
export type KekError = {
  readonly code:
    | "unreadable"
    | "wrong-mode"
    | "wrong-owner"
    | "wrong-shape"
    | "command-refused"
    | "command-failed"
    | "passphrase-too-short";
  readonly message: string;
};

/** The key that wraps data keys. Its bytes leave this object only into the cipher. */
export class Kek {
  readonly kind: KekKind;
  /** Names the key without helping to find it: a keyed hash of a constant. */
  readonly fingerprint: string;
  readonly #bytes: Buffer;

  constructor(kind: KekKind, bytes: Buffer) {
    if (bytes.length !== KEK_BYTES) throw new RangeError(`a key-encryption key has ${KEK_BYTES} bytes`);
    this.kind = kind;
    this.#bytes = Buffer.from(bytes);
    this.fingerprint = createHmac("sha256", this.#bytes)
      .update("evenkeel key-encryption key")
      .digest("hex")
      .slice(0, FINGERPRINT_LETTERS);
  }

  bytes(): Buffer {
    return this.#bytes;
  }

  toJSON(): object {
    return { kind: this.kind, fingerprint: this.fingerprint };
  }

  [inspect.custom](): string {
    return `Kek(${this.kind} ${this.fingerprint})`;
  }
}

/** 32 bytes written down as 64 hex digits or as base64 of either alphabet; nothing else, and no line more. */
export function parseKekText(text: string): Result<Buffer, "wrong-shape"> {
  const given = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(given)) return ok(Buffer.from(given, "hex"));
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(given)) return err("wrong-shape");
  const bytes = Buffer.from(given, "base64");
  return bytes.length === KEK_BYTES ? ok(bytes) : err("wrong-shape");
}
