import { venueId } from "@evenkeel/core/ids";

export const VENUE = venueId("binance");
