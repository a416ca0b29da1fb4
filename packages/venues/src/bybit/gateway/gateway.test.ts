import type { ColdEvent } from "@evenkeel/core/events";
import { clientOrderId, instrumentIndex, type Nonce, planId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import { type Price, type Quantity, wallTime } from "@evenkeel/core/units";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Asked, type Handler, type Loopback, openLoopback } from "../../common/loopback.test-data.ts";
import { indexMarkets } from "../../common/market/market.ts";
import { type Client, createClient } from "../client/client.ts";
import { TEST_MARKETS } from "../testing.ts";
import { createGateway } from "./gateway.ts";

const SECRET = "CANARYSECRETCANARY";
const NOW = 1_763_000_000_000;
const PERPETUAL = instrumentIndex(0);
const SPOT = instrumentIndex(2);
const ID = clientOrderId(planId("abcd1234" as Nonce, 1), "short", 0);
const CREATE = "POST /v5/order/create";

const stage: { routes: Record<string, Handler>; asked: Asked[] } = { routes: {}, asked: [] };
let venue: Loopback;
let client: Client;

beforeEach(async () => {
  [stage.routes, stage.asked] = [{}, []];
  venue = await openLoopback(stage);
  client = await createClient({
    keys: { apiKey: "CANARYKEYCANARYKEY", secret: SECRET },
    redirectPort: venue.port,
    directory: { indexOf: () => instrumentIndex(0) },
    clock: { nowMs: () => wallTime(NOW) },
    random: () => 0.5,
    watch: { symbolsMax: 10 },
    historyDays: 30,
    sendTimeoutMs: 1_000,
    readTimeoutMs: 1_000,
    receiveWindowMs: 5_000,
  });
  client.markets = indexMarkets(TEST_MARKETS);
});
afterEach(async () => {
  client.governor.stop();
  await client.exchange.fetchDispatcher?.destroy();
  await venue.close();
});

const intent = (changes: Partial<OrderIntent> = {}): OrderIntent => ({
  clientOrderId: ID,
  plan: planId("abcd1234" as Nonce, 1),
  leg: "short",
  attempt: 0,
  instrument: PERPETUAL,
  side: "sell",
  style: "immediate",
  quantity: 250 as Quantity,
  priceLimit: 10_000_010_000_000 as Price,
  bidPrice: 0 as Price,
  askPrice: 0 as Price,
  reduceOnly: false,
  purpose: "enter",
  createdAt: wallTime(NOW),
  leaseEpoch: 1,
  approval: { rules: "entry", intentHash: "h", limitsVersion: 1, sequence: 1 },
  ...changes,
});
const send = (changes: Partial<OrderIntent> = {}, checkedAt = wallTime(NOW)): Promise<ColdEvent> =>
  createGateway(client).perform({ kind: "send", intent: intent(changes), checkedAt });

const told = (retCode: number, result: object = {}, retMsg = "") => ({ body: { retCode, retMsg, result, time: NOW } });
const taken = () => told(0, { orderId: "o-1", orderLinkId: ID });
const bodyOf = (at: number): unknown => JSON.parse(stage.asked[at]?.body ?? "null");

describe("sending", () => {
  test("says exactly what the intent says; taken is not filled", async () => {
    stage.routes[CREATE] = taken;
    expect(await send()).toMatchObject({
      kind: "acknowledged",
      report: { venueOrderId: "o-1", status: "open", executedQuantity: 0 },
      fills: [],
    });
    expect(bodyOf(0)).toEqual({
      category: "linear",
      symbol: "BTCUSDT",
      side: "Sell",
      orderType: "Limit",
      timeInForce: "IOC",
      qty: "0.25",
      price: "100000.1",
      orderLinkId: ID,
      positionIdx: 0,
    });
  });

  test("a coin is bought without a loan, by the market counted in the coin; what reduces says so", async () => {
    stage.routes[CREATE] = taken;
    await send({ instrument: SPOT, side: "buy", style: "market" });
    await send({ reduceOnly: true, style: "post-only" });
    const orders = stage.asked.filter(({ route }) => route === CREATE).map(({ body }) => JSON.parse(body) as object);
    expect(orders).toMatchObject([
      { category: "spot", orderType: "Market", isLeverage: 0, marketUnit: "baseCoin" },
      { category: "linear", timeInForce: "PostOnly", reduceOnly: "true" },
    ]);
    expect(orders[0]).not.toHaveProperty("price");
  });

  test("I12 OPS-7: is signed with the time its lease was checked, in the venue's words, and never with a later one", async () => {
    stage.routes[CREATE] = taken;
    client.offset.add({ sentAtMs: NOW, receivedAtMs: NOW, serverMs: NOW + 400 });
    await send({}, wallTime(NOW - 1_300));
    expect(stage.asked[0]?.headers).toMatchObject({
      "x-bapi-timestamp": String(NOW - 1_300 + 400),
      "x-bapi-recv-window": "5000",
      "x-bapi-sign": expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    // What is asked about the order afterwards belongs to now.
    expect(stage.asked[1]?.headers["x-bapi-timestamp"]).toBe(String(NOW + 400));
  });

  test.each<[name: string, answer: ReturnType<Handler>, kind: string, code: string]>([
    ["the venue lacks the money", told(110_007, {}, "ab not enough"), "refused", "110007"],
    ["its time was not taken", told(10_002, {}, "invalid request timestamp"), "refused", "10002"],
    ["too many were sent", told(10_006, {}, "Too many visits"), "refused", "10006"],
    ["an order of our id exists", told(110_072, {}, "OrderLinkedID is duplicate"), "unknown", "110072"],
    ["the venue does not know itself", told(10_016, {}, "Server error"), "unknown", "10016"],
    ["it names another order", told(0, { orderId: "o-1", orderLinkId: "somebody's" }), "unknown", "malformed-answer"],
    ["the reply is lost", "reset", "unknown", "network"],
  ])("%s: one send, and what it means", async (_, answer, kind, code) => {
    stage.routes[CREATE] = () => answer;
    const event = await send();
    expect(event).toMatchObject({ kind, failure: { code } });
    expect(stage.asked.filter(({ route }) => route === CREATE)).toHaveLength(1);
    expect(JSON.stringify(event)).not.toContain(SECRET);
  });

  test("no answer in time leaves the order unknown", async () => {
    stage.routes[CREATE] = () => "never";
    expect(await send()).toMatchObject({ kind: "unknown", failure: { kind: "connectivity" } });
  });
});
