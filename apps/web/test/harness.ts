import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineServer, serveEngine } from "@evenkeel/api/engine";
import { createFakeDoor, type FakeDoor, type FakeScene } from "@evenkeel/api/testing";
import { apiKeyDirectory, issueSetupToken, sessionDirectory } from "@evenkeel/api/web";
import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { startEmbedded } from "@evenkeel/store/embedded";
import { migrate, prepareRoles } from "@evenkeel/store/migrate";
import { inheritedEnv } from "./env.ts";
import { freePort } from "./freePort.ts";

/** The dashboard as it ships, over a real database, with an engine whose numbers move but mean nothing. */
export type Harness = {
  readonly url: string;
  readonly setupUrl: string | null;
  readonly door: () => FakeDoor;
  /** The engine dies and comes back as another process would: same address, new stream. */
  readonly stopEngine: () => Promise<void>;
  readonly startEngine: (scene: FakeScene) => Promise<void>;
  /** As five minutes later: nobody counts as just proven. */
  readonly forgetProofs: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const ENGINE_SECRET = "harness-engine-secret-of-32-bytes-or-more";
const WEB_SECRET = "harness-web-secret-of-32-bytes-or-more!!";
const ROLE_PASSWORD = "harness-role-password-0001";
const MOVE_MS = 250;
const READY_MS_MAX = 30_000;
const APP = join(import.meta.dirname, "..");

const report = (error: unknown): void => void process.stderr.write(`engine: ${String(error)}\n`);

async function awaitReady(url: string): Promise<void> {
  const until = Date.now() + READY_MS_MAX;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (Date.now() > until) throw new Error(`${url} did not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function prepareDatabase(directory: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const started = await startEmbedded({ dataDirectory: join(directory, "postgres"), port: await freePort() });
  if (!started.ok) throw new Error(started.error.message);
  await migrate(started.value.url);
  const role = await prepareRoles(started.value.url, ROLE_PASSWORD);
  if (!role.ok) throw new Error(role.error.message);
  return { url: role.value, stop: started.value.stop };
}

function startWeb(port: number, env: Readonly<Record<string, string>>): ChildProcess {
  const next = join(APP, "node_modules/next/dist/bin/next");
  return spawn(process.execPath, [next, "start", "--hostname", "localhost", "--port", String(port)], {
    cwd: APP,
    env: { ...inheritedEnv(), NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

export async function startHarness(options: { readonly scene: FakeScene; readonly rows: number }): Promise<Harness> {
  const endings: (() => unknown)[] = [];
  try {
    return await build(options, endings);
  } catch (error) {
    for (const end of endings.toReversed()) await end();
    throw error;
  }
}

/** Notes how to end each thing as it begins, newest last. */
async function build(
  options: { readonly scene: FakeScene; readonly rows: number },
  endings: (() => unknown)[],
): Promise<Harness> {
  const directory = mkdtempSync(join(tmpdir(), "evenkeel-web-"));
  // PostgreSQL runs as another user when this runs as root.
  chmodSync(directory, 0o755);
  endings.push(() => rmSync(directory, { recursive: true, force: true }));
  const database = await prepareDatabase(directory);
  endings.push(database.stop);
  const connected = openDatabase(database.url);
  endings.push(connected.close);
  const accounts = createAccounts(connected.client);
  const [webPort, enginePort] = [await freePort(), await freePort()];
  const url = `http://localhost:${webPort}`;
  let engine: EngineServer | null = null;
  let door = createFakeDoor({ ...options, nowMs: Date.now });
  const moving = setInterval(() => door.move(), MOVE_MS);
  endings.push(() => clearInterval(moving));

  const startEngine = async (scene: FakeScene): Promise<void> => {
    door = createFakeDoor({ ...options, scene, nowMs: Date.now });
    engine = await serveEngine({
      ownerSecret: null,
      port: enginePort,
      host: "localhost",
      door,
      secret: ENGINE_SECRET,
      sessions: sessionDirectory(accounts, Date.now),
      apiKeys: apiKeyDirectory(accounts, Date.now, report),
      allowedOrigins: [url],
      probes: {},
      report,
    });
  };
  const stopEngine = async (): Promise<void> => {
    await engine?.close();
    engine = null;
  };

  endings.push(stopEngine);
  await startEngine(options.scene);
  const token = await issueSetupToken(accounts, Date.now());
  const web = startWeb(webPort, {
    AUTH_URL: url,
    AUTH_SECRET: WEB_SECRET,
    EVENKEEL_ENGINE_SECRET: ENGINE_SECRET,
    EVENKEEL_ENGINE_URL: `http://localhost:${enginePort}`,
    DATABASE_URL: database.url,
  });
  endings.push(async () => {
    const ended = new Promise((resolve) => web.once("exit", resolve));
    if (web.kill("SIGTERM")) await ended;
  });
  await awaitReady(`${url}/sign-in`);

  return {
    url,
    setupUrl: token === null ? null : `${url}/setup?token=${token}`,
    door: () => door,
    startEngine,
    stopEngine,
    async forgetProofs() {
      await connected.client.execute("update sessions set stepped_up_until_wall_at = null");
    },
    async stop() {
      for (const end of endings.toReversed()) await end();
    },
  };
}
