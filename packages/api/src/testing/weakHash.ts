import { argon2Sync, randomBytes } from "node:crypto";

const PARAMETERS = { memory: 8, passes: 1, parallelism: 1, tagLength: 32 } as const;
const encode = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");

/** A real hash of a password that costs next to nothing to check. For tests only. */
export function weakHash(password: string): string {
  const nonce = randomBytes(16);
  const tag = argon2Sync("argon2id", { message: password.normalize("NFKC"), nonce, ...PARAMETERS });
  return `$argon2id$v=19$m=8,t=1,p=1$${encode(nonce)}$${encode(tag)}`;
}
