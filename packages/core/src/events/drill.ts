import type { PlanId, VenueId } from "../ids/index.ts";
import type { WallTimeMs } from "../units/index.ts";
import type { Author } from "./command.ts";

/** What a drill looks at, in the order in which it is told. */
export const DRILL_CHECKS = ["entry", "region", "permissions", "modes", "fees", "flat", "books"] as const;
export type DrillCheckName = (typeof DRILL_CHECKS)[number];

export type DrillCheck = { readonly name: DrillCheckName; readonly passed: boolean; readonly text: string };

/** The smallest round trip there is at one venue, then FLATTEN, before anything larger is at stake (OPS-13). */
export type DrillUnderWay = {
  readonly venue: VenueId;
  readonly plan: PlanId;
  readonly author: Author;
  readonly since: WallTimeMs;
  readonly stage: "entering" | "leaving";
  /** What the way in has shown. */
  readonly checks: readonly DrillCheck[];
};

/** How the last drill at a venue ended. */
export type DrillRecord = {
  readonly venue: VenueId;
  readonly plan: PlanId;
  readonly authorId: string;
  readonly passed: boolean;
  readonly endedAt: WallTimeMs;
  readonly checks: readonly DrillCheck[];
};
