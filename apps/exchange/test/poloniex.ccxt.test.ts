import ccxt, { type Exchange, type Order } from "ccxt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Keys, redirected } from "./redirect.ts";

/** The raw calls that ccxt generates from its table of the venue's addresses. */
type Raw = Record<
  | "swapPublicGetV3MarketFundingRate"
  | "swapPublicGetV3MarketFundingRateHistory"
  | "swapPublicGetV3MarketRiskLimit"
  | "swapPrivateGetV3AccountBills"
  | "swapPrivateGetV3TradePositionHistory"
  | "swapPrivatePostV3TradePosition"
  | "swapPrivatePostV3TradeOrders",
  (params: unknown) => Promise<{ readonly data: readonly Record<string, string>[] }>
>;

const client = ({ key, secret }: Keys, port: number, type: "spot" | "swap"): Promise<Exchange> =>
  redirected(
    new ccxt.pro.poloniex({ apiKey: key, secret, enableRateLimit: false, options: { defaultType: type } }),
    port,
  );

const PERPETUAL = "ETH/USDT:USDT";
const CASH = "ETH/USDT";

describe.each([1, 60])("an unmodified ccxt client at speed %i", (speed) => {
  let exchange: RunningExchange;
  let swap: Exchange;
  let spot: Exchange;
  let raw: Raw;

  beforeAll(async () => {
    exchange = await startExchange({ port: 0, venues: ["poloniex"], symbols: 20, speed, seed: 3 });
    const keys = exchange.accounts[0] as Keys;
    [swap, spot] = await Promise.all([client(keys, exchange.port, "swap"), client(keys, exchange.port, "spot")]);
    raw = swap as unknown as Raw;
    await Promise.all([swap.loadMarkets(), spot.loadMarkets()]);
  });

  afterAll(async () => {
    await Promise.all([swap.close(), spot.close()]);
    await exchange.close();
  });

  const forward = async (ms: number) => {
    const response = await fetch(`http://127.0.0.1:${exchange.port}/control/advance`, {
      method: "POST",
      headers: { "x-evenkeel-control": "1" },
      body: JSON.stringify({ ms }),
    });
    expect(response.status).toBe(200);
  };

  test("loads both markets, contracts with their size in the coin", () => {
    const sizes = ["BTC", "ETH", "SOL", "XRP", "DOGE"].map((coin) => swap.market(`${coin}/USDT:USDT`).contractSize);
    expect(sizes).toEqual([0.001, 0.01, 0.1, 10, 100]);
    expect(swap.market("1000PEPE/USDT:USDT").contractSize).toBe(1_000);
    expect(swap.market(PERPETUAL).precision.amount).toBe(1);
    expect(spot.market("PEPE/USDT").active).toBe(true);
    expect(Object.values(swap.markets ?? {}).filter((market) => market?.swap)).toHaveLength(20);
  });

  test("reads tickers, books, candles, trades and the clock of both", async () => {
    for (const [each, symbol] of [
      [swap, PERPETUAL],
      [spot, CASH],
    ] as const) {
      const ticker = await each.fetchTicker(symbol);
      expect(ticker.ask).toBeGreaterThan(ticker.bid ?? Number.POSITIVE_INFINITY);
      expect(Number(ticker.baseVolume) * Number(ticker.last)).toBeCloseTo(Number(ticker.quoteVolume), -6);
      const book = await each.fetchOrderBook(symbol, 20);
      expect([book.bids.length, book.asks.length]).toEqual([20, 20]);
      expect(book.asks[0]?.[0]).toBeGreaterThan(book.bids[0]?.[0] ?? 0);
      const hours = await each.fetchOHLCV(symbol, "1h", undefined, 100);
      expect(hours).toHaveLength(100);
      for (const [, open = 0, high = 0, low = 0, close = 0] of hours) {
        expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
      }
      const minutes = await each.fetchOHLCV(symbol, "1m", undefined, 10);
      expect(minutes.length).toBeGreaterThan(0);
    }
    const tickers = await swap.fetchTickers(undefined, { type: "swap" });
    expect(Object.keys(tickers)).toHaveLength(20);
    await expect.poll(async () => (await spot.fetchTrades(CASH)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(async () => (await swap.fetchTrades(PERPETUAL)).length, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(Math.abs(((await spot.fetchTime()) ?? 0) - Date.now())).toBeLessThan(2_000);
  });

  test("reads funding and tiers by the venue's own names", async () => {
    const id = "ETH_USDT_PERP";
    const { data: now } = await raw.swapPublicGetV3MarketFundingRate({ symbol: id });
    const { fT, nFT, nFR } = now as unknown as Record<string, string>;
    expect(Number(nFT) - Number(fT)).toBe(8 * 3_600_000);
    expect(Number.isFinite(Number(nFR))).toBe(true);
    const sT = Number(fT) - 5 * 86_400_000;
    const { data: history } = await raw.swapPublicGetV3MarketFundingRateHistory({ symbol: id, sT, eT: Number(fT) });
    expect(history.length).toBeGreaterThanOrEqual(15);
    expect(history.at(-1)?.["fT"]).toBe(fT);
    const { data: tiers } = await raw.swapPublicGetV3MarketRiskLimit({ symbol: id, mgnMode: "CROSS" });
    expect(Number(tiers[1]?.["minSize"])).toBe(Number(tiers[0]?.["maxSize"]) + 1);
  });

  test("trades contracts: leverage, a short, its position, its fills, funding, and out again", async () => {
    await swap.setLeverage(5, PERPETUAL, { marginMode: "isolated" });
    expect((await swap.fetchLeverage(PERPETUAL, { marginMode: "isolated" })).longLeverage).toBe(5);
    expect((await swap.fetchPositionMode()).hedged).toBe(false);
    const before = (await swap.fetchBalance())["USDT"]?.total ?? 0;
    const order = await swap.createOrder(PERPETUAL, "market", "sell", 200, undefined, {
      clientOrderId: `leg-${speed}`,
      marginMode: "isolated",
    });
    expect(order.clientOrderId).toBe(`leg-${speed}`);
    const [closed] = await swap.fetchClosedOrders(PERPETUAL);
    expect([closed?.id, closed?.status, closed?.filled]).toEqual([order.id, "closed", 200]);
    const [position] = await swap.fetchPositions([PERPETUAL]);
    expect([position?.contracts, position?.marginMode, position?.leverage]).toEqual([-200, "isolated", 5]);
    expect(Number(position?.initialMargin)).toBeCloseTo((200 * 0.01 * Number(position?.markPrice)) / 5, 0);
    const trades = await swap.fetchMyTrades(PERPETUAL);
    expect(trades.reduce((sum, trade) => sum + (trade.amount ?? 0), 0)).toBe(200);
    const fee = trades.reduce((sum, trade) => sum + (trade.fee?.cost ?? 0), 0);
    expect(fee / (trades.reduce((sum, { amount = 0, price = 0 }) => sum + amount * price, 0) * 0.01)).toBeCloseTo(
      6e-4,
      6,
    );

    await forward(9 * 3_600_000);
    const { data: funding } = await raw.swapPrivateGetV3AccountBills({ type: "FUNDING_FEE" });
    expect(funding.length).toBeGreaterThanOrEqual(1);
    await raw.swapPrivatePostV3TradePosition({ symbol: "ETH_USDT_PERP", mgnMode: "ISOLATED" });
    expect(await swap.fetchPositions([PERPETUAL])).toEqual([]);
    const { data: bills } = await raw.swapPrivateGetV3AccountBills({ limit: 100 });
    const explained = bills.reduce((sum, bill) => sum + Number(bill["sz"]), 0);
    expect((await swap.fetchBalance())["USDT"]?.total).toBeCloseTo(Number(before) + explained, 6);
    const { data: history } = await raw.swapPrivateGetV3TradePositionHistory({ symbol: "ETH_USDT_PERP" });
    expect(history[0]).toMatchObject({ side: "SELL", closedQty: "-200", mgnMode: "ISOLATED" });
  });

  const flatten = () => raw.swapPrivatePostV3TradePosition({ symbol: "ETH_USDT_PERP", mgnMode: "ISOLATED" });

  /** A limit order for more than the best price offers, seen and cancelled; at speed 60 the market may take all of it first, or move away from it. */
  async function fillInParts(): Promise<{ readonly open: Order; readonly ended: Order | undefined } | undefined> {
    const book = await swap.fetchOrderBook(PERPETUAL, 5);
    const [price = 0, size = 0] = book.asks[0] ?? [];
    const { id = "" } = await swap.createOrder(PERPETUAL, "limit", "buy", Number(size) + 1_500, Number(price));
    const open = (await swap.fetchOpenOrders(PERPETUAL)).find((each) => each.id === id);
    const cancelled = await swap.cancelOrder(id, PERPETUAL).catch(() => undefined);
    if ((await swap.fetchPositions([PERPETUAL])).length > 0) await flatten();
    const ended = (await swap.fetchClosedOrders(PERPETUAL, undefined, 100)).find((each) => each.id === id);
    return Number(open?.filled) > 0 && open !== undefined && cancelled !== undefined ? { open, ended } : undefined;
  }

  test("fills a large order in parts, leaves the rest, and cancels it", async () => {
    let seen: Awaited<ReturnType<typeof fillInParts>>;
    for (let attempt = 0; attempt < 10 && seen === undefined; attempt++) seen = await fillInParts();
    expect(seen?.open.status).toBe("open");
    expect(Number(seen?.open.filled)).toBeGreaterThan(0);
    expect(Number(seen?.open.filled)).toBeLessThan(Number(seen?.open.amount));
    expect(seen?.ended?.status).toBe("canceled");
    expect(Number(seen?.ended?.filled)).toBeGreaterThanOrEqual(Number(seen?.open.filled));
    await expect(swap.cancelOrder(seen?.open.id ?? "", PERPETUAL)).rejects.toThrow("11008");
  });

  test("trades coins: buys for a sum, sells, rests, replaces, cancels", async () => {
    const bid = (await spot.fetchTicker(CASH)).bid ?? 0;
    const bought = await spot.createOrder(CASH, "market", "buy", 1, undefined, {
      cost: 2_000,
      clientOrderId: `buy-${speed}`,
    });
    const filled = await spot.fetchOrder(bought.id ?? "", CASH);
    expect(filled.status).toBe("closed");
    expect(Number(filled.info.filledAmount)).toBeLessThanOrEqual(2_000);
    expect(Number(filled.info.filledAmount)).toBeGreaterThan(1_990);
    const [trade] = await spot.fetchOrderTrades(bought.id ?? "", CASH);
    expect(trade?.fee?.currency).toBe("ETH");
    const resting = await spot.createOrder(CASH, "limit", "sell", 0.1, bid * 1.1, { postOnly: true });
    expect((await spot.fetchBalance())["ETH"]?.used).toBeCloseTo(0.1, 8);
    const moved = await spot.editOrder(resting.id ?? "", CASH, "limit", "sell", 0.2, bid * 1.12);
    expect(moved.id).not.toBe(resting.id);
    const open = await spot.fetchOpenOrders(CASH);
    expect(open.map(({ id, amount }) => [id, amount])).toEqual([[moved.id, 0.2]]);
    await spot.cancelOrder(moved.id ?? "", CASH);
    await expect(spot.cancelOrder(moved.id ?? "", CASH)).rejects.toThrow("21359");
    await spot.createOrder(CASH, "market", "sell", 0.1);
    expect((await spot.fetchMyTrades()).length).toBeGreaterThanOrEqual(2);
    expect((await spot.fetchTradingFees())[CASH]?.taker).toBe(0.002);
    await spot.transfer("USDT", 100, "spot", "future");
  });

  test("waits with a trigger order, and cancels it", async () => {
    const bid = (await spot.fetchTicker(CASH)).bid ?? 0;
    const triggerPrice = Number(spot.priceToPrecision(CASH, bid * 1.2));
    const params = { triggerPrice, clientOrderId: `stop-${speed}` };
    const stop = await spot.createOrder(CASH, "limit", "buy", 0.1, bid * 1.21, params);
    const [waiting] = await spot.fetchOpenOrders(CASH, undefined, undefined, { trigger: true });
    expect([waiting?.id, waiting?.clientOrderId]).toEqual([stop.id, `stop-${speed}`]);
    expect(waiting?.triggerPrice).toBe(triggerPrice);
    await spot.cancelOrder(stop.id ?? "", CASH, { trigger: true });
    expect(await spot.fetchOpenOrders(CASH, undefined, undefined, { trigger: true })).toEqual([]);
  });

  test("watches quotes, the book, trades and candles", async () => {
    const [ticker, book, candles] = await Promise.all([
      spot.watchTicker(CASH),
      spot.watchOrderBook(CASH),
      spot.watchOHLCV(CASH, "1m"),
    ]);
    expect(ticker.last).toBeGreaterThan(100);
    expect(candles.length).toBeGreaterThan(0);
    for (let k = 0; k < 4; k++) {
      const { bids, asks } = k === 0 ? book : await spot.watchOrderBook(CASH);
      expect(bids[0]?.[0]).toBeLessThan(asks[0]?.[0] ?? 0);
      expect(Math.max(bids.length, asks.length)).toBeLessThanOrEqual(20);
    }
    const [print] = await spot.watchTrades(CASH);
    expect(print?.price).toBeGreaterThan(100);
  }, 30_000);

  test("hears of its own orders and balances, and places orders on the socket", async () => {
    const bid = (await spot.fetchTicker(CASH)).bid ?? 0;
    const heard = spot.watchOrders(CASH);
    const balances = spot.watchBalance();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const placed = await spot.createOrderWs(CASH, "limit", "buy", 0.1, bid * 0.9, { clientOrderId: `ws-${speed}` });
    expect((await heard).at(-1)).toMatchObject({ id: placed.id, status: "open" });
    expect((await balances)["USDT"]?.used).toBeGreaterThan(0);
    const cancelled = await spot.cancelOrderWs(placed.id ?? "", CASH);
    expect(cancelled.id).toBe(placed.id);
    expect(await spot.fetchOpenOrders(CASH)).toEqual([]);
    await expect(spot.createOrderWs(CASH, "limit", "buy", 30, bid * 0.9)).rejects.toMatchObject({
      constructor: expect.objectContaining({ name: "InsufficientFunds" }),
    });
  });

  test("errors keep the venue's codes and ccxt's classes", async () => {
    const named = (name: string) => ({ constructor: expect.objectContaining({ name }) });
    await expect(swap.createOrder(PERPETUAL, "market", "sell", 9_000)).rejects.toMatchObject(
      named("InsufficientFunds"),
    );
    await expect(spot.createOrder(CASH, "market", "sell", 5)).rejects.toMatchObject(named("InsufficientFunds"));
    await expect(spot.fetchOrder("1", CASH)).rejects.toMatchObject(named("OrderNotFound"));
    await expect(raw.swapPublicGetV3MarketRiskLimit({ symbol: "NOPE" })).rejects.toMatchObject(named("BadSymbol"));
    const stranger = await client({ key: "NOBODY", secret: "x" }, exchange.port, "swap");
    await expect(stranger.fetchBalance()).rejects.toThrow("401");
    await stranger.close();
  });
});
