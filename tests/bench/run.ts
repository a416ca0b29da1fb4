import { parseArgs } from "node:util";
import { engineLive } from "./engine-live/bench.ts";
import { engineHold, engineHour } from "./engine-live/hold.ts";
import { exchange } from "./exchange/bench.ts";
import { exchangeHour } from "./exchange/hour.ts";
import { frameToDecision } from "./frame-to-decision/bench.ts";
import { describeMachine } from "./machine.ts";
import { createPaint, sectionText } from "./print.ts";
import { recording } from "./recording/bench.ts";
import type { Bench, Section } from "./report.ts";
import { riskKernels } from "./risk-kernels/bench.ts";
import { simulatedDay } from "./simulated-day/bench.ts";
import { tickWriter } from "./tick-writer/bench.ts";

const BENCHES: readonly Bench[] = [
  frameToDecision,
  simulatedDay,
  recording,
  tickWriter,
  riskKernels,
  exchange,
  engineLive,
  engineHold,
  engineHour,
  exchangeHour,
];
const ALWAYS = BENCHES.filter(({ onRequest }) => onRequest !== true);
const SEED_DEFAULT = 1;

const HELP = `Measures Evenkeel on this machine. Ratios are against a baseline measured in the same run.

  npm run bench [-- options]

  --only <names>   some of these, with commas between (default: all that take no hour, about ${ALWAYS.reduce((sum, { seconds }) => sum + seconds, 0)} s)
${BENCHES.map(({ name, about, seconds }) => `                     ${name.padEnd(20)} ${about} (${seconds} s)`).join("\n")}
  --seed <n>       which simulated market (default ${SEED_DEFAULT})
  --json           one JSON document instead of tables
  --help

A missed goal is printed, never an error: machines differ. Exit code 1 means two designs disagree or nothing was
measured. Quiet machines give better numbers; the load at the start is printed.
`;

type Options = { readonly benches: readonly Bench[]; readonly seed: number; readonly json: boolean };

/** A sentence where the arguments cannot be meant. */
function readOptions(args: readonly string[]): Options | "help" | { readonly problem: string } {
  const option = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  let values: { only?: string | undefined; seed?: string | undefined; json: boolean; help: boolean };
  try {
    ({ values } = parseArgs({ args: [...args], options: { only: option, seed: option, json: flag, help: flag } }));
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  if (values.help) return "help";
  const seed = Number(values.seed ?? SEED_DEFAULT);
  if (!Number.isSafeInteger(seed) || seed < 0) return { problem: `--seed must be a whole number, not ${values.seed}` };
  const wanted = values.only?.split(",") ?? ALWAYS.map(({ name }) => name);
  const unknown = wanted.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    return { problem: `there is no ${unknown}; there are ${BENCHES.map(({ name }) => name).join(", ")}` };
  }
  return { benches: BENCHES.filter(({ name }) => wanted.includes(name)), seed, json: values.json };
}

/** One line that rewrites itself, on a terminal only. */
function createProgress(name: string): (text: string) => void {
  const { stderr } = process;
  return (text) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[2K${text === "" ? "" : `${name}: ${text} …`}`);
  };
}

async function runOne(bench: Bench, seed: number): Promise<Section> {
  const progress = createProgress(bench.name);
  try {
    return await bench.run({ seed, progress });
  } catch (error) {
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name: bench.name, title: bench.name, lines: [], goals: [], faults: [why], numbers: {} };
  } finally {
    progress("");
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  if ("problem" in options) {
    process.stderr.write(`bench: ${options.problem}\n`);
    return 2;
  }
  const machine = describeMachine();
  const paint = createPaint(process.stdout.isTTY);
  const { processor, cores, memoryGiB, node, load } = machine;
  if (!options.json) {
    const line = `${processor}, ${cores} cores, ${memoryGiB} GiB · Node ${node} · load ${load} · seed ${options.seed}`;
    process.stdout.write(`${paint("dim", line)}\n\n`);
  }
  const sections: Section[] = [];
  for (const bench of options.benches) {
    const section = await runOne(bench, options.seed);
    sections.push(section);
    if (!options.json) process.stdout.write(`${sectionText(section, paint)}\n`);
  }
  if (options.json) {
    const results = sections.map(({ name, goals, faults, numbers }) => ({ name, goals, faults, numbers }));
    process.stdout.write(`${JSON.stringify({ machine, seed: options.seed, results }, null, 2)}\n`);
  }
  return sections.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

process.exitCode = await main();
