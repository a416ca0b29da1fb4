import { setTimeout as sleep } from "node:timers/promises";
import { createCompute } from "@evenkeel/compute";
import {
  BLOCKS,
  conclude,
  estimate,
  HORIZON_HOURS,
  lossesLength,
  PATHS,
  SEED,
  type Simulation,
  simulateBlock,
  simulateBlocks,
} from "@evenkeel/compute/kernels";
import { pairOf, questionOf } from "@evenkeel/compute/testing";
import type { RiskQuestion } from "@evenkeel/core/risk";
import { createHistogram, type Histogram } from "../histogram.ts";
import { columns, count, duration, times } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { simulateWithObjects } from "./objects.ts";

const PAIRS = 5;
const ROUNDS = 5;
const LOOP_MS = 800;
const LOOP_ROUNDS = 6;
const RATIO_MIN = 3;
const WORKERS_RATIO_MIN = 1.7;
const LOOP_GROWTH_MS_MAX = 1;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function question(seed: number): RiskQuestion {
  const pairs = Array.from({ length: PAIRS }, (_, at) =>
    pairOf({ symbol: `C${at}`, short: { liquidationPrice: 2_400 + 100 * at } }),
  );
  return questionOf(pairs, { seed });
}

const simulationOf = (asked: RiskQuestion): Simulation => ({
  pairs: asked.pairs,
  model: estimate(asked),
  horizonHours: HORIZON_HOURS,
  seed: SEED,
  fatTails: true,
});

/** Both designs in turns; the losses of every path must be the same number. */
function compareDesigns(asked: RiskQuestion, progress: (text: string) => void) {
  const ours: number[] = [];
  const theirs: number[] = [];
  const losses = new Float64Array(lossesLength(asked));
  const simulation = simulationOf(asked);
  let differing = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    progress(`round ${round + 1} of ${ROUNDS}`);
    const from = performance.now();
    for (let block = 0; block < BLOCKS; block += 1) simulateBlock(simulation, block, losses);
    const between = performance.now();
    const objects = simulateWithObjects(simulation, BLOCKS).flat();
    theirs.push((performance.now() - between) * 1e6);
    ours.push((between - from) * 1e6);
    differing = objects.reduce((sum, loss, at) => sum + (Object.is(loss, losses[at]) ? 0 : 1), 0);
  }
  return { ours: median(ours), theirs: median(theirs), differing };
}

/** Wall time of a whole answer with so many workers, the pool warm. */
async function timeWorkers(asked: RiskQuestion, threads: number) {
  const compute = createCompute({ threads });
  const took: number[] = [];
  let answer = "";
  for (let round = 0; round <= ROUNDS; round += 1) {
    const from = performance.now();
    const result = await compute.assess(asked);
    if (!result.ok) throw new Error(result.error.message);
    answer = JSON.stringify(result.value);
    // The first one starts the threads.
    if (round > 0) took.push((performance.now() - from) * 1e6);
  }
  await compute.close();
  return { took: median(took), answer };
}

type Delay = { readonly p50: number; readonly p99: number; readonly max: number };
type Work = (isOver: () => boolean) => Promise<void>;

/** How late this thread's own timers are while something goes on beside it, or in it; in turns, because machines change. */
async function compareDelays(works: readonly Work[]): Promise<Delay[]> {
  const delays = works.map(createHistogram);
  for (let round = 0; round < LOOP_ROUNDS; round += 1) {
    for (const [at, work] of works.entries()) {
      let over = false;
      const working = work(() => over);
      // What starting it costs is not what it costs.
      await sleep(LOOP_MS / 4);
      const delay = delays[at];
      if (delay !== undefined) await measureDelay(delay, LOOP_MS);
      over = true;
      await working;
    }
  }
  return delays.map((delay) => ({ p50: delay.percentile(0.5), p99: delay.percentile(0.99), max: delay.max() }));
}

async function measureDelay(delay: Histogram, forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  for (let from = performance.now(); from < until; from = performance.now()) {
    await sleep(1);
    delay.record((performance.now() - from - 1) * 1e6);
  }
}

async function compareLoops(asked: RiskQuestion) {
  const compute = createCompute({ threads: 1 });
  const losses = new Float64Array(lossesLength(asked));
  const [idle = NONE, beside = NONE, inside = NONE] = await compareDelays([
    async () => {},
    async (isOver) => {
      while (!isOver()) await compute.assess(asked);
    },
    async (isOver) => {
      while (!isOver()) {
        simulateBlocks(asked, 0, BLOCKS, losses);
        conclude(asked, losses);
        await sleep(1);
      }
    },
  ]);
  await compute.close();
  return { idle, beside, inside };
}

const NONE: Delay = { p50: Number.NaN, p99: Number.NaN, max: Number.NaN };

async function run({ seed, progress }: Parameters<Bench["run"]>[0]): Promise<Section> {
  const asked = question(seed);
  const designs = compareDesigns(asked, progress);
  progress("workers");
  const one = await timeWorkers(asked, 1);
  const two = await timeWorkers(asked, 2);
  progress("the event loop");
  const { idle, beside, inside } = await compareLoops(asked);
  const ratio = designs.theirs / designs.ours;
  const workersRatio = one.took / two.took;
  const growthMs = (beside.p99 - idle.p99) / 1e6;
  const row = (name: string, { p50, p99, max }: Delay): string[] => [name, duration(p50), duration(p99), duration(max)];
  const faults: string[] = [];
  if (designs.differing > 0) faults.push(`${count(designs.differing)} losses differ between the two designs`);
  if (one.answer !== two.answer) faults.push("one worker and two answer differently");
  return {
    name: "risk-kernels",
    title: "risk-kernels · what a day may cost: ten thousand paths of five pairs, and the thread that must not notice",
    lines: [
      `${count(PATHS)} paths × ${HORIZON_HOURS} h × ${PAIRS} pairs of price, basis and funding; every loss the same number in both designs`,
      "",
      ...columns([
        ["Monte Carlo, one thread", "median", "a pair-hour"],
        ["typed columns", duration(designs.ours), duration(designs.ours / (PATHS * HORIZON_HOURS * PAIRS))],
        ["objects and lists", duration(designs.theirs), duration(designs.theirs / (PATHS * HORIZON_HOURS * PAIRS))],
        ["times faster", times(ratio), ""],
        ["whole answer, 1 worker", duration(one.took), ""],
        ["whole answer, 2 workers", duration(two.took), times(workersRatio)],
      ]),
      "",
      ...columns([
        ["a 1 ms timer of the loop is late by", "p50", "p99", "max"],
        row("idle", idle),
        row("a worker computing without pause", beside),
        row("the same in the loop's own thread", inside),
      ]),
    ],
    goals: [
      { text: `≥ ${RATIO_MIN}× faster than objects`, met: ratio >= RATIO_MIN },
      { text: `≥ ${WORKERS_RATIO_MIN}× with two workers on idle cores`, met: workersRatio >= WORKERS_RATIO_MIN },
      { text: `p99 of the loop grows ≤ ${LOOP_GROWTH_MS_MAX} ms beside the pool`, met: growthMs <= LOOP_GROWTH_MS_MAX },
    ],
    faults,
    numbers: {
      designs,
      ratio,
      oneWorkerNs: one.took,
      twoWorkersNs: two.took,
      workersRatio,
      idle,
      beside,
      inside,
      growthMs,
    },
  };
}

export const riskKernels: Bench = {
  name: "risk-kernels",
  about: "Monte Carlo of the open pairs against an object style, 1 and 2 workers, delay of the event loop beside them",
  seconds: 45,
  run,
};
