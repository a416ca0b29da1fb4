import { parseArgs } from "node:util";
import { DEFAULT_SETTINGS, type ExchangeSettings } from "./options.ts";
import { startExchange } from "./start.ts";

const HELP = `A simulated exchange that speaks the venues' own protocols, on this machine only.

  --port <n>       where it listens (default ${DEFAULT_SETTINGS.port})
  --world <name>   demo (rich funding), normal (a thin market like today's), calm, storm,
                   majors-2023-2024, crash-2025-10-10, frames-2024-08-08 (as they were)
  --seed <n>       which market of that world (default ${DEFAULT_SETTINGS.seed})
  --symbols <n>    perpetuals, each with its spot market (default ${DEFAULT_SETTINGS.symbols})
  --speed <n>      venue seconds in one second (default ${DEFAULT_SETTINGS.speed}; 0 stands still)
  --venues <list>  which venues, with commas (default ${DEFAULT_SETTINGS.venues.join(",")})
  --data <dir>     where orders and balances survive a restart (default: nowhere)
`;

function readArguments(): Partial<ExchangeSettings> | null {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      world: { type: "string" },
      seed: { type: "string" },
      symbols: { type: "string" },
      speed: { type: "string" },
      venues: { type: "string" },
      data: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) return null;
  const number = (text: string | undefined, byDefault: number): number =>
    text === undefined ? byDefault : text.trim() === "" ? Number.NaN : Number(text);
  return {
    port: number(values.port, DEFAULT_SETTINGS.port),
    seed: number(values.seed, DEFAULT_SETTINGS.seed),
    symbols: number(values.symbols, DEFAULT_SETTINGS.symbols),
    speed: number(values.speed, DEFAULT_SETTINGS.speed),
    world: (values.world ?? DEFAULT_SETTINGS.world) as ExchangeSettings["world"],
    venues: (values.venues?.split(",") ?? DEFAULT_SETTINGS.venues) as ExchangeSettings["venues"],
    dataDirectory: values.data ?? null,
  };
}

/** One JSON line per call that changes something; `order` is the id the caller gave it. */
function tellCall(call: object): void {
  const line = { level: "info", time: new Date().toISOString(), process: "exchange", ...call, msg: "a call" };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function main(): Promise<void> {
  const options = readArguments();
  if (options === null) return void process.stdout.write(HELP);
  const exchange = await startExchange(options, tellCall);
  const lines = exchange.accounts.flatMap(({ venue, name, key, secret }) => [
    `account ${name} at ${venue}`,
    `  key    ${key}`,
    `  secret ${secret}`,
  ]);
  const world = options.world ?? DEFAULT_SETTINGS.world;
  process.stdout.write(`SIMULATION: world ${world}, seed ${options.seed}, speed ${options.speed}\n`);
  process.stdout.write(`${lines.join("\n")}\n`);
  process.stdout.write(`exchange ready on http://127.0.0.1:${exchange.port}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void exchange.close());
  await exchange.stopped;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
