import type { ExchangeSettings } from "../options.ts";
import { type RunningExchange, startExchange } from "../start.ts";
import { formatReport } from "./report.ts";

/** One JSON line per call that changes something; `order` is the id the caller gave it. */
function tellCall(call: object): void {
  const line = { level: "info", time: new Date().toISOString(), process: "exchange", ...call, msg: "a call" };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Runs until it is asked to stop, then says which faults fired. */
export async function serve(settings: ExchangeSettings): Promise<number> {
  const exchange = await startExchange(settings, tellCall);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void exchange.close());
  process.stdout.write(`${introduce(settings, exchange).join("\n")}\n`);
  await exchange.stopped;
  const report = exchange.report();
  if (report.total > 0 || report.mix !== "none") process.stdout.write(`${formatReport(report)}\n`);
  return 0;
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
    `  secret ${secret}`,
  ]);
  return [
    `SIMULATION: world ${world}, seed ${seed}, speed ${speed}, faults ${faults}`,
    ...doors,
    ...accounts,
    ...(exchange.certificateFile === null
      ? []
      : [`certificate ${exchange.certificateFile} (https and wss on every port)`]),
    `page http://localhost:${exchange.port}/`,
    `exchange ready on http://127.0.0.1:${exchange.port}`,
  ];
}
