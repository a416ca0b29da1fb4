import type { ProbeAnswer, Probes } from "@evenkeel/api/engine";
import type { EngineState } from "@evenkeel/core/engine";
import type { Histogram, Metrics } from "@evenkeel/telemetry/metrics";
import { RELEASE } from "./release.ts";
import { standingOf } from "./standing.ts";

const answer = (good: boolean, body: object): ProbeAnswer => ({
  status: good ? 200 : 503,
  contentType: "application/json",
  body: JSON.stringify(body),
});

export type ProbeSources = {
  readonly state: EngineState;
  readonly isStarted: () => boolean;
  readonly loopLag: Histogram;
  readonly metrics: Metrics;
};

/**
 * `/healthz`: alive. `/startupz`: the books are loaded and the venue answered once. `/readyz`: books and venue agreed, and nothing is halted.
 * `/metrics`: for Prometheus. They ask for no token: the engine listens to this machine alone, and none tells a secret.
 */
export function createProbes({ state, isStarted, loopLag, metrics }: ProbeSources): Probes {
  return {
    "/healthz": () => {
      const loopLagMsP99 = Math.round(loopLag.percentile(99) ?? 0);
      return answer(true, { status: "alive", version: RELEASE, node: process.version, loopLagMsP99 });
    },
    "/startupz": () => answer(isStarted(), { status: isStarted() ? "started" : "starting" }),
    "/readyz": () => {
      const { halted } = state.control;
      return answer(state.phase === "ready" && halted === null, { ...standingOf(state), halted });
    },
    "/metrics": async () => ({ status: 200, contentType: metrics.contentType, body: await metrics.text() }),
  };
}
