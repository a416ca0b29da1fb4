import { runSeed } from "../seed.ts";
import { MUTANTS } from "./list.ts";

/**
 * Days of seeds, one after another, until one of them is refused; says by which rule, and on which of them. The seed in
 * the list is where it falls soon. Another change of the engine may move that: going on costs time only then, and what
 * is printed says which seed to begin with.
 */
const SEEDS_MAX = 48;
/** What every seed of the unchanged engine reaches. */
const ROUND_TRIPS_MIN = 5;

const mutant = MUTANTS.find(({ name }) => name === process.argv[2]);
const first = mutant?.seed ?? 1;

for (let seed = first; seed < first + SEEDS_MAX; seed += 1) {
  const result = runSeed(seed, mutant?.twice === true ? 2 : 1);
  if (result.ok) {
    const { roundTrips } = result.report;
    if (roundTrips >= ROUND_TRIPS_MIN) continue;
    const problem = `${roundTrips} round trips`;
    process.stdout.write(`${JSON.stringify({ seed, day: seed - first + 1, invariant: "I16", problem })}\n`);
    process.exit(0);
  }
  const { invariant, problem } = result;
  const [told] = problem.split("\n");
  process.stdout.write(`${JSON.stringify({ seed, day: seed - first + 1, invariant, problem: told })}\n`);
  process.exit(0);
}
process.stdout.write(`${JSON.stringify({ survived: SEEDS_MAX })}\n`);
