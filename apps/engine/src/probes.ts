import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ProbeAnswer, Probes } from "@evenkeel/api/engine";
import type { EngineState } from "@evenkeel/core/engine";

const LAG_RESOLUTION_MS = 20;
const NANOSECONDS = 1e6;

const answer = (good: boolean, body: object): ProbeAnswer => ({
  status: good ? 200 : 503,
  contentType: "application/json",
  body: JSON.stringify(body),
});

/** `/healthz`: alive. `/startupz`: the books are loaded and the venue answered once. `/readyz`: may take new risk. */
export function createProbes(state: EngineState, isStarted: () => boolean): Probes & { readonly stop: () => void } {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  return Object.assign(
    {
      "/healthz": () => answer(true, { status: "alive", loopLagMsP99: Math.round(lag.percentile(99) / NANOSECONDS) }),
      "/startupz": () => answer(isStarted(), { status: isStarted() ? "started" : "starting" }),
      "/readyz": () => {
        const { phase, control, sequence } = state;
        const { killLevel, halted } = control;
        return answer(phase === "ready" && halted === null, { status: phase, killLevel, halted, sequence });
      },
    },
    { stop: () => lag.disable() },
  );
}
