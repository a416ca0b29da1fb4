import { adopt } from "./adopt/adopt.ts";
import { config } from "./config/config.ts";
import { doctor } from "./doctor/doctor.ts";
import { drill } from "./drill/drill.ts";
import { defaultDataFolder } from "./env.ts";
import { keys } from "./keys/keys.ts";
import { close, level } from "./level/level.ts";
import { passOn } from "./pass-on.ts";
import { EXCHANGE, REPLAY } from "./paths.ts";
import { Misunderstood, Problem } from "./problem.ts";
import { report } from "./report/report.ts";
import { review } from "./review/review.ts";
import { sheet } from "./sheet/sheet.ts";
import { status } from "./status/status.ts";
import { token } from "./token/token.ts";
import { up } from "./up/up.ts";
import { user } from "./user/user.ts";
import { watch } from "./watch/watch.ts";

const HELP = `Usage: evenkeel <command> [options]

  up         start everything on this machine and print where to look (the same as npm start)
  status     what it does now, what it earned today, and what stops it
  freeze, reduce, flatten, resume
             the kill levels, as the dashboard's buttons
  close      take one pair down, or name those that are open
  review     what the books and the venues disagree about, and taking the venue's word for it
  sheet      how to take everything down by hand at the venues, for printing
  adopt      take a pair that was made by hand under guard
  report     how exposed the legs stood, what executing cost, and how long each order took
  doctor     look at everything an installation needs, and say what to do about what is wrong
  watch      look after an engine from another machine, and alarm when it falls silent
  drill      the smallest round trip and a FLATTEN at one venue, before real money is traded there in size
  keys       the API keys of venues: add, probe, replace, retire; none is ever shown
  config     show, change, check and undo the owner's numbers; seal a file's secrets
  token      make, list and revoke API keys for scripts
  user       who may sign in, and the way back in for who lost phone or password
  replay     fold a recorded run through the code again and compare every decision
  exchange   the simulated exchange alone: any client of its venues connects, and faults come on command

evenkeel <command> --help says more.
`;

/** 0 done, 1 it did not work, 2 not understood. Some have more: see their help. */
const EXIT_MISUNDERSTOOD = 2;

async function run([command, ...given]: readonly string[]): Promise<number> {
  switch (command) {
    case "up":
      return up(given);
    case "keys":
      return keys(given);
    case "config":
      return config(given);
    case "status":
      return status(given);
    case "freeze":
    case "reduce":
    case "flatten":
    case "resume":
      return level(command, given);
    case "close":
      return close(given);
    case "review":
      return review(given);
    case "sheet":
      return sheet(given);
    case "adopt":
      return adopt(given);
    case "report":
      return report(given);
    case "doctor":
      return doctor(given);
    case "token":
      return token(given);
    case "drill":
      return drill(given);
    case "user":
      return user(given);
    case "watch":
      return watch(given);
    case "replay":
      return passOn(REPLAY, given, { EVENKEEL_DATA: `${defaultDataFolder()}/engine` });
    case "exchange":
      return passOn(EXCHANGE, given, {});
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(HELP);
      return 0;
    default:
      process.stderr.write(command === undefined ? HELP : `evenkeel: there is no command "${command}".\n\n${HELP}`);
      return EXIT_MISUNDERSTOOD;
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  process.stderr.write(`evenkeel: ${error.message}\n`);
  process.exitCode = error instanceof Misunderstood ? EXIT_MISUNDERSTOOD : 1;
}
