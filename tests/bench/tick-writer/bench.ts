import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { createTickWriter, type TickWriter } from "@evenkeel/store/ticks";
import { createHistogram } from "../histogram.ts";
import { bytes, columns, count, duration } from "../print.ts";
import type { Bench, Section } from "../report.ts";
import { type BenchDatabase, withDatabase } from "./database.ts";

const ROWS = 500_000;
const ROUNDS = 4;
const MARKETS = 800;
const SLICE_ROWS = 5_000;
const BUFFERED_ROWS_MAX = 200_000;
const PACED_ROWS_PER_SECOND = 50_000;
const PACED_SECONDS = 15;
const PACE_MS = 10;
const SECOND_MS = 1_000;
const CLOSE_MS = 60_000;
const RATIO_MIN = 0.85;
const NODE_PERCENT_MAX = 10;

/** Busy markets come more often, as in life. */
function marketOf(n: number): number {
  const share = ((Math.imul(n, 2_654_435_761) >>> 0) / 2 ** 32) ** 3;
  return Math.floor(share * MARKETS);
}

const put = (writer: TickWriter, n: number, seed: number): void =>
  writer.trade(
    marketOf(n + seed),
    1_760_000_000_000 + Math.floor(n / 50),
    n,
    100 + (n % 977) / 8,
    1 + (n % 89) / 16,
    n % 2 === 0 ? 1 : -1,
  );

/** From the first row handed over to the last one committed, in seconds. */
async function writeAll({ url }: BenchDatabase, seed: number): Promise<number> {
  const writer = createTickWriter({ url });
  const began = performance.now();
  for (let from = 0; from < ROWS; from += SLICE_ROWS) {
    while (writer.stats().buffered > BUFFERED_ROWS_MAX) await sleep(1);
    for (let n = from; n < from + SLICE_ROWS; n += 1) put(writer, n, seed);
    await turn();
  }
  await writer.close(CLOSE_MS);
  const { written, dropped } = writer.stats();
  if (written !== ROWS || dropped !== 0) throw new Error(`${written} of ${ROWS} rows written, ${dropped} dropped`);
  return (performance.now() - began) / SECOND_MS;
}

async function copyFile({ sql, rowsFile }: BenchDatabase): Promise<number> {
  const began = performance.now();
  const copied = await sql.unsafe(`copy ticks from '${rowsFile}' (format binary)`);
  if (copied.count !== ROWS) throw new Error(`the file has ${copied.count} of ${ROWS} rows`);
  return (performance.now() - began) / SECOND_MS;
}

async function empty({ sql }: BenchDatabase): Promise<void> {
  await sql`truncate ticks`;
  await sql`checkpoint`;
}

type Race = { readonly ours: readonly number[]; readonly file: readonly number[]; readonly rowBytes: number };

async function race(database: BenchDatabase, seed: number, progress: (text: string) => void): Promise<Race> {
  const ours: number[] = [];
  const file: number[] = [];
  // The file is what our own first pass left in the table: the same rows in the same order.
  await writeAll(database, seed);
  await database.sql.unsafe(`copy ticks to '${database.rowsFile}' (format binary)`);
  const [size] = await database.sql<{ bytes: string }[]>`select pg_total_relation_size('ticks') as bytes`;
  for (let round = 1; round <= ROUNDS; round += 1) {
    progress(`round ${round} of ${ROUNDS}`);
    await empty(database);
    ours.push(await writeAll(database, seed));
    await empty(database);
    file.push(await copyFile(database));
  }
  await empty(database);
  return { ours, file, rowBytes: Number(size?.bytes ?? 0) / ROWS };
}

type Paced = {
  readonly rowsPerSecond: number;
  readonly nodePercent: number;
  readonly serverPercent: number;
  readonly lagMsP50: number;
  readonly lagMsP99: number;
  readonly dropped: number;
};

async function pace(database: BenchDatabase, seed: number, progress: (text: string) => void): Promise<Paced> {
  const writer = createTickWriter({ url: database.url });
  const lags = createHistogram();
  await sleep(SECOND_MS);
  const server = database.processorSeconds();
  const own = process.cpuUsage();
  const began = performance.now();
  const end = began + PACED_SECONDS * SECOND_MS;
  let n = 0;
  for (let now = began; now < end; now = performance.now()) {
    const due = Math.floor(((now - began) * PACED_ROWS_PER_SECOND) / SECOND_MS);
    for (; n < due; n += 1) put(writer, n, seed);
    lags.record(writer.stats().lagMs * 1e6);
    progress(`50,000 rows a second, ${Math.round((end - now) / SECOND_MS)} s left`);
    await sleep(PACE_MS);
  }
  const seconds = (performance.now() - began) / SECOND_MS;
  const used = process.cpuUsage(own);
  const nodePercent = (used.user + used.system) / 1e4 / seconds;
  const serverPercent = ((database.processorSeconds() - server) * 100) / seconds;
  await writer.close(CLOSE_MS);
  const { dropped } = writer.stats();
  const [lagMsP50, lagMsP99] = [lags.percentile(0.5) / 1e6, lags.percentile(0.99) / 1e6];
  return { rowsPerSecond: n / seconds, nodePercent, serverPercent, lagMsP50, lagMsP99, dropped };
}

function sectionOf({ ours, file, rowBytes }: Race, paced: Paced): Section {
  const oursSeconds = Math.min(...ours);
  const fileSeconds = Math.min(...file);
  const ratio = fileSeconds / oursSeconds;
  const row = (name: string, seconds: number): string[] => [
    name,
    count(ROWS / seconds),
    duration((seconds / ROWS) * 1e9),
  ];
  return {
    name: "tick-writer",
    title: "tick-writer · trades from the engine's hands into the table, and the same rows by the server from a file",
    lines: [
      `${count(ROWS)} rows of ${MARKETS} markets into the table with its key, binary both ways, best of ${ROUNDS} in turns`,
      "",
      ...columns([
        ["", "rows/s", "a row"],
        row("our writer, in batches over a socket", oursSeconds),
        row("COPY from a file on the server, once", fileSeconds),
      ]),
      `ours over the file's: ${(ratio * 100).toFixed(0)} %; on the disk ${bytes(rowBytes)} a row with its key`,
      "",
      ...columns([
        [`at ${count(paced.rowsPerSecond)} rows a second`, "measured"],
        ["this process, share of one core", `${paced.nodePercent.toFixed(1)} %`],
        ["PostgreSQL, share of one core", `${paced.serverPercent.toFixed(1)} %`],
        ["oldest waiting row, p50", duration(paced.lagMsP50 * 1e6)],
        ["oldest waiting row, p99", duration(paced.lagMsP99 * 1e6)],
        ["dropped", count(paced.dropped)],
      ]),
    ],
    goals: [
      { text: `≥ ${RATIO_MIN * 100} % of COPY from a file`, met: ratio >= RATIO_MIN },
      { text: `≤ ${NODE_PERCENT_MAX} % of a core at 50,000 rows/s`, met: paced.nodePercent <= NODE_PERCENT_MAX },
    ],
    faults: paced.dropped === 0 ? [] : [`${paced.dropped} rows were dropped at a pace that must be kept`],
    numbers: { ratio, oursSeconds, fileSeconds, rowBytes, paced },
  };
}

export const tickWriter: Bench = {
  name: "tick-writer",
  about: "storing trades against COPY of the same rows from a file, and 50,000 rows a second",
  seconds: 45,
  run: ({ seed, progress }) =>
    withDatabase(async (database) =>
      sectionOf(await race(database, seed, progress), await pace(database, seed, progress)),
    ),
};
