import { createHash } from "node:crypto";
import type { Credentials } from "../keys.ts";

export { signatureMatches } from "../signature.ts";

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
