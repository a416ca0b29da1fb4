import { setTimeout as sleep } from "node:timers/promises";
import { type Destination, postOutside, readDestination } from "@evenkeel/telemetry/outbound";
import { flag, help, readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { Misunderstood } from "../problem.ts";
import { lookAt } from "./look.ts";
import { type Condition, createWatcher } from "./watcher.ts";

export const WATCH_HELP = `Usage: evenkeel watch --engine <url> [options]

Looks after an engine from another machine, and alarms when it falls silent, is halted, or cannot prove to be flat.
The engine listens to its own machine alone: bring its port here with a tunnel (ssh -L 4100:127.0.0.1:4100 host).

  --engine <url>     its address here, such as http://127.0.0.1:4100
  --every <s>        seconds between two looks (10)
  --silent <s>       seconds of silence that are an alarm (60)
  --webhook <url>    gets every alarm and every all-clear as {"text": ...}; without one the first alarm ends the watch
  --own-network      the webhook may lie in one's own network, and may be http
  --once             look once and say how it stands
  --help             this text

Exit codes: 0 well (--once); 1 silent; 2 not understood; 3 halted; 4 not flat.
`;

const EXITS: { readonly [C in Condition]: number } = { well: 0, silent: 1, halted: 3, "not-flat": 4 };
const POST_MS_MAX = 10_000;
const SECOND_MS = 1_000;
const SECONDS_MAX = 86_400;

type Options = {
  readonly engine: URL;
  readonly everyMs: number;
  readonly silentMs: number;
  readonly webhook: Destination | null;
  readonly once: boolean;
};

export async function watch(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, {
    engine: text,
    every: { ...text, default: "10" },
    silent: { ...text, default: "60" },
    webhook: text,
    "own-network": flag,
    once: flag,
    help,
  });
  if (values.help) {
    process.stdout.write(WATCH_HELP);
    return 0;
  }
  const engine = URL.parse(values.engine ?? "");
  if (engine === null || !/^https?:$/.test(engine.protocol))
    throw new Misunderstood("--engine must be the engine's address, such as http://127.0.0.1:4100.");
  const webhook = values.webhook === undefined ? null : readDestination(values.webhook, values["own-network"]);
  if (typeof webhook === "string") throw new Misunderstood(`--webhook ${webhook}.`);
  return keepWatch({
    engine,
    everyMs: seconds("every", values.every) * SECOND_MS,
    silentMs: values.once ? 0 : seconds("silent", values.silent) * SECOND_MS,
    webhook,
    once: values.once,
  });
}

function seconds(name: string, given: string): number {
  const value = /^\d+$/.test(given) ? Number(given) : 0;
  if (value >= 1 && value <= SECONDS_MAX) return value;
  throw new Misunderstood(`--${name} must be whole seconds from 1 to ${SECONDS_MAX}, not "${given}".`);
}

async function keepWatch({ engine, everyMs, silentMs, webhook, once }: Options): Promise<number> {
  const judge = createWatcher(silentMs, performance.now());
  let untold: string | null = null;
  let alarmed = false;
  for (;;) {
    const { condition, changed, text: said } = judge(await lookAt(engine, everyMs), performance.now());
    if (changed) {
      const line = `The engine at ${engine.host} ${said}.`;
      print(`${new Date().toISOString()} ${condition === "well" ? "" : "ALARM "}${line}`);
      // The first good look is no news to anybody but this terminal.
      if (condition !== "well" || alarmed) untold = line;
      alarmed = condition !== "well";
    }
    if (once || (alarmed && webhook === null)) return EXITS[condition];
    if (untold !== null && webhook !== null && (await tell(webhook, untold))) untold = null;
    await sleep(everyMs);
  }
}

/** What could not be told is told again with the next look, in its newest words. */
async function tell(webhook: Destination, line: string): Promise<boolean> {
  const posted = await postOutside(webhook, { text: line }, { msMax: POST_MS_MAX });
  if (posted.kind === "answered" && posted.status < 300) return true;
  const why = posted.kind === "failed" ? posted.why : `${webhook.url.host} answered ${posted.status}`;
  process.stderr.write(`evenkeel: the webhook was not told: ${why}\n`);
  return false;
}
