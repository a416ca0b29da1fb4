import type { CallRecord } from "@evenkeel/api/request";
import type { PlanId } from "@evenkeel/core/ids";
import type { VenueCall } from "@evenkeel/venues";
import type { EffectWatcher } from "./effect-watcher.ts";
import type { Log } from "./log.ts";

/** Plans whose command is remembered; the oldest is forgotten first. */
const PLANS_MAX = 1_000;

/** What asks is told at `debug`; what changes something, always. */
export const createCallTeller =
  (log: Log) =>
  ({ requestId, commandId, type, ...call }: CallRecord): void => {
    const fields = { request: requestId, ...(commandId === null ? {} : { command: commandId }), ...call };
    if (type !== "mutation") log.debug(fields, "a call");
    else if (call.outcome === "ok") log.info(fields, "a call");
    else log.warn(fields, "a call was refused");
  };

export const createVenueTeller =
  (log: Log, venue: string) =>
  ({ clientOrderId, ...call }: VenueCall): void => {
    const fields = { venue, ...(clientOrderId === null ? {} : { order: clientOrderId }), ...call };
    if (call.method === "GET") log.debug(fields, "venue call");
    else log.info(fields, "venue call");
  };

/** From a command to the orders it caused, hedges included, and from each order to what became of its one send. */
export function createOrderTeller(log: Log): EffectWatcher {
  const commands = new Map<PlanId, string>();
  return {
    persisting({ batch: { rows, sequence } }) {
      const command = rows.find((row) => row.table === "command")?.command.id;
      if (command !== undefined) {
        for (const row of rows) if (row.table === "pair") commands.set(row.pair.plan, command);
        log.info({ command, sequence }, "command applied");
      }
      for (const row of rows) {
        if (row.table !== "intent") continue;
        const { clientOrderId, plan, leg, side, purpose } = row.intent;
        const cause = command ?? commands.get(plan);
        const asked = cause === undefined ? {} : { command: cause };
        log.info({ order: clientOrderId, plan, leg, side, purpose, sequence, ...asked }, "order intended");
      }
      for (const plan of commands.keys()) {
        if (commands.size <= PLANS_MAX) break;
        commands.delete(plan);
      }
    },
    answered(effect, completion) {
      if (effect.kind !== "send") return;
      const { clientOrderId } = effect.intent;
      const code = "failure" in completion ? { code: completion.failure.code } : {};
      log.info({ order: clientOrderId, outcome: completion.kind, ...code }, "order answered");
    },
  };
}
