import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Program, run } from "../../recovery/support/process.ts";
import { bytes, columns, count, duration, times } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { countServed, recordTape, type Served } from "./clients.ts";
import { type Account, type Paced, paceRest, paceSocket } from "./orders.ts";

const SYMBOLS = 400;
const PACE_MS = 200;
const WINDOW_MS = 5_000;
const TAPE_MS = 4_000;
const MANY = 50;
const GOAL = 0.6;
const ALL_QUOTES = "/public/ws/!bookTicker";

async function start(file: string, args: readonly string[]): Promise<{ program: Program; told: Account }> {
  const program = run(file, args, {});
  const [, told = "{}"] = await program.says(/^serving (\{.*\})$/m);
  return { program, told: JSON.parse(told) as Account };
}

async function stop(program: Program): Promise<void> {
  program.kill("SIGTERM");
  await program.ended;
}

type Compared = { readonly clients: number; readonly ours: Served; readonly bare: Served };
const shareOf = ({ ours, bare }: Compared): number => ours.framesPerProcessorSecond / bare.framesPerProcessorSecond;

async function compare(folder: string, seed: number, progress: (text: string) => void) {
  const served = await start("tests/bench/exchange/served.ts", [String(seed), "binance", String(SYMBOLS)]);
  const address = `ws://127.0.0.1:${served.told.port}${ALL_QUOTES}`;
  progress("recording what is sent");
  const tape = join(folder, "tape.jsonl");
  writeFileSync(tape, (await recordTape(address, TAPE_MS)).map((batch) => JSON.stringify(batch)).join("\n"));
  const bare = await start("tests/bench/exchange/bare.ts", [tape, String(PACE_MS)]);
  const compared: Compared[] = [];
  for (const clients of [1, MANY]) {
    progress(`${clients} clients`);
    const ours = await countServed(address, served.program.pid, clients, WINDOW_MS);
    const least = await countServed(`ws://127.0.0.1:${bare.told.port}`, bare.program.pid, clients, WINDOW_MS);
    compared.push({ clients, ours, bare: least });
  }
  await stop(bare.program);
  progress("orders");
  const rest = await paceRest(served.told, WINDOW_MS);
  const socket = await paceSocket(served.told, WINDOW_MS);
  await stop(served.program);
  return { compared, rest, socket };
}

const orderRow = (name: string, { perSecond, times: taken }: Paced): string[] => [
  name,
  count(perSecond),
  duration(taken.percentile(0.5)),
  duration(taken.percentile(0.99)),
];

async function bench({ seed, progress }: Parameters<Bench["run"]>[0]): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-bench-"));
  try {
    const { compared, rest, socket } = await compare(folder, seed, progress);
    const refused = rest.refused + socket.refused;
    return {
      name: "exchange",
      title: "exchange · what one core serves, against a bare WebSocket server that repeats the same frames",
      lines: [
        ...columns([
          ["quotes of all symbols", "frames/s", "a frame", "per core-second", "bare server", "share"],
          ...compared.map((each) => [
            `${each.clients} ${each.clients === 1 ? "client" : "clients"}`,
            count(each.ours.frames / (WINDOW_MS / 1_000)),
            bytes(each.ours.bytes / each.ours.frames),
            count(each.ours.framesPerProcessorSecond),
            count(each.bare.framesPerProcessorSecond),
            times(shareOf(each)),
          ]),
        ]),
        "",
        ...columns([
          ["market orders, four at a time", "orders/s", "p50", "p99"],
          orderRow("REST", rest),
          orderRow("WebSocket", socket),
        ]),
      ],
      goals: compared.map((each) => ({
        text: `${each.clients} ${each.clients === 1 ? "client" : "clients"}: at least ${GOAL} of the bare server`,
        met: shareOf(each) >= GOAL,
      })),
      faults: [
        ...(refused === 0 ? [] : [`${refused} orders were refused`]),
        ...compared.filter(({ ours }) => ours.frames === 0).map(({ clients }) => `${clients} clients heard nothing`),
      ],
      numbers: {
        seed,
        symbols: SYMBOLS,
        served: compared.map((each) => ({ ...each, share: shareOf(each) })),
        restOrdersPerSecond: rest.perSecond,
        restP99Ms: rest.times.percentile(0.99) / 1e6,
        socketOrdersPerSecond: socket.perSecond,
        socketP99Ms: socket.times.percentile(0.99) / 1e6,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const exchange: Bench = {
  name: "exchange",
  about: "frames and orders a core serves, against a bare server",
  seconds: 45,
  run: bench,
};
