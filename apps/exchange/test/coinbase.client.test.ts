import { CBAdvancedTradeClient, WebsocketClient } from "coinbase-api";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Keys, LocalAgent } from "./redirect.ts";

/**
 * The client library keeps its real addresses here, and its options for an agent turn its sockets. Its `baseUrl` is for
 * an exchange behind TLS (`coinbase.tls.test.ts`): it cuts "https://" off by length.
 */
const PRODUCT = "BTC-USD";

interface Event {
  readonly channel: string;
  readonly events: readonly Record<string, readonly Record<string, string>[]>[];
}

describe.each([1, 60])("the coinbase-api client at speed %i", (speed) => {
  let exchange: RunningExchange;
  let rest: CBAdvancedTradeClient;
  let edwards: CBAdvancedTradeClient;
  let streams: WebsocketClient;
  const heard: Event[] = [];
  const failures: unknown[] = [];

  beforeAll(async () => {
    exchange = await startExchange({ port: 0, venues: ["coinbase"], symbols: 10, speed, seed: 5 });
    const { key, secret } = exchange.accounts[0] as Keys;
    const agent = new LocalAgent(exchange.port);
    const network = { httpsAgent: agent, proxy: false } as const;
    rest = new CBAdvancedTradeClient({ apiKey: key, apiSecret: secret }, network);
    const keys = (await (
      await fetch(`http://127.0.0.1:${exchange.port}/control/keys`, { headers: { "x-evenkeel-control": "1" } })
    ).json()) as readonly Keys[];
    const other = keys.find((each) => !each.secret.startsWith("-----"));
    edwards = new CBAdvancedTradeClient({ apiKey: other?.key ?? "", apiSecret: other?.secret ?? "" }, network);
    const silent = { trace: () => undefined, info: () => undefined, error: () => undefined };
    streams = new WebsocketClient({ apiKey: key, apiSecret: secret, wsOptions: { agent } }, silent);
    streams.on("update", (event: Event) => heard.push(event));
    streams.on("exception", (event: unknown) => failures.push(event));
  });

  afterAll(async () => {
    streams.closeAll(true);
    await exchange.close();
  });

  const of = (channel: string) => heard.filter((each) => each.channel === channel);
  const ordersOf = (id: string) =>
    of("user")
      .flatMap(({ events }) => events.flatMap(({ orders = [] }) => orders))
      .filter((each) => each["order_id"] === id);

  test("reads the market, by either kind of key", async () => {
    const { products } = await rest.getPublicProducts();
    expect(products).toHaveLength(10);
    expect(await edwards.getProduct({ product_id: PRODUCT })).toMatchObject({
      product_id: PRODUCT,
      alias_to: ["BTC-USDC"],
    });
    const { pricebook } = await rest.getProductBook({ product_id: PRODUCT, limit: 5 });
    expect([pricebook.bids.length, pricebook.asks.length]).toEqual([5, 5]);
    const { pricebooks } = await rest.getBestBidAsk({ product_ids: [PRODUCT, "ETH-USD"] });
    expect(pricebooks.map((each) => each.product_id)).toEqual([PRODUCT, "ETH-USD"]);
    const { trades } = await rest.getPublicMarketTrades({ product_id: PRODUCT, limit: 5 });
    expect(trades.length).toBeGreaterThan(0);
    const end = Math.floor(exchange.venue.state.nowMs / 1_000);
    const { candles } = await rest.getProductCandles({
      product_id: PRODUCT,
      start: String(end - 30 * 3_600),
      end: String(end),
      granularity: "ONE_HOUR",
    });
    expect(candles.length).toBeGreaterThanOrEqual(30);
    const { epochMillis } = (await rest.getServerTime()) as { epochMillis: string };
    expect(Math.abs(Number(epochMillis) - Date.now())).toBeLessThan(2_000);
  });

  test("streams every public channel and its own orders, one number after the other", async () => {
    for (const channel of ["ticker", "ticker_batch", "level2", "market_trades", "candles", "status"]) {
      streams.subscribe({ topic: channel, payload: { product_ids: [PRODUCT] } }, "advTradeMarketData");
    }
    streams.subscribe("heartbeats", "advTradeUserData");
    streams.subscribe("user", "advTradeUserData");
    const channels = ["ticker", "ticker_batch", "l2_data", "market_trades", "candles", "status", "heartbeats", "user"];
    await vi.waitFor(() => expect(channels.filter((each) => of(each).length === 0)).toEqual([]), { timeout: 15_000 });
    await vi.waitFor(() => expect(of("l2_data").length).toBeGreaterThan(3), { timeout: 15_000 });
    expect(failures).toEqual([]);
    const numbers = (heard as unknown as { wsKey: string; sequence_num: number }[])
      .filter(({ wsKey }) => wsKey === "advTradeUserData")
      .map(({ sequence_num }) => sequence_num);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test("previews, places, edits, cancels, and hears of each on the user stream", async () => {
    const { pricebooks } = await rest.getBestBidAsk({ product_ids: [PRODUCT] });
    const bid = Number(pricebooks[0]?.bids[0]?.price);
    const limit_limit_gtc = { base_size: "0.01", limit_price: (bid * 0.9).toFixed(1), post_only: true };
    const order = { product_id: PRODUCT, side: "BUY", order_configuration: { limit_limit_gtc } } as const;
    const preview = await rest.previewOrder(order);
    expect(preview).toMatchObject({ errs: [], base_size: "0.01" });
    const placed = await rest.submitOrder({ ...order, client_order_id: rest.generateNewOrderId() });
    const id = placed.success_response?.order_id ?? "";
    expect(placed.success).toBe(true);
    const price = (bid * 0.91).toFixed(1);
    expect(await rest.updateOrderPreview({ order_id: id, price, size: "0.02" })).toMatchObject({ errors: [] });
    expect((await rest.updateOrder({ order_id: id, price, size: "0.02" })).success).toBe(true);
    expect(((await rest.getOrder({ order_id: id })) as { order: unknown }).order).toMatchObject({
      status: "OPEN",
      order_configuration: { limit_limit_gtc: { base_size: "0.02", limit_price: String(Number(price)) } },
    });
    expect((await rest.cancelOrders({ order_ids: [id] })).results[0]?.success).toBe(true);
    await vi.waitFor(() => expect(ordersOf(id).map((each) => each["status"])).toContain("CANCELLED"), {
      timeout: 5_000,
    });
    expect(ordersOf(id).some((each) => each["limit_price"] === String(Number(price)))).toBe(true);
  });

  test("buys for a sum, sells by size, and reads fills, accounts, fees and rights", async () => {
    const bought = await rest.submitOrder({
      product_id: "ETH-USD",
      side: "BUY",
      client_order_id: rest.generateNewOrderId(),
      order_configuration: { market_market_ioc: { quote_size: "2000" } },
    });
    const id = bought.success_response?.order_id ?? "";
    await vi.waitFor(() => expect(ordersOf(id).at(-1)?.["status"]).toBe("FILLED"), { timeout: 5_000 });
    const { fills } = (await rest.getFills({ order_ids: [id] })) as unknown as {
      fills: Record<string, string>[];
    };
    const sum = (field: string) => fills.reduce((total, fill) => total + Number(fill[field]), 0);
    expect(sum("size")).toBeCloseTo(Number(ordersOf(id).at(-1)?.["cumulative_quantity"]), 9);
    const { accounts } = await rest.getAccounts({ limit: 250 });
    const eth = accounts.find((each) => each.currency === "ETH");
    expect(Number(eth?.available_balance.value)).toBeCloseTo(sum("size"), 9);
    expect((await rest.getAccount({ account_id: eth?.uuid ?? "" })) as unknown).toMatchObject({
      account: { currency: "ETH" },
    });
    const sold = await rest.submitOrder({
      product_id: "ETH-USD",
      side: "SELL",
      client_order_id: rest.generateNewOrderId(),
      order_configuration: { market_market_ioc: { base_size: eth?.available_balance.value ?? "" } },
    });
    expect(sold.success).toBe(true);
    const { orders } = (await rest.getOrders({ product_ids: ["ETH-USD"], order_status: ["FILLED"] })) as {
      orders: unknown[];
    };
    expect(orders).toHaveLength(2);
    const summary = await rest.getTransactionSummary({ product_type: "SPOT" });
    expect(summary.fee_tier).toMatchObject({ maker_fee_rate: "0.006", taker_fee_rate: "0.012" });
    expect(Number(summary.total_volume)).toBeGreaterThan(3_000);
    const rights = await rest.getApiKeyPermissions();
    expect(rights).toMatchObject({ can_view: true, can_trade: true, can_transfer: false });
    const { breakdown } = (await rest.getPortfolioBreakdown({ portfolio_uuid: rights.portfolio_uuid })) as {
      breakdown: { spot_positions: unknown[] };
    };
    expect(breakdown.spot_positions.length).toBeGreaterThan(0);
  });

  test("a refusal is the library's exception with the venue's body", async () => {
    await expect(rest.getOrder({ order_id: "nothing" })).rejects.toMatchObject({
      code: 404,
      body: { error: "NOT_FOUND" },
    });
    const { apiSecret } = { apiSecret: (exchange.accounts[0] as Keys).secret };
    const stranger = new CBAdvancedTradeClient(
      { apiKey: "organizations/x/apiKeys/y", apiSecret },
      { httpsAgent: new LocalAgent(exchange.port), proxy: false },
    );
    await expect(stranger.getAccounts()).rejects.toMatchObject({ code: 401, body: "Unauthorized\n" });
  });
});
