import type { VenueFailure } from "@evenkeel/core/events";
import type { VenueAdapter } from "@evenkeel/core/ports";
import type { Result } from "@evenkeel/core/units";
import type { KeyStanding } from "./keys/key-standing.ts";

export type { ProbeOptions, VenueOptions } from "./client/options.ts";
export type { KeyStanding } from "./keys/key-standing.ts";
export type { VenueCall } from "./transport/rest.ts";
export type { Timers } from "./transport/timers.ts";

/** With what only the owner's key tells: asked at the start and hourly, never in the way of an order. */
export type KeyedAdapter = VenueAdapter & { readonly probeKey: () => Promise<Result<KeyStanding, VenueFailure>> };
