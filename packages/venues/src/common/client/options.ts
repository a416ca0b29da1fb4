import type { Clock, InstrumentDirectory, TradePort } from "@evenkeel/core/ports";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "@evenkeel/core/units";
import type { VenueCall } from "../transport/rest.ts";
import type { Timers } from "../transport/timers.ts";

/** How often slow facts are asked for again; wall time. */
export type VenueSchedule = {
  readonly clockMs: number;
  readonly catalogueMs: number;
  readonly fundingTermsMs: number;
  readonly statisticsMs: number;
  readonly openInterestMs: number;
  readonly dollarsMs: number;
  readonly settlementMs: number;
  readonly permissionsMs: number;
};

export const VENUE_SCHEDULE: VenueSchedule = {
  clockMs: MINUTE_MS,
  catalogueMs: 10 * MINUTE_MS,
  fundingTermsMs: MINUTE_MS,
  statisticsMs: 5 * MINUTE_MS,
  openInterestMs: 15 * MINUTE_MS,
  dollarsMs: 10 * SECOND_MS,
  settlementMs: 2 * SECOND_MS,
  permissionsMs: HOUR_MS,
};

export type VenueOptions<Schedule extends VenueSchedule = VenueSchedule> = {
  readonly keys: { readonly apiKey: string; readonly secret: string } | null;
  /** Loopback port every socket goes to instead of the venue; `null` is the real network. */
  readonly redirectPort: number | null;
  readonly directory: InstrumentDirectory;
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter of reconnects. */
  readonly random: () => number;
  readonly watch: { readonly symbolsMax: number };
  /** Gets every public trade of the watched markets; without it none are asked for. */
  readonly trades?: TradePort;
  readonly historyDays: number;
  /** These two are read anew at every request: whoever owns the options may move them. */
  readonly sendTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly receiveWindowMs: number;
  readonly schedule?: Partial<Schedule>;
  /** Every REST call after its end, for the log. */
  readonly onCall?: (call: VenueCall) => void;
  readonly timers?: Timers;
};

/** What a client needs that asks a venue about one key and nothing else. */
export type ProbeOptions = Pick<VenueOptions, "keys" | "redirectPort" | "clock" | "readTimeoutMs" | "receiveWindowMs">;
