import type { CallRecord } from "@evenkeel/api/request";
import { type ErrorReporter, openErrorReporter } from "@evenkeel/telemetry/errors";
import { createScrubber } from "@evenkeel/telemetry/scrub";
import { openTraces, type Traces } from "@evenkeel/telemetry/traces";
import { type Env, readEnv } from "../env.ts";

type Telemetry = { readonly errors: ErrorReporter | null; readonly traces: Traces | null };

const FLUSH_MS_MAX = 2_000;

/** The build makes several copies of this module; what was opened once is found by all of them. */
const OPENED = Symbol.for("evenkeel.telemetry");
const shelf = globalThis as { [OPENED]?: Telemetry };

export const scrubberOf = ({ AUTH_SECRET, EVENKEEL_ENGINE_SECRET, DATABASE_URL }: Env): ((text: string) => string) =>
  createScrubber([AUTH_SECRET, EVENKEEL_ENGINE_SECRET, DATABASE_URL]);

/** Loads what sends errors and traces away, each only where it is given an address. */
export async function openTelemetry(env: Env = readEnv()): Promise<void> {
  const { SENTRY_DSN: dsn, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
  const parts = { process: "web", scrub: scrubberOf(env) };
  shelf[OPENED] = {
    errors: dsn === undefined ? null : await openErrorReporter({ dsn, ...parts }),
    traces: endpoint === undefined ? null : await openTraces({ endpoint, ...parts }),
  };
}

export const reportError = (error: unknown): void => shelf[OPENED]?.errors?.report(error);

export function traceCall({ requestId, path, outcome, ms }: CallRecord): void {
  const span = shelf[OPENED]?.traces?.begin(`call ${path}`, { "request.id": requestId }, Date.now() - ms);
  span?.end(outcome === "ok" ? undefined : outcome);
}

/** For a process that ends, and for tests. */
export async function closeTelemetry(): Promise<void> {
  const opened = shelf[OPENED];
  delete shelf[OPENED];
  await Promise.all([opened?.errors?.flush(FLUSH_MS_MAX), opened?.traces?.stop()]);
}
