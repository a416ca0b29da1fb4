import { request } from "node:http";
import { FAULT_NAMES, FAULTS, type FaultName } from "@evenkeel/exchange-sim";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningExchange, startExchange } from "../src/index.ts";
import { type Client, createClient } from "./client.ts";

const LIMITS = {
  futuresWeightMax: 1e9,
  spotWeightMax: 1e9,
  futuresOrdersTenSecondsMax: 1e9,
  futuresOrdersMinuteMax: 1e9,
  spotOrdersTenSecondsMax: 1e9,
};
const HOUR_MS = 3_600_000;

let exchange: RunningExchange;
let client: Client;

async function open(options: Parameters<typeof startExchange>[0] = {}): Promise<void> {
  const overrides = { intervalHours: 1 } as const;
  exchange = await startExchange({
    port: 0,
    symbols: 4,
    speed: 0,
    overrides,
    wire: { binanceLimits: LIMITS },
    ...options,
  });
  client = createClient(exchange.port, exchange.accounts[0] ?? { key: "", secret: "" });
}

interface Report {
  readonly total: number;
  readonly fired: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const report = async (): Promise<Report> => (await client.control("GET", "report")).body as unknown as Report;
const countOf = async (name: FaultName): Promise<number> => {
  const { fired } = await report();
  return Object.values(fired).reduce((sum, each) => sum + (each[name] ?? 0), 0);
};
const inject = async (name: FaultName, more: Record<string, unknown> = {}): Promise<void> => {
  const { status, body } = await client.control("POST", "fault", { name, ...more });
  expect([status, JSON.stringify(body)]).toEqual([200, expect.any(String)]);
};
const advance = (ms: number) => client.control("POST", "advance", { ms });

const order = (id: string, more: Record<string, string> = {}) =>
  client.signed("POST", "/fapi/v1/order", {
    symbol: "ETHUSDT",
    side: "BUY",
    type: "MARKET",
    quantity: "0.1",
    newClientOrderId: id,
    newOrderRespType: "RESULT",
    ...more,
  });
const query = (id: string) => client.signed("GET", "/fapi/v1/order", { symbol: "ETHUSDT", origClientOrderId: id });

interface Rows extends Array<Record<string, string>> {}
const rows = async (path: string, params: Record<string, string | number> = {}): Promise<Rows> =>
  (await client.signed("GET", path, params)).body as unknown as Rows;
const get = async (path: string): Promise<Record<string, string>> =>
  (await client.send("GET", path)).body as unknown as Record<string, string>;

/** A stream and what came through it. */
async function listen(
  path: string,
): Promise<{ socket: WebSocket; frames: Record<string, unknown>[]; closed: Promise<number> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${exchange.port}${path}`);
  const frames: Record<string, unknown>[] = [];
  socket.on("message", (data: Buffer) => frames.push(JSON.parse(data.toString()) as Record<string, unknown>));
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return { socket, frames, closed };
}

describe("requests", () => {
  beforeAll(() => open());
  afterAll(() => exchange.close());

  test("reply-lost: the connection breaks and the order is there", async () => {
    await inject("reply-lost");
    await expect(order("lost-after")).rejects.toThrow();
    expect((await query("lost-after")).body.status).toBe("FILLED");
    expect(await countOf("reply-lost")).toBe(1);
  });

  test("request-lost: the connection breaks and there is no order", async () => {
    await inject("request-lost");
    await expect(order("lost-before")).rejects.toThrow();
    expect((await query("lost-before")).body.code).toBe(-2013);
    expect(await countOf("request-lost")).toBe(1);
  });

  test("overloaded: 503, and nothing is done", async () => {
    await inject("overloaded");
    const { status, body } = await order("over");
    expect([status, body.code]).toEqual([503, -1008]);
    expect((await query("over")).body.code).toBe(-2013);
  });

  test("status-unknown: -1007, and some of them were done", async () => {
    const done = new Set<boolean>();
    for (let at = 0; at < 40 && done.size < 2; at++) {
      await inject("status-unknown");
      expect((await order(`unknown-${at}`)).body.code).toBe(-1007);
      done.add((await query(`unknown-${at}`)).body.code !== -2013);
    }
    expect(done.size).toBe(2);
  });

  test("a question is never lost, and a fault waits for what it can befall", async () => {
    await inject("reply-lost");
    expect((await client.send("GET", "/fapi/v1/time")).status).toBe(200);
    await expect(order("waited")).rejects.toThrow();
  });

  test("order-invisible: filled or open, queries do not find it; the account shows it", async () => {
    const before = Number((await rows("/fapi/v3/positionRisk", { symbol: "ETHUSDT" }))[0]?.["positionAmt"] ?? 0);
    await inject("order-invisible");
    expect((await order("unseen")).body.status).toBe("FILLED");
    expect((await query("unseen")).body.code).toBe(-2013);
    const after = Number((await rows("/fapi/v3/positionRisk", { symbol: "ETHUSDT" }))[0]?.["positionAmt"]);
    expect(after - before).toBeCloseTo(0.1);
    await inject("order-invisible");
    const price = Math.floor(Number((await get("/fapi/v1/premiumIndex?symbol=ETHUSDT"))["markPrice"]) * 0.97);
    await order("unseen-open", { type: "LIMIT", timeInForce: "GTC", price: String(price) });
    expect(await rows("/fapi/v1/openOrders", { symbol: "ETHUSDT" })).toEqual([]);
    expect(
      (await client.signed("DELETE", "/fapi/v1/order", { symbol: "ETHUSDT", origClientOrderId: "unseen-open" })).body
        .status,
    ).toBe("CANCELED");
  });

  const immediate = async (id: string) => {
    const ask = await get("/fapi/v1/ticker/bookTicker?symbol=ETHUSDT");
    const price = (Number(ask["askPrice"]) * 1.002).toFixed(1);
    return (await order(id, { type: "LIMIT", timeInForce: "IOC", price, quantity: "2" })).body as unknown as Record<
      string,
      string
    >;
  };

  test("zero-fill: an immediate order finds nothing, the book shows why, and it heals", async () => {
    await inject("zero-fill");
    expect(await immediate("zero")).toMatchObject({ status: "EXPIRED", executedQty: "0.000" });
    await advance(60_000);
    expect(await immediate("healed")).toMatchObject({ status: "FILLED", executedQty: "2.000" });
  });

  test("partial-fill: an immediate order finds a part", async () => {
    await advance(60_000);
    await inject("partial-fill");
    const { status, executedQty } = await immediate("part");
    expect(status).toBe("EXPIRED");
    expect(Number(executedQty)).toBeGreaterThan(0);
    expect(Number(executedQty)).toBeLessThan(2);
  });

  test("filter-reject: the venue's own code", async () => {
    await inject("filter-reject");
    expect((await order("filtered")).body.code).toBe(-4131);
    await inject("filter-reject");
    expect((await order("filtered", { type: "LIMIT", timeInForce: "IOC", price: "3000" })).body.code).toBe(-4016);
  });
});

describe("windows", () => {
  beforeEach(() => open());
  afterEach(() => exchange.close());
  const time = () => client.send("GET", "/fapi/v1/time");

  test("rate-limited: 429 with Retry-After, then 418 to whoever goes on", async () => {
    await inject("rate-limited", { seconds: 2 });
    const first = await time();
    expect([first.status, first.body.code, first.headers.get("retry-after")]).toEqual([429, -1003, "5"]);
    for (let at = 0; at < 20; at++) await time();
    expect((await time()).status).toBe(418);
    expect(await countOf("banned")).toBe(1);
  });

  test("banned: 418 until it is over", async () => {
    await inject("banned", { seconds: 1 });
    expect((await time()).status).toBe(418);
    await expect.poll(async () => (await time()).status, { timeout: 5_000 }).toBe(200);
  });

  test("overload-burst: some requests answer 503", async () => {
    await inject("overload-burst", { seconds: 2 });
    const statuses = await Promise.all(Array.from({ length: 100 }, async () => (await time()).status));
    const refused = statuses.filter((status) => status === 503).length;
    expect(refused).toBeGreaterThan(4);
    expect(refused).toBeLessThan(60);
    await expect
      .poll(async () => (await Promise.all([time(), time(), time()])).every(({ status }) => status === 200), {
        timeout: 8_000,
      })
      .toBe(true);
  });

  test("maintenance: streams closed, new ones refused, every request in the venue's words, then all is well", async () => {
    const { closed } = await listen("/public/ws/ethusdt@bookTicker");
    await inject("maintenance", { seconds: 1 });
    expect(await closed).toBe(1001);
    const { status, body } = await time();
    expect([status, body.code]).toEqual([503, -1016]);
    await expect(listen("/public/ws/ethusdt@bookTicker")).rejects.toThrow("503");
    await expect.poll(async () => (await time()).status, { timeout: 5_000 }).toBe(200);
    (await listen("/public/ws/ethusdt@bookTicker")).socket.terminate();
  });

  test("clock-step and clock-drift: the server's time is off, and a signed request may be refused for it", async () => {
    const off = async () => Number((await time()).body["serverTime" as "code"]) - Date.now();
    expect(Math.abs(await off())).toBeLessThan(150);
    await inject("clock-step", { seconds: 1 });
    expect(Math.abs(await off())).toBeGreaterThan(150);
    await expect.poll(async () => Math.abs(await off()), { timeout: 5_000 }).toBeLessThan(150);
    await inject("clock-drift", { seconds: 600 });
    const from = Math.abs(await off());
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(Math.abs(await off()) - from).toBeGreaterThan(0.8);
  });

  test("key-permission-lost: orders are refused, questions are not, and it comes back", async () => {
    await inject("key-permission-lost", { seconds: 1 });
    expect((await order("forbidden")).body.code).toBe(-2015);
    expect((await client.signed("GET", "/fapi/v3/account")).status).toBe(200);
    await expect.poll(async () => (await order("allowed")).status, { timeout: 5_000 }).toBe(200);
  });
});

describe("streams", () => {
  beforeAll(() => open({ speed: 1, publishIntervalMs: 50 }));
  afterAll(() => exchange.close());
  const DEPTH = "/public/ws/ethusdt@depth@100ms";
  /** Whether every frame follows the one before it. */
  const follows = (frames: readonly Record<string, unknown>[]) =>
    frames.slice(1).map((frame, at) => frame["pu"] === frames[at]?.["u"]);
  const until = (frames: readonly unknown[], count: number) =>
    expect.poll(() => frames.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);

  test.each(["stream-drop", "stream-duplicate", "stream-reorder", "stream-gap"] as const)("%s", async (name) => {
    const { socket, frames } = await listen(DEPTH);
    await until(frames, 3);
    expect(follows(frames)).not.toContain(false);
    await inject(name);
    await expect.poll(() => follows(frames).includes(false), { timeout: 20_000 }).toBe(true);
    await until(frames, frames.length + 2);
    const ids = frames.map((frame) => Number(frame["u"]));
    expect(new Set(ids).size < ids.length).toBe(name === "stream-duplicate");
    expect(ids.some((id, at) => id < (ids[at - 1] ?? 0))).toBe(name === "stream-reorder");
    expect(await countOf(name)).toBe(1);
    socket.terminate();
  });

  test("stream-stall: silence without a close; a new stream is well", async () => {
    const old = await listen(DEPTH);
    await until(old.frames, 2);
    await inject("stream-stall", { seconds: 60 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const before = old.frames.length;
    const fresh = await listen(DEPTH);
    await until(fresh.frames, 3);
    expect([old.frames.length, old.socket.readyState]).toEqual([before, WebSocket.OPEN]);
    for (const { socket } of [old, fresh]) socket.terminate();
  });

  test("stream-cut: closed by the venue", async () => {
    const { closed } = await listen(DEPTH);
    await inject("stream-cut");
    expect(await closed).toBe(1008);
  });

  test.each([
    ["listen-key-early", 1],
    ["listen-key-twice", 2],
  ] as const)("%s: told %d times, and the key is gone", async (name, times) => {
    const { body } = await client.signed("POST", "/fapi/v1/listenKey");
    const { frames, socket } = await listen(`/private/ws/${body.listenKey}`);
    await inject(name);
    await expect.poll(() => frames.length, { timeout: 5_000 }).toBe(times);
    expect(frames.every((frame) => frame["e"] === "listenKeyExpired" && frame["listenKey"] === body.listenKey)).toBe(
      true,
    );
    await expect(listen(`/private/ws/${body.listenKey}`)).rejects.toThrow("401");
    socket.terminate();
  });

  test("zero-price: public data shows zero, the account's own does not", async () => {
    await order("before-zero");
    const { frames, socket } = await listen("/public/ws/ethusdt@bookTicker");
    await inject("zero-price", { symbol: "ETHUSDT", seconds: 30 });
    expect(Number((await get("/fapi/v1/premiumIndex?symbol=ETHUSDT"))["markPrice"])).toBe(0);
    expect(Number((await get("/fapi/v1/premiumIndex?symbol=BTCUSDT"))["markPrice"])).toBeGreaterThan(0);
    expect(Number((await rows("/fapi/v3/positionRisk", { symbol: "ETHUSDT" }))[0]?.["markPrice"])).toBeGreaterThan(0);
    await expect.poll(() => frames.some((frame) => Number(frame["b"]) === 0), { timeout: 10_000 }).toBe(true);
    socket.terminate();
  });
});

describe("the account and the market", () => {
  beforeAll(() => open());
  afterAll(() => exchange.close());
  const price = async (symbol = "ETHUSDT") =>
    Number((await get(`/fapi/v1/premiumIndex?symbol=${symbol}`))["indexPrice"]);

  test("leverage-changed", async () => {
    await inject("leverage-changed", { symbol: "BTCUSDT" });
    const config = await rows("/fapi/v1/symbolConfig", { symbol: "BTCUSDT" });
    expect(Number(config[0]?.["leverage"])).not.toBe(20);
  });

  test("position-mode-changed, and refused while anything is open", async () => {
    const dual = async () =>
      (await client.signed("GET", "/fapi/v1/positionSide/dual")).body as unknown as { dualSidePosition: boolean };
    await inject("position-mode-changed");
    expect((await dual()).dualSidePosition).toBe(true);
    await inject("position-mode-changed");
    expect((await dual()).dualSidePosition).toBe(false);
    await order("open-now");
    expect((await client.control("POST", "fault", { name: "position-mode-changed" })).status).toBe(409);
    expect(await countOf("position-mode-changed")).toBe(2);
  });

  test("manual-trade: an order with the venue's own id moves the position", async () => {
    await inject("manual-trade", { symbol: "BTCUSDT" });
    const orders = await rows("/fapi/v1/allOrders", { symbol: "BTCUSDT" });
    expect(orders.map((each) => [each["status"], each["clientOrderId"]?.slice(0, 4)])).toEqual([["FILLED", "web_"]]);
    const [position] = await rows("/fapi/v3/positionRisk", { symbol: "BTCUSDT" });
    expect(Number(position?.["positionAmt"])).not.toBe(0);
  });

  test("rally: +40 % within ten minutes; wick: −60 % and back", async () => {
    const start = await price();
    await inject("rally", { symbol: "ETHUSDT" });
    for (let at = 0; at < 11; at++)
      await advance(60_000).then(() => new Promise((resolve) => setTimeout(resolve, 250)));
    expect((await price()) / start).toBeCloseTo(1.4, 1);
    await inject("wick", { symbol: "ETHUSDT" });
    expect((await price()) / start).toBeCloseTo(1.4 * 0.4, 1);
    for (let at = 0; at < 11; at++)
      await advance(60_000).then(() => new Promise((resolve) => setTimeout(resolve, 250)));
    expect((await price()) / start).toBeCloseTo(1.4, 1);
  });

  test("depeg: every price moves", async () => {
    const before = [await price("BTCUSDT"), await price("ETHUSDT")];
    await inject("depeg");
    const after = [await price("BTCUSDT"), await price("ETHUSDT")];
    for (const at of [0, 1]) expect((after[at] ?? 0) / (before[at] ?? 1)).toBeCloseTo(1 / 0.97, 4);
  });

  test("mark-skew: the mark stands beside the index", async () => {
    await inject("mark-skew", { symbol: "BTCUSDT" });
    const { markPrice, indexPrice } = await get("/fapi/v1/premiumIndex?symbol=BTCUSDT");
    expect(Math.abs(Number(markPrice) / Number(indexPrice) - 1)).toBeCloseTo(0.05, 2);
  });

  test("liquidation: the venue closes the position under its own id", async () => {
    await client.signed("POST", "/fapi/v1/leverage", { symbol: "SOLUSDT", leverage: 10 });
    await client.signed("POST", "/fapi/v1/marginType", { symbol: "SOLUSDT", marginType: "ISOLATED" });
    await order("to-lose", { symbol: "SOLUSDT", quantity: "10" });
    await inject("liquidation", { symbol: "SOLUSDT" });
    await advance(60_000);
    const orders = await rows("/fapi/v1/allOrders", { symbol: "SOLUSDT" });
    expect(orders.some((each) => each["clientOrderId"]?.startsWith("autoclose-"))).toBe(true);
  });

  test("a fault that needs what is not there says so and is not counted", async () => {
    const { status } = await client.control("POST", "fault", { name: "liquidation", symbol: "XRPUSDT" });
    expect([status, await countOf("liquidation")]).toEqual([409, 1]);
  });
});

describe("settlements", () => {
  beforeAll(async () => {
    await open({ seed: 3 });
    await order("holder", { quantity: "5" });
  });
  afterAll(() => exchange.close());
  const income = () => rows("/fapi/v1/income", { incomeType: "FUNDING_FEE", limit: 1000 });
  const wallet = async () => Number((await client.signed("GET", "/fapi/v3/account")).body.totalWalletBalance);

  test("funding-late: paid after its hour", async () => {
    await advance(HOUR_MS);
    const before = await income();
    expect(before.length).toBe(1);
    await inject("funding-late", { seconds: 40 });
    const { venueTimeMs } = (await client.control("GET", "status")).body;
    const toHour = HOUR_MS - (venueTimeMs % HOUR_MS);
    await advance(toHour + 39_000);
    expect(await income()).toHaveLength(1);
    await advance(1_000);
    const [, row] = await income();
    expect(Number(row?.["time"]) % HOUR_MS).toBe(40_000);
  });

  test("income-late: the wallet moves, the row does not show yet", async () => {
    const [rowsBefore, walletBefore] = [(await income()).length, await wallet()];
    await inject("income-late");
    await advance(HOUR_MS);
    expect([(await income()).length, (await wallet()) === walletBefore]).toEqual([rowsBefore, false]);
    expect(await countOf("income-late")).toBe(1);
  });

  test("income-duplicate: one row twice under one id", async () => {
    await inject("income-duplicate");
    await advance(HOUR_MS);
    const ids = (await income()).map((row) => row["tranId"]);
    expect(ids.length - new Set(ids).size).toBe(1);
  });

  test("income-corrected: a second row takes a tenth back", async () => {
    await inject("income-corrected");
    await advance(HOUR_MS);
    const paid = Number((await income()).at(-1)?.["income"]);
    await advance(5 * 60_000);
    await expect
      .poll(async () => Number((await income()).at(-1)?.["income"]) / paid, { timeout: 5_000 })
      .toBeCloseTo(-0.1, 4);
  });
});

describe("the control of faults", () => {
  beforeAll(() => open());
  afterAll(() => exchange.close());

  const withHost = (host: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = exchange;
      const call = request(
        { host: "127.0.0.1", port, path: "/control/fault", method: "POST", headers: { host, ...headers } },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      );
      call.on("error", reject);
      call.end('{"name":"stream-cut"}');
    });

  test.each([
    ["evil.example", { "x-evenkeel-control": "1" }, 403],
    ["fapi.binance.com", { "x-evenkeel-control": "1" }, 403],
    ["localhost", {}, 403],
    ["localhost", { "x-evenkeel-control": "1" }, 200],
  ])("host %s with %j: %d", async (host, headers, status) => {
    expect(await withHost(host, headers as Record<string, string>)).toBe(status);
  });

  test.each([
    [{ name: "no-such" }, 400],
    [{ name: "stream-stall", seconds: 0 }, 400],
    [{ name: "stream-stall", seconds: "9" }, 400],
    [{ name: "reply-lost", count: 1e9 }, 400],
    [{ name: "reply-lost", colour: "red" }, 400],
    [{ name: "manual-trade", symbol: "NOPE" }, 409],
    [{ name: "manual-trade", account: "nobody" }, 409],
  ])("%j is refused with %d and counts nothing", async (input, status) => {
    const { total } = await report();
    expect([(await client.control("POST", "fault", input)).status, (await report()).total]).toEqual([status, total]);
  });

  test("the list names every fault, and the mix can be set", async () => {
    const names = ((await client.control("GET", "faults")).body as unknown as { name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toEqual(FAULT_NAMES);
    expect((await client.control("POST", "mix", { mix: "hurricane" })).status).toBe(400);
    expect((await client.control("POST", "mix", { mix: "storm" })).status).toBe(200);
    expect(await report()).toMatchObject({ mix: "storm" });
  });
});

describe("a mix", () => {
  /** The same sequence of orders, told by what became of each. */
  async function fates(seed: number): Promise<readonly string[]> {
    await open({ seed, faults: "storm" });
    const told: string[] = [];
    for (let at = 0; at < 60; at++) {
      const { status, body } = await order(`fate-${at}`, at % 2 === 0 ? {} : { side: "SELL" }).catch(() => ({
        status: 0,
        body: { code: 0 },
      }));
      told.push(`${status} ${body.code ?? ""}`);
    }
    // What comes by the second of wall time depends on how long this took.
    const counts = Object.entries((await report()).fired["binance"] ?? {}) as [FaultName, number][];
    told.push(JSON.stringify(counts.filter(([name]) => ["send", "order"].includes(FAULTS[name].per))));
    await exchange.close();
    return told;
  }

  test("the same seed brings the same faults, another seed others; without a mix there are none", async () => {
    const first = await fates(11);
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(await fates(11)).toEqual(first);
    expect(await fates(12)).not.toEqual(first);
    await open({ seed: 11 });
    for (let at = 0; at < 20; at++) expect((await order(`well-${at}`)).status).toBe(200);
    expect((await report()).total).toBe(0);
    await exchange.close();
  });
});
