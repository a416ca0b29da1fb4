import { type ColdEvent, type Effect, EMPTY_DURABLE_STATE, type EngineEvent } from "@evenkeel/core/events";
import { parseNonce } from "@evenkeel/core/ids";
import { wallTime } from "@evenkeel/core/units";
import { createBookTickerReader, createMarkPricesReader, hotMarkets } from "@evenkeel/venues/binance/frames";
import { BENCH_CONFIG, NONCE_TEXT } from "./design.ts";
import { FRAME, type Tape } from "./tape.ts";

type Sink = (event: EngineEvent) => void;

/** The adapter's readers in front of a sink: what comes out is the adapter's own event, refilled by the next frame. */
export function createFeed(tape: Tape, sink: Sink): (kind: number, text: string, receivedAtMs: number) => void {
  const clock = { wallMs: tape.start.receivedAtMs, venueMs: tape.start.venueTimeMs };
  const outlet = {
    sink,
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
  return (kind, text, receivedAtMs) => {
    clock.wallMs = wallTime(receivedAtMs);
    if (kind === FRAME.spotBook) spotBook(text);
    else if (kind === FRAME.perpetualBook) perpetualBook(text);
    else marks(text);
  };
}

/** Starts an engine, tells it the market and answers its question about the account, which holds nothing but quote. */
export function introduce(tape: Tape, step: (event: ColdEvent) => readonly Effect[]): void {
  const nonce = parseNonce(NONCE_TEXT);
  if (!nonce.ok) throw new Error("a bad nonce");
  const tell = (event: ColdEvent): void => {
    for (const effect of step(event)) if (effect.kind === "read-account") tell(tape.account(effect.requestId));
  };
  const started = {
    nonce: nonce.value,
    leaseEpoch: 1,
    live: false,
    config: BENCH_CONFIG,
    durable: EMPTY_DURABLE_STATE,
  };
  tell({ kind: "started", ...tape.start, ...started });
  for (const event of tape.introduction) tell(event);
  tell({ kind: "pulse", ...tape.start });
}
