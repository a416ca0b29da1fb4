import type { EngineEvent } from "@evenkeel/core/events";
import type { Instrument } from "@evenkeel/core/market";
import type { Sample } from "@evenkeel/telemetry/metrics";

const INSTRUMENTS_MIN = 1_024;
/** Kinds of events that are not ticks: a closed list, so that nothing from outside becomes a label. */
type ColdCounts = Map<EngineEvent["kind"], number>;

export type FrameCounts = {
  readonly count: (event: EngineEvent) => void;
  readonly frames: (instruments: readonly (Instrument | undefined)[]) => readonly Sample[];
  readonly events: () => readonly Sample[];
};

/** Counts by instrument, because that is the cheapest thing a frame knows; venue and family are added when read. */
export function createFrameCounts(): FrameCounts {
  let tops = new Float64Array(INSTRUMENTS_MIN);
  let marks = new Float64Array(INSTRUMENTS_MIN);
  const cold: ColdCounts = new Map();

  const grow = (counts: Float64Array, needed: number): Float64Array<ArrayBuffer> => {
    const next = new Float64Array(2 ** Math.ceil(Math.log2(needed)));
    next.set(counts);
    return next;
  };

  return {
    count(event) {
      if (event.kind === "top") {
        if (event.instrument >= tops.length) tops = grow(tops, event.instrument + 1);
        tops[event.instrument] = (tops[event.instrument] ?? 0) + 1;
      } else if (event.kind === "mark") {
        if (event.instrument >= marks.length) marks = grow(marks, event.instrument + 1);
        marks[event.instrument] = (marks[event.instrument] ?? 0) + 1;
      } else cold.set(event.kind, (cold.get(event.kind) ?? 0) + 1);
    },
    frames(instruments) {
      const found = new Map<string, Sample>();
      for (const [kind, counts] of [
        ["top", tops],
        ["mark", marks],
      ] as const) {
        for (const instrument of instruments) {
          const count = instrument === undefined ? 0 : (counts[instrument.index] ?? 0);
          if (instrument === undefined || count === 0) continue;
          const labels = { venue: instrument.venue, family: familyOf(instrument), kind };
          const key = Object.values(labels).join();
          found.set(key, { labels, value: (found.get(key)?.value ?? 0) + count });
        }
      }
      return [...found.values()];
    },
    events: () => [...cold].map(([kind, value]) => ({ labels: { kind }, value })),
  };
}

const familyOf = ({ kind }: Instrument): string => (kind === "spot" ? "spot" : "futures");
