import type { OpportunityView, OverviewView } from "../views/index.ts";

/** Sections that travel whole when they change. */
export const WHOLE_SECTIONS = [
  "status",
  "kpis",
  "capacity",
  "positions",
  "risk",
  "whyFlat",
  "counts",
  "venues",
  "alerts",
  "heat",
  "profit",
  "footer",
] as const;
export type WholeSection = (typeof WHOLE_SECTIONS)[number];

/** Only what changed; hundreds of opportunity rows travel row by row. */
export type OverviewDelta = { readonly sections: Partial<Pick<OverviewView, WholeSection>> } & {
  readonly opportunities: { readonly changed: readonly OpportunityView[]; readonly removed: readonly string[] } | null;
};

/** A delta applies to exactly the state at `sequence - 1`; a snapshot to anything. */
export type OverviewEnvelope =
  | {
      readonly channel: "overview";
      readonly sequence: number;
      readonly kind: "snapshot";
      readonly body: OverviewView;
    }
  | {
      readonly channel: "overview";
      readonly sequence: number;
      readonly kind: "delta";
      readonly body: OverviewDelta;
    };

/** Stream and sequence: a restarted engine starts another stream, so an old id can never match by chance. */
export const eventId = (streamId: string, sequence: number): string => `${streamId}:${sequence}`;

export function parseEventId(text: string): { streamId: string; sequence: number } | null {
  const match = /^([A-Za-z0-9_-]{1,64}):(\d{1,15})$/.exec(text);
  return match === null ? null : { streamId: match[1] ?? "", sequence: Number(match[2]) };
}
