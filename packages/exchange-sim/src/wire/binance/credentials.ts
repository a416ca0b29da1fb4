import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Credentials } from "../keys.ts";

/**
 * Keys of the simulation: the same for the same seed, and plainly not real. They open nothing but a simulated exchange.
 * As long as Binance's own, 64 characters, so that format checks of clients pass.
 */
export function simulatedCredentials(seed: number, name: string): Credentials {
  const digest = (use: string) =>
    createHash("sha256").update(`evenkeel-simulation:${seed}:${name}:${use}`).digest("hex");
  return {
    key: `SIMULATIONKEY${digest("key")}`.slice(0, 64),
    secret: `SIMULATIONSECRET${digest("secret")}`.slice(0, 64),
  };
}

/** HMAC over the bytes exactly as they came: re-encoding them would accept requests that Binance refuses, and refuse others. */
export function signatureMatches(payload: string, secret: string, signature: string): boolean {
  const expected = createHmac("sha256", secret).update(payload, "latin1").digest();
  if (!/^[0-9a-fA-F]{64}$/.test(signature)) return false;
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}
