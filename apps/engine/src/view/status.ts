import {
  type EngineStatusView,
  type FlatProofView,
  type LeftView,
  type PairCapacityView,
  type VenueLeftView,
  venueLabel,
} from "@evenkeel/api/views";
import {
  type EngineState,
  hasTold,
  isOverdue,
  type Remnant,
  remnantsAt,
  sayRemnant,
  sayRemnants,
} from "@evenkeel/core/engine";
import { openPairCount, openPairs, type Pair } from "@evenkeel/core/position";
import { type Denial, type DenialCode, newRiskDenial, reachDenial } from "@evenkeel/core/risk";
import { formatAmount, SECOND_MS, toFloat } from "@evenkeel/core/units";
import { tenth } from "./numbers.ts";
import { denialReason, pairsInWords, sayReason } from "./words.ts";

/** What the process knows and the state does not. */
export type RunFacts = {
  readonly world: string | null;
  readonly seed: string | null;
  readonly speed: number;
  readonly startedAtMs: number;
  readonly flatProvenAtMs: number | null;
  /** The database does not take what it is given. */
  readonly journalAway: boolean;
};

export function viewStatus(state: EngineState, facts: RunFacts, wallMs: number): EngineStatusView {
  return {
    mode: "SIMULATION",
    world: facts.world,
    seed: facts.seed,
    speed: facts.speed,
    venueTimeMs: state.venueNowMs,
    wallTimeMs: wallMs,
    startedAtMs: facts.startedAtMs,
    state: stateName(state),
    killLevel: state.control.killLevel,
    headline: headline(state),
    stopped: stopped(state, facts),
    flatProof: flatProof(state, facts),
  };
}

function stateName(state: EngineState): EngineStatusView["state"] {
  if (state.control.halted !== null) return "halted";
  if (state.phase !== "ready") return state.phase;
  return ({ run: "running", freeze: "frozen", reduce: "reducing", flatten: "flattening" } as const)[
    state.control.killLevel
  ];
}

function headline(state: EngineState): string {
  const open = [...openPairs(state.portfolio)];
  const count = pairsInWords(open.length);
  switch (stateName(state)) {
    case "halted":
      return "Halted: the books and the venue disagree";
    case "starting":
      return "Starting: reading the market";
    case "reconciling":
      return "Reconciling: comparing every order, position and balance with the venues";
    case "frozen":
      return `Frozen: no new risk, ${open.length === 0 ? "nothing is held" : `${count} stay hedged`}`;
    case "reducing":
    case "flattening":
      if (state.control.flatProof === "flat") return "Flat: every venue confirms it";
      if (isOverdue(state)) return "HALTED, NOT FLAT";
      return open.length === 0
        ? "Both legs are out; waiting for the venue to confirm"
        : `${count} closing; not flat yet`;
    case "running":
      return runningHeadline(state, open);
  }
}

function runningHeadline(state: EngineState, open: readonly Pair[]): string {
  const entering = open.find((pair) => pair.stage === "opening");
  const leaving = open.find((pair) => pair.stage === "closing" || pair.stage === "unwinding");
  const shrinking = open.find((pair) => pair.stage === "shrinking");
  const held = open.filter((pair) => pair.stage === "open").length;
  const { holdDays, meanAnnualPercentMin } = state.config.entry;
  const rest =
    entering !== undefined
      ? `entering ${entering.base}, ${tenth(entering.estimate.netBps) ?? "?"} bp expected over ${holdDays} days`
      : leaving !== undefined
        ? `leaving ${leaving.base}${leaving.closeReason === null ? "" : `: ${leaving.closeReason}`}`
        : shrinking !== undefined
          ? `shrinking both legs of ${shrinking.base}: a liquidation came near`
          : held >= state.config.size.pairsMax
            ? "no room for more"
            : `nothing ${held > 0 ? "else " : ""}clears ${meanAnnualPercentMin} % a year after costs`;
  return held > 0 ? `Holding ${pairsInWords(held)}; ${rest}` : `Flat: ${rest}`;
}

/** Whatever keeps new risk out, with what to do about it. */
function stopped(state: EngineState, { journalAway }: RunFacts): EngineStatusView["stopped"] {
  if (state.control.halted !== null) {
    return {
      code: "halted",
      text: state.control.halted,
      remedy: "Look at both sides under Review. No new risk until they agree; what is not in dispute stays guarded.",
    };
  }
  if (isOverdue(state)) {
    return {
      code: "not-flat",
      text: sayRemnants(state),
      remedy: "It is tried on. The hand-flatten sheet says how to close what is named at the venue itself.",
    };
  }
  if (state.phase !== "ready") return null;
  // The core learns it with the first intent that could not be stored; until then nothing was tried.
  const denial = newRiskDenial(state) ?? (journalAway ? JOURNAL_DOWN : null);
  if (denial === null) return venueStop(state);
  return { code: denial.code, text: sayReason(denialReason(denial)), remedy: remedyOf(denial.code, state) };
}

const JOURNAL_DOWN: Denial = { code: "journal-down", have: 0, need: 0 };

function remedyOf(code: DenialCode, state: EngineState): string {
  switch (code) {
    case "kill-level":
      return `Resume when you want entries again.${openPairCount(state.portfolio) > 0 ? " Open pairs stay guarded." : ""}`;
    case "journal-down":
      return "It passes when the database takes rows again. Hedges and closes stand on the emergency file meanwhile.";
    case "equity-unknown":
      return "It passes when every open leg has a price again.";
    case "expected-shortfall":
      return "It passes when a bad day costs less again. Open pairs stay guarded.";
    case "risk-unknown":
      return "It passes with the next answer. Open pairs stay guarded.";
    case "peg-unknown":
      return "It passes when a venue tells what USDC or another dollar costs in USDT. Open pairs stay guarded.";
    case "peg-unclear":
      return "It passes when a second coin says which of them left the dollar, or it is back. Open pairs stay guarded.";
    case "peg-off":
      return "It passes when USDT is back. Open pairs stay guarded; it freezes or closes them by itself where it must.";
    default:
      return "Look at what was lost, then resume. Open pairs stay guarded.";
  }
}

const REACH_REMEDIES: { readonly [Code in DenialCode]?: string } = {
  breaker: "It is asked again by itself and opens when it answers. Closing and hedging are still tried.",
  "rate-limited": "It passes by itself. Look whether another program asks from this address.",
  latency: "It passes when the venue answers quickly again. Closing and hedging go on.",
};

function venueStop(state: EngineState): EngineStatusView["stopped"] {
  for (const [id, venue] of state.venues) {
    const reach = reachDenial(state, venue);
    if (reach !== null)
      return {
        code: reach.code,
        text: `${id}: ${sayReason(denialReason(reach))}`,
        remedy: REACH_REMEDIES[reach.code] ?? "",
      };
    if (!venue.mayTrade)
      return {
        code: "permissions",
        text: `${id}: ${venue.unfit === "" ? "the account was not read yet" : venue.unfit}`,
        remedy: "Set the key or the account right at the venue; it is looked at again within the hour, or at a start.",
      };
    if (!venue.reconciled)
      return {
        code: "unexplained",
        text: `${id}: ${venue.mismatch}`,
        remedy: "Look at both sides under Review. No new risk there until they agree; it is asked every second.",
      };
    const offsetMs = venue.clockOffsetMs ?? 0;
    if (Math.abs(offsetMs) > state.config.risk.clockOffsetMsMax)
      return {
        code: "clock-offset",
        text: `${id}: this machine's clock is ${Math.round(Math.abs(offsetMs) / SECOND_MS)} s ${offsetMs < 0 ? "ahead of" : "behind"} the venue's`,
        remedy: "Set this machine's clock, then start again. Until then nothing is entered; closing and hedging go on.",
      };
    if (venue.streamsDown.size > 0)
      return {
        code: "venue-down",
        text: `${id}: no data from ${[...venue.streamsDown].join(", ")}`,
        remedy: "It reconnects by itself. Open pairs stay guarded by asking the venue.",
      };
  }
  return null;
}

function flatProof(state: EngineState, facts: RunFacts): FlatProofView {
  const { flatProof: kind } = state.control;
  const open = openPairCount(state.portfolio);
  const overdue = isOverdue(state);
  if (kind === "flat")
    return {
      kind,
      text: "Flat: every venue confirms no position, no open order and no coin it would still take an order for",
      provenAtMs: facts.flatProvenAtMs,
      overdue,
      left: [],
    };
  const { killLevel } = state.control;
  if (killLevel === "flatten" || killLevel === "reduce")
    return {
      kind: "not-flat",
      text: `${overdue ? "HALTED, NOT FLAT" : "Not flat"}: ${sayRemnants(state)}`,
      provenAtMs: null,
      overdue,
      left: viewLeft(state),
    };
  return {
    kind,
    text: open === 0 ? "No pair is held" : `${pairsInWords(open)} open`,
    provenAtMs: null,
    overdue,
    left: [],
  };
}

const viewLeft = (state: EngineState): VenueLeftView[] =>
  [...state.venues].map(([id, venue]) => ({
    venue: id,
    label: venueLabel(id),
    told: hasTold(state, venue),
    readAtMs: venue.readAt === 0 ? null : venue.readAt,
    items: remnantsAt(state, id, venue.told).map((remnant) => viewRemnant(state, remnant)),
  }));

function viewRemnant(state: EngineState, remnant: Remnant): LeftView {
  const text = sayRemnant(state, remnant);
  const instrument = remnant.kind === "leg" ? remnant.pair[remnant.leg].instrument : remnant.instrument;
  const symbol = state.market.instruments[instrument]?.symbol ?? String(instrument);
  const common = { kind: remnant.kind, text, symbol, pairId: null, held: null, naked: null };
  switch (remnant.kind) {
    case "leg": {
      const { pair, leg, naked } = remnant;
      const held = formatAmount(pair[leg].held);
      return { ...common, pairId: pair.plan, held, naked: naked === 0n ? null : formatAmount(naked) };
    }
    case "position":
      return { ...common, held: formatAmount(remnant.held) };
    case "order":
      return common;
  }
}

export function viewCapacity(state: EngineState): PairCapacityView {
  const { equity } = state;
  const total = toFloat(equity.total);
  return {
    pairsHeld: openPairCount(state.portfolio),
    pairsMax: state.config.size.pairsMax,
    equityUsedPercent: equity.known && total > 0 ? tenth((toFloat(equity.notionalOpen) / total) * 100) : null,
  };
}
