export type ErrorReporter = {
  readonly report: (error: unknown, tags?: Readonly<Record<string, string>>) => void;
  /** Delivers what is on its way, at most this long. */
  readonly flush: (msMax: number) => Promise<void>;
};

export type ErrorReporterOptions = {
  readonly dsn: string;
  readonly process: string;
  readonly scrub: (text: string) => string;
};

/**
 * Sentry, loaded only by whoever has an address for it. Nothing is collected beside the error itself: no integration,
 * no breadcrumb, no machine's name, and every text passes the scrubber of the log.
 */
export async function openErrorReporter(options: ErrorReporterOptions): Promise<ErrorReporter> {
  const sentry = await import("@sentry/node");
  sentry.initWithoutDefaultIntegrations({
    dsn: options.dsn,
    serverName: options.process,
    environment: options.process,
    maxBreadcrumbs: 0,
    beforeSend: ({ user: _user, request: _request, ...event }) =>
      JSON.parse(options.scrub(JSON.stringify(event))) as typeof event,
  });
  return {
    report: (error, tags = {}) => void sentry.captureException(error, { tags }),
    flush: async (msMax) => void (await sentry.flush(msMax)),
  };
}
