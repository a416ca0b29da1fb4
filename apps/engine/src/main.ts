import { readEnvironment } from "./env.ts";
import { createLog } from "./log.ts";
import { startEngine } from "./start.ts";

/** 0 stopped in order; 2 refused to start; 70 a broken rule: start it again. */
const EXIT = { refused: 2, broken: 70 } as const;

async function main(): Promise<void> {
  const read = readEnvironment();
  if (!read.ok) {
    for (const sentence of read.error) process.stderr.write(`evenkeel engine: ${sentence}\n`);
    process.exitCode = EXIT.refused;
    return;
  }
  const settings = read.value;
  const password = decodeURIComponent(new URL(settings.databaseUrl).password);
  const log = createLog("engine", [
    settings.databaseUrl,
    password,
    settings.tokenSecret,
    settings.ownerSecret ?? "",
    settings.keys.apiKey,
    settings.keys.secret,
  ]);
  const die = (error: unknown): never => {
    log.fatal(
      { stack: error instanceof Error ? error.stack : undefined },
      error instanceof Error ? error.message : String(error),
    );
    process.exit(EXIT.broken);
  };
  process.on("uncaughtException", die);
  process.on("unhandledRejection", die);

  const started = await startEngine(settings, log, die);
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
