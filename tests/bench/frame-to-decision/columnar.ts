import { createState, type EngineState, step } from "@evenkeel/core/engine";
import { type ColdEvent, EMPTY_DURABLE_STATE, type EngineEvent } from "@evenkeel/core/events";
import { commandId, parseNonce } from "@evenkeel/core/ids";
import { venueTime, wallTime } from "@evenkeel/core/units";
import { createBookTickerReader, createMarkPricesReader, hotMarkets } from "@evenkeel/venues/binance/frames";
import { BENCH_CONFIG, type CreateDesign, type Decision, type Entry, NONCE_TEXT } from "./design.ts";
import { FRAME, type Tape } from "./tape.ts";

/** What runs in the product: the adapter's byte scanner into the engine's `step`. */
export const createColumnar: CreateDesign = (tape) => {
  const state = createReadyState(tape);
  const clock = { wallMs: tape.start.receivedAtMs, venueMs: tape.start.venueTimeMs };
  const outlet = {
    sink: (event: EngineEvent) => void step(state, event),
    nowMs: () => clock.wallMs,
    observeVenueTime: (ms: typeof clock.venueMs) => {
      clock.venueMs = ms;
    },
    venueNowMs: () => clock.venueMs,
    malformed: (_: number | null, reason: string) => {
      throw new Error(`the tape holds no malformed frame: ${reason}`);
    },
    settled: () => undefined,
  };
  const ofKind = (kind: string) => hotMarkets(tape.markets.filter(({ instrument }) => instrument.kind === kind));
  const spotBook = createBookTickerReader(ofKind("spot"), outlet);
  const perpetualBook = createBookTickerReader(ofKind("perpetual"), outlet);
  const marks = createMarkPricesReader(ofKind("perpetual"), outlet);

  const reopen = (): void =>
    void step(state, { kind: "config", config: BENCH_CONFIG, commandId: null, ...stampOf(state) });

  return {
    name: "byte scanner, columns",
    frame: (kind, text, receivedAtMs) => {
      clock.wallMs = wallTime(receivedAtMs);
      if (kind === FRAME.spotBook) spotBook(text);
      else if (kind === FRAME.perpetualBook) perpetualBook(text);
      else marks(text);
    },
    cold: (event) => void step(state, event),
    decided: (instrument, out) => readDecision(state, instrument, out),
    entered: () => readEntry(state),
    release: () => {
      for (const pair of state.portfolio.pairs.values()) state.portfolio.exits.set(pair.base, state.venueNowMs);
      state.portfolio.pairs.clear();
      state.preparing.clear();
      reopen();
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

/** Started, introduced to the market and reconciled with an account that holds nothing but quote. */
function createReadyState(tape: Tape): EngineState {
  const state = createState();
  const nonce = parseNonce(NONCE_TEXT);
  if (!nonce.ok) throw new Error("a bad nonce");
  const dispatch = (event: ColdEvent): void => {
    for (const effect of step(state, event)) {
      if (effect.kind === "read-account") dispatch(tape.account(effect.requestId));
    }
  };
  const started = { nonce: nonce.value, leaseEpoch: 1, config: BENCH_CONFIG, durable: EMPTY_DURABLE_STATE };
  dispatch({ kind: "started", ...tape.start, ...started });
  for (const event of tape.introduction) dispatch(event);
  dispatch({ kind: "pulse", ...tape.start });
  if (!state.entryGateOpen) throw new Error("the engine did not open its entry gate");
  return state;
}

function readDecision(state: EngineState, instrument: number, out: Decision): void {
  const { candidates } = state;
  const at = candidates.ofInstrument[instrument] ?? -1;
  out.verdict = candidates.verdict[at] ?? 0;
  out.have = candidates.have[at] ?? Number.NaN;
  out.need = candidates.need[at] ?? Number.NaN;
  out.netBps = candidates.netBps[at] ?? Number.NEGATIVE_INFINITY;
}

function readEntry(state: EngineState): Entry | null {
  for (const { plan, base, target, leading, estimate } of state.portfolio.pairs.values())
    return { plan, base, target, leading, leverage: leverageAsked(state), estimate };
  return null;
}

/** The pair has no leverage of its own: it is prepared with the configured one. */
const leverageAsked = (state: EngineState): number => state.config.size.leverage;
