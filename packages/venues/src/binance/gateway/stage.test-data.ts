import { clientOrderId, instrumentIndex, type Nonce, planId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import { type Price, type Quantity, wallTime } from "@evenkeel/core/units";
import { afterEach, beforeEach } from "vitest";
import { type Asked, type Handler, type Loopback, openLoopback } from "../../common/loopback.test-data.ts";
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

/** A venue of one's own on the loopback, and a client that talks to it; both new for every test. */
export type Stage = {
  routes: Record<string, Handler>;
  asked: Asked[];
  client: Client;
};

export type { Answer, Handler } from "../../common/loopback.test-data.ts";

export const stage = {} as Stage;
let venue: Loopback;

beforeEach(async () => {
  stage.routes = {};
  stage.asked = [];
  venue = await openLoopback(stage);
  stage.client = await createClient({
    keys: { apiKey: API_KEY, secret: SECRET },
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
  stage.client.markets = indexMarkets(TEST_MARKETS);
});

afterEach(async () => {
  stage.client.governor.stop();
  await stage.client.exchange.fetchDispatcher?.destroy();
  await venue.close();
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
    bidPrice: 0 as Price,
    askPrice: 0 as Price,
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
