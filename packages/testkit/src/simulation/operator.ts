import { type EngineState, findUnexplained, printOf } from "@evenkeel/core/engine";
import type { Command } from "@evenkeel/core/events";
import type { Random } from "./random.ts";

export type CommandBody = Command["body"];

/** Times a day of the venue's time; a person who closes pairs at random lets one day hold many round trips. */
export type Habits = {
  readonly close: number;
  readonly open: number;
  readonly freeze: number;
  readonly reduce: number;
  readonly flatten: number;
  readonly configure: number;
};

export const IDLE: Habits = { close: 0, open: 0, freeze: 0, reduce: 0, flatten: 0, configure: 0 };
export const BUSY: Habits = { close: 28, open: 6, freeze: 0.7, reduce: 0.3, flatten: 0.3, configure: 0.5 };

/** A stopped engine is started again after so long, in wall time. */
const RESUME_MS_MIN = 15_000;
const RESUME_MS_MAX = 60_000;
/** From what no venue takes to more than anybody has. */
const NOTIONALS = ["1", "60", "2500", "9000", "1000000"];

export type Operator = {
  /** What a person does now, if anything: asked with every pulse. */
  readonly act: (state: EngineState, wallMs: number, pulsesADay: number) => CommandBody | null;
};

/** Somebody at the dashboard, by a seed. */
export function createOperator(habits: Habits, random: Random): Operator {
  let resumeMs = 0;
  const acts = (name: keyof Habits, pulsesADay: number): boolean =>
    habits[name] > 0 && random.chance(habits[name] / pulsesADay);

  const stop = (kind: "freeze" | "reduce" | "flatten", wallMs: number): CommandBody => {
    resumeMs = wallMs + RESUME_MS_MIN + random.below(RESUME_MS_MAX - RESUME_MS_MIN);
    return { kind };
  };

  const choose = (state: EngineState, wallMs: number, pulsesADay: number): CommandBody | null => {
    if (acts("close", pulsesADay)) return close(state, random);
    if (acts("open", pulsesADay)) return open(state, random);
    for (const kind of ["freeze", "reduce", "flatten"] as const) if (acts(kind, pulsesADay)) return stop(kind, wallMs);
    return acts("configure", pulsesADay) ? configure(state, random) : null;
  };

  const isThere = Object.values(habits).some((times) => times > 0);
  return {
    act: (state, wallMs, pulsesADay) => {
      if (!isThere) return null;
      const { killLevel, halted } = state.control;
      const stands = killLevel !== "run" || halted !== null;
      if (!stands) resumeMs = 0;
      else if (resumeMs === 0) resumeMs = wallMs + RESUME_MS_MIN;
      if (stands && wallMs >= resumeMs) {
        resumeMs = wallMs + RESUME_MS_MIN;
        return { kind: "resume" };
      }
      return choose(state, wallMs, pulsesADay);
    },
  };
}

/** Takes the venues' word for what somebody else did there; the way back after a review. */
export function review(state: EngineState): CommandBody | null {
  for (const [venue, { told }] of state.venues) {
    const differences = told === null ? [] : findUnexplained(state, told);
    if (differences.length > 0)
      return { kind: "accept-venue", venue, print: printOf(state, venue, differences), as: "adjustment" };
  }
  return state.control.halted === null ? null : { kind: "resume" };
}

function close(state: EngineState, random: Random): CommandBody | null {
  const open = [...state.portfolio.pairs.values()].filter((pair) => pair.stage === "open");
  const victim = open[random.below(Math.max(1, open.length))];
  return victim === undefined ? null : { kind: "close-pair", plan: victim.plan };
}

function open(state: EngineState, random: Random): CommandBody | null {
  const perpetuals = state.market.instruments.flatMap((each) => (each?.kind === "perpetual" ? [each.index] : []));
  const perpetual = perpetuals[random.below(Math.max(1, perpetuals.length))];
  const notional = NOTIONALS[random.below(NOTIONALS.length)] ?? "60";
  return perpetual === undefined ? null : { kind: "open-pair", perpetual, longVenue: null, notional };
}

/** Another receive window: what was sent under the old one must not be taken for absent too early. */
function configure(state: EngineState, random: Random): CommandBody {
  const { config } = state;
  const receiveWindowMs = 2_000 + 500 * random.below(7);
  return {
    kind: "change-config",
    config: { ...config, execution: { ...config.execution, receiveWindowMs } },
    base: config.version,
  };
}
