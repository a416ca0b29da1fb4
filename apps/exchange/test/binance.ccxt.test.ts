import type { Exchange, Order } from "ccxt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Client, createClient } from "./client.ts";
import { futuresClient, type Keys, spotClient } from "./redirect.ts";

const ATTEMPTS_MAX = 50;

const LEVELS = 20;

/**
 * A limit well above the best ask for more than lies below it: what is there fills, the rest waits. A whole
 * second of the market passes at speed 60 between the look and the order, so a narrow one would find it moved away.
 */
async function fillInPart(client: Exchange, symbol: string): Promise<Order> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { asks } = await client.fetchOrderBook(symbol, LEVELS);
    const price = Number(asks[LEVELS / 2]?.[0]);
    const there = asks.reduce((sum, [, quantity]) => sum + Number(quantity), 0);
    const most = client.market(symbol).limits.amount?.max ?? there;
    const amount = Number(client.amountToPrecision(symbol, Math.min(there, most)));
    const order = await client.createOrder(symbol, "limit", "buy", amount, price);
    if ((order.filled ?? 0) > 0 && (order.remaining ?? 0) > 0) return order;
    if (order.status === "open") await client.cancelOrder(order.id ?? "", symbol).catch(() => undefined);
  }
  throw new Error(`${symbol} never filled in part`);
}

describe.each([1, 60])("unmodified ccxt at speed %d", (speed) => {
  let exchange: RunningExchange;
  let control: Client;
  let futures: Exchange;
  let spot: Exchange;
  const PERPETUAL = "SOL/USDT:USDT";
  const CASH = "SOL/USDT";

  beforeAll(async () => {
    const accounts = [{ name: "main", spot: { USDT: "90000000" }, futures: "9000000" }];
    exchange = await startExchange({ port: 0, symbols: 12, speed, seed: 5, accounts });
    const keys = exchange.accounts[0] as Keys;
    control = createClient(exchange.port, keys);
    [futures, spot] = await Promise.all([futuresClient(exchange.port, keys), spotClient(exchange.port, keys)]);
    await Promise.all([futures.loadMarkets(), spot.loadMarkets()]);
  });

  afterAll(async () => {
    await Promise.all([futures.close(), spot.close()]);
    await exchange.close();
  });

  test("streams tickers, books, trades and candles of both markets", async () => {
    for (const [client, symbol] of [
      [futures, PERPETUAL],
      [spot, CASH],
    ] as const) {
      const [ticker, book, trades, candles] = await Promise.all([
        client.watchTicker(symbol),
        client.watchOrderBook(symbol),
        client.watchTrades(symbol),
        client.watchOHLCV(symbol, "1m"),
      ]);
      expect(ticker.last).toBeGreaterThan(0);
      expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0);
      expect(trades[0]?.price).toBeGreaterThan(0);
      expect(candles[0]).toHaveLength(6);
    }
    const marks = await futures.watchMarkPrices();
    expect(Object.keys(marks)).toHaveLength(12);
  });

  test("reads candles, trades, tickers and what the public may know", async () => {
    const hours = await futures.fetchOHLCV(PERPETUAL, "1h", undefined, 24);
    expect(hours).toHaveLength(24);
    expect((await spot.fetchTrades(CASH)).every((trade) => (trade.amount ?? 0) > 0)).toBe(true);
    expect((await futures.fetchTrades(PERPETUAL)).every((trade) => (trade.price ?? 0) > 0)).toBe(true);
    expect(Object.keys(await spot.fetchTickers())).toHaveLength(12);
    expect(Object.keys(await futures.fetchLastPrices())).toHaveLength(12);
    expect((await futures.fetchOpenInterest(PERPETUAL)).openInterestAmount).toBeGreaterThan(0);
    expect((await futures.fetchFundingRate(PERPETUAL)).fundingRate).toBeDefined();
    expect((await futures.fetchFundingRateHistory(PERPETUAL, undefined, 10)).length).toBe(10);
    expect((await futures.fetchLeverageTiers([PERPETUAL]))[PERPETUAL]?.length).toBeGreaterThan(1);
  });

  test("sets leverage and margin, fills in part, amends, cancels and finds a perpetual's order", async () => {
    await futures.setLeverage(10, PERPETUAL);
    await futures.setMarginMode("isolated", PERPETUAL);
    expect((await futures.fetchLeverage(PERPETUAL)).longLeverage).toBe(10);
    const part = await fillInPart(futures, PERPETUAL);
    await futures.cancelOrder(part.id ?? "", PERPETUAL).catch(() => undefined);
    const found = await futures.fetchOrder(part.id ?? "", PERPETUAL);
    expect(found.filled).toBeGreaterThan(0);
    expect(["canceled", "closed"]).toContain(found.status);
    const far = Number(futures.priceToPrecision(PERPETUAL, (part.price ?? 0) * 0.96));
    const lower = Number(futures.priceToPrecision(PERPETUAL, (part.price ?? 0) * 0.95));
    const { id = "" } = await futures.createOrder(PERPETUAL, "limit", "buy", 10, far);
    const amended = await futures.editOrder(id, PERPETUAL, "limit", "buy", 20, lower);
    expect([amended.id, amended.price, amended.amount]).toEqual([id, lower, 20]);
    expect((await futures.fetchOpenOrders(PERPETUAL)).map((each) => each.id)).toContain(id);
    expect((await futures.cancelOrder(id, PERPETUAL)).status).toBe("canceled");
    const [position] = await futures.fetchPositions([PERPETUAL]);
    expect([position?.side, position?.marginMode]).toEqual(["long", "isolated"]);
    expect((await futures.fetchMyTrades(PERPETUAL)).length).toBeGreaterThan(0);
    expect((await futures.fetchBalance())["USDT"]?.total).toBeGreaterThan(0);
    await futures.createOrder(PERPETUAL, "market", "sell", position?.contracts ?? 0, undefined, { reduceOnly: true });
    expect(await futures.fetchPositions([PERPETUAL])).toEqual([]);
  });

  test("is paid or pays funding for what it holds at the hour", async () => {
    await futures.createOrder(PERPETUAL, "market", "sell", 10);
    expect((await control.control("POST", "advance", { ms: 9 * 3_600_000 })).status).toBe(200);
    expect((await futures.fetchFundingHistory(PERPETUAL)).length).toBeGreaterThan(0);
    await futures.createOrder(PERPETUAL, "market", "buy", 10, undefined, { reduceOnly: true });
  });

  test("places several at once, and conditional ones that wait", async () => {
    const { bid } = (await futures.fetchBidsAsks([PERPETUAL]))[PERPETUAL] ?? { bid: 0 };
    const price = Number(futures.priceToPrecision(PERPETUAL, Number(bid) * 0.96));
    const order = { symbol: PERPETUAL, type: "limit", side: "buy", amount: 10, price } as const;
    const orders = await futures.createOrders([order, { ...order, amount: 20 }]);
    expect(orders.map((each) => [each.status, each.amount])).toEqual([
      ["open", 10],
      ["open", 20],
    ]);
    const cancelled = await futures.cancelOrders(
      orders.map((each) => each.id ?? ""),
      PERPETUAL,
    );
    expect(cancelled.map((each) => each.status)).toEqual(["canceled", "canceled"]);
    const trigger = Number(futures.priceToPrecision(PERPETUAL, Number(bid) * 0.8));
    const stop = await futures.createOrder(PERPETUAL, "market", "sell", 10, undefined, { stopLossPrice: trigger });
    const waiting = await futures.fetchOpenOrders(PERPETUAL, undefined, undefined, { trigger: true });
    expect(waiting.map((each) => [each.id, each.triggerPrice])).toEqual([[stop.id, trigger]]);
    await futures.cancelOrder(stop.id ?? "", PERPETUAL, { trigger: true });
    expect((await futures.fetchOrder(stop.id ?? "", PERPETUAL, { trigger: true })).status).toBe("canceled");
  });

  test("buys spot by quote, fills in part, replaces and cancels", async () => {
    const bought = await spot.createMarketBuyOrderWithCost(CASH, 1_000);
    expect(bought.cost).toBeGreaterThan(990);
    const part = await fillInPart(spot, CASH);
    await spot.cancelOrder(part.id ?? "", CASH).catch(() => undefined);
    expect((await spot.fetchOrder(part.id ?? "", CASH)).filled).toBeGreaterThan(0);
    const far = Number(spot.priceToPrecision(CASH, (part.price ?? 0) * 0.96));
    const { id = "" } = await spot.createOrder(CASH, "limit", "buy", 2, far);
    const replaced = await spot.editOrder(id, CASH, "limit", "buy", 1, far);
    expect(replaced.id).not.toBe(id);
    expect((await spot.cancelOrder(replaced.id ?? "", CASH)).status).toBe("canceled");
    expect((await spot.fetchMyTrades(CASH)).length).toBeGreaterThan(1);
    expect((await spot.fetchBalance())["SOL"]?.total).toBeGreaterThan(0);
    expect((await spot.fetchTradingFee(CASH)).taker).toBe(0.001);
    const moved = await spot.transfer("USDT", 100, "spot", "linear");
    expect(moved.id).toBeDefined();
  });

  test.each(["futures", "spot"] as const)("orders %s over the WebSocket API", async (market) => {
    const [client, symbol] = market === "futures" ? [futures, PERPETUAL] : [spot, CASH];
    const { bid = 0 } = (await client.fetchBidsAsks([symbol]))[symbol] ?? {};
    const price = Number(client.priceToPrecision(symbol, Number(bid) * 0.96));
    const order = await client.createOrderWs(symbol, "limit", "buy", 10, price);
    expect(order.status).toBe("open");
    const id = order.id ?? "";
    expect((await client.fetchOrderWs(id, symbol)).id).toBe(id);
    const edited = await client.editOrderWs(id, symbol, "limit", "buy", 11, price);
    expect(edited.amount).toBe(11);
    expect((await client.cancelOrderWs(edited.id ?? "", symbol)).status).toBe("canceled");
    await expect(client.createOrderWs(symbol, "limit", "buy", 1e9, price)).rejects.toThrow(/-\d{4}/);
    const { info } = await client.fetchBalanceWs();
    expect(JSON.stringify(info)).toContain('"asset":"USDT"');
  });

  test.each(["futures", "spot"] as const)("hears of its own orders, fills and balances: %s", async (market) => {
    const [client, symbol] = market === "futures" ? [futures, PERPETUAL] : [spot, CASH];
    const hear = async (id: string): Promise<void> => {
      const heard = Promise.all([client.watchOrders(symbol), client.watchMyTrades(symbol), client.watchBalance()]);
      // The stream is open when the watches above are subscribed; an order before that would be heard by nobody.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await client.createOrder(symbol, "market", "buy", 1, undefined, { newClientOrderId: id });
      const [orders, trades, balance] = await heard;
      expect(orders[0]?.clientOrderId).toBe(id);
      expect(trades[0]?.amount).toBeGreaterThan(0);
      expect(balance["USDT"]).toBeDefined();
    };
    await hear(`${market}-${speed}-1`);
    if (market === "spot") return;
    // The key ends before its time; the client finds out when it next keeps it alive, and takes another.
    const told = await control.control("POST", "fault", { name: "listen-key-early" });
    expect(told.status).toBe(200);
    const broken = client.watchOrders(symbol).catch((error: unknown) => error);
    await (client as unknown as { keepAliveListenKey(params: object): Promise<void> }).keepAliveListenKey({});
    expect(await broken).toBeInstanceOf(Error);
    await hear(`${market}-${speed}-2`);
  });
});
