import ccxt, { type Exchange, type Order, type Ticker } from "ccxt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Keys, redirected } from "./redirect.ts";

const client = ({ key, secret }: Keys, port: number): Promise<Exchange> =>
  redirected(new ccxt.pro.coinbase({ apiKey: key, secret }), port);

const SYMBOL = "BTC/USD";
/** Rich enough for an order that minutes of the thinnest market do not fill. */
const RICH_USD = 3_000_000;
const RICH = { name: "main", spot: { USDT: String(RICH_USD) }, futures: "0" };
const idOf = ({ id }: Order): string => id ?? "";
const filledOf = ({ filled }: Order): number => filled ?? 0;

describe.each([1, 60])("an unmodified ccxt client at speed %i", (speed) => {
  let exchange: RunningExchange;
  let venue: Exchange;

  beforeAll(async () => {
    exchange = await startExchange({ port: 0, venues: ["coinbase"], accounts: [RICH], speed, seed: 3 });
    venue = await client(exchange.accounts[0] as Keys, exchange.port);
    await venue.loadMarkets();
  });

  afterAll(async () => {
    await venue.close();
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

  test("loads sixty products in dollars with their steps and the account's fees", () => {
    expect(venue.symbols).toHaveLength(60);
    const market = venue.market(SYMBOL);
    expect(market).toMatchObject({ spot: true, active: true, base: "BTC", quote: "USD", taker: 0.012, maker: 0.006 });
    expect(market.precision.price).toBeLessThanOrEqual(1);
    expect(market.limits.cost?.min).toBeGreaterThan(0);
    expect(Object.keys(venue.currencies)).toContain("ETH");
  });

  test("reads tickers, quotes, books, trades, candles and the clock", async () => {
    const tickers = await venue.fetchTickers();
    expect(Object.keys(tickers)).toHaveLength(60);
    const ticker = await venue.fetchTicker(SYMBOL);
    expect(ticker.bid).toBeLessThan(ticker.ask ?? 0);
    expect(Math.abs((tickers[SYMBOL]?.last ?? 0) / (ticker.last ?? 1) - 1)).toBeLessThan(0.01);
    const quotes = await venue.fetchBidsAsks([SYMBOL, "ETH/USD"]);
    expect(Object.keys(quotes)).toEqual([SYMBOL, "ETH/USD"]);
    const book = await venue.fetchOrderBook(SYMBOL, 20);
    expect([book.bids.length, book.asks.length]).toEqual([20, 20]);
    const trades = await venue.fetchTrades(SYMBOL, undefined, 10);
    expect(trades.length).toBeGreaterThan(0);
    const since = exchange.venue.state.nowMs - 200 * 3_600_000;
    const hours = await venue.fetchOHLCV(SYMBOL, "1h", since, 100);
    expect(hours).toHaveLength(100);
    hours.forEach(([at, open = 0, high = 0, low = 0, close = 0], index) => {
      expect(Number(at) - Number(hours[0]?.[0])).toBe(index * 3_600_000);
      expect(high >= Math.max(open, close) && low <= Math.min(open, close)).toBe(true);
    });
    await forward(20 * 60_000);
    const minutes = await venue.fetchOHLCV(SYMBOL, "5m", exchange.venue.state.nowMs - 15 * 60_000, 10);
    expect(minutes.length).toBeGreaterThanOrEqual(3);
    expect(Math.abs(((await venue.fetchTime()) ?? 0) - Date.now())).toBeLessThan(2_000);
  });

  test("streams tickers, a book that joins, and trades", async () => {
    const ticker = await venue.watchTicker(SYMBOL);
    expect(ticker.bid).toBeLessThan(ticker.ask ?? 0);
    expect((await venue.watchTickers(["ETH/USD", "SOL/USD"]))["ETH/USD"]?.last).toBeGreaterThan(0);
    for (let k = 0; k < 5; k++) {
      const book = await venue.watchOrderBook("ETH/USD");
      expect(book.bids.length).toBeGreaterThanOrEqual(100);
      expect(book.bids[0]?.[0]).toBeLessThan(book.asks[0]?.[0] ?? 0);
    }
    const [first] = await venue.watchTrades("SOL/USD");
    expect(first?.price).toBeGreaterThan(0);
    const more = await venue.watchTrades("SOL/USD");
    expect(more.length).toBeGreaterThan(0);
  });

  test("buys, sees the fills, the fees in dollars and the balances, and sells again", async () => {
    const before = await venue.fetchBalance({ v3: true });
    const price = (await venue.fetchTicker("ETH/USD")).ask ?? 0;
    const bought = await venue.createOrder("ETH/USD", "market", "buy", 0.5, price, { client_order_id: "buy-eth" });
    const order = await venue.fetchOrder(idOf(bought));
    expect(order).toMatchObject({ status: "closed", clientOrderId: "buy-eth", side: "buy", type: "market" });
    const fills = await venue.fetchMyTrades("ETH/USD");
    expect(fills.reduce((sum, fill) => sum + (fill.amount ?? 0), 0)).toBeCloseTo(filledOf(order), 9);
    expect(fills.every((fill) => fill.order === idOf(bought) && fill.takerOrMaker === "taker")).toBe(true);
    const fees = fills.reduce((sum, fill) => sum + (fill.fee?.cost ?? 0), 0);
    expect(fees).toBeCloseTo(order.fee?.cost ?? 0, 6);
    const after = await venue.fetchBalance({ v3: true });
    expect(after["ETH"]?.total).toBeCloseTo(filledOf(order), 9);
    const spent = Number(before["USD"]?.total) - Number(after["USD"]?.total);
    expect(spent).toBeCloseTo(fills.reduce((sum, fill) => sum + (fill.cost ?? 0), 0) + fees, 5);
    expect(Number((await venue.fetchBalance())["ETH"]?.total)).toBeCloseTo(filledOf(order), 9);
    const ledger = await venue.fetchLedger("ETH");
    expect(ledger.map(({ direction, currency, status }) => [direction, currency, status])).toEqual(
      fills.map(() => ["in", "ETH", "ok"]),
    );
    expect(ledger.reduce((sum, entry) => sum + (entry.amount ?? 0), 0)).toBeCloseTo(filledOf(order), 9);
    const sold = await venue.createOrder("ETH/USD", "market", "sell", filledOf(order));
    expect(filledOf(await venue.fetchOrder(idOf(sold)))).toBeCloseTo(filledOf(order), 9);
    expect((await venue.fetchClosedOrders("ETH/USD")).map((each) => each.id)).toEqual(
      [idOf(sold), idOf(bought)].toReversed(),
    );
  });

  test("an order is partly filled, edited, found, heard of on the stream, and cancelled", async () => {
    const heard: string[] = [];
    const follow = async () => {
      for (;;) {
        const orders = await venue.watchOrders();
        heard.push(...orders.map((each) => `${each.clientOrderId} ${each.status} ${Number(each.filled) > 0}`));
        if (orders.some((each) => each.clientOrderId === "partly" && each.status === "canceled")) return;
      }
    };
    const following = follow();
    // In the thinnest book what sellers bring at once is less than the order.
    const quotes = Object.values(await venue.fetchBidsAsks(venue.symbols));
    const worth = ({ ask = 0, askVolume = 0 }: Ticker): number => ask * askVolume;
    const thin = quotes.toSorted((one, other) => worth(one) - worth(other))[0];
    const symbol = thin?.symbol ?? "";
    const price = thin?.bid ?? 0;
    const amount = Number(venue.amountToPrecision(symbol, (venue.market(symbol).limits.amount?.max ?? 0) * 0.9));
    const placed = await venue.createOrder(symbol, "limit", "buy", amount, price, { client_order_id: "partly" });
    let open = await venue.fetchOrder(idOf(placed));
    for (let waited = 0; waited < 100 && filledOf(open) === 0; waited++) {
      await forward(2_000);
      open = await venue.fetchOrder(idOf(placed));
    }
    expect(open.status).toBe("open");
    expect(filledOf(open)).toBeGreaterThan(0);
    expect(filledOf(open)).toBeLessThan(amount);
    expect((await venue.fetchOpenOrders(symbol)).map((each) => each.id)).toEqual([idOf(placed)]);
    const held = await venue.fetchBalance({ v3: true });
    // It may go on being filled between one question and the next.
    const later = await venue.fetchOrder(idOf(placed));
    expect(Number(held["USD"]?.used)).toBeGreaterThanOrEqual((amount - filledOf(later)) * price * 1.0059);
    expect(Number(held["USD"]?.used)).toBeLessThanOrEqual((amount - filledOf(open)) * price * 1.0121);
    const lower = price * 0.97;
    await venue.editOrder(idOf(placed), symbol, "limit", "buy", amount, lower);
    const edited = await venue.fetchOrder(idOf(placed));
    expect(edited).toMatchObject({ id: idOf(placed), status: "open" });
    expect(edited.price ?? 0).toBeCloseTo(Number(venue.priceToPrecision(symbol, lower)), 9);
    await venue.cancelOrder(idOf(placed), symbol);
    const ended = await venue.fetchOrder(idOf(placed));
    expect(ended.status).toBe("canceled");
    expect(filledOf(ended)).toBeGreaterThanOrEqual(filledOf(open));
    await expect(venue.cancelOrder(idOf(placed), symbol)).rejects.toThrow("cancelOrders() has failed");
    await following;
    expect(heard).toContain("partly open true");
    expect(heard).toContain("partly canceled true");
    expect(Number((await venue.fetchBalance({ v3: true }))["USD"]?.used)).toBe(0);
  });

  test("a stop-limit order waits until it is cancelled; post-only, IOC and FOK do what they say", async () => {
    const { bid = 0, ask = 0 } = await venue.fetchTicker(SYMBOL);
    const params = { triggerPrice: ask * 1.1, stop_direction: "STOP_DIRECTION_STOP_UP" };
    const stop = await venue.createOrder(SYMBOL, "limit", "buy", 0.01, ask * 1.2, params);
    expect(await venue.fetchOrder(idOf(stop))).toMatchObject({ status: "open", type: "limit" });
    await venue.cancelOrder(idOf(stop), SYMBOL);
    expect((await venue.fetchOrder(idOf(stop))).status).toBe("canceled");
    const resting = await venue.createOrder(SYMBOL, "limit", "buy", 0.01, bid * 0.95, { postOnly: true });
    expect(await venue.fetchOrder(idOf(resting))).toMatchObject({ status: "open", postOnly: true });
    await venue.cancelOrder(idOf(resting), SYMBOL);
    const ioc = await venue.createOrder(SYMBOL, "limit", "buy", 0.01, bid * 0.95, { timeInForce: "IOC" });
    expect(await venue.fetchOrder(idOf(ioc))).toMatchObject({ status: "canceled", timeInForce: "IOC" });
    const fok = await venue.createOrder(SYMBOL, "limit", "buy", 0.01, ask * 1.02, { timeInForce: "FOK" });
    expect(await venue.fetchOrder(idOf(fok))).toMatchObject({ status: "closed", timeInForce: "FOK" });
  });

  test("errors keep the venue's names and ccxt's classes", async () => {
    const { bid = 0, ask = 0 } = await venue.fetchTicker(SYMBOL);
    const named = (name: string) => ({ constructor: expect.objectContaining({ name }) });
    const much = (RICH_USD * 1.5) / bid;
    await expect(venue.createOrder(SYMBOL, "limit", "buy", much, bid)).rejects.toMatchObject(
      named("InsufficientFunds"),
    );
    await expect(venue.createOrder(SYMBOL, "limit", "buy", 0.01, ask * 1.01, { postOnly: true })).rejects.toThrow(
      "INVALID_LIMIT_PRICE_POST_ONLY",
    );
    await expect(
      venue.createOrder(SYMBOL, "limit", "sell", 0.01, bid * 1.2, { stopLossPrice: bid * 1.3 }),
    ).rejects.toMatchObject(named("InvalidOrder"));
    const stranger = await client(
      { ...(exchange.accounts[0] as Keys), key: "organizations/x/apiKeys/y" },
      exchange.port,
    );
    stranger.setMarkets(venue.markets);
    await expect(stranger.fetchOpenOrders()).rejects.toMatchObject(named("AuthenticationError"));
    await stranger.close();
  });

  test("the key says what it may do", async () => {
    const raw = venue as unknown as Record<string, () => Promise<Record<string, unknown>>>;
    expect(await raw["v3PrivateGetBrokerageKeyPermissions"]?.()).toMatchObject({
      can_view: true,
      can_trade: true,
      can_transfer: false,
    });
    expect((await venue.fetchPortfolios()).map((each: { type?: string }) => each.type)).toEqual(["DEFAULT"]);
    expect((await venue.fetchTradingFees())[SYMBOL]).toMatchObject({ taker: 0.012, maker: 0.006 });
  });
});
