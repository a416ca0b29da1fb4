import type { MemoryJournal } from "../memory-journal.ts";
import type { Covered } from "./coverage.ts";

export type SimulationCounts = {
  events: number;
  marketEvents: number;
  sends: number;
  checks: number;
  commands: number;
};

export type SimulationReport = {
  readonly seed: number;
  readonly events: number;
  readonly marketEvents: number;
  readonly sends: number;
  readonly roundTrips: number;
  /** Of them perpetual against perpetual, across venues. */
  readonly spreads: number;
  readonly crashes: number;
  readonly checks: number;
  /** How often each fault fired, by name. */
  readonly faults: Readonly<Record<string, number>>;
  /** The longest a leg stood alone: by the books, which learn late of what a venue hides, and at the venues. */
  readonly unhedgedMsWorst: number;
  readonly apartMsWorst: number;
  readonly traceHash: string;
  readonly covered: Covered;
};

export function reportOf(
  seed: number,
  counts: SimulationCounts & { readonly crashes: number; readonly apartMsWorst: number },
  fired: Iterable<readonly [string, number]>,
  journal: MemoryJournal,
  traceHash: string,
  covered: Covered,
): SimulationReport {
  let unhedgedMsWorst = 0;
  let roundTrips = 0;
  let spreads = 0;
  for (const pair of journal.pairs.values()) {
    unhedgedMsWorst = Math.max(unhedgedMsWorst, pair.unhedgedMsWorst);
    const traded = pair.long.boughtQuantity > 0 && pair.short.soldQuantity > 0;
    if (pair.stage !== "closed" || !traded) continue;
    roundTrips += 1;
    if (pair.long.venue !== pair.short.venue) spreads += 1;
  }
  const faults: Record<string, number> = {};
  for (const [name, count] of fired) faults[name] = (faults[name] ?? 0) + count;
  return {
    seed,
    events: counts.events,
    marketEvents: counts.marketEvents,
    sends: counts.sends,
    roundTrips,
    spreads,
    crashes: counts.crashes,
    checks: counts.checks,
    faults,
    unhedgedMsWorst,
    apartMsWorst: counts.apartMsWorst,
    traceHash,
    covered,
  };
}
