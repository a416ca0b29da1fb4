import { type ChildProcess, spawn } from "node:child_process";
import { appendFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startExchange } from "../src/index.ts";
import { type Answer, type Client, createClient } from "./client.ts";

const MAIN = new URL("../src/main.ts", import.meta.url).pathname;
let directory: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "exchange-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  readonly client: Client;
}

/** The real process, as anybody starts it; its key and address are read from what it prints. */
async function start(): Promise<Started> {
  const child = spawn(
    process.execPath,
    [MAIN, "--port", "0", "--data", directory, "--symbols", "12", "--seed", "5", "--speed", "60"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  children.push(child);
  const seen: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    const [name = "", value = ""] = line.trim().split(/\s+/);
    if (name === "key" || name === "secret") seen[name] = value;
    const port = /ready on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port !== undefined) {
      return { child, client: createClient(Number(port), { key: seen["key"] ?? "", secret: seen["secret"] ?? "" }) };
    }
  }
  throw new Error("the exchange did not start");
}

/** Resolves also when the end came before anybody asked. */
const exited = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once("exit", () => resolve()));

const rowsOf = <T>(answer: Answer): readonly T[] => answer.body as unknown as readonly T[];

async function books(client: Client) {
  const [spot, futures, positions] = await Promise.all([
    client.signed("GET", "/api/v3/account", { omitZeroBalances: "true" }),
    client.signed("GET", "/fapi/v3/account"),
    client.signed("GET", "/fapi/v2/positionRisk", { symbol: "ETHUSDT" }),
  ]);
  return {
    spot: spot.body.balances,
    wallet: futures.body.totalWalletBalance,
    position: rowsOf<{ positionAmt: string; entryPrice: string }>(positions).map((row) => [
      row.positionAmt,
      row.entryPrice,
    ]),
  };
}

test("kill -9 loses no acknowledged order, fill or balance, and time goes on", { timeout: 60_000 }, async () => {
  const first = await start();
  const acknowledged: { id: number; symbol: string; market: "spot" | "futures"; status: string }[] = [];
  const price = Number((await first.client.send("GET", "/fapi/v1/premiumIndex?symbol=BTCUSDT")).body.markPrice);
  for (let k = 0; k < 25; k++) {
    const futures = await first.client.signed("POST", "/fapi/v1/order", {
      symbol: "ETHUSDT",
      side: k % 2 === 0 ? "SELL" : "BUY",
      type: "MARKET",
      quantity: k % 2 === 0 ? "0.2" : "0.1",
      newClientOrderId: `f-${k}`,
      newOrderRespType: "RESULT",
    });
    expect(futures.status).toBe(200);
    acknowledged.push({ id: futures.body.orderId, symbol: "ETHUSDT", market: "futures", status: futures.body.status });
    const spot = await first.client.signed("POST", "/api/v3/order", {
      symbol: "BTCUSDT",
      side: "BUY",
      type: "LIMIT",
      timeInForce: "GTC",
      quantity: "0.0005",
      price: (price * 0.8).toFixed(2),
    });
    expect(spot.status).toBe(200);
    acknowledged.push({ id: spot.body.orderId, symbol: "BTCUSDT", market: "spot", status: "NEW" });
  }
  const before = await books(first.client);
  const timeBefore = (await first.client.control("GET", "status")).body.venueTimeMs;
  first.child.kill("SIGKILL");
  await exited(first.child);

  const second = await start();
  for (const { id, symbol, market, status } of acknowledged) {
    const path = market === "spot" ? "/api/v3/order" : "/fapi/v1/order";
    const found = await second.client.signed("GET", path, { symbol, orderId: id });
    expect([found.status, found.body.status]).toEqual([200, status]);
  }
  expect(await books(second.client)).toEqual(before);
  const timeAfter = (await second.client.control("GET", "status")).body.venueTimeMs;
  expect(timeAfter).toBeGreaterThan(timeBefore - 120_000);
});

test("killed while orders stream in: everything that was answered is there afterwards", {
  timeout: 60_000,
}, async () => {
  const first = await start();
  const answered: number[] = [];
  let sent = 0;
  const stream = async () => {
    for (;;) {
      sent += 1;
      const order = await first.client
        .signed("POST", "/fapi/v1/order", {
          symbol: "ETHUSDT",
          side: sent % 2 === 0 ? "BUY" : "SELL",
          type: "MARKET",
          quantity: "0.05",
        })
        .catch(() => null);
      if (order === null || order.status !== 200) return;
      answered.push(order.body.orderId);
      if (answered.length === 60) first.child.kill("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: 8 }, stream));
  await exited(first.child);
  expect(answered.length).toBeGreaterThanOrEqual(60);
  const second = await start();
  const orders = await second.client.signed("GET", "/fapi/v1/allOrders", { symbol: "ETHUSDT", limit: 1_000 });
  const present = new Set(rowsOf<{ orderId: number }>(orders).map((row) => row.orderId));
  expect(answered.filter((id) => !present.has(id))).toEqual([]);
});

const inProcess = { port: 0, symbols: 6, seed: 2, speed: 0 } as const;
const order = { symbol: "ETHUSDT", side: "SELL", type: "MARKET", quantity: "0.1" } as const;

test("a graceful stop keeps the same state to the last digit, and snapshots replace the logs before them", async () => {
  const settings = { ...inProcess, dataDirectory: directory, snapshotCommandsMax: 5 };
  const first = await startExchange(settings);
  const client = createClient(first.port, first.accounts[0] ?? { key: "", secret: "" });
  for (let k = 0; k < 12; k++) {
    expect((await client.signed("POST", "/fapi/v1/order", order)).status).toBe(200);
    if (k === 6) await new Promise((resolve) => setTimeout(resolve, 1_200));
  }
  await client.control("POST", "advance", { ms: 3_700_000 });
  const hash = (await client.control("GET", "hash")).body.hash;
  await first.close();
  expect(await readdir(join(directory, "binance"))).toHaveLength(2);

  const second = await startExchange(settings);
  const again = createClient(second.port, second.accounts[0] ?? { key: "", secret: "" });
  expect((await again.control("GET", "hash")).body.hash).toBe(hash);
  expect(second.recoveredCommands).toBe(0);
  await second.close();
});

test("a torn last record is dropped, other options and a second process are refused", async () => {
  const settings = { ...inProcess, dataDirectory: directory };
  const first = await startExchange(settings);
  const child = spawn(process.execPath, [MAIN, "--port", "0", "--data", directory], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  let refusal = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    refusal += chunk.toString();
  });
  await exited(child);
  expect(refusal).toContain("Another exchange (process");
  await first.close();
  const log = (await readdir(join(directory, "binance"))).find((name) => name.endsWith(".log")) ?? "";
  await appendFile(join(directory, "binance", log), '0badc0de {"kind":"place","venueTi');
  const second = await startExchange(settings);
  expect(second.recoveredCommands).toBe(0);
  await second.close();
  await expect(startExchange({ ...settings, seed: 9 })).rejects.toThrow("holds another exchange");
});
