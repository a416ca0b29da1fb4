import type { ColdEvent } from "@evenkeel/core/events";
import { wallTime } from "@evenkeel/core/units";
import { startExchange } from "@evenkeel/exchange";
import { createBinance } from "@evenkeel/venues/binance";
import { createBybit } from "@evenkeel/venues/bybit";
import { expect, test } from "vitest";
import { createDirectory } from "./subject.ts";

type Quote = Extract<ColdEvent, { kind: "dollar-quote" }>;
const POLL_MS = 200;

/** RSK-7 over the wire: what the adapters tell of the coins that stand for a dollar, and what two faults do to it. */
test.each([
  ["binance", createBinance, ["FDUSD", "USDC"]],
  ["bybit", createBybit, ["USDC", "USDE"]],
] as const)(
  "%s tells every dollar coin, anew every poll: all of them move with USDT, one alone by itself",
  async (name, create, coins) => {
    const exchange = await startExchange({
      port: 0,
      seed: 3,
      symbols: 4,
      venues: [name],
      accounts: [{ name: "main" }],
    });
    const adapter = await create({
      keys: null,
      redirectPort: exchange.port,
      directory: createDirectory(),
      clock: { nowMs: () => wallTime(Date.now()) },
      random: Math.random,
      watch: { symbolsMax: 4 },
      historyDays: 1,
      sendTimeoutMs: 5_000,
      readTimeoutMs: 10_000,
      receiveWindowMs: 5_000,
      schedule: { dollarsMs: POLL_MS },
    });
    const newest = new Map<string, Quote>();
    const bids = (): readonly number[] => coins.map((coin) => newest.get(coin)?.bid ?? 0);
    const inject = async (fault: string): Promise<void> => {
      const answer = await fetch(`http://127.0.0.1:${exchange.port}/control/fault`, {
        method: "POST",
        headers: { "x-evenkeel-control": "1", "content-type": "application/json" },
        body: JSON.stringify({ name: fault }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    };
    const started = await adapter.feed.start((event) => {
      if (event.kind === "dollar-quote") newest.set(event.coin, event);
    });
    try {
      expect(started.ok).toBe(true);
      await expect.poll(bids, { timeout: 20_000 }).toEqual([0.9999, 0.9999]);
      for (const { venue, bid, ask } of newest.values()) expect([venue, ask > bid]).toEqual([adapter.venue, true]);
      await inject("coin-depeg");
      const fallen = coins.map((coin) => (coin === "USDC" ? 0.9699 : 0.9999));
      await expect.poll(bids, { timeout: 20_000 }).toEqual(fallen);
      await inject("depeg");
      const dearer = coins.map((coin) => (coin === "USDC" ? 0.9999 : 1.0308));
      await expect.poll(bids, { timeout: 20_000 }).toEqual(dearer);
    } finally {
      await adapter.feed.stop();
      await exchange.close();
    }
  },
);
