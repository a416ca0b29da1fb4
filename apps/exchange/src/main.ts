import { readTyped } from "./command/arguments.ts";
import { askFault, askMix, askReport, askStatus } from "./command/ask.ts";
import { HELP } from "./command/help.ts";
import { Misunderstood, Problem } from "./command/problem.ts";
import { formatFaults } from "./command/report.ts";
import { serve } from "./command/serve.ts";
import { readSettings } from "./command/settings.ts";
import { faultRows } from "./http/control-faults.ts";

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
      return serve(readSettings(typed), {
        json: typed.values.json === true,
        logCalls: typed.values["log-calls"] === true,
      });
    case "status":
      return askStatus(typed);
    case "fault":
      return askFault(typed);
    case "faults":
      process.stdout.write(`${typed.values.json === true ? JSON.stringify(faultRows()) : formatFaults()}\n`);
      return 0;
    case "mix":
      return askMix(typed);
    case "report":
      return askReport(typed);
    default:
      throw new Misunderstood(`There is no command "${command}"; --help says what there is.`);
  }
}

// Whoever reads through a pipe may stop when it has read enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const given = process.argv.slice(2);
run(given).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const told = error instanceof Problem || error instanceof Error ? error.message : String(error);
    if (given.includes("--json")) process.stdout.write(`${JSON.stringify({ error: told })}\n`);
    else process.stderr.write(`${told}\n`);
    process.exitCode = error instanceof Misunderstood ? EXIT_MISUNDERSTOOD : 1;
  },
);
