import type { VenueOptions } from "../common/client/options.ts";

export type BybitOptions = VenueOptions;
