import { type DestinationStream, type Logger, pino } from "pino";
import { createScrubber, HIDDEN } from "../scrub/scrub.ts";

export type Log = Logger;

/** `debug` adds what only asks: every read of the deck, every poll of a venue. */
export const LOG_LEVELS = ["info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One JSON line per happening, written before the call returns: the last line of a dying process is not lost. */
export function createLog(
  process: string,
  secrets: readonly string[],
  level: LogLevel = "info",
  destination: DestinationStream = pino.destination({ sync: true }),
): Log {
  const scrub = createScrubber(secrets);
  return pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: ["secret", "apiKey", "token", "password", "*.secret", "*.apiKey", "*.token"], censor: HIDDEN },
      hooks: { streamWrite: scrub },
    },
    destination,
  );
}
