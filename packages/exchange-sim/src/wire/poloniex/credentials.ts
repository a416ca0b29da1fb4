import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Credentials } from "../keys.ts";

const group = (digest: string, from: number, length: number): string => digest.slice(from, from + length).toUpperCase();

/**
 * Keys of the simulation: the same for the same seed, in the shape of Poloniex's own (four groups of eight, a secret of
 * 128 hexadecimal digits) and plainly not real. They open nothing but a simulated exchange.
 */
export function simulatedCredentials(seed: number, name: string): Credentials {
  const digest = (use: string) =>
    createHash("sha256").update(`evenkeel-simulation:poloniex:${seed}:${name}:${use}`).digest("hex");
  const key = digest("key");
  return {
    key: `SIMULATE-${group(key, 0, 8)}-${group(key, 8, 8)}-${group(key, 16, 8)}`,
    secret: digest("secret") + digest("more of it"),
  };
}

interface Signable {
  readonly method: string;
  readonly path: string;
  /** As received. */
  readonly query: string;
  readonly body: string;
}

/**
 * What a client signs: method, path, and the parameters with the time among them, sorted by name. A body counts as one
 * parameter called `requestBody`. Taken as the bytes came: encoding them again would accept what the venue refuses.
 */
export function signedText({ method, path, query, body }: Signable, timestamp: string): string {
  const pairs = query.split("&").filter((pair) => pair !== "");
  if (body !== "") pairs.push(`requestBody=${body}`);
  pairs.push(`signTimestamp=${timestamp}`);
  const name = (pair: string) => pair.slice(0, Math.max(0, pair.indexOf("=")));
  pairs.sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
  return `${method}\n${path}\n${pairs.join("&")}`;
}

const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** Base64 of the HMAC; the documentation shows it percent-encoded too. */
export function signatureMatches(text: string, secret: string, signature: string): boolean {
  const plain = signature.replaceAll("%2B", "+").replaceAll("%2F", "/").replaceAll("%3D", "=");
  if (!BASE64.test(plain)) return false;
  const expected = createHmac("sha256", secret).update(text, "latin1").digest();
  return timingSafeEqual(expected, Buffer.from(plain, "base64"));
}
