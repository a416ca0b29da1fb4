export type DrillCheckView = { readonly name: string; readonly passed: boolean; readonly text: string };

export type DrillView = {
  readonly venue: string;
  readonly label: string;
  /** `null`: none was ever run here, or what was run ended before it was told. */
  readonly last: {
    readonly passed: boolean;
    readonly endedAtMs: number;
    readonly authorId: string;
    readonly checks: readonly DrillCheckView[];
  } | null;
  readonly underWay: "entering" | "leaving" | null;
};

/** Venue by venue. Real money is not traded in size where none was passed. */
export type DrillsView = { readonly venues: readonly DrillView[] };
