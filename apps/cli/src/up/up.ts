import { join } from "node:path";
import { kekVariables, ownDatabaseUrl } from "../env.ts";
import { ENGINE, NEXT, WEB } from "../paths.ts";
import { Problem } from "../problem.ts";
import { reachEngine } from "../reach.ts";
import { askStop } from "./ask-stop.ts";
import { type Child, startChild } from "./child.ts";
import { settleConfigFile } from "./config-file.ts";
import { type RunningDatabase, setupLink, startDatabase } from "./database.ts";
import { type Account, awaitAccounts, startExchange } from "./exchange.ts";
import {
  beginAnew,
  type Folders,
  foldersOf,
  makeFolders,
  readSecrets,
  type Secrets,
  settleWorld,
} from "./installation.ts";
import { type Keeper, keepAlive } from "./keeper.ts";
import { readPassphrase } from "./kek.ts";
import { takeLock } from "./lock.ts";
import { parseUpOptions, UP_HELP, type UpOptions, type World } from "./options.ts";
import { assertFree, awaitAnswer } from "./ready.ts";
import { assertShared } from "./standby.ts";
import { buildWeb } from "./web-build.ts";

const ENGINE_MS_MAX = 60_000;
const WEB_MS_MAX = 60_000;
/** Whoever presses Ctrl-C does not wait longer for an engine that may hang. */
const COUNT_MS_MAX = 1_500;
/** The engine's own word for settings it will never accept. */
const EXIT_REFUSED = 2;

const say = (text: string): void => void process.stderr.write(`  ${text}\n`);

export async function up(given: readonly string[]): Promise<number> {
  const options = parseUpOptions(given);
  if (options.help) {
    process.stdout.write(UP_HELP);
    return 0;
  }
  const address = `http://localhost:${options.port}`;
  const folders = foldersOf(options.data);
  makeFolders(folders);
  const unlock = await takeLock(folders.root, {
    address,
    enginePort: options.enginePort,
    databasePort: options.databasePort,
    exchangePort: options.exchangePort,
  });
  try {
    if (options.fresh) {
      await beginAnew(folders, options);
      makeFolders(folders);
    }
    return await run({ options, folders, address, world: settleWorld(folders, options.world) });
  } finally {
    unlock();
  }
}

type Context = {
  readonly options: UpOptions;
  readonly folders: Folders;
  readonly address: string;
  readonly world: World;
};

type Household = {
  web: Keeper | null;
  engine: Keeper | null;
  exchange: Keeper | null;
  database: RunningDatabase | null;
};

async function run(context: Context): Promise<number> {
  const house: Household = { web: null, engine: null, exchange: null, database: null };
  const failures: Problem[] = [];
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
  const interrupted = onInterrupt(context, () => stopping.abort());
  process.on("SIGINT", () => void interrupted());
  const giveUp = (sentence: string): void => {
    failures.push(new Problem(sentence));
    stopping.abort();
  };
  const openPairs = { count: null as number | null };
  const starting = start(context, house, openPairs, giveUp, stopping.signal);
  try {
    await Promise.race([starting, stopped]);
    await stopped;
  } finally {
    stopping.abort();
    // What is half started is waited for: a database that comes up after its launcher would be an orphan.
    await starting.catch(() => {});
    await stopAll(house, openPairs);
  }
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return 0;
}

/** Only somebody at a terminal is asked: a script that interrupts us means it. */
function onInterrupt({ options, folders }: Context, stop: () => void): () => unknown {
  if (options.yes || !process.stdin.isTTY || !process.stderr.isTTY) return stop;
  return askStop({ countPairs: () => countOpenPairs(folders.root), say, stop, nowMs: () => performance.now() });
}

async function countOpenPairs(data: string): Promise<number | null> {
  const { client, close } = await reachEngine(data);
  try {
    const signal = AbortSignal.timeout(COUNT_MS_MAX);
    return (await client.overview.get.query(undefined, { signal })).capacity.pairsHeld;
  } finally {
    await close();
  }
}

async function start(
  context: Context,
  house: Household,
  openPairs: { count: number | null },
  giveUp: (sentence: string) => void,
  stopped: AbortSignal,
): Promise<void> {
  const { options, folders, address } = context;
  await assertFree(options.port, "port");
  await assertFree(options.enginePort, "engine-port");
  if (options.standby) await assertShared(ownDatabaseUrl(), folders, options.exchangePort);
  else await assertFree(options.exchangePort, "exchange-port");
  const secrets = await readSecrets(folders);
  const passphrase = await readPassphrase(folders);
  const building = buildWeb(join(folders.logs, "web-build.log"), say, stopped);
  building.catch(() => {});

  const opening = options.standby ? Promise.resolve(null) : openExchange(context, house, giveUp);
  opening.catch(() => {});
  const database = await startDatabase(folders, secrets, options, say);
  house.database = database;
  const accounts = await opening;
  if (stopped.aborted) return;

  const engine = keepAlive({
    start: () => watchOpenPairs(startEngine(context, { secrets, passphrase, database, accounts }), openPairs),
    isRefusal: ({ code }) => code === EXIT_REFUSED,
    onDeath: (child, _ended, again) => tellDeath(child, again),
    onGivenUp: (child) => giveUp(`The engine does not stay up: ${child.lastWords()}`),
  });
  house.engine = engine;
  const sign = options.standby ? "healthz" : "startupz";
  await awaitAnswer(`http://127.0.0.1:${options.enginePort}/${sign}`, engine.child, ENGINE_MS_MAX, stopped);
  await building;
  if (stopped.aborted) return;
  const web = keepAlive({
    start: () => startWeb(context, secrets, database),
    isRefusal: () => false,
    onDeath: (child, _ended, again) => tellDeath(child, again),
    onGivenUp: (child) => giveUp(`The dashboard does not stay up: ${child.lastWords()}`),
  });
  house.web = web;
  await awaitAnswer(`${address}/sign-in`, web.child, WEB_MS_MAX, stopped);
  if (!stopped.aborted) announce(context, await setupLink(database.url, address));
}

/** The exchange of this installation, kept alive; resolves with the accounts it made. */
function openExchange(
  { options, folders, world }: Context,
  house: Household,
  giveUp: (sentence: string) => void,
): Promise<readonly Account[]> {
  let served = false;
  const exchange = keepAlive({
    start: () => startExchange(folders, options, world),
    isRefusal: ({ code }) => code === 1 && !served,
    onDeath: (child, _ended, again) => tellDeath(child, again),
    onGivenUp: (child) => giveUp(`The exchange does not stay up: ${child.lastWords()}`),
  });
  house.exchange = exchange;
  return awaitAccounts(exchange.child()).then((accounts) => {
    served = true;
    return accounts;
  });
}

const tellDeath = (child: Child, again: boolean): void =>
  say(`the ${child.name} ended unexpectedly${again ? "; starting it again" : ""}`);

type EngineNeeds = {
  readonly secrets: Secrets;
  readonly passphrase: string | null;
  readonly database: RunningDatabase;
  /** In the order of the venues. Null: the engine finds them in the store. */
  readonly accounts: readonly Account[] | null;
};

function startEngine(context: Context, { secrets, passphrase, database, accounts }: EngineNeeds): Child {
  const { options, folders, world, address } = context;
  const { command } = kekVariables();
  return startChild({
    name: "engine",
    program: ENGINE,
    env: {
      DATABASE_URL: database.url,
      EVENKEEL_ENGINE_PORT: String(options.enginePort),
      EVENKEEL_ENGINE_SECRET: secrets.engine,
      EVENKEEL_OWNER_SECRET: secrets.owner,
      EVENKEEL_EXCHANGE_PORT: String(options.exchangePort),
      EVENKEEL_DATA: folders.engine,
      EVENKEEL_SECRETS: folders.secrets,
      EVENKEEL_ALLOWED_ORIGINS: address,
      EVENKEEL_VENUES: world.venues,
      EVENKEEL_WORLD: world.world,
      EVENKEEL_SEED: String(world.seed),
      EVENKEEL_SPEED: String(options.speed),
      EVENKEEL_CONFIG: settleConfigFile(folders.root),
      ...(accounts === null ? {} : simulatedKeys(accounts)),
      ...(options.standby ? { EVENKEEL_STANDBY: "1" } : {}),
      ...(passphrase === null ? {} : { EVENKEEL_KEK_PASSPHRASE: passphrase }),
      ...(command === null ? {} : { EVENKEEL_KEK_COMMAND: command }),
    },
    logFile: join(folders.logs, "engine.log"),
  });
}

const simulatedKeys = (accounts: readonly Account[]): Record<string, string> => ({
  EVENKEEL_SIM_KEY: accounts.map(({ key }) => key).join(),
  EVENKEEL_SIM_SECRET: accounts.map(({ secret }) => secret).join(),
});

function startWeb({ options, folders, address }: Context, secrets: Secrets, database: RunningDatabase): Child {
  return startChild({
    name: "dashboard",
    program: NEXT,
    args: ["start", "--hostname", "localhost", "--port", String(options.port)],
    cwd: WEB,
    env: {
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      AUTH_URL: address,
      AUTH_SECRET: secrets.auth,
      EVENKEEL_ENGINE_SECRET: secrets.engine,
      EVENKEEL_ENGINE_URL: `http://localhost:${options.enginePort}`,
      DATABASE_URL: database.webUrl,
    },
    logFile: join(folders.logs, "web.log"),
  });
}

/** The engine says with its last line how many pairs it leaves open. */
function watchOpenPairs(engine: Child, openPairs: { count: number | null }): Child {
  engine.onLine((line) => {
    const told = /"openPairs":(\d+)/.exec(line)?.[1];
    if (told !== undefined) openPairs.count = Number(told);
  });
  return engine;
}

function announce({ options, address, world }: Context, link: string | null): void {
  const where = world.venues.split(",").join(" and ");
  const label = `SIMULATION of ${where}, world ${world.world}, seed ${world.seed}, ${options.speed} times as fast as the clock`;
  const line = options.json
    ? JSON.stringify({ address, setupLink: link, ...world, speed: options.speed, data: options.data })
    : link === null
      ? `Evenkeel ${options.standby ? "stands by" : "is"} at ${address} (${label}). Ctrl-C stops it.`
      : `Evenkeel is ready (${label}). Set it up, once and within the hour: ${link}`;
  process.stdout.write(`${line}\n`);
}

/** The dashboard first, the database last: nobody loses what it still needs. */
async function stopAll(house: Household, openPairs: { readonly count: number | null }): Promise<void> {
  if (Object.values(house).some((each) => each !== null)) say("stopping");
  await house.web?.stop();
  await house.engine?.stop();
  await house.exchange?.stop();
  await house.database?.stop();
  if (openPairs.count === null) return;
  const pairs = `${openPairs.count} ${openPairs.count === 1 ? "pair stays" : "pairs stay"} open at the exchange`;
  say(openPairs.count === 0 ? "stopped; no pair is open" : `stopped; ${pairs}, unguarded until the next start`);
}
