import { VERDICTS } from "@evenkeel/core/opportunity";
import { createHistogram, type Histogram } from "../histogram.ts";
import { bytes, columns, count, duration, times } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { createColumnar } from "./columnar.ts";
import type { CreateDesign } from "./design.ts";
import { heapPerFrame } from "./heap.ts";
import { createObjects } from "./objects.ts";
import { everClear, firstDifference, playRound, type Round, type Timing } from "./rounds.ts";
import { recordTape, type Tape, WALL_SECONDS } from "./tape.ts";

const ROUNDS = 6;
const ENTRIES_PERCENT_MIN = 1;
const RATIO_MIN = 3;
const P99_NANOSECONDS_MAX = 10_000;
const SHARES = [0.5, 0.99, 0.999] as const;

type Contender = {
  readonly name: string;
  readonly create: CreateDesign;
  readonly timing: Timing;
  readonly rounds: Round[];
};

const contender = (name: string, create: CreateDesign): Contender => ({
  name,
  create,
  timing: { all: createHistogram(), entries: createHistogram(), marks: createHistogram() },
  rounds: [],
});

/** What asking the clock costs by itself; it is in every number measured, and taken off the ratios. */
function clockCost(): number {
  const histogram = createHistogram();
  for (let round = 0; round < 100_000; round += 1) {
    const from = performance.now();
    histogram.record((performance.now() - from) * 1e6);
  }
  return histogram.percentile(0.5);
}

function playAll(tape: Tape, contenders: readonly Contender[], progress: (text: string) => void): void {
  for (const { create, rounds } of contenders) rounds.push(playRound(tape, create, null));
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    for (const { create, timing, rounds } of contenders) rounds.push(playRound(tape, create, timing));
  }
}

const tableRow = (name: string, timing: Histogram, last: string): string[] => [
  name,
  ...SHARES.map((share) => duration(timing.percentile(share))),
  duration(timing.max()),
  last,
];

function verdictLine({ verdicts }: Round): string {
  const seen = [...verdicts].flatMap((times, at) => (times > 0 ? [[VERDICTS[at] ?? "", times] as const] : []));
  const top = seen.toSorted((a, b) => b[1] - a[1]).slice(0, 6);
  return `${seen.length} different verdicts, most often ${top.map(([code]) => code).join(", ")}`;
}

function faultsOf(tape: Tape, ours: Contender, theirs: Contender, entriesPercent: number): string[] {
  const faults: string[] = [];
  const hashes = new Set([...ours.rounds, ...theirs.rounds].map(({ hash }) => hash));
  if (hashes.size !== 1) {
    const difference = firstDifference(tape, ours.create, theirs.create);
    faults.push(`the designs decide differently: ${[...hashes].join(", ")}; first ${JSON.stringify(difference)}`);
  }
  if (entriesPercent < ENTRIES_PERCENT_MIN)
    faults.push(`only ${entriesPercent.toFixed(2)} % of the frames reached risk approval`);
  return faults;
}

async function run({ seed, progress }: Parameters<Bench["run"]>[0]): Promise<Section> {
  progress("recording frames");
  const tape = recordTape(seed, everClear(recordTape(seed), createColumnar));
  const ours = contender("byte scanner, columns", createColumnar);
  const theirs = contender("JSON.parse, objects", createObjects);
  playAll(tape, [ours, theirs], progress);
  progress("reading the heap");
  const heap = [heapPerFrame(tape, ours.create), heapPerFrame(tape, theirs.create)] as const;
  const clock = clockCost();
  const net = (timing: Histogram, share: number): number => Math.max(1, timing.percentile(share) - clock);
  const ratio = (part: keyof Timing, share: number): number =>
    net(theirs.timing[part], share) / net(ours.timing[part], share);
  const [round] = ours.rounds;
  if (round === undefined) throw new Error("no round was played");
  const entriesPercent = (round.entries / tape.frames.length) * 100;
  const p99 = ours.timing.all.percentile(0.99);
  const table = columns([
    ["every frame", "p50", "p99", "p99.9", "max", "heap a frame"],
    tableRow(ours.name, ours.timing.all, bytes(heap[0])),
    tableRow(theirs.name, theirs.timing.all, bytes(heap[1])),
    ["times faster", ...SHARES.map((share) => times(ratio("all", share))), "", times(heap[1] / Math.max(1, heap[0]))],
    ["frames that end in an approved plan", ...SHARES.map((share) => duration(ours.timing.entries.percentile(share)))],
    ["  as objects", ...SHARES.map((share) => duration(theirs.timing.entries.percentile(share)))],
    ["all 400 marks in one frame", ...SHARES.map((share) => duration(ours.timing.marks.percentile(share)))],
    ["  as objects", ...SHARES.map((share) => duration(theirs.timing.marks.percentile(share)))],
  ]);
  return {
    name: "frame-to-decision",
    title: "frame-to-decision · a Binance frame's text to its verdict, and to plan and risk approval where it is clear",
    lines: [
      `${count(tape.frames.length)} frames (${WALL_SECONDS} s of 400 perpetuals with spot), ${ROUNDS} timed rounds each in turns; clock ${clock} ns, in every number, taken off the ratios`,
      `${count(round.entries)} frames (${entriesPercent.toFixed(2)} %) reached risk approval; ${verdictLine(round)}`,
      `decision hash ${round.hash}, the same in all ${ours.rounds.length + theirs.rounds.length} rounds of both designs`,
      "",
      ...table,
    ],
    goals: [
      { text: `≥ ${RATIO_MIN}× faster at p50`, met: ratio("all", 0.5) >= RATIO_MIN },
      { text: `p99 ≤ ${duration(P99_NANOSECONDS_MAX)}`, met: p99 <= P99_NANOSECONDS_MAX },
    ],
    faults: faultsOf(tape, ours, theirs, entriesPercent),
    numbers: {
      frames: tape.frames.length,
      entries: round.entries,
      entriesPercent,
      hash: round.hash,
      clockNs: clock,
      ...Object.fromEntries(
        [ours, theirs].map((each, at) => [at === 0 ? "columns" : "objects", numbersOf(each, heap[at] ?? Number.NaN)]),
      ),
      ratio: { p50: ratio("all", 0.5), p99: ratio("all", 0.99), p999: ratio("all", 0.999) },
    },
  };
}

function numbersOf({ timing }: Contender, heapBytesPerFrame: number): object {
  const of = (histogram: Histogram) => ({
    count: histogram.count(),
    p50Ns: histogram.percentile(0.5),
    p99Ns: histogram.percentile(0.99),
    p999Ns: histogram.percentile(0.999),
    maxNs: histogram.max(),
  });
  return { all: of(timing.all), entries: of(timing.entries), marks: of(timing.marks), heapBytesPerFrame };
}

export const frameToDecision: Bench = {
  name: "frame-to-decision",
  about: "from a frame's text to a decision, against an object-per-tick design with the same decision hash",
  seconds: 10,
  run,
};
