import { isFaultName, isMixName, MIX_NAMES } from "@evenkeel/exchange-sim";
import type { FaultReport } from "../fault/desk.ts";
import { DEFAULT_SETTINGS } from "../options.ts";
import { numberOf, type Typed } from "./arguments.ts";
import { Misunderstood, Problem } from "./problem.ts";
import { aligned, formatReport } from "./report.ts";

const WAIT_MS_MAX = 10_000;
/** How the control says that it was asked for what there is not. */
const MISUNDERSTOOD = 400;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Asks the control of an exchange that runs on this machine. */
async function control(values: Typed["values"], method: string, path: string, body?: unknown): Promise<unknown> {
  const port = values.port === undefined ? DEFAULT_SETTINGS.port : numberOf("port", values.port);
  const query = values.venue === undefined ? "" : `?venue=${encodeURIComponent(values.venue)}`;
  const response = await fetch(`http://127.0.0.1:${port}/control/${path}${query}`, {
    method,
    headers: { "x-evenkeel-control": "1" },
    signal: AbortSignal.timeout(WAIT_MS_MAX),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Problem(`No exchange answers on port ${port}. Start one with evenkeel exchange, or name its --port.`);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const error = typeof answer === "object" && answer !== null && "error" in answer ? String(answer.error) : "";
  if (error !== "" && response.status === MISUNDERSTOOD) throw new Misunderstood(error);
  throw new Problem(error || `Whatever runs on port ${port} is no exchange of ours.`);
}

export async function askFault({ words, values }: Typed): Promise<number> {
  const [, name] = words;
  if (!isFaultName(name)) {
    throw new Misunderstood(`There is no fault "${name ?? ""}"; evenkeel exchange faults lists them.`);
  }
  const { symbol, account, seconds, count } = values;
  if (Array.isArray(account) && account.length > 1) throw new Misunderstood("--account names one account here.");
  const answer = await control(values, "POST", "fault", {
    name,
    ...(symbol === undefined ? {} : { symbol }),
    ...(account?.[0] === undefined ? {} : { account: account[0] }),
    ...(seconds === undefined ? {} : { seconds: numberOf("seconds", seconds) }),
    ...(count === undefined ? {} : { count: numberOf("count", count) }),
  });
  const { venue, says } = answer as { readonly venue: string; readonly says: string };
  print(values.json === true ? JSON.stringify(answer) : `${name} at ${venue}: ${says}`);
  return 0;
}

export async function askMix({ words, values }: Typed): Promise<number> {
  const [, mix] = words;
  if (!isMixName(mix)) throw new Misunderstood(`A mix is one of ${MIX_NAMES.join(", ")}, not "${mix ?? ""}".`);
  await control(values, "POST", "mix", { mix });
  print(values.json === true ? JSON.stringify({ mix }) : `faults: ${mix}`);
  return 0;
}

export async function askReport({ values }: Typed): Promise<number> {
  const report = (await control(values, "GET", "report")) as FaultReport;
  print(values.json === true ? JSON.stringify(report) : formatReport(report));
  return 0;
}

interface Status {
  readonly world: string;
  readonly seed: number;
  readonly speed: number;
  readonly faults: string;
  readonly venueTimeMs: number;
  readonly streams: number;
  readonly openOrders: number;
  readonly doors: readonly {
    readonly family: string;
    readonly port: number | null;
    readonly hosts: readonly string[];
  }[];
  readonly traffic: Readonly<Record<string, { readonly requests: number; readonly frames: number }>>;
}

export async function askStatus({ values }: Typed): Promise<number> {
  const status = (await control(values, "GET", "status")) as Status;
  if (values.json === true) {
    print(JSON.stringify(status));
    return 0;
  }
  const { world, seed, speed, faults, venueTimeMs, streams, openOrders, doors, traffic } = status;
  print(`world ${world}, seed ${seed}, speed ${speed}, faults ${faults}`);
  print(`venue time ${new Date(venueTimeMs).toISOString()}, ${streams} streams, ${openOrders} open orders`);
  const served = Object.entries(traffic).map(([venue, each]) => [
    venue,
    `${each.requests} requests`,
    `${each.frames} frames`,
  ]);
  for (const line of aligned(served)) print(line);
  for (const line of aligned(
    doors.map(({ family, port, hosts }) => [family, port === null ? "common port" : String(port), hosts[0] ?? ""]),
  ))
    print(line);
  return 0;
}
