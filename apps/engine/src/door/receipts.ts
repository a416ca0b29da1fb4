import type { AdoptedMarket, CommandBody as AskedBody, CommandReceipt, CommandState } from "@evenkeel/api/engine";
import type { EngineState } from "@evenkeel/core/engine";
import type { Command } from "@evenkeel/core/events";
import { type InstrumentIndex, type PlanId, venueId } from "@evenkeel/core/ids";
import { openPairCount } from "@evenkeel/core/position";
import { err, ok, type Result, unreachable } from "@evenkeel/core/units";
import { pairsInWords } from "../view/words.ts";

/** A command with what `step` answered to it. */
export type Applied = {
  readonly id: string;
  readonly authorId: string;
  readonly reason: string;
  readonly body: Command["body"];
  readonly outcome: string;
  readonly atMs: number;
};

/** Names of the outside world become indices; `no-such-market` when the venue lists none. */
export function translateBody(state: EngineState, body: AskedBody): Result<Command["body"], "no-such-market"> {
  switch (body.kind) {
    case "freeze":
    case "reduce":
    case "flatten":
    case "resume":
      return ok({ kind: body.kind });
    case "change-config":
      return ok(body);
    case "close-pair":
      return ok({ kind: body.kind, plan: body.pairId as PlanId });
    case "accept-venue":
    case "cancel-order":
    case "drill":
      return ok({ ...body, venue: venueId(body.venue.toLowerCase()) });
    case "open-pair": {
      const venue = body.venue.toLowerCase();
      const found = state.market.instruments.find(
        (each) => each?.kind === "perpetual" && each.venue === venue && each.symbol === body.perpetualSymbol,
      );
      if (found === undefined) return err("no-such-market");
      const longVenue = body.longVenue === null ? null : venueId(body.longVenue.toLowerCase());
      return ok({ kind: body.kind, perpetual: found.index, longVenue, notional: body.notional });
    }
    case "adopt-pair": {
      const { kind, quantity, longPrice, shortPrice } = body;
      const [long, short] = [indexOf(state, body.long), indexOf(state, body.short)];
      if (long === null || short === null) return err("no-such-market");
      return ok({ kind, long, short, quantity, longPrice, shortPrice });
    }
    default:
      return unreachable(body);
  }
}

function indexOf(state: EngineState, { venue, kind, symbol }: AdoptedMarket): InstrumentIndex | null {
  const name = venue.toLowerCase();
  const found = state.market.instruments.find(
    (each) => each?.kind === kind && each.venue === name && each.symbol === symbol,
  );
  return found?.index ?? null;
}

/** What became of it so far: the outcome of then, and where its work stands now. */
export function receiptOf(applied: Applied, state: EngineState): CommandReceipt {
  const { id, body, outcome, atMs, authorId } = applied;
  const now = progressOf(applied, state);
  const { kind } = body;
  return { id, kind, atMs, authorId, pairId: pairOf(applied), state: now.state, code: codeOf(outcome), text: now.text };
}

const OPENING = /^(?:opening|adopted|drilling) (\S+)/;
/** Commands whose outcome names the pair they made. */
const MAKERS: ReadonlySet<Applied["body"]["kind"]> = new Set(["open-pair", "adopt-pair", "drill"]);

function pairOf({ body, outcome }: Applied): string | null {
  if (body.kind === "close-pair") return body.plan;
  return MAKERS.has(body.kind) ? (OPENING.exec(outcome)?.[1] ?? null) : null;
}

const REFUSED = /^(?:refused|denied): ?/;

/** "denied: pairs-full 5 / 5" → "pairs-full"; "frozen: no new risk" → "frozen". */
function codeOf(outcome: string): string {
  const [words = ""] = outcome.replace(REFUSED, "").split(/[:;]| -?\d/);
  const [first = "done", ...rest] = words.trim().split(" ");
  return REFUSED.test(outcome) && outcome.startsWith("refused") ? [first, ...rest].join("-") : first;
}

type Progress = { readonly state: CommandState; readonly text: string };

function progressOf({ body, outcome }: Applied, state: EngineState): Progress {
  if (REFUSED.test(outcome)) return { state: "refused", text: outcome };
  switch (body.kind) {
    case "freeze":
    case "resume":
    case "change-config":
    case "accept-venue":
    case "adopt-pair":
    case "cancel-order":
      return { state: "done", text: outcome };
    case "reduce":
    case "flatten":
      return flatness(state, outcome);
    case "open-pair":
      return pairProgress(state, outcome.replace(OPENING, "$1"), outcome, (stage) => stage !== "opening");
    case "drill":
      return drillProgress(state, outcome.replace(OPENING, "$1"), outcome);
    case "close-pair":
      return pairProgress(state, body.plan, outcome, (stage) => stage === "closed");
  }
}

function flatness(state: EngineState, outcome: string): Progress {
  const { killLevel, flatProof } = state.control;
  if (killLevel !== "reduce" && killLevel !== "flatten") return { state: "done", text: outcome };
  if (flatProof === "flat") return { state: "done", text: "Flat: every venue confirms it" };
  const count = openPairCount(state.portfolio);
  const rest = count === 0 ? "waiting for the venue to confirm" : `${pairsInWords(count)} closing`;
  return { state: "accepted", text: `${rest}; not flat yet` };
}

function drillProgress({ control }: EngineState, plan: string, outcome: string): Progress {
  if (control.drill?.plan === plan)
    return { state: "accepted", text: control.drill.stage === "entering" ? "entering" : "flattening; not flat yet" };
  const record = control.drills.find((drill) => drill.plan === plan);
  if (record === undefined) return { state: "done", text: outcome };
  const flaws = record.checks.filter(({ passed }) => !passed).map(({ name, text }) => `${name}: ${text}`);
  return { state: "done", text: record.passed ? "passed" : `failed. ${flaws.join("; ")}` };
}

function pairProgress(state: EngineState, plan: string, outcome: string, isDone: (stage: string) => boolean): Progress {
  const pair = state.portfolio.pairs.get(plan as PlanId);
  if (pair === undefined) return { state: "done", text: outcome };
  return { state: isDone(pair.stage) ? "done" : "accepted", text: `${pair.base} is ${pair.stage}` };
}
