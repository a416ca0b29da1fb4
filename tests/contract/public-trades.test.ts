import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { PublicTrade } from "@evenkeel/core/ports";
import { wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { createBinance } from "@evenkeel/venues/binance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDirectory } from "./subject.ts";

const SYMBOLS = 6;
const WAIT_MS = 30_000;

let exchange: RunningExchange;

beforeAll(async () => {
  exchange = await startExchange({ port: 0, seed: 5, symbols: SYMBOLS, speed: 20 });
});
afterAll(() => exchange.close());

const open = async (trades: PublicTrade[] | null) => {
  const malformed: string[] = [];
  const adapter = await createBinance({
    keys: null,
    redirectPort: exchange.port,
    directory: createDirectory(),
    clock: { nowMs: () => wallTime(Date.now()) },
    random: Math.random,
    watch: { symbolsMax: SYMBOLS },
    ...(trades === null
      ? {}
      : {
          trades: {
            trade: (trade: PublicTrade) => void trades.push({ ...trade }),
            malformed: (reason: string) => malformed.push(reason),
          },
        }),
    historyDays: 1,
    sendTimeoutMs: 2_000,
    readTimeoutMs: 5_000,
    receiveWindowMs: 5_000,
  });
  const kinds = new Map<InstrumentIndex, string>();
  const streams: string[] = [];
  const started = await adapter.feed.start((event) => {
    if (event.kind === "catalogue") for (const { index, kind } of event.instruments) kinds.set(index, kind);
    if (event.kind === "stream") streams.push(event.stream);
  });
  if (!started.ok) throw new Error(started.error.message);
  return { adapter, kinds, streams, malformed };
};

test("public trades of both families come to whoever asks for them, and nothing of theirs to the engine", async () => {
  const trades: PublicTrade[] = [];
  const { adapter, kinds, streams, malformed } = await open(trades);
  const seen = () => new Set(trades.map(({ instrument }) => kinds.get(instrument)));
  await expect.poll(seen, { timeout: WAIT_MS }).toEqual(new Set(["perpetual", "spot"]));
  await expect
    .poll(() => new Set(trades.map(({ venueTimeMs }) => venueTimeMs)).size, { timeout: WAIT_MS })
    .toBeGreaterThan(2);
  await adapter.feed.stop();
  expect(malformed).toEqual([]);
  for (const { price, quantity, tradeId, venueTimeMs } of trades)
    expect([price > 0, quantity > 0, Number.isSafeInteger(tradeId), venueTimeMs > 0]).toEqual([true, true, true, true]);
  // Rising within a market, so that the first and the last of a minute are known by it.
  for (const own of Map.groupBy(trades, ({ instrument }) => instrument).values())
    expect(own.map(({ tradeId }) => tradeId)).toEqual(own.map(({ tradeId }) => tradeId).toSorted((a, b) => a - b));
  expect(streams.filter((name) => name.includes("trades"))).toEqual([]);
});

test("whoever does not ask opens no connection for them", async () => {
  const { adapter } = await open(null);
  const connections = async (): Promise<number> => {
    const headers = { "x-evenkeel-control": "1" };
    const response = await fetch(`http://127.0.0.1:${exchange.port}/control/status`, { headers });
    return ((await response.json()) as { streams: number }).streams;
  };
  // Marks, books of perpetuals, books of spot.
  await expect.poll(connections, { timeout: WAIT_MS }).toBe(3);
  await adapter.feed.stop();
});
