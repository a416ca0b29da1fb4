import type { Attributes, Span, TimeInput } from "@opentelemetry/api";

/** A stretch of work with what began it. `end` tells it; a span that is never ended is never told. */
export type TraceSpan = {
  readonly begin: (name: string, attributes?: Attributes, startMs?: TimeInput) => TraceSpan;
  readonly set: (attributes: Attributes) => void;
  /** With a code, it failed. */
  readonly end: (failure?: string) => void;
};

export type Traces = {
  readonly begin: TraceSpan["begin"];
  readonly stop: () => Promise<void>;
};

export type TracesOptions = {
  /** Where a collector takes OTLP over HTTP, without `/v1/traces`. */
  readonly endpoint: string;
  readonly process: string;
  readonly scrub: (text: string) => string;
};

/** Beyond it spans are dropped, never waited for. */
const QUEUE_SPANS_MAX = 2_048;
const BATCH_MS = 1_000;
const EXPORT_MS_MAX = 3_000;

/**
 * OpenTelemetry, loaded only by whoever has a collector. Only what this program names becomes a span: nothing is
 * instrumented by itself, and nothing is registered where a library could find it.
 */
export async function openTraces({ endpoint, process, scrub }: TracesOptions): Promise<Traces> {
  const [{ ROOT_CONTEXT, SpanStatusCode, trace }, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
    timeoutMillis: EXPORT_MS_MAX,
  });
  const queue = { exporter, maxQueueSize: QUEUE_SPANS_MAX, scheduledDelayMillis: BATCH_MS };
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ "service.namespace": "evenkeel", "service.name": process }),
    spanProcessors: [new sdk.BatchSpanProcessor({ ...queue, exportTimeoutMillis: EXPORT_MS_MAX })],
  });
  const tracer = provider.getTracer("evenkeel");

  const clean = (attributes: Attributes): Attributes =>
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, typeof value === "string" ? scrub(value) : value]),
    );

  const spanUnder =
    (parent: Span | null): TraceSpan["begin"] =>
    (name, attributes = {}, startMs) => {
      const context = parent === null ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
      const start = startMs === undefined ? {} : { startTime: startMs };
      const span = tracer.startSpan(name, { attributes: clean(attributes), ...start }, context);
      return {
        begin: spanUnder(span),
        set: (more) => void span.setAttributes(clean(more)),
        end(failure) {
          if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: scrub(failure) });
          span.end();
        },
      };
    };

  return { begin: spanUnder(null), stop: () => provider.shutdown() };
}
