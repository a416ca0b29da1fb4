import { createState, type EngineState, step } from "@evenkeel/core/engine";
import { commandId } from "@evenkeel/core/ids";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { type CreateDesign, type Decision, type Entry } from "./design.ts";
import { createFeed, introduce } from "./feed.ts";

/** What runs in the product: the adapter's byte scanner into the engine's `step`. */
export const createColumnar: CreateDesign = (tape) => {
  const state = createState();
  introduce(tape, (event) => step(state, event));
  if (!state.entryGateOpen) throw new Error("the engine did not open its entry gate");
  return {
    frame: createFeed(tape, (event) => void step(state, event)),
    cold: (event) => void step(state, event),
    decided: (instrument, out) => readDecision(state, instrument, out),
    entered: () => readEntry(state),
    release: () => {
      for (const pair of state.portfolio.pairs.values()) state.portfolio.exits.set(pair.base, state.venueNowMs);
      state.portfolio.pairs.clear();
      state.preparing.clear();
      // The pulse opens the gate again, as it does in the product.
      step(state, { kind: "pulse", ...stampOf(state) });
    },
    freeze: () => {
      const author = { kind: "user", id: "bench", role: "admin" } as const;
      const command = { id: commandId("bench-freeze"), author, reason: "bench", body: { kind: "freeze" } } as const;
      step(state, { kind: "command", ...stampOf(state), command });
    },
  };
};

const stampOf = (state: EngineState) => ({
  venueTimeMs: venueTime(state.venueNowMs),
  receivedAtMs: wallTime(state.wallNowMs),
});

function readDecision({ candidates }: EngineState, instrument: number, out: Decision): void {
  const at = (candidates.firstLink[instrument] ?? -1) >> 1;
  out.verdict = candidates.verdict[at] ?? 0;
  out.have = candidates.have[at] ?? Number.NaN;
  out.need = candidates.need[at] ?? Number.NaN;
  out.netBps = candidates.netBps[at] ?? Number.NEGATIVE_INFINITY;
}

function readEntry(state: EngineState): Entry | null {
  for (const { plan, base, target, leading, estimate } of state.portfolio.pairs.values())
    return { plan, base, target, leading, estimate };
  return null;
}
