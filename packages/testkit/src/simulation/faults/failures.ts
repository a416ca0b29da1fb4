import type { ColdEvent, VenueFailure } from "@evenkeel/core/events";
import type { VenueEffect } from "@evenkeel/core/ports";
import { unreachable } from "@evenkeel/core/units";
import type { Verdict } from "@evenkeel/exchange-sim";
import { stamp, type Times } from "../../in-process/market-data.ts";

type Kind = VenueFailure["kind"];

export const failure = (kind: Kind, code: string, retryAfterMs: number | null = null): VenueFailure => ({
  kind,
  code,
  message: "simulated",
  retryAfterMs,
});

/** Whether the request may have been carried out is open. */
export const NETWORK = failure("connectivity", "network");
export const TIMEOUT = failure("connectivity", "timeout");
export const CLOCK = failure("clock", "-1021");
export const NOT_PERMITTED = failure("authentication", "-2015");
export const ownBudget = (retryAfterMs: number): VenueFailure => failure("rate-limited", "own-budget", retryAfterMs);

/** The venue's trouble as its adapter reads it, by Binance's own codes. */
export function failureOf(verdict: Exclude<Verdict, { kind: "pass" }>, waitMs: number): VenueFailure {
  if (verdict.kind === "break") return NETWORK;
  switch (verdict.trouble) {
    case "rate-limited":
    case "banned":
      return failure("rate-limited", "-1003", waitMs);
    case "status-unknown":
      return failure("connectivity", "-1007");
    case "overloaded":
    case "maintenance":
    case "broken":
    case "too-large":
      return failure("connectivity", "http-503");
    default:
      return unreachable(verdict.trouble);
  }
}

/** How the engine hears that something was not had. */
export function failed(effect: VenueEffect, found: VenueFailure, at: Times): ColdEvent {
  const told = { ...stamp(at), failure: found };
  switch (effect.kind) {
    case "send": {
      const { clientOrderId } = effect.intent;
      return { kind: found.kind === "connectivity" ? "unknown" : "refused", clientOrderId, ...told };
    }
    case "query-order":
      return { kind: "order-query-failed", clientOrderId: effect.clientOrderId, ...told };
    case "cancel-order":
      return { kind: "cancel-failed", clientOrderId: effect.clientOrderId, ...told };
    case "transfer": {
      const kind = found.kind === "connectivity" ? "transfer-unknown" : "transfer-refused";
      return { kind, venue: effect.venue, id: effect.intent.id, ...told };
    }
    case "read-account":
      return { kind: "account-failed", venue: effect.venue, requestId: effect.requestId, ...told };
    case "prepare-leg":
      return { kind: "leg-not-prepared", instrument: effect.instrument, ...told };
    case "cancel-open-orders":
    case "read-depth":
    case "read-volume":
      return { kind: "effect-failed", effect: effect.kind, instrument: effect.instrument, ...told };
    default:
      return unreachable(effect);
  }
}
