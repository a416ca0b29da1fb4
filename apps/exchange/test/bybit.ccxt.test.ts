import ccxt, { type Exchange } from "ccxt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Keys, redirected } from "./redirect.ts";

const PERPETUAL = "SOL/USDT:USDT";
const CASH = "SOL/USDT";

const bybitClient = (port: number, { key, secret }: Keys): Promise<Exchange> =>
  redirected(new ccxt.pro.bybit({ apiKey: key, secret, enableRateLimit: false }), port);

/** ccxt resolves a watch by its first frame: nothing says that it has subscribed. */
const subscribed = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));

const isLower = (price: number | undefined, than: number | undefined): void => {
  expect(price).toBeGreaterThan(0);
  expect(price).toBeLessThan(than ?? 0);
};

describe.each([1, 60])("an unmodified ccxt client of Bybit at speed %i", (speed) => {
  let exchange: RunningExchange;
  let client: Exchange;

  beforeAll(async () => {
    const wire = { bybitLimits: { requestsMax: 6_000, endpointFactor: 100, connectionsMax: 500 } };
    exchange = await startExchange({ port: 0, venues: ["bybit"], symbols: 40, speed, seed: 3, wire });
    client = await bybitClient(exchange.port, exchange.accounts[0] as Keys);
    await client.loadMarkets();
  });

  afterAll(async () => {
    await client.close();
    await exchange.close();
  });

  const control = async (name: string, body: object = {}): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${exchange.port}/control/${name}`, {
      method: "POST",
      headers: { "x-evenkeel-control": "1" },
      body: JSON.stringify(body),
    });
    return response.status;
  };
  const cashOf = async (): Promise<number> => Number((await client.fetchBalance())["USDT"]?.total);

  test("loads both markets with their steps", () => {
    expect(Object.keys(client.markets ?? {}).length).toBe(80);
    expect(client.market("BTC/USDT:USDT").precision).toEqual(expect.objectContaining({ price: 0.1, amount: 0.001 }));
    expect(client.market("1000PEPE/USDT:USDT").linear).toBe(true);
    expect(client.market("PEPE/USDT").active).toBe(true);
  });

  test("reads tickers, books, trades, candles, the clock", async () => {
    const tickers = await client.fetchTickers(undefined, { category: "linear" });
    expect(Object.keys(tickers).length).toBe(40);
    const spot = await client.fetchTicker(CASH);
    isLower(spot.bid, spot.ask);
    const book = await client.fetchOrderBook(PERPETUAL, 25);
    expect(book.bids.length).toBe(25);
    isLower(book.bids[0]?.[0], book.asks[0]?.[0]);
    expect((await client.fetchTrades(PERPETUAL)).length).toBeGreaterThan(0);
    const hours = await client.fetchOHLCV("ETH/USDT:USDT", "1h", undefined, 500);
    expect(hours.length).toBe(500);
    hours.forEach(([at, open = 0, high = 0, low = 0, close = 0], index) => {
      expect(Number(at) - Number(hours[0]?.[0])).toBe(index * 3_600_000);
      expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
    });
    expect((await client.fetchOHLCV(PERPETUAL, "1d", undefined, 10, { price: "mark" })).length).toBe(10);
    expect(Math.abs(((await client.fetchTime()) ?? 0) - Date.now())).toBeLessThan(2_000);
  });

  test("reads funding, open interest, tiers, leverage and fees", async () => {
    const rates = await client.fetchFundingRates();
    expect(Object.keys(rates).length).toBe(40);
    expect(rates[PERPETUAL]?.fundingTimestamp).toBeGreaterThan(0);
    expect((await client.fetchFundingRateHistory(PERPETUAL, undefined, 100)).length).toBe(100);
    expect((await client.fetchOpenInterest(PERPETUAL)).openInterestAmount).toBeGreaterThan(0);
    expect((await client.fetchMarketLeverageTiers(PERPETUAL)).length).toBeGreaterThan(3);
    expect((await client.fetchTradingFee(PERPETUAL)).taker).toBe(0.00055);
  });

  test("watches tickers, best quotes, books, trades and candles", async () => {
    const ticker = await client.watchTicker(PERPETUAL);
    expect(ticker.info.fundingRate).toMatch(/^-?0(\.\d+)?$/);
    expect(ticker.info.openInterestValue).toMatch(/^\d+\.\d\d$/);
    for (let k = 0; k < 3; k++) {
      const book = await client.watchOrderBook("ETH/USDT:USDT");
      isLower(book.bids[0]?.[0], book.asks[0]?.[0]);
    }
    const best = await client.watchBidsAsks(["BTC/USDT:USDT"]);
    isLower(best["BTC/USDT:USDT"]?.bid, best["BTC/USDT:USDT"]?.ask);
    expect((await client.watchTicker("BTC/USDT")).last).toBeGreaterThan(1_000);
    expect((await client.watchTrades("BTC/USDT:USDT")).length).toBeGreaterThan(0);
    expect((await client.watchOHLCV("BTC/USDT:USDT", "1m")).length).toBeGreaterThan(0);
  });

  test("places, partly fills, amends, finds, cancels on both markets", async () => {
    for (const symbol of [PERPETUAL, CASH]) {
      const { bid = 0 } = await client.fetchTicker(symbol);
      const link = `rest-${symbol.length}-${speed}`;
      const order = await client.createOrder(symbol, "limit", "buy", 2, bid * 0.97, {
        clientOrderId: link,
        postOnly: true,
      });
      const id = order.id ?? "";
      const open = await client.fetchOpenOrder(id, symbol);
      expect([open.status, open.clientOrderId, open.postOnly]).toEqual(["open", link, true]);
      await client.editOrder(id, symbol, "limit", "buy", 3, bid * 0.96);
      expect((await client.fetchOpenOrders(symbol)).map((each) => [each.id, each.amount])).toEqual([[id, 3]]);
      await client.cancelOrder(id, symbol);
      expect((await client.fetchCanceledOrders(symbol)).map((each) => each.id)).toContain(id);
      await expect(client.cancelOrder(id, symbol)).rejects.toThrow(symbol === CASH ? "170142" : "110001");
      await expect(client.createOrder(symbol, "limit", "buy", 2, bid * 0.97, { clientOrderId: link })).rejects.toThrow(
        symbol === CASH ? "170141" : "110072",
      );
    }
  });

  test("a large order takes what its limit allows, and the rest waits", async () => {
    const { asks } = await client.fetchOrderBook(PERPETUAL, 1);
    const [price = 0, size = 0] = asks[0] ?? [];
    const order = await client.createOrder(PERPETUAL, "limit", "buy", Math.round((size ?? 0) * 3), price);
    const state = await client.fetchOpenOrder(order.id ?? "", PERPETUAL);
    expect(state.filled).toBeGreaterThan(0);
    expect(state.remaining).toBeGreaterThan(0);
    await client.cancelAllOrders(PERPETUAL);
    const [position] = await client.fetchPositions([PERPETUAL]);
    await client.createOrder(PERPETUAL, "market", "sell", position?.contracts ?? 0, undefined, { reduceOnly: true });
  });

  test("opens and closes a carry pair out of one wallet", async () => {
    const before = await cashOf();
    await client.setLeverage(5, PERPETUAL);
    await expect(client.setLeverage(5, PERPETUAL)).rejects.toThrow("110043");
    const news = client.watchOrders(PERPETUAL);
    await subscribed();
    const leg = await client.createOrder(PERPETUAL, "market", "sell", 10, undefined, {
      clientOrderId: `short-${speed}`,
    });
    expect((await news).some((each) => each.id === leg.id)).toBe(true);
    await client.createOrder(CASH, "market", "buy", 10, undefined, { clientOrderId: `long-${speed}` });
    const [position] = await client.fetchPositions([PERPETUAL]);
    expect([position?.side, position?.contracts, position?.leverage]).toEqual(["short", 10, 5]);
    expect(position?.unrealizedPnl).toBeCloseTo(10 * ((position?.entryPrice ?? 0) - (position?.markPrice ?? 0)), 0);
    const balance = await client.fetchBalance();
    expect(balance["SOL"]?.total).toBeCloseTo(9.99, 9);
    expect(Number(balance["USDT"]?.used)).toBeGreaterThan(0);
    const trades = await client.fetchMyTrades(PERPETUAL, undefined, 100);
    expect(
      trades.filter((trade) => trade.order === leg.id).reduce((sum, { amount = 0 }) => sum + (amount ?? 0), 0),
    ).toBe(10);
    expect(trades[0]?.fee?.currency).toBe("USDT");
    await client.createOrder(PERPETUAL, "market", "buy", 10, undefined, { reduceOnly: true });
    await client.createOrder(CASH, "market", "sell", 9.9);
    expect(await client.fetchPositions()).toEqual([]);
    const after = await cashOf();
    expect(after).toBeLessThan(before);
    expect(after).toBeGreaterThan(before * 0.99);
  });

  test("funding is paid at the settlement and told as an execution and in the ledger", async () => {
    await client.createOrder("ETH/USDT:USDT", "market", "sell", 1);
    expect(await control("advance", { ms: 9 * 3_600_000 })).toBe(200);
    const rows = await client.fetchFundingHistory("ETH/USDT:USDT");
    expect(rows.length).toBeGreaterThanOrEqual(1);
    expect(rows[0]?.info.execQty).toBe("1.000");
    const ledger = await client.fetchLedger("USDT");
    expect(ledger.some((row) => row.info.type === "SETTLEMENT")).toBe(true);
    await client.createOrder("ETH/USDT:USDT", "market", "buy", 1, undefined, { reduceOnly: true });
  });

  test("a stop waits outside the book, is found there, and fires", async () => {
    const { last = 0 } = await client.fetchTicker(PERPETUAL);
    const stop = await client.createOrder(PERPETUAL, "market", "buy", 1, undefined, {
      triggerPrice: (last ?? 0) * 1.05,
      triggerDirection: "ascending",
    });
    const waiting = await client.fetchOpenOrders(PERPETUAL, undefined, undefined, { trigger: true });
    expect(waiting.map((each) => each.id)).toEqual([stop.id]);
    await client.cancelOrder(stop.id ?? "", PERPETUAL, { trigger: true });
    expect(await client.fetchOpenOrders(PERPETUAL, undefined, undefined, { trigger: true })).toEqual([]);
    const fired = await client.createOrder(PERPETUAL, "market", "buy", 1, undefined, {
      triggerPrice: (last ?? 0) * 1.05,
      triggerDirection: "ascending",
    });
    expect(await control("shock", { symbol: "SOLUSDT", logReturn: 0.08 })).toBe(200);
    expect(await control("advance", { ms: 120_000 })).toBe(200);
    expect((await client.fetchClosedOrder(fired.id ?? "", PERPETUAL)).filled).toBe(1);
    await client.createOrder(PERPETUAL, "market", "sell", 1, undefined, { reduceOnly: true });
  });

  test("the private stream tells orders, fills, positions and the wallet, also after it was cut", async () => {
    // The first answer is what is held already.
    await client.watchPositions([PERPETUAL]);
    const news = [client.watchMyTrades(PERPETUAL), client.watchPositions([PERPETUAL]), client.watchBalance()] as const;
    await subscribed();
    const first = await client.createOrder(PERPETUAL, "market", "buy", 1);
    const [fills, positions, balance] = await Promise.all(news);
    expect(fills.at(-1)?.order).toBe(first.id);
    expect(positions[0]?.contracts).toBe(1);
    expect(Number(balance["USDT"]?.total)).toBeGreaterThan(0);
    const lost = client.watchOrders(PERPETUAL).catch((error: Error) => error);
    expect(await control("cut-streams")).toBe(200);
    await lost;
    let heard: string[] = [];
    const listen = (async () => {
      for (let attempt = 0; attempt < 10; attempt++) {
        const orders = await client.watchOrders(PERPETUAL).catch(() => []);
        heard = orders.map((each) => each.id ?? "");
        if (heard.length > 0) return;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const second = await client.createOrder(PERPETUAL, "market", "sell", 1, undefined, { reduceOnly: true });
    await listen;
    expect(heard).toContain(second.id);
  });

  test("orders can be entered, changed and cancelled over the socket", async () => {
    const { bid = 0 } = await client.fetchTicker(PERPETUAL);
    const order = await client.createOrderWs(PERPETUAL, "limit", "buy", 1, (bid ?? 0) * 0.95, {
      clientOrderId: `socket-${speed}`,
    });
    await client.editOrderWs(order.id ?? "", PERPETUAL, "limit", "buy", 2, (bid ?? 0) * 0.94);
    expect((await client.fetchOpenOrder(order.id ?? "", PERPETUAL)).amount).toBe(2);
    await client.cancelOrderWs(order.id ?? "", PERPETUAL);
    await expect(client.cancelOrderWs(order.id ?? "", PERPETUAL)).rejects.toThrow("110001");
  });

  test("hedge mode holds a long and a short beside each other", async () => {
    const perpetual = "XRP/USDT:USDT";
    for (const { symbol } of await client.fetchPositions()) throw new Error(`${symbol} is still held`);
    await client.setPositionMode(true);
    await client.createOrder(perpetual, "market", "buy", 100, undefined, { hedged: true });
    await client.createOrder(perpetual, "market", "sell", 50, undefined, { hedged: true });
    const held = await client.fetchPositions([perpetual]);
    expect(held.map(({ side, contracts, hedged }) => [side, contracts, hedged])).toEqual([
      ["long", 100, true],
      ["short", 50, true],
    ]);
    await client.createOrder(perpetual, "market", "sell", 100, undefined, { hedged: true, reduceOnly: true });
    await client.createOrder(perpetual, "market", "buy", 50, undefined, { hedged: true, reduceOnly: true });
    await client.setPositionMode(false);
  });

  test("refusals keep the venue's codes and ccxt's classes", async () => {
    await expect(client.createOrder("ETH/USDT:USDT", "market", "buy", 0.001)).rejects.toThrow("110094");
    await expect(client.createOrder("BTC/USDT:USDT", "market", "buy", 30)).rejects.toMatchObject({
      constructor: expect.objectContaining({ name: "InsufficientFunds" }),
    });
    const stranger = await bybitClient(exchange.port, { key: "0".repeat(18), secret: "x" });
    await expect(stranger.fetchBalance()).rejects.toThrow("10003");
    await stranger.close();
    const forger = await bybitClient(exchange.port, { ...(exchange.accounts[0] as Keys), secret: "x" });
    await expect(forger.fetchBalance()).rejects.toThrow("10004");
    await forger.close();
  });
});
