import type { Command } from "../events/index.ts";
import { carryOf, spreadOf } from "../opportunity/candidates.ts";
import type { Pair } from "../position/pair.ts";
import { lossDenial } from "../risk/gates.ts";
import { parseAmount } from "../units/index.ts";
import { advance, closePair } from "./advance.ts";
import { cancelByHand } from "./cancel-by-hand.ts";
import { changeConfig } from "./change-config.ts";
import { startDrill } from "./drill.ts";
import { alert, audit, saveControl } from "./emit.ts";
import { enter, refreshEntryGate } from "./entry.ts";
import { engageKillLevel } from "./kill-level.ts";
import { isHeard } from "./reconcile.ts";
import { acceptVenue } from "./review/accept.ts";
import { adoptPair } from "./review/adopt.ts";
import { freezeOutside } from "./review/outside.ts";
import type { EngineState } from "./state.ts";

/** Commands remembered for "applied once"; older ones are refused by the journal's own key. */
const COMMANDS_MAX = 10_000;

/** Applies a command once and leaves its outcome beside it, authored (API-5). */
export function onCommand(state: EngineState, command: Command): void {
  if (state.commandIds.has(command.id)) return;
  state.commandIds.add(command.id);
  if (state.commandIds.size > COMMANDS_MAX) {
    const oldest = state.commandIds.values().next();
    if (!oldest.done) state.commandIds.delete(oldest.value);
  }
  const outcome = perform(state, command);
  state.outbox.rows.push({ table: "command", command, outcome });
  audit(state, command.id, command.body.kind, { outcome, reason: command.reason }, command.author);
}

function perform(state: EngineState, command: Command): string {
  const { body } = command;
  switch (body.kind) {
    case "freeze":
      return engageKillLevel(state, "freeze", command.author.id);
    case "reduce":
      return engageKillLevel(state, "reduce", command.author.id);
    case "flatten":
      return engageKillLevel(state, "flatten", command.author.id);
    case "resume":
      return resume(state, command);
    case "open-pair": {
      const wanted = parseAmount(body.notional);
      if (!wanted.ok || wanted.value <= 0n) return "refused: notional";
      const candidate =
        body.longVenue === null
          ? carryOf(state.candidates, body.perpetual)
          : spreadOf(state.candidates, state.market, body.longVenue, body.perpetual);
      if (candidate < 0) return "refused: no such pair";
      const entered = enter(state, candidate, wanted.value);
      return entered.ok
        ? `opening ${entered.value.plan}`
        : `denied: ${entered.error.code} ${entered.error.have} / ${entered.error.need}`;
    }
    case "close-pair": {
      const pair = state.portfolio.pairs.get(body.plan);
      if (pair === undefined || pair.stage === "closed") return "refused: no such open pair";
      return closeByHand(state, pair, command);
    }
    case "cancel-order":
      return cancelByHand(state, command, body.venue, body.order);
    case "adopt-pair":
      return adoptPair(state, command, body);
    case "accept-venue":
      return acceptVenue(state, command, body);
    case "drill":
      return startDrill(state, command, body.venue);
    case "change-config":
      return changeConfig(state, command, body);
  }
}

/** OPS-14: by hand a pair is closed in a halt too, in dispute or not: what is sent only reduces. */
function closeByHand(state: EngineState, pair: Pair, command: Command): string {
  const halted = state.control.halted !== null;
  if (halted) state.closedByHand.add(pair.plan);
  closePair(state, pair, { reason: `closed by ${command.author.id}`, patient: !halted });
  advance(state, pair);
  return `closing ${pair.plan}`;
}

/**
 * Back to running. A halt is lifted only when books and venue agree. A loss limit that was reached counts anew from
 * here; one that was not keeps counting, so that pressing Freeze and Resume forgives nothing.
 */
function resume(state: EngineState, command: Command): string {
  const { control } = state;
  if (control.halted !== null) {
    const heard = [...state.venues].filter(([, venue]) => isHeard(venue));
    if (heard.length === 0) return "refused: unread; no venue has been compared yet";
    for (const [id, venue] of heard) if (!venue.reconciled) return `refused: ${id} still disagrees: ${venue.mismatch}`;
    control.halted = null;
    state.closedByHand.clear();
  }
  for (const [instrument] of control.frozen) state.portfolio.frozen.delete(instrument);
  control.frozen = [];
  freezeOutside(state);
  control.killLevel = "run";
  control.flatProof = "none";
  if (lossDenial(state) !== null) {
    control.peakEquity = state.equity.total;
    control.dayStartEquity = state.equity.total;
  }
  saveControl(state);
  alert(state, "WARNING", "resume", `Resumed by ${command.author.id}`);
  refreshEntryGate(state);
  return "running";
}
