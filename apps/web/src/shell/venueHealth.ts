import type { VenueHealthView } from "@evenkeel/api/views";

export type Health = Pick<VenueHealthView, "state" | "messagesPerSecond" | "weightPercent" | "clockOffsetMs">;
export type Venue = Health & { readonly name: string; readonly families: readonly VenueHealthView[] };

const SEVERITY: Readonly<Record<Health["state"], number>> = { up: 0, degraded: 1, down: 2 };

const numbers = (of: readonly (number | null)[]): readonly number[] => of.filter((each) => each !== null);
const most = (of: readonly (number | null)[]): number | null => {
  const known = numbers(of);
  return known.length === 0 ? null : Math.max(...known);
};
const sum = (of: readonly (number | null)[]): number | null => {
  const known = numbers(of);
  return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
};

/** A venue is as well as the worst of its kinds of call, and its budget as used as the fullest of them. */
export function venuesOf(families: readonly VenueHealthView[]): readonly Venue[] {
  const names = [...new Set(families.map(({ venue }) => venue))];
  return names.map((name) => {
    const own = families.filter(({ venue }) => venue === name);
    return {
      name,
      families: own,
      state: own.map(({ state }) => state).toSorted((a, b) => SEVERITY[b] - SEVERITY[a])[0] ?? "down",
      messagesPerSecond: sum(own.map(({ messagesPerSecond }) => messagesPerSecond)),
      weightPercent: most(own.map(({ weightPercent }) => weightPercent)),
      // One clock a venue: every kind of call tells the same.
      clockOffsetMs: own[0]?.clockOffsetMs ?? null,
    };
  });
}
