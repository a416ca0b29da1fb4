import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngineClient } from "@evenkeel/api/client";
import { hashApiKey } from "@evenkeel/api/engine";
import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { type EmbeddedDatabase, startEmbedded } from "@evenkeel/store/embedded";
import { migrate } from "@evenkeel/store/migrate";
import { freePort, type Program, run } from "../../recovery/support/process.ts";
import type { Relay } from "./relay.ts";

const API_KEY = "ek_bench-0123456789abcdef";
const READY_MS_MAX = 45_000;
const POLL_MS = 100;
const SYMBOLS = 400;
export const SPEED = 60;

/**
 * The shipped defaults, but that there are orders to time all the while: a base may be entered again at once, and the
 * fees of entering and leaving without end do not end it.
 */
const CONFIG = { exit: { cooldownMs: 0 }, risk: { dailyLossPercentMax: 20, drawdownPercentMax: 50 } };

export type House<Door extends Relay = Relay> = {
  readonly engine: Program;
  readonly relay: Door;
  readonly url: string;
  readonly databaseUrl: string;
  readonly client: ReturnType<typeof createEngineClient>["client"];
};

type Closer = () => Promise<void> | void;

async function giveKey(url: string): Promise<void> {
  const { client, close } = openDatabase(url, 1);
  await createAccounts(client).createApiKey({
    id: "bench",
    label: "bench",
    role: "admin",
    only: null,
    keyHash: hashApiKey(API_KEY),
    author: { kind: "owner", id: "bench" },
    createdAtMs: 0,
    expiresAtMs: null,
    lastUsedAtMs: null,
    revokedAtMs: null,
  });
  await close();
}

async function startDatabase(folder: string): Promise<EmbeddedDatabase> {
  const started = await startEmbedded({ dataDirectory: join(folder, "database"), port: await freePort() });
  if (!started.ok) throw new Error(started.error.message);
  await migrate(started.value.url);
  await giveKey(started.value.url);
  return started.value;
}

async function awaitReady(url: string, engine: Program): Promise<void> {
  const until = performance.now() + READY_MS_MAX;
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    if (performance.now() > until)
      throw new Error(`the engine was not ready in time:\n${engine.output().slice(-4_000)}`);
    await sleep(POLL_MS);
  }
}

/** Database, exchange and engine as processes in a folder of their own, for as long as `use` runs. */
export async function withHouse<T, Door extends Relay>(
  seed: number,
  progress: (text: string) => void,
  openDoor: (exchangePort: number) => Promise<Door>,
  use: (house: House<Door>) => Promise<T>,
): Promise<T> {
  const closers: Closer[] = [];
  const program = (file: string, args: readonly string[], own: Readonly<Record<string, string>>): Program => {
    const started = run(file, args, own);
    closers.push(async () => {
      started.kill("SIGTERM");
      await Promise.race([started.ended, sleep(5_000, undefined, { ref: false })]);
      started.kill("SIGKILL");
      await started.ended;
    });
    return started;
  };
  try {
    const folder = mkdtempSync(join(tmpdir(), "evenkeel-bench-"));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    // PostgreSQL runs as another user when this runs as root, and must be able to pass through.
    chmodSync(folder, 0o711);
    writeFileSync(join(folder, "config.json"), JSON.stringify(CONFIG));
    progress("starting the database");
    const database = await startDatabase(folder);
    closers.push(() => database.stop());
    progress("starting the exchange");
    const port = await freePort();
    const settings = { port, symbols: SYMBOLS, speed: SPEED, seed, world: "demo" };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const exchange = program("apps/exchange/src/main.ts", args, {});
    const [, key = "", secret = ""] = await exchange.says(/key\s+(\S+)\s+secret\s+(\S+)[\s\S]*exchange ready on/);
    const relay = await openDoor(port);
    closers.push(relay.close);
    progress("starting the engine");
    const enginePort = await freePort();
    const engine = program("apps/engine/src/main.ts", [], {
      DATABASE_URL: database.url,
      EVENKEEL_ENGINE_PORT: String(enginePort),
      EVENKEEL_ENGINE_SECRET: randomUUID(),
      EVENKEEL_EXCHANGE_PORT: String(relay.port),
      EVENKEEL_DATA: join(folder, "engine"),
      EVENKEEL_SIM_KEY: key,
      EVENKEEL_SIM_SECRET: secret,
      EVENKEEL_WORLD: "demo",
      EVENKEEL_SEED: String(seed),
      EVENKEEL_SPEED: String(SPEED),
      EVENKEEL_CONFIG: join(folder, "config.json"),
    });
    await engine.says(/the venue is streaming/);
    const url = `http://127.0.0.1:${enginePort}`;
    await awaitReady(url, engine);
    const { client, close } = createEngineClient({ url, apiKey: API_KEY });
    closers.push(close);
    return await use({ engine, relay, url, databaseUrl: database.url, client });
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}
