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
  readonly unhedgedMsWorst: number;
  readonly traceHash: string;
  readonly covered: Covered;
};

export function reportOf(
  seed: number,
  { events, marketEvents, sends, crashes, checks }: SimulationCounts & { readonly crashes: number },
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
    events,
    marketEvents,
    sends,
    roundTrips,
    spreads,
    crashes,
    checks,
    faults,
    unhedgedMsWorst,
    traceHash,
    covered,
  };
}
