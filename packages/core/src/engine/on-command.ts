import type { Command, KillLevel } from "../events/index.ts";
import { carryOf, spreadOf } from "../opportunity/candidates.ts";
import { openPairs } from "../position/portfolio.ts";
import { lossDenial } from "../risk/gates.ts";
import { parseAmount } from "../units/index.ts";
import { closePair } from "./advance.ts";
import { recallOrders } from "./cancel.ts";
import { changeConfig } from "./change-config.ts";
import { alert, audit, saveControl } from "./emit.ts";
import { enter, refreshEntryGate } from "./entry.ts";
import { isHeard } from "./reconcile.ts";
import { requestAccount } from "./request-account.ts";
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
      return setKillLevel(state, "freeze", command);
    case "reduce":
      return setKillLevel(state, "reduce", command);
    case "flatten":
      return setKillLevel(state, "flatten", command);
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
      closePair(state, pair, { reason: `closed by ${command.author.id}`, patient: true });
      return `closing ${pair.plan}`;
    }
    case "adopt-pair":
      return adoptPair(state, command, body);
    case "accept-venue":
      return acceptVenue(state, command, body);
    case "change-config":
      return changeConfig(state, command, body);
  }
}

const SEVERITY: { readonly [Level in KillLevel]: number } = { run: 0, freeze: 1, reduce: 2, flatten: 3 };

/** Levels only go up by command; only `resume` comes back. */
function setKillLevel(state: EngineState, level: KillLevel, command: Command): string {
  if (SEVERITY[level] <= SEVERITY[state.control.killLevel]) return `already ${state.control.killLevel}`;
  state.control.killLevel = level;
  state.control.flatProof = "none";
  state.leavingSince = state.wallNowMs;
  state.notFlatAlarmAt = 0;
  state.entryGateOpen = false;
  saveControl(state);
  alert(state, level === "freeze" ? "WARNING" : "CRITICAL", level, `${level.toUpperCase()} by ${command.author.id}`);
  recallOrders(state);
  if (level === "freeze") return "frozen: no new risk, open pairs stay guarded";
  let count = 0;
  for (const pair of openPairs(state.portfolio)) {
    closePair(state, pair, { reason: level, patient: false });
    count += 1;
  }
  for (const venue of state.venues.keys()) requestAccount(state, venue);
  return `closing ${count} pairs; flat is only said when the venue says so`;
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
