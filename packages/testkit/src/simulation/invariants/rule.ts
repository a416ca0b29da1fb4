import type { EngineState } from "@evenkeel/core/engine";
import type { DurableBatch, Effect, EngineEvent } from "@evenkeel/core/events";
import type { ExchangeEvent } from "@evenkeel/exchange-sim";
import type { MemoryJournal } from "../../memory-journal.ts";
import type { FaultyVenue } from "../faults/index.ts";

/** The whole truth, which the engine does not have. */
export type Scene = {
  readonly journal: MemoryJournal;
  readonly venues: readonly FaultyVenue[];
  /** Of the process that holds the lease. */
  readonly state: () => EngineState;
  readonly wallMs: () => number;
  /** When anything last went wrong on the way between engine, database and venues; what lasts goes wrong all the time. */
  readonly troubledMs: () => number;
};

export type SendEffect = Extract<Effect, { kind: "send" }>;

/** One promise and all it has to look at. Every part is asked as often as what it reads can move. */
export type Rule = {
  /** Before the step of an event. */
  readonly event?: (event: EngineEvent) => void;
  /** What a step asks for, and the state it decided on. */
  readonly decided?: (effects: readonly Effect[], state: EngineState) => void;
  /** After a step that changed anything the books speak of. */
  readonly check?: () => void;
  /** Four times a second. */
  readonly tick?: () => void;
  readonly committed?: (batch: DurableBatch) => void;
  /** An order leaves the process. */
  readonly leaves?: (effect: SendEffect) => void;
  /** An order was taken by its venue. */
  readonly taken?: (effect: SendEffect) => void;
  readonly happened?: (venue: FaultyVenue, events: readonly ExchangeEvent[]) => void;
  /** Nothing has gone wrong for long enough. */
  readonly healed?: () => void;
  /** The longest that a leg stood alone by what the venues executed, whatever the books knew of it. */
  readonly apartMsWorst?: () => number;
  /** A process started, with nothing but what was durable. */
  readonly started?: () => void;
};
