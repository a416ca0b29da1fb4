import { type ErrorReporter, openErrorReporter } from "@evenkeel/telemetry/errors";
import { speakLast } from "@evenkeel/telemetry/last-words";
import { openTraces, type Traces } from "@evenkeel/telemetry/traces";
import type { EngineSettings } from "./env.ts";

export type Telemetry = {
  readonly errors: ErrorReporter | null;
  readonly traces: Traces | null;
  /** Of a process about to end; returns when they are delivered, or after a moment. */
  readonly lastWords: (error: unknown) => void;
};

/** What sends anything away from this machine; nothing of it is even loaded where no address is given. */
export async function openTelemetry(
  { sentryDsn, tracesEndpoint }: Pick<EngineSettings, "sentryDsn" | "tracesEndpoint">,
  scrub: (text: string) => string,
): Promise<Telemetry> {
  const process = "engine";
  const reporting = sentryDsn === null ? null : { dsn: sentryDsn, process, scrub };
  return {
    errors: reporting === null ? null : await openErrorReporter(reporting),
    traces: tracesEndpoint === null ? null : await openTraces({ endpoint: tracesEndpoint, process, scrub }),
    lastWords: (error) => {
      if (reporting !== null) speakLast(reporting, error);
    },
  };
}
