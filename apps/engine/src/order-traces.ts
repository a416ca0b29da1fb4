import type { CallRecord } from "@evenkeel/api/request";
import type { ClientOrderId, PlanId } from "@evenkeel/core/ids";
import type { TraceSpan, Traces } from "@evenkeel/telemetry/traces";
import type { PersistEffect } from "./durable-lane/index.ts";
import type { EffectWatcher } from "./effect-watcher.ts";

/** Spans of each kind that wait for their end; the oldest is ended without one. */
const WAITING_MAX = 1_000;

export type OrderTraces = EffectWatcher & { readonly told: (record: CallRecord) => void };

/** A bounded shelf: what is put beyond the limit ends what was put first. */
function createShelf<Key>() {
  const spans = new Map<Key, TraceSpan>();
  return {
    put(key: Key, span: TraceSpan): void {
      spans.set(key, span);
      const [oldest] = spans.keys();
      if (spans.size > WAITING_MAX && oldest !== undefined) this.end(oldest);
    },
    get: (key: Key) => spans.get(key),
    end(key: Key, failure?: string): void {
      spans.get(key)?.end(failure);
      spans.delete(key);
    },
  };
}

/**
 * command or decision → step → persist → send → ack, for every order and its hedge. A command's trace ends when it is
 * answered and carries the request's id; what its plan causes later hangs on it still.
 */
export function createOrderTraces(traces: Traces): OrderTraces {
  const commands = createShelf<string>();
  const persists = createShelf<number>();
  const sends = createShelf<ClientOrderId>();
  const replies = createShelf<ClientOrderId>();
  const causes = new Map<PlanId, TraceSpan>();

  const rootOf = ({ batch }: PersistEffect): TraceSpan | null => {
    const command = batch.rows.find((row) => row.table === "command")?.command;
    const plan = batch.rows.find((row) => row.table === "intent")?.intent.plan;
    if (command !== undefined) {
      const span = traces.begin(`command ${command.body.kind}`, { "command.id": command.id }, batch.wallTimeMs);
      commands.put(command.id, span);
      for (const row of batch.rows) if (row.table === "pair") remember(row.pair.plan, span);
      return span;
    }
    if (plan === undefined) return null;
    const known = causes.get(plan);
    if (known !== undefined) return known;
    const span = traces.begin("decision", { plan }, batch.wallTimeMs);
    span.end();
    remember(plan, span);
    return span;
  };

  const remember = (plan: PlanId, span: TraceSpan): void => {
    causes.delete(plan);
    causes.set(plan, span);
    const [oldest] = causes.keys();
    if (causes.size > WAITING_MAX && oldest !== undefined) causes.delete(oldest);
  };

  return {
    persisting(effect) {
      const { sequence, wallTimeMs, rows } = effect.batch;
      const root = rootOf(effect);
      if (root === null) return;
      root.begin("step", { sequence }, wallTimeMs).end();
      persists.put(sequence, root.begin("persist", { sequence, rows: rows.length }));
    },
    stored({ batch: { sequence, rows } }, outcome) {
      persists.end(sequence, outcome.stored ? undefined : outcome.reason);
      for (const row of rows) if (row.table === "order") replies.end(row.order.intent.clientOrderId);
    },
    handed(effect) {
      if (effect.kind !== "send") return;
      const { clientOrderId, plan, leg, purpose } = effect.intent;
      const span = causes.get(plan)?.begin("send", { "order.id": clientOrderId, plan, leg, purpose });
      if (span !== undefined) sends.put(clientOrderId, span);
    },
    answered(effect, completion) {
      if (effect.kind !== "send") return;
      const { clientOrderId, plan } = effect.intent;
      sends.get(clientOrderId)?.set({ outcome: completion.kind });
      sends.end(clientOrderId, "failure" in completion ? completion.failure.code : undefined);
      const span = causes.get(plan)?.begin("ack", { "order.id": clientOrderId, outcome: completion.kind });
      if (span !== undefined) replies.put(clientOrderId, span);
    },
    told({ commandId, requestId, outcome }) {
      if (commandId === null) return;
      commands.get(commandId)?.set({ "request.id": requestId });
      commands.end(commandId, outcome === "ok" ? undefined : outcome);
    },
  };
}
