import type { VenueKeyState, VenueKeyView } from "@evenkeel/api/engine";
import type { VenueKey } from "@evenkeel/store/venue-keys";
import { noticesOf, permissionsOf } from "./notices.ts";

type Around = {
  /** Whether the engine opened it at its start. */
  readonly isRunning: boolean;
  /** What its author is called. */
  readonly name: string;
  readonly nowMs: number;
};

/** A key without its key. */
export function viewVenueKey(key: VenueKey, { isRunning, name, nowMs }: Around): VenueKeyView {
  const { standing } = key;
  return {
    id: key.id,
    venue: key.venue,
    environment: key.environment,
    label: key.label,
    hint: key.hint,
    state: stateOf(key, isRunning),
    accountId: standing?.accountId ?? null,
    permissions: permissionsOf(standing),
    ipRestricted: standing?.ipRestricted ?? null,
    expiresAtMs: standing?.expiresAtMs ?? null,
    notices: standing === null ? [] : noticesOf(standing, nowMs),
    addedBy: { ...key.author, name },
    addedAtMs: key.addedAtMs,
    probedAtMs: key.probedAtMs,
    retiredAtMs: key.retiredAtMs,
  };
}

function stateOf({ state }: VenueKey, isRunning: boolean): VenueKeyState {
  if (isRunning) return state === "active" ? "in-use" : "leaving";
  return state === "retired" ? "retired" : "next-start";
}
