import { RestClientV5, WebsocketAPIClient, WebsocketClient } from "bybit-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { LocalAgent } from "./redirect.ts";

/** What it would print while it works; it throws what goes wrong. */
const SILENT = { trace: () => undefined, info: () => undefined, error: () => undefined };
const SYMBOL = "SOLUSDT";
const linear = { category: "linear", symbol: SYMBOL } as const;

interface Frame {
  readonly topic: string;
  readonly type?: string;
  readonly data: unknown;
}

interface Heard {
  readonly client: WebsocketClient;
  readonly frames: Frame[];
  /** The first frame of a topic that fits, now or within ten seconds. */
  readonly until: (topic: string, fits?: (frame: Frame) => boolean) => Promise<Frame>;
}

function listen(client: WebsocketClient): Heard {
  const frames: Frame[] = [];
  client.on("update", (frame: Frame) => frames.push(frame));
  client.on("exception", () => undefined);
  const until: Heard["until"] = async (topic, fits = () => true) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const found = frames.find((frame) => frame.topic === topic && fits(frame));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no ${topic} came`);
  };
  return { client, frames, until };
}

const rowsOf = (frame: Frame): Record<string, string>[] => frame.data as Record<string, string>[];

describe.each([1, 60])("the client bybit-api at speed %i", (speed) => {
  let exchange: RunningExchange;
  let rest: RestClientV5;
  let news: Heard;
  let sockets: WebsocketAPIClient;

  beforeAll(async () => {
    const wire = { bybitLimits: { requestsMax: 6_000, endpointFactor: 100, connectionsMax: 500 } };
    exchange = await startExchange({ port: 0, venues: ["bybit"], symbols: 12, speed, seed: 5, wire });
    const [account] = exchange.accounts;
    const keys = { key: account?.key ?? "", secret: account?.secret ?? "" };
    rest = new RestClientV5({ ...keys, baseUrl: `http://127.0.0.1:${exchange.port}` });
    const wsOptions = { agent: new LocalAgent(exchange.port) };
    const options = { ...keys, market: "v5", wsOptions, reconnectTimeout: 200 } as const;
    news = listen(new WebsocketClient(options, SILENT));
    sockets = new WebsocketAPIClient({ ...options, attachEventListeners: false }, SILENT);
    sockets.getWSClient().on("exception", () => undefined);
  });

  afterAll(async () => {
    news.client.closeAll(true);
    sockets.getWSClient().closeAll(true);
    await exchange.close();
  });

  const control = (name: string, body: object = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${exchange.port}/control/${name}`, {
      method: "POST",
      headers: { "x-evenkeel-control": "1" },
      body: JSON.stringify(body),
    });
  const priceOf = async (): Promise<number> =>
    Number((await rest.getTickers({ ...linear })).result.list[0]?.bid1Price ?? 0);
  const positionOf = async () => (await rest.getPositionInfo(linear)).result.list[0];

  test("reads the market", async () => {
    const time = await rest.getServerTime();
    expect(Math.abs(Number(time.result.timeSecond) * 1_000 - Date.now())).toBeLessThan(3_000);
    const info = await rest.getInstrumentsInfo({ category: "linear", limit: 5 });
    expect([info.retCode, info.result.list.length, info.result.nextPageCursor]).toEqual([0, 5, "5"]);
    const rest2 = await rest.getInstrumentsInfo({ category: "linear", limit: 1_000, cursor: "5" });
    expect([rest2.result.list.length, rest2.result.nextPageCursor]).toEqual([7, ""]);
    const book = await rest.getOrderbook({ ...linear, limit: 50 });
    expect(Number(book.result.b[0]?.[0])).toBeLessThan(Number(book.result.a[0]?.[0]));
    const candles = await rest.getKline({ ...linear, interval: "60", limit: 24 });
    expect(candles.result.list.length).toBe(24);
    const history = await rest.getFundingRateHistory({ ...linear, limit: 10 });
    expect(Number(history.result.list[0]?.fundingRateTimestamp) % 3_600_000).toBe(0);
    const interest = await rest.getOpenInterest({ ...linear, intervalTime: "1h" });
    expect(interest.result.list.length).toBe(50);
    expect((await rest.getRiskLimit({ ...linear })).result.list.length).toBeGreaterThan(3);
    expect((await rest.getPublicTradingHistory(linear)).retCode).toBe(0);
  });

  test("reads the account and what its key may do", async () => {
    const key = await rest.getQueryApiKey();
    expect([key.result.readOnly, key.result.uta, key.result.permissions.Wallet]).toEqual([0, 1, []]);
    expect((await rest.getAccountInfo()).result.unifiedMarginStatus).toBe(6);
    const wallet = await rest.getWalletBalance({ accountType: "UNIFIED" });
    expect(wallet.result.list[0]?.coin.map(({ coin, walletBalance }) => [coin, walletBalance])).toEqual([
      ["USDT", "100000"],
    ]);
    expect((await rest.getFeeRate({ category: "spot", symbol: SYMBOL })).result.list[0]?.takerFeeRate).toBe("0.001");
  });

  test("places, amends, finds, cancels, one by one and in a batch", async () => {
    const price = await priceOf();
    const order = { ...linear, side: "Buy", orderType: "Limit", qty: "1", timeInForce: "PostOnly" } as const;
    const placed = await rest.submitOrder({ ...order, price: (price * 0.95).toFixed(2), orderLinkId: `one-${speed}` });
    expect(placed.retMsg).toBe("OK");
    const { orderId } = placed.result;
    expect((await rest.amendOrder({ ...linear, orderId, qty: "2" })).retCode).toBe(0);
    const [open] = (await rest.getActiveOrders(linear)).result.list;
    expect([open?.orderId, open?.qty, open?.orderStatus, open?.timeInForce]).toEqual([
      orderId,
      "2.00",
      "New",
      "PostOnly",
    ]);
    expect((await rest.cancelOrder({ ...linear, orderLinkId: `one-${speed}` })).result.orderId).toBe(orderId);
    expect((await rest.cancelOrder({ ...linear, orderId })).retCode).toBe(110001);
    const batch = await rest.batchSubmitOrders("linear", [
      { symbol: SYMBOL, side: "Buy", orderType: "Limit", qty: "1", price: (price * 0.9).toFixed(2) },
      { symbol: SYMBOL, side: "Buy", orderType: "Limit", qty: "0.0001", price: (price * 0.9).toFixed(2) },
      { symbol: "NOSUCHUSDT", side: "Buy", orderType: "Limit", qty: "1", price: "1" },
    ]);
    expect(batch.retExtInfo.list.map(({ code }) => code)).toEqual([0, 10001, 10001]);
    expect(batch.result.list.map((each) => each.orderId !== "")).toEqual([true, false, false]);
    const first = batch.result.list[0]?.orderId ?? "";
    const amended = await rest.batchAmendOrders("linear", [{ symbol: SYMBOL, orderId: first, qty: "3" }]);
    expect(amended.retExtInfo.list[0]?.code).toBe(0);
    const cancelled = await rest.batchCancelOrders("linear", [
      { symbol: SYMBOL, orderId: first },
      { symbol: SYMBOL, orderId: first },
    ]);
    expect(cancelled.retExtInfo.list.map(({ code }) => code)).toEqual([0, 110001]);
    const history = await rest.getHistoricOrders(linear);
    expect(history.result.list.map((each) => each.orderStatus)).toEqual(["Cancelled", "Cancelled"]);
  });

  test("a post-only order that would take is accepted and ends", async () => {
    const price = await priceOf();
    const placed = await rest.submitOrder({
      ...linear,
      side: "Buy",
      orderType: "Limit",
      qty: "1",
      price: (price * 1.01).toFixed(2),
      timeInForce: "PostOnly",
    });
    expect(placed.retCode).toBe(0);
    const [ended] = (await rest.getHistoricOrders({ ...linear, orderId: placed.result.orderId })).result.list;
    expect([ended?.orderStatus, ended?.rejectReason]).toEqual(["Cancelled", "EC_PostOnlyWillTakeLiquidity"]);
  });

  test("streams snapshots, then what changes, and joins the book of REST", async () => {
    const topics = [`tickers.${SYMBOL}`, `orderbook.50.${SYMBOL}`, `orderbook.1.${SYMBOL}`, `publicTrade.${SYMBOL}`];
    for (const asked of news.client.subscribeV5(topics, "linear")) void asked;
    for (const asked of news.client.subscribeV5(["tickers.SOLUSDT"], "spot")) void asked;
    const ticker = await news.until(`tickers.${SYMBOL}`, ({ type }) => type === "snapshot");
    expect(ticker.data).toMatchObject({ symbol: SYMBOL, fundingIntervalHour: "8" });
    await news.until(`tickers.${SYMBOL}`, ({ type }) => type === "delta");
    const snapshot = await news.until(`orderbook.50.${SYMBOL}`, ({ type }) => type === "snapshot");
    expect((snapshot.data as { b: unknown[] }).b.length).toBe(50);
    const last = (snapshot.data as { u: number }).u;
    const delta = await news.until(`orderbook.50.${SYMBOL}`, ({ type }) => type === "delta");
    expect((delta.data as { u: number }).u).toBe(last + 1);
    await news.until(`publicTrade.${SYMBOL}`);
  });

  test("the private stream tells an order through, also after it was cut", async () => {
    const subscribed = news.client.subscribeV5(
      ["order", "execution", "position", "wallet", "execution.fast"],
      "linear",
    );
    await Promise.all(subscribed);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { result } = await rest.submitOrder({ ...linear, side: "Sell", orderType: "Market", qty: "5" });
    const isOurs = (frame: Frame): boolean => rowsOf(frame).some(({ orderId }) => orderId === result.orderId);
    const filled = await news.until("order", (frame) => isOurs(frame) && rowsOf(frame)[0]?.orderStatus === "Filled");
    expect(rowsOf(filled)[0]).toMatchObject({ category: "linear", cumExecQty: "5.00", side: "Sell" });
    expect(rowsOf(await news.until("execution", isOurs))[0]?.feeRate).toBe("0.00055");
    await news.until("execution.fast", isOurs);
    const position = await news.until("position", (frame) => rowsOf(frame)[0]?.size === "5.00");
    expect(rowsOf(position)[0]?.side).toBe("Sell");
    await news.until("wallet");
    expect((await positionOf())?.size).toBe("5.00");

    await control("cut-streams");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const again = await rest.submitOrder({
      ...linear,
      side: "Buy",
      orderType: "Market",
      qty: "5",
      reduceOnly: true,
    });
    await news.until("order", (frame) => rowsOf(frame)[0]?.orderId === again.result.orderId);
    expect((await positionOf())?.size).toBe("0.00");
  });

  test("order entry over the socket", async () => {
    const price = ((await priceOf()) * 0.95).toFixed(2);
    const order = { ...linear, side: "Buy", orderType: "Limit", qty: "1", price } as const;
    const placed = await sockets.submitNewOrder(order);
    expect([placed.retCode, placed.op, placed.header?.["X-Bapi-Limit"]]).toEqual([0, "order.create", "1000"]);
    const { orderId } = placed.data;
    expect((await sockets.amendOrder({ ...linear, orderId, qty: "2" })).retCode).toBe(0);
    expect((await sockets.cancelOrder({ ...linear, orderId })).data.orderId).toBe(orderId);
    await expect(sockets.cancelOrder({ ...linear, orderId })).rejects.toMatchObject({ retCode: 110001 });
    const batch = await sockets.batchSubmitOrders("linear", [order]);
    expect(batch.retExtInfo.list[0]?.code).toBe(0);
    expect((await rest.cancelAllOrders(linear)).result.list.length).toBe(1);
  });

  test("leverage, margin mode, funding and the log that explains the wallet", async () => {
    expect((await rest.setLeverage({ ...linear, buyLeverage: "4", sellLeverage: "4" })).retCode).toBe(0);
    expect((await rest.setMarginMode("ISOLATED_MARGIN")).retCode).toBe(0);
    await rest.submitOrder({ ...linear, side: "Sell", orderType: "Market", qty: "3" });
    expect((await positionOf())?.leverage).toBe("4");
    expect((await rest.setMarginMode("REGULAR_MARGIN")).retCode).toBe(3400045);
    await control("advance", { ms: 9 * 3_600_000 });
    const paid = await rest.getExecutionList({ ...linear, execType: "Funding" });
    expect(paid.result.list[0]).toMatchObject({ execType: "Funding", execQty: "3.00", side: "Sell" });
    await rest.submitOrder({ ...linear, side: "Buy", orderType: "Market", qty: "3", reduceOnly: true });
    const log = (await rest.getTransactionLog({ accountType: "UNIFIED", currency: "USDT", limit: 50 })).result.list;
    const wallet = (await rest.getWalletBalance({ accountType: "UNIFIED", coin: "USDT" })).result.list[0]?.coin[0];
    expect(log[0]?.cashBalance).toBe(wallet?.walletBalance);
    const changes = log.reduce((sum, row) => sum + Number(row.change), 0);
    expect(100_000 + changes).toBeCloseTo(Number(wallet?.walletBalance), 6);
    expect(log.map((row) => row.type)).toContain("SETTLEMENT");
    expect((await rest.setMarginMode("REGULAR_MARGIN")).retCode).toBe(0);
  });
});
