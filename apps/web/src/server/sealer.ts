import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Sealer } from "@evenkeel/api/web";

const CIPHER = "aes-256-gcm";
const VERSION = "v1";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Its own key: whatever else AUTH_SECRET signs says nothing about it. */
const KEY_INFO = "evenkeel web sealing v1";

/** Seals under a key that follows from AUTH_SECRET. A new secret opens nothing that was sealed before. */
export function createSealer(authSecret: string): Sealer {
  const key = Buffer.from(hkdfSync("sha256", authSecret, "", KEY_INFO, KEY_BYTES));
  return {
    seal(text, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(purpose, "utf8"));
      const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, hidden, cipher.getAuthTag()]).toString("base64url")}`;
    },
    open(sealed, purpose) {
      const [version, body = "", ...rest] = sealed.split(".");
      const bytes = Buffer.from(body, "base64url");
      // base64url has several spellings of one value; only the one we write is taken.
      const canonical = version === VERSION && rest.length === 0 && bytes.toString("base64url") === body;
      if (!canonical || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAAD(Buffer.from(purpose, "utf8"));
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const shown = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
        return Buffer.concat(shown).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
