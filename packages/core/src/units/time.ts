/** What the venue's clock says; scaled in simulation. Drives everything financial. */
export type VenueTimeMs = number & { readonly __clock: "venue" };
/** What this machine's clock says. Drives freshness, time-outs and request stamps. */
export type WallTimeMs = number & { readonly __clock: "wall" };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const YEAR_DAYS = 365;

export const venueTime = (ms: number): VenueTimeMs => ms as VenueTimeMs;
export const wallTime = (ms: number): WallTimeMs => ms as WallTimeMs;
