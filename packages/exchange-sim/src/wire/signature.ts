import { createHmac, timingSafeEqual } from "node:crypto";

/** HMAC over the bytes exactly as they came: re-encoding them would accept requests that a venue refuses, and refuse others. */
export function signatureMatches(payload: string, secret: string, signature: string): boolean {
  const expected = createHmac("sha256", secret).update(payload, "latin1").digest();
  if (!/^[0-9a-fA-F]{64}$/.test(signature)) return false;
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}
