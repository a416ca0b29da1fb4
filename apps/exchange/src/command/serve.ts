import { flushCompileCache } from "node:module";
import type { ExchangeSettings } from "../options.ts";
import { type RunningExchange, startExchange } from "../start.ts";
import { formatReport, secretLines } from "./report.ts";

/** One JSON line per call that changes something; `order` is the id the caller gave it. */
function tellCall(call: object): void {
  const line = { level: "info", time: new Date().toISOString(), process: "exchange", ...call, msg: "a call" };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

interface Telling {
  /** One object at the start and one at the end, and no words. */
  readonly json: boolean;
  readonly logCalls: boolean;
}

/** Runs until it is asked to stop, then says which faults fired. */
export async function serve(settings: ExchangeSettings, { json, logCalls }: Telling): Promise<number> {
  // One that is killed leaves what it compiled to the one that follows it.
  flushCompileCache();
  const exchange = await startExchange(settings, logCalls ? tellCall : undefined);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void exchange.close());
  const start = json ? JSON.stringify(describe(settings, exchange)) : introduce(settings, exchange).join("\n");
  process.stdout.write(`${start}\n`);
  await exchange.stopped;
  const report = exchange.report();
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else if (report.total > 0 || report.mix !== "none") process.stdout.write(`${formatReport(report)}\n`);
  return 0;
}

const pageOf = ({ port }: RunningExchange): string => `http://localhost:${port}/`;

/** What `introduce` says, for machines. */
function describe({ venues, world, seed, speed, faults }: ExchangeSettings, exchange: RunningExchange) {
  const { port, doors, accounts, certificateFile } = exchange;
  return { venues, world, seed, speed, faults, port, doors, accounts, certificateFile, page: pageOf(exchange) };
}

function introduce(settings: ExchangeSettings, exchange: RunningExchange): string[] {
  const { world, seed, speed, faults } = settings;
  const doors = exchange.doors.map(({ family, kind, hosts, port }) => {
    const scheme = kind === "rest" ? "http" : "ws";
    const address = `${scheme}://127.0.0.1:${port ?? exchange.port}`;
    return `  ${family.padEnd(24)} ${address.padEnd(23)} ${port === null ? "Host: " : ""}${hosts[0] ?? ""}`;
  });
  const accounts = exchange.accounts.flatMap(({ venue, name, key, secret }) => [
    `account ${name} at ${venue}`,
    `  key    ${key}`,
    ...secretLines(secret),
  ]);
  return [
    `SIMULATION: world ${world}, seed ${seed}, speed ${speed}, faults ${faults}`,
    ...doors,
    ...accounts,
    ...(exchange.certificateFile === null
      ? []
      : [`certificate ${exchange.certificateFile} (https and wss on every port)`]),
    `page ${pageOf(exchange)}`,
    `exchange ready on http://127.0.0.1:${exchange.port}`,
  ];
}
