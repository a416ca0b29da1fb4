import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { VENUES } from "@evenkeel/config/venues";
import { defaultDataFolder, standbyAsked } from "../env.ts";
import { Misunderstood } from "../problem.ts";

export const UP_HELP = `Usage: evenkeel up [options]      (npm start -- [options])

Starts the database, a simulated exchange, the engine and the dashboard on this machine, and prints where to look.
Ctrl-C stops all of them in order; while pairs are open it first says what that means, and is to be pressed again.
The next start goes on where this one stopped.

  --port <n>            the dashboard's port (3000)
  --engine-port <n>     4100
  --exchange-port <n>   4900
  --database-port <n>   54329; DATABASE_URL replaces the embedded database
  --speed <n>           venue seconds in one second (60)
  --world <name>        demo: rich funding; normal: a thin market like today's; calm; storm (demo)
  --seed <n>            which market of that world (1)
  --symbols <n>         perpetuals of a venue, each with its spot market (400)
  --venues <list>       where to trade, with commas (${VENUES.join()})
  --data <folder>       where this installation lives
  --standby             work only when the engine on the same DATABASE_URL falls silent: docs/operations.md
  --fresh               begin anew: deletes this installation's books, after asking
  --yes                 do not ask, neither before deleting nor before leaving pairs unguarded
  --json                one object for machines instead of the last line
  --help                this text
`;

export type World = {
  readonly world: string;
  readonly seed: number;
  readonly symbols: number;
  /** With commas between. */
  readonly venues: string;
};

export type UpOptions = {
  readonly port: number;
  readonly enginePort: number;
  readonly exchangePort: number;
  readonly databasePort: number;
  readonly speed: number;
  /** Only what was asked for: the rest is what the installation began with. */
  readonly world: Partial<World>;
  readonly data: string;
  readonly standby: boolean;
  readonly fresh: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly help: boolean;
};

/** Those that list enough coins for long enough. */
const WORLDS: readonly string[] = ["demo", "normal", "calm", "storm"];

export const WORLD_DEFAULT: World = { world: "demo", seed: 1, symbols: 400, venues: VENUES.join() };
const SPEED_MAX = 100_000;

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

function readArguments(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        port: { ...text, default: "3000" },
        "engine-port": { ...text, default: "4100" },
        "exchange-port": { ...text, default: "4900" },
        "database-port": { ...text, default: "54329" },
        speed: { ...text, default: "60" },
        world: text,
        seed: text,
        symbols: text,
        venues: text,
        data: text,
        standby: flag,
        fresh: flag,
        yes: { ...flag, short: "y" },
        json: flag,
        help: { ...flag, short: "h" },
      },
    }).values;
  } catch (error) {
    throw new Misunderstood(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < min || value > max)
    throw new Misunderstood(`--${name} must be a whole number from ${min} to ${max}, not "${given}".`);
  return value;
}

function speedOf(given: string): number {
  const value = Number(given);
  if (given.trim() === "" || !(value > 0 && value <= SPEED_MAX))
    throw new Misunderstood(`--speed must be a number above 0 and up to ${SPEED_MAX}, not "${given}".`);
  return value;
}

function venuesOf(given: string): string {
  const names = given.split(",").map((each) => each.trim());
  const known = names.every((name) => VENUES.some((each) => each === name));
  if (!known || new Set(names).size < names.length)
    throw new Misunderstood(`--venues must name some of ${VENUES.join(", ")}, each once, not "${given}".`);
  return names.join();
}

export function parseUpOptions(given: readonly string[]): UpOptions {
  const values = readArguments(given);
  if (values.world !== undefined && !WORLDS.includes(values.world))
    throw new Misunderstood(`--world must be one of ${WORLDS.join(", ")}, not "${values.world}".`);
  const ports = {
    port: whole("port", values.port, 1, 65_535),
    enginePort: whole("engine-port", values["engine-port"], 1, 65_535),
    exchangePort: whole("exchange-port", values["exchange-port"], 1, 65_535),
    databasePort: whole("database-port", values["database-port"], 1, 65_535),
  };
  const standby = values.standby || standbyAsked();
  if (standby && values.fresh)
    throw new Misunderstood("--standby waits for the books of another engine; --fresh would begin anew.");
  if (new Set(Object.values(ports)).size < 4) throw new Misunderstood("The four ports must differ from one another.");
  return {
    ...ports,
    speed: speedOf(values.speed),
    world: {
      ...(values.world === undefined ? {} : { world: values.world }),
      ...(values.seed === undefined ? {} : { seed: whole("seed", values.seed, 0, 2 ** 31 - 1) }),
      ...(values.symbols === undefined ? {} : { symbols: whole("symbols", values.symbols, 1, 1_000) }),
      ...(values.venues === undefined ? {} : { venues: venuesOf(values.venues) }),
    },
    data: values.data === undefined ? defaultDataFolder() : resolve(values.data),
    standby,
    fresh: values.fresh,
    yes: values.yes,
    json: values.json,
    help: values.help,
  };
}
