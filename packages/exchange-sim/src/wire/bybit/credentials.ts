import { createHash } from "node:crypto";
import type { Credentials } from "../keys.ts";

const KEY_LENGTH = 18;
const SECRET_LENGTH = 36;

/** The same for the same seed, plainly not real, and as long as Bybit's own so that format checks of clients pass. */
export function simulatedCredentials(seed: number, name: string): Credentials {
  const digest = (use: string) =>
    createHash("sha256").update(`evenkeel-simulation:bybit:${seed}:${name}:${use}`).digest("base64url");
  const text = (head: string, use: string, length: number) =>
    `${head}${digest(use).replaceAll(/[-_]/g, "x")}`.slice(0, length);
  return { key: text("SIMKEY", "key", KEY_LENGTH), secret: text("SIMSECRET", "secret", SECRET_LENGTH) };
}
