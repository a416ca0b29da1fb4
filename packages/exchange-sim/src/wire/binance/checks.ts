import { type BinanceError, ERRORS } from "./reply.ts";
import type { Params, Route } from "./request.ts";
import type { WireSession } from "./session.ts";

const RECEIVE_WINDOW_DEFAULT_MS = 5_000;
const RECEIVE_WINDOW_MAX_MS = 60_000;
const AHEAD_MAX_MS = 1_000;

export function checkKey(
  session: WireSession,
  route: Pick<Route, "security">,
  apiKey: string | null,
): BinanceError | null {
  if (route.security === "none") return null;
  if (apiKey === null || !/^[A-Za-z0-9]{16,128}$/.test(apiKey)) return ERRORS.badKeyFormat;
  return session.keys.has(apiKey) ? null : ERRORS.badKey;
}

export function checkTime(route: Pick<Route, "security">, params: Params, wallMs: number): BinanceError | null {
  if (route.security !== "signed") return null;
  const timestamp = params.get("timestamp") ?? "";
  if (!/^\d{1,16}$/.test(timestamp)) return ERRORS.missing("timestamp");
  const receiveWindow = params.get("recvWindow") ?? String(RECEIVE_WINDOW_DEFAULT_MS);
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(receiveWindow)) return ERRORS.badParameter("recvWindow");
  if (Number(receiveWindow) > RECEIVE_WINDOW_MAX_MS) return ERRORS.receiveWindowTooLarge;
  if (Number(timestamp) >= wallMs + AHEAD_MAX_MS) return ERRORS.timeAhead;
  return wallMs - Number(timestamp) > Number(receiveWindow) ? ERRORS.timeOutside : null;
}

const ALWAYS_INTEGERS = ["limit", "startTime", "endTime", "fromId", "orderId"];

export function checkParams(route: Route, params: Params): BinanceError | null {
  const required =
    route.symbol === "required" ? [route.symbolName ?? "symbol", ...(route.required ?? [])] : (route.required ?? []);
  for (const name of required) if ((params.get(name) ?? "") === "") return ERRORS.missing(name);
  for (const name of [...ALWAYS_INTEGERS, ...(route.integers ?? [])]) {
    const text = params.get(name);
    if (text !== undefined && text !== "" && !/^\d{1,15}$/.test(text)) return ERRORS.illegalCharacters(name);
  }
  return null;
}
