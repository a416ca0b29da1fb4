import type { AlertLevel, Author, Effect } from "../events/index.ts";
import type { Order } from "../order/intent.ts";
import type { Pair } from "../position/pair.ts";
import type { EngineState } from "./state.ts";

export const SYSTEM: Author = { kind: "system", id: "engine", role: "admin" };

export const emit = (state: EngineState, effect: Effect): void => {
  state.outbox.effects.push(effect);
};

/** Rows are copies: what is committed later must be what was true at this event. */
export function saveOrder(state: EngineState, order: Order): void {
  state.outbox.rows.push({ table: "order", order: { ...order } });
}

export function savePair(state: EngineState, pair: Pair): void {
  state.portfolio.version += 1;
  state.outbox.rows.push({
    table: "pair",
    pair: { ...pair, long: { ...pair.long }, short: { ...pair.short } },
  });
}

export function alert(state: EngineState, level: AlertLevel, code: string, text: string): void {
  state.outbox.rows.push({ table: "alert", alert: { level, code, text } });
}

export function audit(
  state: EngineState,
  subject: string,
  action: string,
  detail: Readonly<Record<string, string | number | boolean | null>> = {},
  author: Author = SYSTEM,
): void {
  state.outbox.rows.push({ table: "audit", audit: { subject, action, author, detail } });
}

/** Stores the control row when what must survive a restart has moved. */
export function saveControl(state: EngineState): void {
  state.outbox.rows.push({ table: "control", control: { ...state.control } });
}
