import { MINUTE_MS } from "@evenkeel/core/units";
import { VENUE_SCHEDULE, type VenueOptions, type VenueSchedule } from "../common/client/options.ts";

export type BinanceSchedule = VenueSchedule & { readonly listenKeyMs: number };

export const DEFAULT_SCHEDULE: BinanceSchedule = { ...VENUE_SCHEDULE, listenKeyMs: 30 * MINUTE_MS };

export type BinanceOptions = VenueOptions<BinanceSchedule>;
