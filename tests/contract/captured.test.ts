import { once } from "node:events";
import type { EngineEvent } from "@evenkeel/core/events";
import { type InstrumentIndex, venueId } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import { wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { createBinance } from "@evenkeel/venues/binance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDirectory } from "./subject.ts";

const WAIT_MS = 30_000;
const LEVELS = 100;

let exchange: RunningExchange;

beforeAll(async () => {
  exchange = await startExchange({ port: 0, world: "frames-2024-08-08", speed: 0 });
});
afterAll(() => exchange.close());

type Level = readonly [price: number, quantity: number];

interface Frame {
  readonly e?: string;
  readonly u: number;
  readonly b: string | readonly (readonly [string, string])[];
  readonly a: string | readonly (readonly [string, string])[];
}

/** Frames and a snapshot as anybody gets them, and the book that follows from these alone. */
async function listen(host: string, stream: string, depthPath: string) {
  const frames: Frame[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}${stream}`, { headers: { Host: host } });
  socket.on("message", (text: Buffer) => frames.push((JSON.parse(text.toString("utf8")) as { data: Frame }).data));
  await once(socket, "open");
  const response = await fetch(`http://127.0.0.1:${exchange.port}${depthPath}`);
  const snapshot = (await response.json()) as { lastUpdateId: number } & Record<"bids" | "asks", [string, string][]>;
  const side = (name: "bids" | "asks"): Level[] => {
    const book = new Map(snapshot[name]);
    for (const frame of frames) {
      const changes = name === "bids" ? frame.b : frame.a;
      if (typeof changes === "string" || frame.u <= snapshot.lastUpdateId) continue;
      for (const [price, size] of changes) book.set(price, size);
    }
    return [...book]
      .map(([price, size]): Level => [Number(price), Number(size)])
      .filter(([, size]) => size > 0)
      .sort(([one], [two]) => (name === "bids" ? two - one : one - two))
      .slice(0, LEVELS);
  };
  const ticker = () => frames.findLast((frame) => typeof frame.b === "string");
  const updateId = () => frames.findLast((frame) => typeof frame.b !== "string")?.u ?? snapshot.lastUpdateId;
  return { side, ticker, updateId, close: () => socket.close() };
}

const idNow = async (path: string): Promise<number> =>
  ((await (await fetch(`http://127.0.0.1:${exchange.port}${path}`)).json()) as { lastUpdateId: number }).lastUpdateId;

const advance = (ms: number) =>
  fetch(`http://127.0.0.1:${exchange.port}/control/advance`, {
    method: "POST",
    headers: { "x-evenkeel-control": "1", "content-type": "application/json" },
    body: JSON.stringify({ ms }),
  });

test("captured frames through our own adapter: its quotes and its books are those of a bare reader", async () => {
  const [credentials] = exchange.accounts;
  if (credentials === undefined) throw new Error("the exchange printed no key");
  const catalogue = new Map<InstrumentIndex, Instrument>();
  const tops = new Map<InstrumentIndex, { bid: number; ask: number; updateId: number; count: number }>();
  const adapter = await createBinance({
    keys: { apiKey: credentials.key, secret: credentials.secret },
    redirectPort: exchange.port,
    directory: createDirectory(),
    clock: { nowMs: () => wallTime(Date.now()) },
    random: () => 0.5,
    watch: { symbolsMax: 2 },
    historyDays: 1,
    sendTimeoutMs: 5_000,
    readTimeoutMs: 10_000,
    receiveWindowMs: 5_000,
  });
  const started = await adapter.feed.start((event: EngineEvent) => {
    if (event.kind === "catalogue") for (const each of event.instruments) catalogue.set(each.index, each);
    if (event.kind !== "top") return;
    const count = (tops.get(event.instrument)?.count ?? 0) + 1;
    tops.set(event.instrument, { bid: event.bidPrice, ask: event.askPrice, updateId: event.updateId, count });
  });
  if (!started.ok) throw new Error(started.error.message);
  const readers = {
    spot: await listen(
      "stream.binance.com",
      "/stream?streams=ethusdt@depth@100ms/ethusdt@bookTicker",
      "/api/v3/depth?symbol=ETHUSDT&limit=5000",
    ),
    perpetual: await listen(
      "fstream.binance.com",
      "/public/stream?streams=ethusdt@depth@0ms/ethusdt@bookTicker",
      "/fapi/v1/depth?symbol=ETHUSDT&limit=1000",
    ),
  };
  try {
    for (let step = 0; step < 8; step++) await advance(2_500);
    for (const [kind, reader] of Object.entries(readers)) {
      const path = kind === "spot" ? "/api/v3/depth?symbol=ETHUSDT" : "/fapi/v1/depth?symbol=ETHUSDT";
      const id = await idNow(path);
      await expect.poll(reader.updateId, { timeout: WAIT_MS }).toBe(id);
      const instrument = [...catalogue.values()].find((each) => each.symbol === "ETHUSDT" && each.kind === kind);
      if (instrument === undefined) throw new Error(`no ${kind}`);
      await expect.poll(() => tops.get(instrument.index)?.updateId, { timeout: WAIT_MS }).toBe(reader.ticker()?.u);
      const top = tops.get(instrument.index);
      const unit = 10 ** instrument.priceScale;
      expect([(top?.bid ?? 0) / unit, (top?.ask ?? 0) / unit]).toEqual([
        Number(reader.ticker()?.b),
        Number(reader.ticker()?.a),
      ]);
      expect(top?.count).toBeGreaterThan(500);
      const depth = await adapter.gateway.perform({
        kind: "read-depth",
        venue: venueId("binance"),
        instrument: instrument.index,
      });
      if (depth.kind !== "depth") throw new Error(`no depth but ${depth.kind}`);
      const levels = (side: readonly (readonly [number, number])[]) =>
        side.map(([price, size]) => [price / unit, size / 10 ** instrument.quantityScale]);
      expect(levels(depth.bids)).toEqual(reader.side("bids"));
      expect(levels(depth.asks)).toEqual(reader.side("asks"));
    }
  } finally {
    for (const reader of Object.values(readers)) reader.close();
    await adapter.feed.stop();
  }
});
