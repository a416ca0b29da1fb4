import { MainClient, USDMClient, WebsocketAPIClient, WebsocketClient, WS_KEY_MAP } from "binance";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Client, createClient } from "./client.ts";

const FAMILIES = {
  "binance-spot": 0,
  "binance-futures": 0,
  "binance-spot-stream": 0,
  "binance-futures-stream": 0,
  "binance-spot-ws-api": 0,
  "binance-futures-ws-api": 0,
};
type FamilyName = keyof typeof FAMILIES;

const QUIET = { trace: () => undefined, info: () => undefined, error: () => undefined };

type Frame = Record<string, unknown>;

/** Everything a client was told, and the first of it that matches, now or later. */
function hear(client: WebsocketClient) {
  const frames: Frame[] = [];
  client.on("message", (frame) => frames.push(frame as unknown as Frame));
  client.on("exception", () => undefined);
  const find = (matches: (text: string) => boolean) => frames.map((frame) => JSON.stringify(frame)).find(matches);
  const heard = async (matches: (text: string) => boolean): Promise<string> => {
    await expect.poll(() => find(matches), { timeout: 20_000 }).toBeDefined();
    return find(matches) ?? "";
  };
  return { find, heard };
}

describe.each([1, 60])("the binance package, by base addresses alone, at speed %d", (speed) => {
  let exchange: RunningExchange;
  let control: Client;
  let spot: MainClient;
  let futures: USDMClient;
  const opened: { closeAll(): void }[] = [];
  const keys = () => {
    const { key = "", secret = "" } = exchange.accounts[0] ?? {};
    return { api_key: key, api_secret: secret };
  };
  const at = (family: FamilyName, scheme: "http" | "ws") => `${scheme}://127.0.0.1:${exchange.familyPorts[family]}`;

  function streams(family: FamilyName): WebsocketClient {
    const restOptions = { ...keys(), baseUrl: at("binance-futures", "http") };
    const client = new WebsocketClient({ ...keys(), wsUrl: at(family, "ws"), restOptions }, QUIET);
    opened.push(client);
    return client;
  }

  beforeAll(async () => {
    exchange = await startExchange({ port: 0, symbols: 6, speed, seed: 7, familyPorts: FAMILIES });
    control = createClient(exchange.port, { key: keys().api_key, secret: keys().api_secret });
    spot = new MainClient({ ...keys(), baseUrl: at("binance-spot", "http"), disableTimeSync: true });
    futures = new USDMClient({ ...keys(), baseUrl: at("binance-futures", "http"), disableTimeSync: true });
  });

  afterAll(async () => {
    for (const each of opened) each.closeAll();
    await exchange.close();
  });

  test("reads and trades both markets by REST", async () => {
    expect((await futures.getExchangeInfo()).symbols).toHaveLength(6);
    expect((await spot.getExchangeInfo()).symbols).toHaveLength(6);
    expect(await spot.getKlines({ symbol: "ETHUSDT", interval: "1h", limit: 4 })).toHaveLength(4);
    expect((await futures.setLeverage({ symbol: "ETHUSDT", leverage: 5 })).leverage).toBe(5);
    const { bids } = await futures.getOrderBook({ symbol: "ETHUSDT", limit: 5 });
    const price = Math.round(Number(bids[0]?.[0]) * 0.96 * 10) / 10;
    const order = { symbol: "ETHUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", quantity: 1, price } as const;
    const placed = await futures.submitNewOrder(order);
    expect(placed.status).toBe("NEW");
    const { orderId } = placed;
    const amended = await futures.modifyOrder({
      symbol: "ETHUSDT",
      side: "BUY",
      quantity: 2,
      price,
      orderId,
    });
    expect(amended.origQty).toBe("2.000");
    expect((await futures.cancelOrder({ symbol: "ETHUSDT", orderId })).status).toBe("CANCELED");
    const several = await futures.submitMultipleOrders([
      { symbol: "ETHUSDT", side: "SELL", type: "MARKET", quantity: 0.5 },
      { symbol: "ETHUSDT", side: "SELL", type: "MARKET", quantity: 0.5 },
    ]);
    expect(several.map((each) => ("status" in each ? each.status : each.code))).toEqual(["NEW", "NEW"]);
    expect((await futures.getPositionsV3({ symbol: "ETHUSDT" }))[0]?.positionAmt).toBe("-1.000");
    await control.control("POST", "advance", { ms: 9 * 3_600_000 });
    expect((await futures.getIncomeHistory({ incomeType: "FUNDING_FEE" })).length).toBeGreaterThan(0);
    const bought = await spot.submitNewOrder({ symbol: "ETHUSDT", side: "BUY", type: "MARKET", quoteOrderQty: 500 });
    expect(JSON.stringify(bought)).toContain('"status":"FILLED"');
    expect((await spot.getAccountInformation()).balances.some(({ asset }) => asset === "ETH")).toBe(true);
    expect((await spot.getApiKeyPermissions()).enableWithdrawals).toBe(false);
    await expect(
      spot.submitNewOrder({ symbol: "NOPE", side: "BUY", type: "MARKET", quantity: 1 }),
    ).rejects.toMatchObject({
      code: -1121,
    });
  });

  test("listens to the doors of the futures streams and to spot's", async () => {
    const perpetual = streams("binance-futures-stream");
    const { heard } = hear(perpetual);
    await perpetual.subscribe(["ethusdt@bookTicker"], WS_KEY_MAP.usdmPublic);
    await perpetual.subscribe(["ethusdt@markPrice@1s", "ethusdt@kline_1m", "!ticker@arr"], WS_KEY_MAP.usdmMarket);
    for (const event of ["bookTicker", "markPriceUpdate", "kline", "24hrTicker"]) {
      expect(await heard((text) => text.includes(`"${event}"`))).toContain("ETHUSDT");
    }
    const cash = streams("binance-spot-stream");
    const { heard: told } = hear(cash);
    await cash.subscribe(["ethusdt@trade", "ethusdt@depth5@100ms", "ethusdt@miniTicker"], WS_KEY_MAP.main);
    expect(await told((text) => text.includes('"trade"'))).toContain("ETHUSDT");
    expect(await told((text) => text.includes("24hrMiniTicker"))).toContain("ETHUSDT");
    expect(await told((text) => text.includes("lastUpdateId"))).toContain("bids");
  });

  test("hears of its futures account before and after its key has ended", async () => {
    const client = streams("binance-futures-stream");
    const { find, heard } = hear(client);
    const isFill = (id: string) => (text: string) =>
      text.includes("ORDER_TRADE_UPDATE") && text.includes(id) && text.includes("FILLED");
    const buy = (id: string) =>
      futures.submitNewOrder({ symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: 0.1, newClientOrderId: id });
    await client.subscribeUsdFuturesUserDataStream();
    await buy("x-15PC4ZJyfirst");
    expect(await heard(isFill("x-15PC4ZJyfirst"))).toContain("ETHUSDT");
    await control.control("POST", "fault", { name: "listen-key-early" });
    expect(await heard((text) => text.includes("listenKeyExpired"))).toContain("listenKey");
    // The client takes a new key by itself, some moments after it was told.
    const again = async (): Promise<string | undefined> => {
      const id = `x-15PC4ZJy${Date.now()}`;
      await buy(id);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return find(isFill(id));
    };
    await expect.poll(again, { timeout: 30_000, interval: 500 }).toContain("ETHUSDT");
  });

  test("trades and listens over the WebSocket APIs", async () => {
    const own = { ...keys(), attachEventListeners: false, muteLatencyWarning: true };
    const cash = new WebsocketAPIClient({ ...own, wsUrl: at("binance-spot-ws-api", "ws") }, QUIET);
    const perpetual = new WebsocketAPIClient({ ...own, wsUrl: at("binance-futures-ws-api", "ws") }, QUIET);
    for (const each of [cash, perpetual]) opened.push({ closeAll: () => each.getWSClient().closeAll() });
    const { heard } = hear(cash.getWSClient());
    await cash.subscribeUserDataStream(WS_KEY_MAP.mainWSAPI);
    // With an HMAC key the package stamps no order by itself.
    const order = { symbol: "ETHUSDT", side: "BUY", type: "MARKET", quantity: "0.5", timestamp: Date.now() } as const;
    const bought = await cash.submitNewSpotOrder(order);
    expect(JSON.stringify(bought.result)).toContain("FILLED");
    expect(await heard((text) => text.includes("executionReport"))).toContain("ETHUSDT");
    const account = await cash.getSpotAccountInformation({ timestamp: Date.now() });
    expect(account.result.balances.length).toBeGreaterThan(0);
    const placed = await perpetual.submitNewFuturesOrder("usdm", {
      symbol: "ETHUSDT",
      side: "SELL",
      type: "MARKET",
      quantity: "1",
      timestamp: Date.now(),
    });
    expect(placed.result.symbol).toBe("ETHUSDT");
  });
});
