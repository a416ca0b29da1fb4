import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const PROGRAM = fileURLToPath(new URL("../src/main.ts", import.meta.url));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

const run = (...words: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...words], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, error: err }),
    );
  });

const placeWithoutKey = (port: string) =>
  fetch(`http://127.0.0.1:${port}/fapi/v1/order`, { method: "POST", body: "newClientOrderId=mine" });

let directory: string;
let child: ChildProcess;
let said = "";
let port = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenkeel-command-"));
  const config = join(directory, "exchange.yaml");
  await writeFile(
    config,
    `venues: [binance]
world: normal
seed: 9
symbols: 3
speed: 60
port: 0
familyPorts: 0
faults: storm
data: books
accounts:
  - name: main
    spot: { USDT: 60000, BTC: "0.5" }
    futures: 40000
  - name: second
`,
  );
  child = spawn(process.execPath, [PROGRAM, "--config", config, "--faults", "none", "--speed", "2"]);
  child.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  port = await vi.waitFor(
    () => {
      const ready = /ready on http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (ready === undefined) throw new Error(`not ready: ${said}`);
      return ready;
    },
    { timeout: 60_000 },
  );
});
afterAll(async () => {
  child.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

describe("one that runs", () => {
  test("says at its start what it is, where each family lives, and a funded key of each account", () => {
    expect(said).toContain("world normal, seed 9, speed 2, faults none");
    expect(said).toMatch(/binance-futures\s+http:\/\/127\.0\.0\.1:\d+\s+fapi\.binance\.com/);
    expect(said).toMatch(/binance-futures-stream\s+ws:\/\/127\.0\.0\.1:\d+/);
    expect(said.match(/^account \w+ at binance\n {2}key {4}\w+\n {2}secret \w+$/gm)).toHaveLength(2);
    expect(said).toContain(`page http://localhost:${port}/`);
  });

  test("status, mix, fault and report, in words and for machines", async () => {
    expect((await run("status", "--port", port)).out).toContain("world normal, seed 9, speed 2, faults none");
    expect((await run("mix", "calm", "--port", port)).out).toBe("faults: calm\n");
    expect((await run("mix", "none", "--port", port)).code).toBe(0);
    const aimed = (account: string) =>
      run("fault", "leverage-changed", "--symbol", "ETHUSDT", "--account", account, "--port", port);
    expect([(await aimed("nobody")).code, (await aimed("nobody")).error]).toEqual([
      2,
      'There is no account "nobody" at binance; there are main, second.\n',
    ]);
    expect((await aimed("main")).out).toMatch(/^leverage-changed at binance: ETHUSDT from 20 to \d+\n$/);
    expect((await run("report", "--port", port)).out).toMatch(/binance {2}leverage-changed {2}1\n/);
    const { fired } = JSON.parse((await run("report", "--json", "--port", port)).out) as { fired: unknown };
    expect(fired).toEqual({ binance: { "leverage-changed": 1 }, prices: {} });
    expect(JSON.parse((await run("status", "--json", "--port", port)).out)).toMatchObject({ seed: 9, faults: "none" });
  });

  test("says at its end which faults fired, and of calls nothing unless asked to", async () => {
    await placeWithoutKey(port);
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
    expect(said).not.toContain("a call");
    expect(said).toMatch(
      /faults: mix none, 1 fired since \S+\n {2}binance {2}leverage-changed {2}1\nnever: reply-lost/,
    );
  });
});

describe("what is typed", () => {
  test.each([
    [["--help"], 0, "Usage: evenkeel exchange"],
    [["faults"], 0, "reply-lost\n"],
    [["fault", "earthquake"], 2, "There is no fault"],
    [["dance"], 2, "There is no command"],
    [["status", "--port", "1", "--json"], 1, '{"error":"No exchange answers on port 1.'],
    [["--account", "three=NOPE:5", "--port", "0", "--symbols", "2"], 2, "The account three cannot hold NOPE"],
    [["--data", PROGRAM, "--symbols", "2"], 1, "cannot be made: a file of that name is in the way."],
    [["--data", "/proc/nope/a", "--symbols", "2"], 1, "The folder /proc/nope/a cannot be made"],
    [["--faults", "hurricane"], 2, "--faults must be none, calm, normal, storm"],
    [["report", "--port", "1"], 1, "No exchange answers on port 1"],
  ] as const)("%j: %d", async (words, code, says) => {
    const ran = await run(...words);
    expect([ran.code, ran.out + ran.error]).toEqual([code, expect.stringContaining(says)]);
  });
});

test("for machines: the catalogue alone, and of a run one object at its start and one at its end", async () => {
  expect(JSON.parse((await run("faults", "--json")).out)).toContainEqual(expect.objectContaining({ name: "wick" }));
  const words = ["--port", "0", "--symbols", "2", "--venues", "binance,coinbase", "--json", "--log-calls"];
  const machine = spawn(process.execPath, [PROGRAM, ...words]);
  let out = "";
  machine.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  const ended = new Promise((resolve) => machine.once("exit", resolve));
  await vi.waitFor(() => expect(out).toContain("\n"), { timeout: 60_000 });
  const started = JSON.parse(out) as Record<string, unknown>;
  expect(started).toMatchObject({
    venues: ["binance", "coinbase"],
    accounts: [{ venue: "binance", name: "main", key: expect.any(String) }, { venue: "coinbase" }],
    page: `http://localhost:${Number(started["port"])}/`,
  });
  await placeWithoutKey(String(started["port"]));
  machine.kill("SIGINT");
  expect(await ended).toBe(0);
  const lines = out.trim().split("\n").slice(1);
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ msg: "a call", order: "mine", status: 401 }),
    expect.objectContaining({ mix: "none" }),
  ]);
});

test("a clash of family ports names its option, and a reader who stops early gets no stack", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => holder.once("listening", resolve));
  const held = String((holder.address() as AddressInfo).port);
  const clash = await run("--port", "0", "--symbols", "2", "--family-ports", held);
  holder.close();
  expect([clash.code, clash.error]).toEqual([1, expect.stringContaining("Choose another with --family-ports.")]);
  const early = spawn(process.execPath, [PROGRAM, "--help"]);
  early.stdout.destroy();
  let error = "";
  early.stderr.on("data", (chunk: Buffer) => {
    error += chunk.toString();
  });
  expect([await new Promise((resolve) => early.once("exit", resolve)), error]).toEqual([0, ""]);
});
