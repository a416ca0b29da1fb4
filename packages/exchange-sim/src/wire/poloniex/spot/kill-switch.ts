import type { Command } from "../../../exchange/command.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import { openOrdersOf } from "../../../order/cancel.ts";
import { body, ERRORS, type Outcome, refuse } from "../reply.ts";
import { type RouteContext, type Routes, signed, textOf } from "../request.ts";
import type { KillSwitch, WireSession } from "../session.ts";
import { cancelCommand } from "./order.ts";
import { cancelSmarts } from "./smart.ts";

const TIMEOUT_SECONDS_MIN = 10;
const TIMEOUT_SECONDS_MAX = 600;
const OFF = "-1";

const print = ({ startMs, endMs }: KillSwitch) => ({ startTime: String(startMs), cancellationTime: String(endMs) });

/** Sets the account's timer anew, in wall time; without another call in time every spot order is cancelled. */
function set({ session, account, body: asked, wallMs }: RouteContext): Outcome {
  const timeout = textOf(asked, "timeout");
  if (timeout === OFF) {
    session.killSwitches.delete(account.name);
    return body(print({ startMs: wallMs, endMs: 0 }));
  }
  const seconds = /^\d{1,3}$/.test(timeout) ? Number(timeout) : 0;
  if (seconds < TIMEOUT_SECONDS_MIN || seconds > TIMEOUT_SECONDS_MAX) return refuse(ERRORS.spot.parameter("timeout"));
  const made = { startMs: wallMs, endMs: wallMs + seconds * 1_000 };
  session.killSwitches.set(account.name, made);
  return body(print(made));
}

function status({ session, account }: RouteContext): Outcome {
  const known = session.killSwitches.get(account.name);
  return known === undefined ? refuse(ERRORS.spot.noKillSwitch) : body(print(known));
}

/** What the switches whose time is up ask for. Each works once. */
export function dueCancellations(state: ExchangeState, session: WireSession, wallMs: number): Command[] {
  const commands: Command[] = [];
  for (const [name, { endMs }] of session.killSwitches) {
    if (endMs > wallMs) continue;
    session.killSwitches.delete(name);
    const account = state.accounts.get(name);
    if (account === undefined) continue;
    const desk = { state, session, account };
    for (const order of openOrdersOf(state, account, "spot", null)) commands.push(cancelCommand(desk, order));
    commands.push(...cancelSmarts(desk));
  }
  return commands;
}

export const KILL_SWITCH_ROUTES: Routes = {
  "POST /orders/killSwitch": signed("spot", 50, set),
  "GET /orders/killSwitchStatus": signed("spot", 50, status),
};
