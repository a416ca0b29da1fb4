import type { ColdEvent, Effect, EngineEvent } from "../events/index.ts";
import { BrokenInvariant } from "../units/index.ts";
import { createEffectQueue, enqueue, finished, takeNext } from "./effect-queue.ts";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";

/** Performs one effect, once, and says how it ended: with an event, or with nothing to say. */
export type Perform = (effect: Effect, done: (completion: ColdEvent | null) => void) => void;

/** Sees every event before its step and every non-empty list of effects after it. */
export type Recorder = {
  readonly event: (event: EngineEvent, state: EngineState) => void;
  readonly effects: (effects: readonly Effect[], state: EngineState) => void;
};

export type Loop = {
  /** Feeds one event. Safe to call from inside a completion: events queue up and are stepped in order. */
  readonly dispatch: (event: EngineEvent) => void;
  /** Nothing under way and nothing waiting. */
  readonly isIdle: () => boolean;
  readonly state: EngineState;
};

/** Completions that may queue up inside one dispatch; beyond it our own table is looping. */
const PENDING_MAX = 10_000;

/**
 * Runs `step` for one event at a time and hands its effects out in the queue's order. A throw poisons the state:
 * from then on nothing is stepped, and the process has to start anew.
 */
export function createLoop(state: EngineState, perform: Perform, recorder: Recorder | null): Loop {
  const queue = createEffectQueue();
  const pending: EngineEvent[] = [];
  let head = 0;
  let busy = false;
  let inFlight = 0;
  let poisoned = false;

  const runOne = (event: EngineEvent): void => {
    recorder?.event(event, state);
    const effects = step(state, event);
    if (effects.length === 0) return;
    recorder?.effects(effects, state);
    for (const effect of effects) enqueue(queue, effect);
  };

  /** Whoever calls from outside may swallow the throw: the state is poisoned all the same. */
  const fail = (message: string): never => {
    poisoned = true;
    throw new BrokenInvariant(message);
  };

  const start = (effect: Effect): void => {
    inFlight += 1;
    let answered = false;
    perform(effect, (completion) => {
      if (answered) fail(`effect ${effect.kind} completed twice`);
      answered = true;
      inFlight -= 1;
      finished(queue, effect);
      if (completion === null) settle();
      else dispatch(completion);
    });
  };

  /** Alternates between waiting events and startable effects until neither is left. */
  const settle = (): void => {
    if (busy) return;
    busy = true;
    try {
      for (;;) {
        const event = pending[head];
        if (event !== undefined) {
          head += 1;
          runOne(event);
          continue;
        }
        pending.length = 0;
        head = 0;
        const effect = takeNext(queue);
        if (effect === null) break;
        start(effect);
      }
    } catch (thrown) {
      poisoned = true;
      throw thrown;
    } finally {
      busy = false;
    }
  };

  const dispatch = (event: EngineEvent): void => {
    if (poisoned) throw new BrokenInvariant("the engine's state is poisoned by an earlier failure");
    if (pending.length >= PENDING_MAX) fail("events pile up");
    // A hot event is its adapter's own object and is refilled after this returns.
    const hot = event.kind === "top" || event.kind === "mark";
    if (hot && !busy && pending.length === 0) {
      hotStep(event);
      return;
    }
    pending.push(hot ? { ...event } : event);
    settle();
  };

  const hotStep = (event: EngineEvent): void => {
    busy = true;
    try {
      runOne(event);
    } catch (thrown) {
      poisoned = true;
      throw thrown;
    } finally {
      busy = false;
    }
    if (pending.length > 0 || hasWork()) settle();
  };

  const hasWork = (): boolean => queue.persists.length + queue.urgent.length + queue.reads.length > 0;

  return { dispatch, isIdle: () => inFlight === 0 && pending.length === 0 && !hasWork(), state };
}
