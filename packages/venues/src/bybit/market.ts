import { venueId } from "@evenkeel/core/ids";
import type { Market } from "../common/market/market.ts";

export const BYBIT = venueId("bybit");

/** What Bybit calls the two kinds of market that are traded here. */
export type Category = "spot" | "linear";

export const categoryOf = ({ instrument }: Market): Category => (instrument.kind === "spot" ? "spot" : "linear");
