import type { ProbeAnswer } from "@evenkeel/api/engine";
import { serveStandby } from "@evenkeel/api/engine";
import type { Nonce } from "@evenkeel/core/ids";
import { err, ok, type Result } from "@evenkeel/core/units";
import { createMetrics } from "@evenkeel/telemetry/metrics";
import { openOwnFile } from "../durable-lane/index.ts";
import type { EngineSettings } from "../env.ts";
import type { Log } from "../log.ts";
import { LOOPBACK, portTaken } from "../port.ts";
import { RELEASE } from "../release.ts";
import { kekRefusal } from "../venue-keys/kek-refusal.ts";
import type { Waiting } from "./claim-lease.ts";

export type StandingBy = { readonly tell: (waiting: Waiting) => void; readonly close: () => Promise<void> };

const json = (status: number, body: object): ProbeAnswer => ({
  status,
  contentType: "application/json",
  body: JSON.stringify(body),
});

/**
 * Answers for an engine that waits for its turn: alive, and never ready. What would keep it from working once its turn
 * has come is found out now.
 */
export async function standBy(
  settings: EngineSettings,
  installation: Nonce,
  log: Log,
): Promise<Result<StandingBy, string>> {
  const file = await openOwnFile(settings.dataFolder, installation);
  if (!file.ok) return file;
  await file.value.close();
  const refusal = await kekRefusal(settings.databaseUrl, settings.kek);
  if (refusal !== null) return err(refusal);
  let waiting: Waiting = { machine: "", silentMs: 0, known: false };
  const metrics = createMetrics();
  metrics.gauge("evenkeel_standby", "1 while this engine waits for its turn.", () => 1);
  metrics.gauge("evenkeel_standby_known", "1 while the working engine knows of this one.", () => Number(waiting.known));
  metrics.gauge("evenkeel_standby_silence_seconds", "How long the working engine has not been heard of.", () =>
    Math.round(waiting.silentMs / 1_000),
  );
  const state = () => ({ status: "standby", ...waiting, silentMs: Math.round(waiting.silentMs) });
  try {
    const server = await serveStandby({
      port: settings.port,
      host: LOOPBACK,
      probes: {
        "/healthz": () => json(200, { ...state(), version: RELEASE, node: process.version }),
        "/startupz": () => json(503, state()),
        "/readyz": () => json(503, state()),
        "/metrics": async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
      },
      sentence: () => `this engine stands by; the one on ${waiting.machine} works`,
      report: (error) => log.error({ error: String(error) }, "a probe failed"),
    });
    const tell = (now: Waiting): void => {
      waiting = now;
    };
    return ok({ tell, close: server.close });
  } catch (error) {
    return portTaken(error, settings.port);
  }
}
