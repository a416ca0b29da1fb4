import { describe, expect, it } from "vitest";
import { type ColdEvent, DEFAULT_CONFIG, type Effect, EMPTY_DURABLE_STATE, type EngineEvent } from "../events/index.ts";
import { NONCE, spotMarket, VENUE } from "../test/world.ts";
import { venueTime, wallTime } from "../units/index.ts";
import { createLoop, type Perform } from "./loop.ts";
import { createState } from "./state.ts";

const stamp = { venueTimeMs: venueTime(1_000), receivedAtMs: wallTime(1_000) };
const pulse: ColdEvent = { kind: "pulse", ...stamp };
const started: ColdEvent = {
  kind: "started",
  ...stamp,
  nonce: NONCE,
  leaseEpoch: 1,
  live: false,
  config: DEFAULT_CONFIG,
  durable: EMPTY_DURABLE_STATE,
};
const catalogue: ColdEvent = { kind: "catalogue", ...stamp, venue: VENUE, instruments: [spotMarket()] };

type Done = Parameters<Perform>[1];

function desk(answer: (effect: Effect, done: Done) => void) {
  const events: string[] = [];
  const recorder = { event: (event: EngineEvent) => void events.push(event.kind), effects: () => undefined };
  return { events, loop: createLoop(createState(), answer, recorder) };
}

describe("the loop", () => {
  it("steps completions in order, after the step that caused them, even when they come at once", () => {
    const { events, loop } = desk((effect, done) => {
      if (effect.kind === "read-account") {
        done({ kind: "account-failed", ...stamp, venue: VENUE, requestId: effect.requestId, failure: FAILURE });
        events.push("after done");
      } else done(null);
    });
    loop.dispatch(started);
    loop.dispatch(catalogue);
    expect(events).toEqual(["started", "catalogue", "after done", "account-failed"]);
    expect(loop.isIdle()).toBe(true);
  });
  it("is idle only when nothing is under way", () => {
    const open: Done[] = [];
    const { loop } = desk((_, done) => void open.push(done));
    loop.dispatch(started);
    expect(loop.isIdle()).toBe(false);
    open.shift()?.(null);
    expect(loop.isIdle()).toBe(true);
  });
  it("takes a hot event's values, not the object its adapter refills", () => {
    const seen: number[] = [];
    const state = createState();
    const top = {
      kind: "top",
      ...stamp,
      instrument: 0,
      bidPrice: 1,
      bidQuantity: 1,
      askPrice: 2,
      askQuantity: 1,
      updateId: 1,
    };
    const loop = createLoop(
      state,
      (effect, done) => {
        if (effect.kind === "read-account") {
          loop.dispatch(top as never);
          top.bidPrice = 999;
        }
        done(null);
      },
      { event: (event) => void (event.kind === "top" && seen.push(event.bidPrice)), effects: () => undefined },
    );
    loop.dispatch(started);
    loop.dispatch(catalogue);
    expect(seen).toEqual([1]);
  });
  it("is poisoned by a throw inside a step, and steps nothing more", () => {
    const { events, loop } = desk((_, done) => done(null));
    expect(() => loop.dispatch({ kind: "nonsense" } as never)).toThrow("unreachable");
    expect(() => loop.dispatch(pulse)).toThrow("poisoned");
    expect(events).toEqual(["nonsense"]);
  });
  it("is poisoned by an effect that completes twice, even when the caller swallows the throw", () => {
    let again: Done = () => undefined;
    const { loop } = desk((_, done) => {
      again = done;
      done(null);
    });
    loop.dispatch(started);
    expect(() => again(pulse)).toThrow("completed twice");
    expect(() => loop.dispatch(pulse)).toThrow("poisoned");
  });
  it("is poisoned by an executor that throws", () => {
    const { loop } = desk(() => {
      throw new Error("no gateway");
    });
    expect(() => loop.dispatch(started)).toThrow("no gateway");
    expect(() => loop.dispatch(pulse)).toThrow("poisoned");
  });
});

const FAILURE = { kind: "connectivity", code: "timeout", message: "", retryAfterMs: null } as const;
