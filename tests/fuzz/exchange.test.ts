import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { routeNames } from "@evenkeel/exchange-sim/wire/binance";
import {
  caseRandom,
  choose,
  damageText,
  fuzz,
  INHERITED_NAMES,
  mutate,
  type Random,
  render,
  seedOf,
  strangeText,
} from "@evenkeel/testkit/fuzz";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Counts, count, printCounts } from "./support/tally.ts";

const SEED = 1;
const CASES = 40;
const FRAMES = 400;
const LIMITS = {
  futuresWeightMax: 1e9,
  spotWeightMax: 1e9,
  futuresOrdersTenSecondsMax: 1e9,
  futuresOrdersMinuteMax: 1e9,
  spotOrdersTenSecondsMax: 1e9,
};
const CODE_BROKEN = -1001;

let exchange: RunningExchange;
beforeAll(async () => {
  const accounts = [{ name: "main", spot: { USDT: "60000" }, futures: "40000" }];
  exchange = await startExchange({ port: 0, seed: 7, symbols: 4, speed: 1, accounts, wire: { binanceLimits: LIMITS } });
});
afterAll(() => exchange.close());

/** What the documented parameters mean; a case takes some of them and spoils some of those. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  symbol: ["BTCUSDT", "ETHUSDT"],
  side: ["BUY", "SELL"],
  type: ["LIMIT", "MARKET"],
  timeInForce: ["IOC", "GTC", "FOK", "GTX"],
  quantity: ["0.001", "0.1", "1"],
  price: ["1", "50000", "1000000"],
  newClientOrderId: ["eka1b2c3d4-1-u0"],
  origClientOrderId: ["eka1b2c3d4-1-u0"],
  newOrderRespType: ["RESULT", "FULL", "ACK"],
  reduceOnly: ["true", "false"],
  positionSide: ["BOTH", "LONG"],
  marginType: ["ISOLATED", "CROSSED"],
  leverage: ["2", "125"],
  limit: ["5", "1000"],
  startTime: ["0", "1793599200000"],
  endTime: ["1793599300000"],
  fromId: ["0"],
  orderId: ["1", "8000000001"],
  interval: ["1m", "1h"],
  amount: ["1"],
  asset: ["USDT"],
  incomeType: ["FUNDING_FEE"],
  recvWindow: ["5000"],
  symbols: ['["BTCUSDT"]'],
};

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

function queryOf(random: Random): string {
  const entries = Object.entries(MEANT)
    .filter(([name]) => name === "symbol" || random.chance(0.6))
    .map(([name, values]): [string, string] => [
      name,
      random.chance(0.12) ? strangeText(random) : choose(random, values),
    ]);
  if (random.chance(0.1)) entries.push([choose(random, INHERITED_NAMES), strangeText(random)]);
  const query = entries.map(([name, value]) => `${encode(name)}=${encode(value.slice(0, 1_000))}`).join("&");
  return random.chance(0.08) ? damageText(query, random).replaceAll(/[^\x21-\x7e]/g, "%") : query;
}

async function call(route: string, security: string, query: string): Promise<string> {
  const [method = "GET", path = ""] = route.split(" ");
  const { key, secret } = exchange.accounts[0] ?? { key: "", secret: "" };
  const stamped = security === "signed" ? `${query}&timestamp=${Date.now()}` : query;
  const signature = createHmac("sha256", secret).update(stamped, "latin1").digest("hex");
  const full = security === "signed" ? `${stamped}&signature=${signature}` : stamped;
  const response = await fetch(`http://127.0.0.1:${exchange.port}${path}?${full}`, {
    method,
    headers: security === "none" ? {} : { "X-MBX-APIKEY": key },
  });
  const text = await response.text();
  const answer = JSON.parse(text) as { code?: unknown };
  if (response.status >= 500 || answer?.code === CODE_BROKEN) throw new Error(`${response.status} ${text}`);
  if (/NaN|undefined|\[object/.test(text)) throw new Error(`says ${text.slice(0, 300)}`);
  return response.ok ? "ok" : String(answer.code);
}

test("every address answers anything with a code and stays open", async () => {
  const counts: Counts = new Map();
  for (const [family, route, security] of routeNames()) {
    await fuzz({
      name: `${family} ${route}`,
      seed: seedOf(route, SEED),
      cases: CASES,
      make: queryOf,
      check: async (query) => count(counts, await call(route, security, query)),
    });
  }
  printCounts("exchange", counts);
  expect(counts.get("ok") ?? 0).toBeGreaterThan(200);
});

test.each(["constructor", "__proto__", "evil.example", "", "x".repeat(3_000)])(
  "a host named %.20j is no venue",
  async (host) => {
    const answer = await new Promise<string>((resolve) => {
      const client = connect(exchange.port, "127.0.0.1", () => {
        client.write(`GET /fapi/v1/time HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      });
      let text = "";
      client.on("data", (data) => {
        text += data.toString();
      });
      client.on("close", () => resolve(text));
      client.on("error", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  },
);

/** As many as a futures stream hears from one client in a second. */
const FRAMES_AT_ONCE = 9;

interface Door {
  readonly path: string;
  readonly meant: Record<string, unknown>;
  /** Answered with its id, whatever was said before. */
  readonly last: Record<string, unknown>;
}

const DOORS: readonly Door[] = [
  {
    path: "/public/ws/1",
    meant: { method: "SUBSCRIBE", params: ["btcusdt@bookTicker"], id: 1 },
    last: { method: "LIST_SUBSCRIPTIONS", id: 77 },
  },
  {
    path: "/ws-api/v3",
    meant: { method: "order.place", params: { symbol: "BTCUSDT", apiKey: "x", signature: "y", timestamp: 1 }, id: 1 },
    last: { method: "ping", id: 77 },
  },
  {
    path: "/ws-fapi/v1",
    meant: { method: "depth", params: { symbol: "BTCUSDT", limit: 5 }, id: 1 },
    last: { method: "session.status", id: 77 },
  },
];

test.each(DOORS)("a client at $path may say anything", async ({ path, meant, last }) => {
  for (let from = 0; from < FRAMES; from += FRAMES_AT_ONCE) {
    const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}${path}`);
    const said: string[] = [];
    socket.on("message", (data: Buffer) => said.push(data.toString()));
    await new Promise((resolve) => socket.once("open", resolve));
    for (let index = from; index < Math.min(FRAMES, from + FRAMES_AT_ONCE); index += 1) {
      const random = caseRandom(SEED, index);
      const text = render(mutate(meant, random, true));
      socket.send(random.chance(0.3) ? damageText(text, random) : text);
    }
    socket.send(JSON.stringify(last));
    const answered = () => said.some((frame) => frame.includes('"id":77'));
    await expect.poll(answered, { timeout: 10_000, interval: 5 }).toBe(true);
    socket.terminate();
  }
  expect(await call("GET /fapi/v1/time", "none", "")).toBe("ok");
});
