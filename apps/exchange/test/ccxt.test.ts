import type { Exchange } from "ccxt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { futuresClient, type Keys, spotClient } from "./redirect.ts";

let exchange: RunningExchange;
let futures: Exchange;
let spot: Exchange;

beforeAll(async () => {
  exchange = await startExchange({ port: 0, symbols: 40, speed: 60, seed: 3 });
  const keys = exchange.accounts[0] as Keys;
  futures = await futuresClient(exchange.port, keys);
  spot = await spotClient(exchange.port, keys);
  await Promise.all([futures.loadMarkets(), spot.loadMarkets()]);
});

afterAll(async () => {
  await Promise.all([futures.close(), spot.close()]);
  await exchange.close();
});

describe("an unmodified ccxt client", () => {
  test("loads both markets with their steps and contract multipliers", () => {
    expect(Object.keys(futures.markets ?? {}).length).toBe(40);
    expect(Object.keys(spot.markets ?? {}).length).toBe(40);
    expect(futures.market("BTC/USDT:USDT").precision).toEqual(expect.objectContaining({ price: 0.1, amount: 0.001 }));
    expect(spot.market("PEPE/USDT").active).toBe(true);
    expect(futures.market("1000PEPE/USDT:USDT").linear).toBe(true);
  });

  test("reads funding: rates, intervals, and ninety days of history", async () => {
    const rates = await futures.fetchFundingRates();
    expect(Object.keys(rates).length).toBe(40);
    expect(rates["BTC/USDT:USDT"]?.fundingTimestamp).toBeGreaterThan(0);
    const intervals = await futures.fetchFundingIntervals();
    expect(intervals["BTC/USDT:USDT"]?.interval).toBe("8h");
    const history = await futures.fetchFundingRateHistory("BTC/USDT:USDT", undefined, 1_000);
    expect(history.length).toBeGreaterThanOrEqual(270);
  });

  test("reads candles of trades and marks, a month of hours without a gap", async () => {
    const hours = await futures.fetchOHLCV("ETH/USDT:USDT", "1h", undefined, 1_000);
    expect(hours).toHaveLength(744);
    hours.forEach(([at, open = 0, high = 0, low = 0, close = 0], index) => {
      expect(Number(at) - Number(hours[0]?.[0])).toBe(index * 3_600_000);
      expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
    });
    const marks = await futures.fetchOHLCV("ETH/USDT:USDT", "1d", undefined, 10, { price: "mark" });
    const cash = await spot.fetchOHLCV("ETH/USDT", "1d", undefined, 10);
    expect([marks.length, cash.length]).toEqual([10, 10]);
    expect(Number(marks[4]?.[4]) / Number(cash[4]?.[4])).toBeCloseTo(1, 1);
  });

  test("reads tickers, books, open interest and the clock", async () => {
    const tickers = await futures.fetchTickers();
    expect(tickers["ETH/USDT:USDT"]?.quoteVolume).toBeGreaterThan(1e9);
    const asks = await spot.fetchBidsAsks(["BTC/USDT"]);
    expect(asks["BTC/USDT"]?.ask).toBeGreaterThan(asks["BTC/USDT"]?.bid ?? Number.POSITIVE_INFINITY);
    const book = await futures.fetchOrderBook("SOL/USDT:USDT", 20);
    expect(book.bids.length).toBe(20);
    const interest = await futures.fetchOpenInterest("SOL/USDT:USDT");
    expect(interest.openInterestAmount).toBeGreaterThan(0);
    expect(Math.abs(((await futures.fetchTime()) ?? 0) - Date.now())).toBeLessThan(2_000);
  });

  test("watches quotes of both markets and every mark price", async () => {
    const [perpetual, cash] = await Promise.all([
      futures.watchBidsAsks(["BTC/USDT:USDT"]),
      spot.watchBidsAsks(["BTC/USDT"]),
    ]);
    expect(perpetual["BTC/USDT:USDT"]?.bid).toBeGreaterThan(1_000);
    expect(cash["BTC/USDT"]?.bid).toBeGreaterThan(1_000);
    const marks = await futures.watchMarkPrices();
    expect(Object.keys(marks).length).toBe(40);
    expect(marks["BTC/USDT:USDT"]?.info.r).toMatch(/^-?\d\.\d{8}$/);
  });

  test("keeps a local order book in step with the depth stream", async () => {
    for (let k = 0; k < 5; k++) {
      const book = await futures.watchOrderBook("ETH/USDT:USDT");
      expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0);
    }
  });
});

describe("a carry pair through ccxt", () => {
  test("sets the account up, opens both legs, sees fills, position, fees, and closes", async () => {
    const symbol = "SOL/USDT:USDT";
    await futures.setMarginMode("isolated", symbol);
    await futures.setLeverage(2, symbol);
    expect((await futures.fetchPositionMode(symbol)).hedged).toBe(false);
    const leg = await futures.createOrder(symbol, "market", "sell", 10, undefined, { newClientOrderId: "leg-1" });
    expect(leg.status).toBe("closed");
    expect(leg.filled).toBe(10);
    const cash = await spot.createOrder("SOL/USDT", "market", "buy", 10, undefined, { newClientOrderId: "leg-2" });
    expect(cash.filled).toBe(10);
    expect(cash.fee?.currency).toBe("SOL");

    const [position] = await futures.fetchPositions([symbol]);
    expect(position?.side).toBe("short");
    expect(position?.contracts).toBe(10);
    expect(position?.marginMode).toBe("isolated");
    const trades = await futures.fetchMyTrades(symbol);
    expect(trades.reduce((sum, trade) => sum + (trade.amount ?? 0), 0)).toBeCloseTo(10, 9);
    const balance = await spot.fetchBalance();
    expect(balance["SOL"]?.total).toBeCloseTo(9.99, 9);

    const close = await futures.createOrder(symbol, "market", "buy", 10, undefined, { reduceOnly: true });
    expect(close.filled).toBe(10);
    const income = await futures.fetchLedger("USDT");
    expect(income.length).toBeGreaterThanOrEqual(2);
  });

  test("funding arrives as income at the settlement", async () => {
    const symbol = "ETH/USDT:USDT";
    await futures.createOrder(symbol, "market", "sell", 1);
    const { port } = exchange;
    const response = await fetch(`http://127.0.0.1:${port}/control/advance`, {
      method: "POST",
      headers: { "x-evenkeel-control": "1" },
      body: JSON.stringify({ ms: 9 * 3_600_000 }),
    });
    expect(response.status).toBe(200);
    const rows = await futures.fetchFundingHistory(symbol);
    expect(rows.length).toBeGreaterThanOrEqual(1);
    await futures.createOrder(symbol, "market", "buy", 1, undefined, { reduceOnly: true });
  });

  test("a resting order can be found by either id and cancelled, on both markets", async () => {
    for (const [client, symbol] of [
      [futures, "BTC/USDT:USDT"],
      [spot, "BTC/USDT"],
    ] as const) {
      const ticker = await client.fetchBidsAsks([symbol]);
      const price = (ticker[symbol]?.bid ?? 0) * 0.97;
      const order = await client.createOrder(symbol, "limit", "buy", 0.01, price, {
        newClientOrderId: "rest-1",
        postOnly: true,
      });
      const id = order.id ?? "";
      expect((await client.fetchOrder(id, symbol)).status).toBe("open");
      expect((await client.fetchOrder("", symbol, { clientOrderId: "rest-1" })).id).toBe(id);
      expect((await client.fetchOpenOrders(symbol)).map((each) => each.id)).toContain(id);
      expect((await client.cancelOrder(id, symbol)).status).toBe("canceled");
      await expect(client.cancelOrder(id, symbol)).rejects.toThrow("-2011");
    }
  });

  test("errors keep the venue's codes and ccxt's classes", async () => {
    const bid = (await futures.fetchBidsAsks(["BTC/USDT:USDT"]))["BTC/USDT:USDT"]?.bid ?? 0;
    await expect(futures.createOrder("ETH/USDT:USDT", "market", "buy", 0.001)).rejects.toThrow("-4164");
    await expect(futures.createOrder("BTC/USDT:USDT", "market", "buy", 90)).rejects.toMatchObject({
      constructor: expect.objectContaining({ name: "InsufficientFunds" }),
    });
    await expect(
      futures.createOrder("BTC/USDT:USDT", "limit", "buy", 0.01, bid * 1.01, { timeInForce: "GTX" }),
    ).rejects.toMatchObject({ constructor: expect.objectContaining({ name: "OrderNotFillable" }) });
    const stranger = await futuresClient(exchange.port, { key: "0".repeat(64), secret: "x" });
    await expect(stranger.fetchBalance()).rejects.toThrow("-2015");
    await stranger.close();
  });
});
