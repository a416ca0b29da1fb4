import { err, type Result } from "@evenkeel/core/units";

export const LOOPBACK = "127.0.0.1";

/** A port in use is the owner's to settle; anything else is thrown on. */
export function portTaken(error: unknown, port: number): Result<never, string> {
  if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
  return err(`Port ${port} is used by another program; choose another with EVENKEEL_ENGINE_PORT.`);
}
