import type { EngineState } from "@evenkeel/core/engine";
import type { KillLevel } from "@evenkeel/core/events";
import { parseClientOrderId } from "@evenkeel/core/ids";
import type { Pair } from "@evenkeel/core/position";
import { MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import { isOpen } from "@evenkeel/exchange-sim";
import { broken } from "../broken.ts";
import type { Rule, Scene } from "./rule.ts";

const FREEZE_MS_MAX = SECOND_MS;
const CANCEL_MS_MAX = 5 * SECOND_MS;
const FLAT_MS_MAX = 30 * SECOND_MS;
/** The alarm comes with the first pulse after its time. */
const ALARM_MS_MAX = 2 * SECOND_MS;
const RECONCILED_MS_MAX = MINUTE_MS;

/** I9: a stop is a stop within its time, and what is not flat by then is called out. */
export function stopRule(scene: Scene): Rule {
  let level: KillLevel = "run";
  let sinceMs = 0;
  let alerts = 0;
  let flat = false;

  const watch = (): void => {
    const { control } = scene.state();
    if (control.killLevel === level) return;
    level = control.killLevel;
    sinceMs = scene.wallMs();
    alerts = scene.journal.alerts.length;
  };
  const calmMs = (): number => scene.wallMs() - Math.max(sinceMs, scene.troubledMs());

  return {
    event: watch,
    decided: (_, state) => {
      if (state !== scene.state()) return;
      const before = flat;
      flat = state.control.flatProof === "flat";
      if (flat && !before) checkWord(scene);
    },
    started: () => {
      flat = scene.state().control.flatProof === "flat";
      level = "run";
      watch();
    },
    taken: ({ intent }) => {
      watch();
      if (intent.purpose === "enter" && level !== "run" && scene.wallMs() - sinceMs > FREEZE_MS_MAX)
        broken("I9", `${intent.clientOrderId} enters ${scene.wallMs() - sinceMs} ms after ${level}`);
    },
    tick: () => {
      watch();
      if (level === "run") return;
      if (calmMs() > CANCEL_MS_MAX) checkCancelled(scene, level, sinceMs);
      if (level === "flatten" && scene.wallMs() - sinceMs > FLAT_MS_MAX + ALARM_MS_MAX)
        checkFlat(scene, calmMs(), alerts);
    },
  };
}

/** What was placed before the stop and rests behind it. */
function checkCancelled({ venues, journal, state }: Scene, level: KillLevel, sinceMs: number): void {
  for (const { inner } of venues) {
    for (const id of inner.account.openOrders) {
      const order = inner.account.orders.get(id);
      const intent = order === undefined ? undefined : journal.intents.get(order.clientOrderId as never);
      if (order === undefined || intent === undefined || !isOpen(order)) continue;
      if (parseClientOrderId(order.clientOrderId)?.nonce !== state().nonce) continue;
      const stays = level === "freeze" && intent.purpose !== "enter";
      if (!stays && intent.createdAt < sinceMs)
        broken("I9", `${order.clientOrderId} rests ${CANCEL_MS_MAX} ms after ${level}`);
    }
  }
}

function checkFlat({ state, journal }: Scene, calmMs: number, alertsBefore: number): void {
  const { control, portfolio } = state();
  if (control.flatProof === "flat") return;
  const open = [...portfolio.pairs.values()].filter(({ stage }) => stage !== "closed");
  const said = journal.alerts.slice(alertsBefore).some((alert) => alert.includes("NOT FLAT"));
  if (!said) broken("I9", `neither flat nor called out: ${open.length} pairs open, proof ${control.flatProof}`);
  const late = open.filter((pair) => isTakenAt(state(), pair));
  if (late.length > 0 && calmMs > FLAT_MS_MAX + ALARM_MS_MAX)
    broken("I9", `${late.map(({ plan, stage }) => `${plan} ${stage}`).join(", ")} with nothing in the way`);
}

/** Thirty seconds are promised where the venue takes orders: not at a market that is gone or does not trade. */
function isTakenAt({ market }: EngineState, { long, short }: Pair): boolean {
  return [long, short].every(({ instrument }) => {
    const status = market.instruments[instrument]?.status;
    return status === "trading" || status === "delisting";
  });
}

/** "Flat" is the venue's word: nothing stands there, but for what somebody else has just done by hand. */
function checkWord({ venues }: Scene): void {
  for (const { inner, box } of venues) {
    if (box.fired.has("manual-trade")) continue;
    for (const { instrument, quantity } of inner.account.positions.values()) {
      const name = inner.book.at("futures", instrument)?.symbol ?? instrument;
      if (quantity !== 0) broken("I9", `called flat with ${quantity} contracts of ${name} at the venue`);
    }
  }
}

/** I10: no new risk before a start has reconciled; reconciled or halted within a minute of whatever was in the way. */
export function recoveryRule(scene: Scene): Rule {
  let startedMs = 0;
  let ready = false;
  return {
    started: () => {
      startedMs = scene.wallMs();
      ready = false;
    },
    decided: (_, state) => {
      if (ready || state.phase !== "ready" || state !== scene.state()) return;
      ready = true;
      if (!scene.venues.some(({ accountRead }) => accountRead)) broken("I10", "ready before any account was read");
    },
    taken: ({ intent }) => {
      const { phase, leaseEpoch } = scene.state();
      // What the dead process had sent may still arrive.
      const isNew = intent.purpose === "enter" && intent.leaseEpoch === leaseEpoch;
      if (isNew && phase !== "ready") broken("I10", `${intent.clientOrderId} enters while ${phase}`);
    },
    tick: () => {
      const { phase, control } = scene.state();
      if (phase === "ready" || control.halted !== null) return;
      const waitedMs = scene.wallMs() - Math.max(startedMs, scene.troubledMs());
      if (waitedMs > RECONCILED_MS_MAX) broken("I10", `${phase} for ${waitedMs} ms with nothing in the way`);
    },
  };
}
