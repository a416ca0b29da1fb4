import http from "node:http";
import type { AddressInfo } from "node:net";
import { clientOrderId, instrumentIndex, type Nonce, planId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import { type Price, type Quantity, wallTime } from "@evenkeel/core/units";
import { afterEach, beforeEach } from "vitest";
import { indexMarkets } from "../../common/market/market.ts";
import { type Client, createClient } from "../client/client.ts";
import { TEST_MARKETS } from "../testing.ts";

const API_KEY = "CANARYKEYCANARYKEY";
export const SECRET = "CANARYSECRETCANARY";
export const NOW = 1_763_000_000_000;
export const PERPETUAL = instrumentIndex(0);
export const THOUSANDFOLD = instrumentIndex(1);
export const SPOT = instrumentIndex(2);
export const ID = clientOrderId(planId("abcd1234" as Nonce, 1), "short", 0);

export type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> };
export type Handler = (parameters: URLSearchParams, request: http.IncomingMessage) => Answer | "reset" | "never";

/** A venue of one's own on the loopback, and a client that talks to it; both new for every test. */
export type Stage = {
  routes: Record<string, Handler>;
  asked: { readonly route: string; readonly parameters: URLSearchParams }[];
  client: Client;
};

export const stage = {} as Stage;
let server: http.Server;

beforeEach(async () => {
  stage.routes = {};
  stage.asked = [];
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const url = new URL(request.url ?? "", `https://${request.headers.host}`);
      const parameters = new URLSearchParams(url.search === "" ? body : url.search);
      const route = `${request.method} ${url.pathname}`;
      stage.asked.push({ route, parameters });
      const answer = stage.routes[route]?.(parameters, request) ?? { status: 404, body: "<html>not here</html>" };
      if (answer === "reset") request.socket.destroy();
      if (answer === "never" || answer === "reset") return;
      response.writeHead(answer.status ?? 200, { "Content-Type": "application/json", ...answer.headers });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stage.client = await createClient({
    keys: { apiKey: API_KEY, secret: SECRET },
    redirectPort: (server.address() as AddressInfo).port,
    directory: { indexOf: () => instrumentIndex(0) },
    clock: { nowMs: () => wallTime(NOW) },
    random: () => 0.5,
    watch: { symbolsMax: 10 },
    historyDays: 30,
    sendTimeoutMs: 1_000,
    readTimeoutMs: 1_000,
    receiveWindowMs: 5_000,
  });
  stage.client.markets = indexMarkets(TEST_MARKETS);
});

afterEach(async () => {
  stage.client.governor.stop();
  await stage.client.exchange.fetchDispatcher?.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

export function intent(changes: Partial<OrderIntent> = {}): OrderIntent {
  return {
    clientOrderId: ID,
    plan: planId("abcd1234" as Nonce, 1),
    leg: "short",
    attempt: 0,
    instrument: PERPETUAL,
    side: "sell",
    style: "immediate",
    quantity: 250 as Quantity,
    priceLimit: 10_000_010_000_000 as Price,
    reduceOnly: false,
    purpose: "enter",
    createdAt: wallTime(NOW),
    leaseEpoch: 1,
    approval: { rules: "entry", intentHash: "h", limitsVersion: 1, sequence: 1 },
    ...changes,
  };
}

export const futuresReply = (changes: object = {}) => ({
  orderId: 8_389_765,
  symbol: "BTCUSDT",
  status: "FILLED",
  clientOrderId: ID,
  executedQty: "0.250",
  ...changes,
});
