import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freePort, type Program, run } from "./support/process.ts";

const UP_MS_MAX = 120_000;
const DOWN_MS_MAX = 40_000;

let folder = "";
let ports: Readonly<Record<"port" | "engine-port" | "exchange-port" | "database-port", number>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "evenkeel-launcher-"));
  // PostgreSQL runs as another user when this runs as root, and must be able to pass through.
  chmodSync(folder, 0o711);
  const [port = 0, engine = 0, exchange = 0, database = 0] = await Promise.all(Array.from({ length: 4 }, freePort));
  ports = { port, "engine-port": engine, "exchange-port": exchange, "database-port": database };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const up = (): Program =>
  run(
    "apps/cli/src/main.ts",
    [
      "up",
      "--data",
      folder,
      "--symbols",
      "6",
      ...Object.entries(ports).flatMap(([name, port]) => [`--${name}`, String(port)]),
    ],
    { HOME: folder },
  );

const lastSentence = (program: Program): string => program.output().trim().split("\n").at(-1) ?? "";
const logOf = (process: "engine" | "exchange"): string => {
  const path = join(folder, "logs", `${process}.log`);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
};
/** How often both venues came to stream. */
const startsOf = (): number => {
  const told = (venue: string) =>
    logOf("engine").match(new RegExp(`"venue":"${venue}","msg":"the venue is streaming"`, "g"))?.length ?? 0;
  return Math.min(told("binance"), told("bybit"));
};

/** Processes whose parent is this one, and what they were started as. */
function childrenOf(parent: number): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return Number(fields[1]) === parent ? [{ pid: Number(name), command }] : [];
    } catch {
      return [];
    }
  });
}

async function lastEngineAudit(): Promise<string> {
  const password = readFileSync(join(folder, "database", "password"), "utf8").trim();
  const address = { host: "127.0.0.1", port: ports["database-port"], database: "evenkeel", username: "evenkeel" };
  const sql = postgres({ ...address, password, max: 1 });
  const [row] = await sql<{ action: string }[]>`
    select action from audit where subject = 'engine' order by position desc limit 1`;
  await sql.end();
  return row?.action ?? "";
}

const lives = ({ pid }: { readonly pid: number }): boolean => existsSync(`/proc/${pid}`);

it("a taken database port is one sentence with the option that mends it, and leaves nothing running", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  ports = { ...ports, "database-port": port };
  const program = up();
  const { code } = await program.ended;
  await new Promise((resolve) => server.close(resolve));
  expect(code).toBe(1);
  expect(lastSentence(program)).toMatch(new RegExp(`[Pp]ort ${port}.*--database-port`));
  expect(childrenOf(program.pid)).toEqual([]);
});

it("a killed launcher: what it started stops in order, a second start is refused before and adopts after", async () => {
  const first = up();
  await expect.poll(startsOf, { timeout: UP_MS_MAX, interval: 250 }).toBe(1);
  const second = up();
  expect((await second.ended).code).toBe(1);
  expect(lastSentence(second)).toMatch(/runs already/);

  const children = childrenOf(first.pid);
  const named = (part: string) => children.find(({ command }) => command.includes(part));
  const [engine, exchange, build] = [named("apps/engine"), named("apps/exchange"), named(" build")];
  if (engine === undefined || exchange === undefined) throw new Error(JSON.stringify(children));
  first.kill("SIGKILL");
  await first.ended;
  // The build of the dashboard follows nobody: it ends by itself and writes nothing of the books.
  if (build !== undefined && lives(build)) process.kill(build.pid, "SIGTERM");
  await expect.poll(() => lives(engine) || lives(exchange), { timeout: DOWN_MS_MAX, interval: 250 }).toBe(false);
  // Its log went with the launcher; that it stopped in order is in its books, which the database still serves.
  expect(await lastEngineAudit()).toBe("stopped");
  const postmaster = join(folder, "database", "data", "postmaster.pid");
  expect(existsSync(postmaster)).toBe(true);

  const next = up();
  await expect.poll(startsOf, { timeout: UP_MS_MAX, interval: 250 }).toBe(2);
  expect(logOf("engine")).toMatch(/"epoch":2,"msg":"books loaded"/);
  next.kill("SIGINT");
  expect(await next.ended, next.output()).toEqual({ code: 0, signal: null });
  expect(existsSync(postmaster)).toBe(false);
}, 300_000);
