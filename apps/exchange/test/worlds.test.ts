import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WORLDS } from "@evenkeel/exchange-sim";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ExchangeSettings, startExchange } from "../src/index.ts";
import { type Answer, createClient } from "./client.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "exchange-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function open(settings: Partial<ExchangeSettings>) {
  const exchange = await startExchange({ port: 0, speed: 0, symbols: 12, seed: 3, ...settings });
  const [account] = exchange.accounts;
  if (account === undefined) throw new Error("no account");
  return { exchange, client: createClient(exchange.port, account) };
}

const rows = (answer: Answer) => answer.body as unknown as readonly (readonly [number, ...string[]])[];

test("every world starts at a venue that it knows, and shows prices", async () => {
  for (const world of WORLDS) {
    const { exchange, client } = await open({ world });
    try {
      const { body } = await client.send("GET", "/fapi/v1/premiumIndex?symbol=BTCUSDT");
      expect(Number(body.markPrice), world).toBeGreaterThan(1_000);
      const { body: status } = await client.control("GET", "status");
      expect(status).toMatchObject({ world });
    } finally {
      await exchange.close();
    }
  }
});

test("a venue that a world has no record of is refused in one sentence", async () => {
  const settings = { world: "majors-2023-2024", venues: ["coinbase"] } as const;
  await expect(startExchange({ port: 0, ...settings })).rejects.toThrow(/^(The world|--venues)/);
  await expect(startExchange({ port: 0, world: "moon" as "demo" })).rejects.toThrow("--world must be one of");
});

test("the crash by REST: the hour's candle as it was, the mark above it, and the same books after a restart", async () => {
  const settings = { world: "crash-2025-10-10", dataDirectory: directory } as const;
  const first = await open(settings);
  const wickMs = Date.UTC(2025, 9, 10, 21);
  await first.client.control("POST", "advance", { ms: wickMs + 3_600_000 - Date.UTC(2025, 9, 8) });
  const hour = `symbol=AVAXUSDT&interval=1h&startTime=${wickMs}&limit=1`;
  const [candle] = rows(await first.client.send("GET", `/fapi/v1/klines?${hour}`));
  expect(candle?.slice(0, 4)).toEqual([wickMs, "25.002", "25.363", "8.433"]);
  const [spot] = rows(await first.client.send("GET", `/api/v3/klines?${hour}`));
  expect(Number(spot?.[3])).toBe(8.52);
  const [mark] = rows(await first.client.send("GET", `/fapi/v1/markPriceKlines?${hour}`));
  expect(Number(mark?.[4])).toBeCloseTo(21.754, 2);
  const { hash } = (await first.client.control("GET", "hash")).body;
  await first.exchange.close();
  const stored = join(directory, "binance");
  const [snapshot] = (await readdir(stored)).filter((name) => name.startsWith("snapshot"));
  const { size } = await stat(join(stored, snapshot ?? ""));
  expect(size).toBeLessThan(8e6);

  const second = await open(settings);
  try {
    expect((await second.client.control("GET", "hash")).body.hash).toBe(hash);
    await second.client.control("POST", "advance", { ms: 60_000 });
    const { body } = await second.client.send("GET", "/fapi/v1/premiumIndex?symbol=AVAXUSDT");
    expect(Number(body.markPrice)).toBeGreaterThan(20);
  } finally {
    await second.exchange.close();
  }
});
