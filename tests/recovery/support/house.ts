import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngineClient } from "@evenkeel/api/client";
import { hashApiKey } from "@evenkeel/api/engine";
import { mintOwnerToken } from "@evenkeel/api/token";
import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { type EmbeddedDatabase, startEmbedded } from "@evenkeel/store/embedded";
import { migrate, readOrCreateSecret } from "@evenkeel/store/migrate";
import type { Account } from "./exchange-account.ts";
import { freePort, type Program, run } from "./process.ts";

export const API_KEY = "ek_recovery-0123456789abcdef";
const READY_MS_MAX = 45_000;
const POLL_MS = 50;

/** Nothing enters by itself, absence is proven in seconds, and a base may be entered again at once. */
const CONFIG = {
  entry: { meanAnnualPercentMin: 500 },
  exit: { cooldownMs: 0 },
  execution: { receiveWindowMs: 1_000, sendTimeoutMs: 1_000, accountPollMs: 1_000 },
};

export type House = {
  readonly database: EmbeddedDatabase;
  readonly folder: string;
  readonly recordings: string;
  /** The owner's configuration file. */
  readonly config: string;
  readonly account: () => Account;
  readonly startExchange: () => Promise<Program>;
  readonly startEngine: (faultPoint?: string, own?: Readonly<Record<string, string>>) => Promise<Engine>;
  /** One in a data folder of its own, that waits for its turn; `startEngine` waits until it works. */
  readonly startStandby: (own?: Readonly<Record<string, string>>) => Promise<Engine>;
  /** Ends whatever still runs of a scenario, without a word. */
  readonly killAll: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Engine = {
  readonly url: string;
  readonly program: Program;
  readonly client: ReturnType<typeof createEngineClient>["client"];
  /** The same engine, spoken to as the owner at the command line. */
  readonly owner: ReturnType<typeof createEngineClient>["client"];
  /** Reconciled and allowed to trade; fails with what it said when it halts or takes too long. */
  readonly ready: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

async function giveKey(url: string): Promise<void> {
  const { client, close } = openDatabase(url, 1);
  await createAccounts(client).createApiKey({
    id: "recovery",
    label: "recovery",
    role: "admin",
    only: null,
    keyHash: hashApiKey(API_KEY),
    author: { kind: "owner", id: "recovery" },
    createdAtMs: 0,
    expiresAtMs: null,
    lastUsedAtMs: null,
    revokedAtMs: null,
  });
  await close();
}

export type HouseOptions = {
  /** Of the owner's numbers, beside those every house has. */
  readonly execution?: Readonly<Record<string, number>>;
  /** Where its engine trades; Binance alone. */
  readonly venues?: readonly string[];
  /** Told the house's folder before anything lies in it. */
  readonly prepare?: (folder: string) => void;
  readonly tidyUp?: (folder: string) => void;
};

/** A whole product without its dashboard, in a folder of its own. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-recovery-"));
  // PostgreSQL runs as another user when this runs as root, and must be able to pass through.
  chmodSync(folder, 0o711);
  options.prepare?.(folder);
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ ...CONFIG, execution: { ...CONFIG.execution, ...options.execution } }));
  mkdirSync(join(folder, "secrets"), { mode: 0o700 });
  const ownerSecret = await readOrCreateSecret(join(folder, "secrets", "owner"));
  const started = await startEmbedded({ dataDirectory: join(folder, "database"), port: await freePort() });
  if (!started.ok) throw new Error(started.error.message);
  const database = started.value;
  await migrate(database.url);
  await giveKey(database.url);
  const port = await freePort();
  const venues = (options.venues ?? ["binance"]).join();
  let [keys, secrets] = ["", ""];
  /** At the first venue. */
  let account: Account = { key: "", secret: "", port };
  const living = new Set<Program>();

  const keep = (program: Program): Program => {
    living.add(program);
    void program.ended.then(() => living.delete(program));
    return program;
  };

  const startExchange = async (): Promise<Program> => {
    const world = { symbols: 12, speed: 1, seed: 3, world: "demo", venues };
    const settings = { port, ...world, data: join(folder, "exchange") };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const program = keep(run("apps/exchange/src/main.ts", ["--log-calls", ...args], {}));
    const [said] = await program.says(/[\s\S]*exchange ready on/);
    const valuesOf = (name: string) => [...said.matchAll(new RegExp(`^ +${name} +(\\S+)`, "gm"))].map(([, at]) => at);
    keys = valuesOf("key").join();
    secrets = valuesOf("secret").join();
    account = { key: keys.split(",")[0] ?? "", secret: secrets.split(",")[0] ?? "", port };
    return program;
  };

  const launch: House["startEngine"] = async (faultPoint, own = {}) => {
    const enginePort = own["EVENKEEL_ENGINE_PORT"] ?? String(await freePort());
    const program = keep(
      run("apps/engine/src/main.ts", [], {
        DATABASE_URL: database.url,
        EVENKEEL_ENGINE_PORT: enginePort,
        EVENKEEL_ENGINE_SECRET: randomUUID(),
        EVENKEEL_OWNER_SECRET: ownerSecret,
        EVENKEEL_EXCHANGE_PORT: String(port),
        EVENKEEL_DATA: join(folder, "engine"),
        EVENKEEL_VENUES: venues,
        EVENKEEL_SIM_KEY: keys,
        EVENKEEL_SIM_SECRET: secrets,
        EVENKEEL_WORLD: "demo",
        EVENKEEL_SEED: "3",
        EVENKEEL_SPEED: "1",
        EVENKEEL_CONFIG: config,
        ...(faultPoint === undefined ? {} : { EVENKEEL_FAULT_POINT: faultPoint }),
        ...own,
      }),
    );
    return openEngine(program, `http://127.0.0.1:${enginePort}`, ownerSecret);
  };

  const startEngine = async (faultPoint?: string, own = {}): Promise<Engine> => {
    const engine = await launch(faultPoint, own);
    await engine.program.says(/the venue is streaming/);
    return engine;
  };

  const startStandby = async (own = {}): Promise<Engine> => {
    const secrets = join(folder, "engine", "secrets");
    const place = { EVENKEEL_DATA: join(folder, "standby"), EVENKEEL_SECRETS: secrets };
    const engine = await launch(undefined, { EVENKEEL_STANDBY: "1", ...place, ...own });
    await engine.program.says(/standing by: another engine works/);
    return engine;
  };

  const killAll = async (): Promise<void> => {
    for (const program of living) program.kill("SIGKILL");
    await Promise.all([...living].map((program) => program.ended));
  };

  return {
    database,
    folder,
    recordings: join(folder, "engine", "recordings"),
    config,
    account: () => account,
    startExchange,
    startEngine,
    startStandby,
    killAll,
    async close() {
      await killAll();
      await database.stop();
      options.tidyUp?.(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openEngine(program: Program, url: string, ownerSecret: string): Engine {
  const { client, close } = createEngineClient({ url, apiKey: API_KEY });
  const owner = createEngineClient({ url, token: () => mintOwnerToken("tester", ownerSecret, Date.now()) });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    program.kill(signal);
    await program.ended;
    await close();
    await owner.close();
  };
  return {
    url,
    program,
    client,
    owner: owner.client,
    async ready() {
      const until = performance.now() + READY_MS_MAX;
      for (;;) {
        const answer = await fetch(`${url}/readyz`).catch(() => null);
        const body = (await answer?.json().catch(() => null)) as { halted?: string | null } | null;
        if (answer?.status === 200) return;
        if (body?.halted) throw new Error(`halted: ${body.halted}`);
        if (performance.now() > until) throw new Error(`not ready: ${JSON.stringify(body)}\n${program.output()}`);
        await sleep(POLL_MS);
      }
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}
