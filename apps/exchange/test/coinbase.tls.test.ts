import { mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CBAdvancedTradeClient, WebsocketClient } from "coinbase-api";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RunningExchange, startExchange } from "../src/index.ts";
import type { Keys } from "./redirect.ts";

/** Over TLS, the library needs no more than its own options for addresses: its tokens then name the local ones. */
let directory: string;
let exchange: RunningExchange;
let agent: Agent;
let streams: WebsocketClient;
let rest: CBAdvancedTradeClient;
const heard: { readonly channel: string; readonly events: readonly { orders?: Record<string, string>[] }[] }[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "evenkeel-coinbase-"));
  exchange = await startExchange({
    port: 0,
    familyPortsFrom: 0,
    venues: ["coinbase"],
    symbols: 3,
    speed: 60,
    tls: "self-signed",
    dataDirectory: directory,
  });
  agent = new Agent({ ca: await readFile(exchange.certificateFile ?? "", "utf8") });
  const { key: apiKey, secret: apiSecret } = exchange.accounts[0] as Keys;
  const of = (family: string) => `localhost:${exchange.familyPorts[family]}`;
  rest = new CBAdvancedTradeClient(
    { apiKey, apiSecret, baseUrl: `https://${of("coinbase-rest")}` },
    { httpsAgent: agent, proxy: false },
  );
  const silent = { trace: () => undefined, info: () => undefined, error: () => undefined };
  const wsUrl = `wss://${of("coinbase-user-stream")}/`;
  streams = new WebsocketClient({ apiKey, apiSecret, wsUrl, wsOptions: { agent } }, silent);
  streams.on("update", (event: (typeof heard)[number]) => heard.push(event));
});

afterAll(async () => {
  streams.closeAll(true);
  agent.destroy();
  await exchange.close();
  await rm(directory, { recursive: true, force: true });
});

test("reads, places and cancels by its base URL, and hears of it on its stream's", async () => {
  streams.subscribe("user", "advTradeUserData");
  await vi.waitFor(() => expect(heard.some(({ channel }) => channel === "user")).toBe(true), { timeout: 5_000 });
  const { pricebooks } = await rest.getBestBidAsk({ product_ids: ["BTC-USD"] });
  const price = (Number(pricebooks[0]?.bids[0]?.price) * 0.9).toFixed(1);
  const placed = await rest.submitOrder({
    product_id: "BTC-USD",
    side: "BUY",
    client_order_id: rest.generateNewOrderId(),
    order_configuration: { limit_limit_gtc: { base_size: "0.01", limit_price: price, post_only: true } },
  });
  const id = placed.success_response?.order_id ?? "";
  expect((await rest.cancelOrders({ order_ids: [id] })).results).toEqual([
    { success: true, failure_reason: "UNKNOWN_CANCEL_FAILURE_REASON", order_id: id },
  ]);
  const statuses = () =>
    heard
      .flatMap(({ events }) => events.flatMap(({ orders = [] }) => orders))
      .filter((each) => each["order_id"] === id)
      .map((each) => each["status"]);
  await vi.waitFor(() => expect(statuses()).toContain("CANCELLED"), { timeout: 5_000 });
});
