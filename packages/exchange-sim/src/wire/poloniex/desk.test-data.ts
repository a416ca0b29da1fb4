import { createHmac } from "node:crypto";
import { apply } from "../../exchange/apply.ts";
import { createExchange } from "../../exchange/create.ts";
import type { ExchangeState } from "../../exchange/state.ts";
import type { Reply, RestRequest, Wire } from "../wire.ts";
import { simulatedCredentials } from "./credentials.ts";
import { openPoloniex } from "./wire.ts";

export const CREDENTIALS = simulatedCredentials(1, "main");
export const WALL_MS = 1_800_000_000_000;

export interface Desk {
  readonly state: ExchangeState;
  readonly wire: Wire;
}

export function openDesk(limitFactor = 100): Desk {
  const accounts = [{ name: CREDENTIALS.key, spot: { USDT: "50000" }, futures: "50000" }];
  const state = createExchange({ venue: "poloniex", world: "demo", seed: 1, symbols: 6, accounts });
  return { state, wire: openPoloniex(state, [CREDENTIALS], limitFactor) };
}

/** Signed as the venue documents it, written apart from the code that checks it. */
export function sign(method: string, path: string, query: string, body: string, timestamp: string): string {
  const rest = body === "" ? [] : [`requestBody=${body}`];
  const pairs = [...query.split("&").filter((each) => each !== ""), ...rest, `signTimestamp=${timestamp}`];
  const payload = `${method}\n${path}\n${pairs.toSorted().join("&")}`;
  return createHmac("sha256", CREDENTIALS.secret).update(payload).digest("base64");
}

export function requestOf(line: string, sent?: unknown, wallMs = WALL_MS): RestRequest {
  const [method = "", url = ""] = line.split(" ");
  const [path = "", query = ""] = url.split("?");
  const body = sent === undefined ? "" : JSON.stringify(sent);
  const timestamp = String(wallMs);
  const headers = {
    key: CREDENTIALS.key,
    signtimestamp: timestamp,
    signature: sign(method, path, query, body, timestamp),
  };
  return { family: "poloniex-rest", method, path, query, body, headers, address: "1" };
}

export function send({ state, wire }: Desk, request: RestRequest, wallMs = WALL_MS): Reply {
  const dispatched = wire.rest(request, wallMs);
  return dispatched.kind === "reply"
    ? dispatched.reply
    : dispatched.finish(dispatched.commands.map((command) => apply(state, command)));
}

export const ask = (desk: Desk, line: string, sent?: unknown): Reply => send(desk, requestOf(line, sent));
export const json = (reply: Reply): never => JSON.parse(reply.body) as never;
