import { type EngineServer, type Probes, serveEngine } from "@evenkeel/api/engine";
import { apiKeyDirectory, sessionDirectory } from "@evenkeel/api/web";
import { ok, type Result } from "@evenkeel/core/units";
import type { ErrorReporter } from "@evenkeel/telemetry/errors";
import type { Door } from "./door/door.ts";
import type { EngineSettings } from "./env.ts";
import type { Log } from "./log.ts";
import type { OrderTraces } from "./order-traces.ts";
import { LOOPBACK, portTaken } from "./port.ts";
import type { EngineStore } from "./store.ts";
import { createCallTeller } from "./tell.ts";

type Parts = {
  readonly settings: EngineSettings;
  readonly door: Door;
  readonly store: EngineStore;
  readonly probes: Probes;
  readonly log: Log;
  readonly errors: ErrorReporter | null;
  readonly traces: OrderTraces | null;
};

export async function serve({
  settings,
  door,
  store,
  probes,
  log,
  errors,
  traces,
}: Parts): Promise<Result<EngineServer, string>> {
  const tellCall = createCallTeller(log);
  const report = (error: unknown): void => {
    log.error({ error: error instanceof Error ? error.message : String(error) }, "a call failed");
    errors?.report(error);
  };
  try {
    const server = await serveEngine({
      port: settings.port,
      host: LOOPBACK,
      door,
      secret: settings.tokenSecret,
      ownerSecret: settings.ownerSecret,
      sessions: sessionDirectory(store.accounts, Date.now),
      apiKeys: apiKeyDirectory(store.accounts, Date.now, report),
      allowedOrigins: settings.allowedOrigins,
      probes,
      report,
      told: (call) => {
        tellCall(call);
        traces?.told(call);
      },
    });
    return ok(server);
  } catch (error) {
    return portTaken(error, settings.port);
  }
}
