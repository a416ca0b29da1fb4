import { createHmac } from "node:crypto";
import { apply } from "../../exchange/apply.ts";
import { createExchange } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Reply } from "../wire.ts";
import { simulatedCredentials } from "./credentials.ts";
import { dispatch } from "./dispatch.ts";
import type { Family } from "./request.ts";
import { createSession, type WireSession } from "./session.ts";

export const CREDENTIALS = simulatedCredentials(1, "main");
export const WALL_MS = 1_800_000_000_000;

/** A venue with one funded account and nothing between a request and its answer. */
export interface Desk {
  readonly state: ExchangeState;
  readonly session: WireSession;
}

export function desk(): Desk {
  const accounts = [{ name: CREDENTIALS.key, spot: { USDT: "50000" }, futures: "50000" }];
  const state = createExchange({ world: "demo", seed: 1, symbols: 6, accounts });
  return { state, session: createSession(state.world.instruments, [CREDENTIALS]) };
}

export function ask(
  { state, session }: Desk,
  family: Family,
  method: string,
  path: string,
  query = "",
  wallMs = WALL_MS,
): Reply {
  const payload = `${query}${query === "" ? "" : "&"}timestamp=${wallMs}`;
  const signature = createHmac("sha256", CREDENTIALS.secret).update(payload, "latin1").digest("hex");
  const request = {
    family,
    method,
    path,
    query: `${payload}&signature=${signature}`,
    body: "",
    apiKey: CREDENTIALS.key,
    address: "1",
  };
  const dispatched = dispatch(state, session, request, wallMs);
  return dispatched.kind === "reply"
    ? dispatched.reply
    : dispatched.finish(dispatched.commands.map((command) => apply(state, command)));
}

export const json = (reply: Reply): never => JSON.parse(reply.body) as never;
