import { connect } from "node:net";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import { createExchange, VENUES, type VenueName } from "@evenkeel/exchange-sim";
import { doorOf, type WireRoute } from "@evenkeel/exchange-sim/wire";
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
  strangeValue,
} from "@evenkeel/testkit/fuzz";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Counts, count, printCounts } from "./support/tally.ts";
import { type Call, SIGNERS } from "./support/venue-signer.ts";

const SEED = 1;
const CASES = 25;
/** The close code of a server that broke on a message, and what Bybit says where others say 500. */
const INTERNAL_ERROR = 1_011;
const BROKEN = /"retCode":10016\b/;
const FRAMES = 150;
const MEGABYTES_TEN = 10 << 20;
const NO_LIMIT = 1e9;
const OTHERS = VENUES.filter((venue): venue is Exclude<VenueName, "binance"> => venue !== "binance");

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange({
    port: 0,
    seed: 7,
    symbols: 4,
    speed: 1,
    venues: VENUES,
    wire: {
      bybitLimits: { requestsMax: NO_LIMIT, endpointFactor: NO_LIMIT, connectionsMax: NO_LIMIT },
      poloniexLimitFactor: NO_LIMIT,
      coinbaseLimits: {
        privateSecondMax: NO_LIMIT,
        publicSecondMax: NO_LIMIT,
        appHourMax: NO_LIMIT,
        connectionSecondMax: NO_LIMIT,
        messageSecondMax: NO_LIMIT,
      },
    },
  });
});
afterAll(() => exchange.close());

const routesOf = (venue: VenueName): readonly WireRoute[] => {
  const state = createExchange({ venue, world: "demo", seed: 7, symbols: 1, accounts: [] });
  return doorOf(venue).open(state, [], {}).routes;
};

/** What the venues' documents mean by their parameters; a case takes some of them and spoils some of those. */
const MEANT: Readonly<Record<string, readonly unknown[]>> = {
  category: ["linear", "spot"],
  symbol: ["BTCUSDT", "BTC_USDT", "BTC_USDT_PERP"],
  symbols: ["BTC_USDT"],
  product_id: ["BTC-USD"],
  product_ids: [["BTC-USD"], "BTC-USD"],
  settleCoin: ["USDT"],
  coin: ["USDT", "BTC"],
  accountType: ["UNIFIED"],
  side: ["Buy", "Sell", "BUY", "SELL"],
  orderType: ["Limit", "Market"],
  type: ["LIMIT", "MARKET"],
  timeInForce: ["GTC", "IOC", "FOK", "PostOnly"],
  qty: ["0.001", "1"],
  quantity: ["0.001"],
  amount: ["10"],
  sz: ["1"],
  px: ["90000"],
  price: ["90000", "1"],
  mgnMode: ["CROSS", "ISOLATED"],
  posSide: ["BOTH"],
  lever: ["2"],
  buyLeverage: ["2"],
  sellLeverage: ["2"],
  orderLinkId: ["eka1b2c3d4-1-u0"],
  clOrdId: ["eka1b2c3d4-1-u0"],
  clientOrderId: ["eka1b2c3d4-1-u0"],
  client_order_id: ["eka1b2c3d4-1-u0"],
  orderId: ["1"],
  ordId: ["1"],
  order_id: ["1"],
  order_ids: [["1"]],
  order_configuration: [
    { market_market_ioc: { quote_size: "50" } },
    { limit_limit_gtc: { base_size: "0.001", limit_price: "90000", post_only: false } },
  ],
  request: [[{ symbol: "BTCUSDT", side: "Buy", orderType: "Market", qty: "0.001" }]],
  interval: ["1", "60", "MINUTE_1", "HOUR_1"],
  granularity: ["ONE_HOUR", "ONE_MINUTE"],
  limit: ["5", "100", 5],
  start: ["1793599200", "0"],
  end: ["1793602800"],
  startTime: ["1793599200000"],
  sTime: ["1793599200000"],
  cursor: [""],
};

function fieldsOf(random: Random): [string, unknown][] {
  const fields = Object.entries(MEANT)
    .filter(() => random.chance(0.6))
    .map(([name, values]): [string, unknown] => [name, choose(random, values)]);
  for (const field of fields) if (random.chance(0.1)) field[1] = strangeValue(random, true);
  if (random.chance(0.1)) fields.push([choose(random, INHERITED_NAMES), strangeText(random)]);
  return fields;
}

const encode = (value: unknown): string =>
  encodeURIComponent((typeof value === "string" ? value : (JSON.stringify(value) ?? "")).toWellFormed().slice(0, 800));

function callOf(route: WireRoute, random: Random): Call {
  const [method = "GET", pattern = ""] = route.name.split(" ");
  const path = pattern.replaceAll(/\{[^}]*\}/g, () =>
    encode(random.chance(0.3) ? strangeText(random) : choose(random, ["BTC-USD", "BTC_USDT", "1"])),
  );
  const fields = fieldsOf(random);
  const query = method === "GET" || random.chance(0.2) ? fields.map(([k, v]) => `${encode(k)}=${encode(v)}`) : [];
  const body = method === "GET" ? "" : render(Object.fromEntries(fields));
  const damaged = random.chance(0.1) ? damageText(body, random) : body;
  return { method, path, query: query.join("&"), body: method === "GET" ? "" : damaged, headers: {} };
}

const HOSTS = { bybit: "api.bybit.com", poloniex: "api.poloniex.com", coinbase: "api.coinbase.com" } as const;

/** By hand, because no client library would send what is sent here. */
async function send(venue: keyof typeof HOSTS, { method, path, query, body, headers }: Call): Promise<string> {
  const bytes = Buffer.from(body, "latin1");
  const lines = Object.entries({
    Host: HOSTS[venue],
    Connection: "close",
    "Content-Type": "application/json",
    "Content-Length": String(bytes.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  const text = await new Promise<string>((resolve) => {
    let received = "";
    const socket = connect(exchange.port, "127.0.0.1", () => {
      socket.write(`${method} ${path}${query === "" ? "" : `?${query}`} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      socket.write(bytes);
    });
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(received));
  });
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
  const answer = text.slice(text.indexOf("\r\n\r\n") + 4);
  if (status === 0 || status >= 500 || BROKEN.test(answer)) throw new Error(`${status} ${answer.slice(0, 300)}`);
  // Some addresses say back what they were asked for.
  const unsound = /NaN|undefined|\[object/;
  if (unsound.test(answer) && !unsound.test(decodeURIComponent(query) + body))
    throw new Error(`says ${answer.slice(0, 300)}`);
  JSON.parse(answer);
  return String(status);
}

const accountOf = (venue: VenueName) => {
  const account = exchange.accounts.find((each) => each.venue === venue);
  if (account === undefined) throw new Error(`no account at ${venue}`);
  return account;
};

describe.each(OTHERS)("%s", (venue) => {
  const latin = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

  test("every address answers anything in the venue's own words", async () => {
    const counts: Counts = new Map();
    for (const route of routesOf(venue)) {
      await fuzz({
        name: `${venue} ${route.name}`,
        seed: seedOf(route.name, SEED),
        cases: CASES,
        make: (random) => {
          const call = callOf(route, random);
          return { ...call, body: latin(call.body) };
        },
        check: async (call) => {
          const signed = route.signed ? SIGNERS[venue](call, accountOf(venue)) : call;
          count(counts, await send(venue, signed));
        },
      });
    }
    printCounts(venue, counts);
    expect(counts.get("200") ?? 0).toBeGreaterThan(50);
  });

  test("ten megabytes are refused, and the next request is served", async () => {
    const route = routesOf(venue).find(({ name }) => name.startsWith("POST "));
    const [method = "", path = ""] = route?.name.split(" ") ?? [];
    const call = { method, path: path.replaceAll(/\{[^}]*\}/g, "1"), query: "", headers: {} };
    const flood = SIGNERS[venue]({ ...call, body: " ".repeat(MEGABYTES_TEN) }, accountOf(venue));
    // Refused in words, or cut off while it is still being sent.
    const answer = await send(venue, flood).catch((error: unknown) => String(error));
    expect(answer).toMatch(/^413$|^Error: 0 /);
    expect(await send(venue, SIGNERS[venue]({ ...call, body: "{}" }, accountOf(venue)))).toMatch(/^[24]\d\d$/);
  });
});

const DOORS: readonly (readonly [host: string, path: string, meant: object])[] = [
  ["stream.bybit.com", "/v5/public/linear", { op: "subscribe", args: ["tickers.BTCUSDT"], req_id: "1" }],
  ["stream.bybit.com", "/v5/private", { op: "auth", args: ["key", 1, "signature"] }],
  [
    "stream.bybit.com",
    "/v5/trade",
    { op: "order.create", reqId: "1", header: { "X-BAPI-TIMESTAMP": "1" }, args: [{ symbol: "BTCUSDT" }] },
  ],
  ["ws.poloniex.com", "/ws/public", { event: "subscribe", channel: ["book"], symbols: ["BTC_USDT"] }],
  ["ws.poloniex.com", "/ws/v3/public", { event: "subscribe", channel: ["tickers"], symbols: ["BTC_USDT_PERP"] }],
  ["ws.poloniex.com", "/ws/v3/private", { event: "subscribe", channel: ["auth"], params: { key: "", signature: "" } }],
  ["advanced-trade-ws.coinbase.com", "/", { type: "subscribe", channel: "level2", product_ids: ["BTC-USD"] }],
  ["advanced-trade-ws-user.coinbase.com", "/", { type: "subscribe", channel: "user", jwt: "a.b.c" }],
];

test.each(DOORS)("the client of %s%s may say anything", async (host, path, meant) => {
  let opened = 0;
  for (let index = 0; index < FRAMES; ) {
    const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}${path}`, { headers: { host } });
    await new Promise((resolve) => socket.once("open", resolve));
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer) => expect(data.toString()).not.toMatch(/NaN|undefined|\[object/));
    opened += 1;
    const gone = new Promise<number>((resolve) => socket.once("close", (code) => resolve(code)));
    for (; index < FRAMES * Math.min(1, opened / 3) && socket.readyState === socket.OPEN; index += 1) {
      const random = caseRandom(SEED, index);
      const text = render(mutate(meant, random, true));
      socket.send(random.chance(0.3) ? damageText(text, random) : text);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.terminate();
    expect(await gone).not.toBe(INTERNAL_ERROR);
  }
  const status = await fetch(`http://127.0.0.1:${exchange.port}/control/status`, {
    headers: { "x-evenkeel-control": "1" },
  });
  expect(status.status).toBe(200);
});
