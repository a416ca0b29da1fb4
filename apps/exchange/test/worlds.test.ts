import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexPriceAt, isToldAt, SYMBOLS_MAX, secondOf, WORLDS } from "@evenkeel/exchange-sim";
import { WIRED } from "@evenkeel/exchange-sim/wire";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
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

test.each(WORLDS)("%s starts at every venue that it knows, with one clock and prices in each", async (world) => {
  const venues = WIRED.filter((venue) => isToldAt(world, venue));
  expect(venues).toContain("binance");
  const { exchange, client } = await open({ world, venues });
  try {
    const { body } = await client.send("GET", "/fapi/v1/premiumIndex?symbol=BTCUSDT");
    expect(Number(body.markPrice)).toBeGreaterThan(1_000);
    await client.control("POST", "advance", { ms: 61_000 });
    const states = venues.map((venue) => exchange.venues[venue]?.state);
    const clocks = new Set(states.map((state) => state?.nowMs));
    expect(clocks.size).toBe(1);
    const bitcoins = states.map((state) =>
      state === undefined ? 0 : indexPriceAt(state.world, 0, secondOf(state.nowMs)),
    );
    for (const price of bitcoins) expect(Math.abs(price / (bitcoins[0] ?? 0) - 1)).toBeLessThan(0.01);
    const { body: status } = await client.control("GET", "status");
    expect(status).toMatchObject({ world });
  } finally {
    await exchange.close();
  }
});

test("all venues at their full counts in one process", async () => {
  const { exchange, client } = await open({ world: "normal", venues: WIRED, symbols: SYMBOLS_MAX });
  try {
    const listed = Object.entries(exchange.venues).map(([venue, { state }]) => [venue, state.world.instruments.length]);
    expect(Object.fromEntries(listed)).toEqual({ binance: 711, bybit: 760, poloniex: 120, coinbase: 60 });
    const futures = (await client.send("GET", "/fapi/v1/exchangeInfo")).body as unknown as { symbols: unknown[] };
    const spot = (await client.send("GET", "/api/v3/exchangeInfo")).body as unknown as { symbols: unknown[] };
    expect([futures.symbols.length, spot.symbols.length]).toEqual([711, 711]);
  } finally {
    await exchange.close();
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

interface Told {
  readonly stream: string;
  readonly data: {
    readonly E: number;
    readonly U: number;
    readonly u: number;
    readonly b: readonly (readonly [string, string])[];
    readonly a: readonly (readonly [string, string])[];
    readonly t: number;
  };
}

test("captured frames by socket: a client's book joins the REST snapshot and stays equal to it", async () => {
  const { exchange, client } = await open({ world: "frames-2024-08-08" });
  const socket = new WebSocket(
    `ws://127.0.0.1:${exchange.port}/stream?streams=ethusdt@depth@100ms/ethusdt@trade/ethusdt@aggTrade/ethusdt@bookTicker`,
    { headers: { Host: "stream.binance.com:9443" } },
  );
  const told: Told[] = [];
  socket.on("message", (text: Buffer) => told.push(JSON.parse(text.toString("utf8")) as Told));
  try {
    await once(socket, "open");
    await client.control("POST", "advance", { ms: 3_000 });
    const depth = async () =>
      (await client.send("GET", "/api/v3/depth?symbol=ETHUSDT&limit=5000")).body as unknown as {
        lastUpdateId: number;
        bids: [string, string][];
        asks: [string, string][];
      };
    const snapshot = await depth();
    for (let step = 0; step < 10; step++) await client.control("POST", "advance", { ms: 1_700 });
    const now = await depth();
    await vi.waitFor(() => expect(told.some(({ data }) => data.u === now.lastUpdateId)).toBe(true), 5_000);
    const updates = told.filter(({ stream }) => stream === "ethusdt@depth@100ms").map(({ data }) => data);
    const news = updates.filter((each) => each.u > snapshot.lastUpdateId && each.u <= now.lastUpdateId);
    expect(news.length).toBeGreaterThan(100);
    expect(news[0]?.U).toBeLessThanOrEqual(snapshot.lastUpdateId + 1);
    const gaps = updates.slice(1).filter((each, k) => each.U !== (updates[k]?.u ?? 0) + 1);
    expect(gaps).toEqual([]);
    for (const [side, key] of [
      ["bids", "b"],
      ["asks", "a"],
    ] as const) {
      const book = new Map(snapshot[side]);
      for (const each of news) for (const [price, size] of each[key]) book.set(price, size);
      const left = [...book].filter(([, size]) => Number(size) > 0);
      left.sort(([one], [two]) => (side === "bids" ? -1 : 1) * (Number(one) - Number(two)));
      expect(left).toEqual(now[side]);
    }
    const ofStream = (name: string) => told.filter(({ stream }) => stream === `ethusdt@${name}`);
    expect(ofStream("bookTicker").length).toBeGreaterThan(500);
    expect(ofStream("trade").length).toBeGreaterThan(100);
    expect(ofStream("aggTrade").map(({ data }) => data.a)).toEqual(ofStream("trade").map(({ data }) => data.t));
  } finally {
    socket.close();
    await exchange.close();
  }
});

test("captured frames come at their own time", async () => {
  const { exchange } = await open({ world: "frames-2024-08-08", speed: 1 });
  const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}/stream?streams=btcusdt@depth@100ms`, {
    headers: { Host: "stream.binance.com:9443" },
  });
  const came: { wallMs: number; eventMs: number }[] = [];
  socket.on("message", (text: Buffer) => {
    came.push({ wallMs: performance.now(), eventMs: (JSON.parse(text.toString("utf8")) as Told).data.E });
  });
  try {
    await vi.waitFor(() => expect(came.length).toBeGreaterThan(30), 15_000);
    const offsets = came.map(({ wallMs, eventMs }) => wallMs - eventMs).toSorted((a, b) => a - b);
    const middle = offsets[offsets.length >> 1] ?? 0;
    const apart = offsets.map((each) => Math.abs(each - middle)).toSorted((a, b) => a - b);
    expect(apart[apart.length >> 1]).toBeLessThan(60);
  } finally {
    socket.close();
    await exchange.close();
  }
});
