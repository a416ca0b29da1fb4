import { parseArgs } from "node:util";
import { createPool } from "./pool.ts";
import { replayCommand, type SeedResult, seedLine } from "./seed.ts";

const HELP = `Simulates days of the whole engine under faults, one seed a day, on every core, and checks every invariant.

  npm run soak -- [options]

  --from <n>    the first seed (default 1)
  --seeds <n>   how many (default 100)
  --hours <n>   instead of a number: for so long
  --once        each day once: half the time, and I17 is not asked
  --json        one JSON document a seed instead of lines
  --help

Exit code 1 means an invariant was broken; the command that shows it again is printed.
`;

type Options = {
  readonly from: number;
  readonly seeds: number;
  readonly untilMs: number;
  readonly times: 1 | 2;
  readonly json: boolean;
};

function readOptions(args: readonly string[]): Options | "help" | { readonly problem: string } {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { from: text, seeds: text, hours: text, once: flag, json: flag, help: flag },
    });
    if (values.help) return "help";
    const [from, seeds, hours] = [values.from ?? "1", values.seeds ?? "100", values.hours ?? "0"].map(Number);
    if (![from, seeds].every((each) => Number.isSafeInteger(each)) || !(hours !== undefined && hours >= 0))
      return { problem: "--from and --seeds are whole numbers, --hours is one of at least 0" };
    const untilMs = hours > 0 ? performance.now() + hours * 3_600_000 : Number.POSITIVE_INFINITY;
    return {
      from: from ?? 1,
      seeds: hours > 0 ? Number.POSITIVE_INFINITY : (seeds ?? 1),
      untilMs,
      times: values.once ? 1 : 2,
      json: values.json,
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function soak({ from, seeds, untilMs, times, json }: Options): Promise<boolean> {
  const pool = createPool();
  const fired = new Map<string, number>();
  const broken: SeedResult[] = [];
  let days = 0;
  const tell = (result: SeedResult): void => {
    days += 1;
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
    if (!result.ok) broken.push(result);
    else
      for (const [name, count] of Object.entries(result.report.faults)) fired.set(name, (fired.get(name) ?? 0) + count);
    if (json) return;
    if (result.ok) process.stdout.write(`${seedLine(result.report)}\n`);
    else
      process.stdout.write(
        `seed ${result.seed} · ${result.problem}\n  to see it again: ${replayCommand(result.seed)}\n`,
      );
  };
  const lane = async (): Promise<void> => {
    for (;;) {
      const seed = next();
      if (seed === null) return;
      tell(await pool.run(seed, times));
    }
  };
  let given = 0;
  const next = (): number | null => (given < seeds && performance.now() < untilMs ? from + given++ : null);
  // One more than there are threads, so that none waits for the next seed.
  await Promise.all(Array.from({ length: LANES }, lane));
  await pool.close();
  if (!json) {
    const faults = [...fired].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
    process.stdout.write(`${days} days, ${broken.length} broken\n${faults.join(" · ")}\n`);
    for (const each of broken) process.stdout.write(`broken: ${replayCommand(each.seed)}\n`);
  }
  return broken.length === 0;
}

const LANES = 8;

const options = readOptions(process.argv.slice(2));
if (options === "help") process.stdout.write(HELP);
else if ("problem" in options) {
  process.stderr.write(`soak: ${options.problem}\n`);
  process.exitCode = 2;
} else if (!(await soak(options))) process.exitCode = 1;
