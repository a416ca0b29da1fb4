import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "@evenkeel/store/embedded";
import { migrate } from "@evenkeel/store/migrate";
import postgres from "postgres";
import { freePort } from "../../recovery/support/process.ts";
import { readProcess } from "../engine-live/process-figures.ts";

export type BenchDatabase = {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** A file the server itself reads and writes, as fast as it can. */
  readonly rowsFile: string;
  /** Of the server's processes together, so far. */
  readonly processorSeconds: () => number;
};

/** The server and everything it started. */
function serverProcesses(dataDirectory: string): number[] {
  const server = Number(readFileSync(join(dataDirectory, "data", "postmaster.pid"), "utf8").split("\n")[0]);
  const parentOf = (pid: number): number => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
      return Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]);
    } catch {
      return 0;
    }
  };
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return [server, ...all.map(Number).filter((pid) => parentOf(pid) === server)];
}

export async function withDatabase<T>(use: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-bench-"));
  // PostgreSQL runs as another user when this runs as root, and must be able to pass through.
  chmodSync(folder, 0o711);
  const dataDirectory = join(folder, "database");
  const started = await startEmbedded({ dataDirectory, port: await freePort() });
  if (!started.ok) throw new Error(started.error.message);
  const { url, stop } = started.value;
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connection: { synchronous_commit: "off" } });
  try {
    await migrate(url);
    return await use({
      url,
      sql,
      rowsFile: join(dataDirectory, "data", "rows.bin"),
      processorSeconds: () =>
        serverProcesses(dataDirectory).reduce((sum, pid) => sum + (readProcess(pid)?.processorSeconds ?? 0), 0),
    });
  } finally {
    await sql.end();
    await stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
