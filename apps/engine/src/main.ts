import { flushCompileCache } from "node:module";
import { createScrubber } from "@evenkeel/telemetry/scrub";
import { readEnvironment } from "./env.ts";
import { createLog } from "./log.ts";
import { startEngine } from "./start.ts";
import { openTelemetry } from "./telemetry.ts";
import type { Credentials } from "./venue-keys/credentials.ts";

/** 0 stopped in order; 2 refused to start; 70 a broken rule: start it again. */
const EXIT = { refused: 2, broken: 70 } as const;

/** Keys one run may be told to hide from its log; who offers more of them has been refused that often. */
const SECRETS_MAX = 500;

async function main(): Promise<void> {
  // One that is killed leaves what it compiled to the one that follows it.
  flushCompileCache();
  const read = readEnvironment();
  if (!read.ok) {
    for (const sentence of read.error) process.stderr.write(`evenkeel engine: ${sentence}\n`);
    process.exitCode = EXIT.refused;
    return;
  }
  const settings = read.value;
  const password = decodeURIComponent(new URL(settings.databaseUrl).password);
  const secrets = [
    settings.databaseUrl,
    password,
    settings.tokenSecret,
    settings.ownerSecret ?? "",
    settings.heartbeat?.destination.url.href ?? "",
    ...[...settings.simulated.values()].flatMap(({ apiKey, secret }) => [apiKey, secret]),
    settings.kek.passphrase?.reveal() ?? "",
  ];
  const log = createLog("engine", secrets, settings.logLevel);
  const hide = ({ apiKey, secret }: Credentials): void => {
    if (secrets.length < SECRETS_MAX && !secrets.includes(secret)) secrets.push(apiKey, secret);
  };
  const telemetry = await openTelemetry(settings, createScrubber(secrets));
  const die = (error: unknown): never => {
    log.fatal(
      { stack: error instanceof Error ? error.stack : undefined },
      error instanceof Error ? error.message : String(error),
    );
    telemetry.lastWords(error);
    process.exit(EXIT.broken);
  };
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);

  const started = await startEngine(settings, log, die, hide, telemetry);
  if (!started.ok) {
    log.error(started.error);
    process.stderr.write(`evenkeel engine: ${started.error}\n`);
    process.exit(EXIT.refused);
  }
  log.info({ port: started.value.port }, "engine is listening");
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, "stopping");
      started.value.stop().then(() => process.exit(0), die);
    });
  }
}

await main();
