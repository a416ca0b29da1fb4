import { readTyped } from "./command/arguments.ts";
import { askFault, askMix, askReport, askStatus } from "./command/ask.ts";
import { HELP } from "./command/help.ts";
import { Misunderstood, Problem } from "./command/problem.ts";
import { formatFaults } from "./command/report.ts";
import { serve } from "./command/serve.ts";
import { readSettings } from "./command/settings.ts";

/** 0 done, 1 it did not work, 2 not understood. */
const EXIT_MISUNDERSTOOD = 2;

async function run(given: readonly string[]): Promise<number> {
  const typed = readTyped(given);
  const [command] = typed.words;
  const wordsMax = command === "fault" || command === "mix" ? 2 : 1;
  const surplus = typed.words[wordsMax];
  if (typed.values.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  if (surplus !== undefined) throw new Misunderstood(`"${surplus}" is one word too many; --help says what is taken.`);
  switch (command) {
    case undefined:
      return serve(readSettings(typed));
    case "status":
      return askStatus(typed);
    case "fault":
      return askFault(typed);
    case "faults":
      process.stdout.write(`${formatFaults()}\n`);
      return 0;
    case "mix":
      return askMix(typed);
    case "report":
      return askReport(typed);
    default:
      throw new Misunderstood(`There is no command "${command}"; --help says what there is.`);
  }
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const told = error instanceof Problem || error instanceof Error ? error.message : String(error);
    process.stderr.write(`${told}\n`);
    process.exitCode = error instanceof Misunderstood ? EXIT_MISUNDERSTOOD : 1;
  },
);
