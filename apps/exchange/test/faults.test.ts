import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Faulty, openFaulty } from "./faulty.ts";

const SAMPLES = 11;

let house: Faulty;
const open = async (options: Parameters<typeof openFaulty>[0] = {}): Promise<void> => {
  house = await openFaulty(options);
};

describe("requests", () => {
  beforeAll(() => open());
  afterAll(() => house.exchange.close());

  test("reply-lost: the connection breaks and the order is there", async () => {
    await house.inject("reply-lost");
    await expect(house.order("lost-after")).rejects.toThrow("fetch failed");
    expect((await house.query("lost-after")).body.status).toBe("FILLED");
    expect(await house.countOf("reply-lost")).toBe(1);
  });

  test("request-lost: the connection breaks and there is no order", async () => {
    await house.inject("request-lost");
    await expect(house.order("lost-before")).rejects.toThrow("fetch failed");
    expect((await house.query("lost-before")).body.code).toBe(-2013);
    expect(await house.countOf("request-lost")).toBe(1);
  });

  test("overloaded: 503, and nothing is done", async () => {
    await house.inject("overloaded");
    const { status, body } = await house.order("over");
    expect([status, body.code]).toEqual([503, -1008]);
    expect((await house.query("over")).body.code).toBe(-2013);
  });

  test("status-unknown: -1007, and some of them were done", async () => {
    const done = new Set<boolean>();
    for (let at = 0; at < 40 && done.size < 2; at++) {
      await house.inject("status-unknown");
      expect((await house.order(`unknown-${at}`)).body.code).toBe(-1007);
      done.add((await house.query(`unknown-${at}`)).body.code !== -2013);
    }
    expect(done.size).toBe(2);
  });

  test("a question is never lost, and a fault waits for what it can befall", async () => {
    await house.inject("reply-lost");
    expect((await house.client.send("GET", "/fapi/v1/time")).status).toBe(200);
    await expect(house.order("waited")).rejects.toThrow("fetch failed");
  });

  test("order-invisible: filled or open, queries do not find it; the account shows it", async () => {
    const before = Number((await house.rows("/fapi/v3/positionRisk", { symbol: "ETHUSDT" }))[0]?.["positionAmt"] ?? 0);
    await house.inject("order-invisible");
    expect((await house.order("unseen")).body.status).toBe("FILLED");
    expect((await house.query("unseen")).body.code).toBe(-2013);
    const after = Number((await house.rows("/fapi/v3/positionRisk", { symbol: "ETHUSDT" }))[0]?.["positionAmt"]);
    expect(after - before).toBeCloseTo(0.1);
    await house.inject("order-invisible");
    const price = Math.floor(Number((await house.get("/fapi/v1/premiumIndex?symbol=ETHUSDT"))["markPrice"]) * 0.97);
    await house.order("unseen-open", { type: "LIMIT", timeInForce: "GTC", price: String(price) });
    expect(await house.rows("/fapi/v1/openOrders", { symbol: "ETHUSDT" })).toEqual([]);
    expect(
      (await house.client.signed("DELETE", "/fapi/v1/order", { symbol: "ETHUSDT", origClientOrderId: "unseen-open" }))
        .body.status,
    ).toBe("CANCELED");
  });

  const immediate = async (id: string) => {
    const ask = await house.get("/fapi/v1/ticker/bookTicker?symbol=ETHUSDT");
    const price = (Number(ask["askPrice"]) * 1.002).toFixed(1);
    return (await house.order(id, { type: "LIMIT", timeInForce: "IOC", price, quantity: "2" }))
      .body as unknown as Record<string, string>;
  };

  test("zero-fill: an immediate order finds nothing, the book shows why, and it heals", async () => {
    await house.inject("zero-fill");
    expect(await immediate("zero")).toMatchObject({ status: "EXPIRED", executedQty: "0.000" });
    await house.advance(60_000);
    expect(await immediate("healed")).toMatchObject({ status: "FILLED", executedQty: "2.000" });
  });

  test("partial-fill: an immediate order finds a part", async () => {
    await house.advance(60_000);
    await house.inject("partial-fill");
    const { status, executedQty } = await immediate("part");
    expect(status).toBe("EXPIRED");
    expect(Number(executedQty)).toBeGreaterThan(0);
    expect(Number(executedQty)).toBeLessThan(2);
  });

  test("zero-fill: a market order too, and others find the book behind it", async () => {
    await house.advance(60_000);
    const levels = async () =>
      ((await house.client.send("GET", "/fapi/v1/depth?symbol=ETHUSDT&limit=5")).body as unknown as { asks: unknown[] })
        .asks;
    await house.inject("zero-fill");
    expect((await house.order("market-zero")).body).toMatchObject({ code: -4131 });
    expect(await levels()).toHaveLength(5);
  });

  test("filter-reject: the venue's own code", async () => {
    await house.inject("filter-reject");
    expect((await house.order("filtered")).body.code).toBe(-4131);
    await house.inject("filter-reject");
    expect((await house.order("filtered", { type: "LIMIT", timeInForce: "IOC", price: "3000" })).body.code).toBe(-4016);
  });
});

describe("windows", () => {
  beforeEach(() => open());
  afterEach(() => house.exchange.close());
  const time = () => house.client.send("GET", "/fapi/v1/time");

  test("rate-limited: 429 with Retry-After, then 418 to whoever goes on", async () => {
    await house.inject("rate-limited", { seconds: 2 });
    const first = await time();
    expect([first.status, first.body.code, first.headers.get("retry-after")]).toEqual([429, -1003, "5"]);
    for (let at = 0; at < 20; at++) await time();
    expect((await time()).status).toBe(418);
    expect(await house.countOf("banned")).toBe(1);
  });

  test("banned: 418 until it is over", async () => {
    await house.inject("banned", { seconds: 1 });
    expect((await time()).status).toBe(418);
    await expect.poll(async () => (await time()).status, { timeout: 5_000 }).toBe(200);
  });

  test("overload-burst: some requests answer 503", async () => {
    await house.inject("overload-burst", { seconds: 2 });
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
    const { closed } = await house.listen("/public/ws/ethusdt@bookTicker");
    await house.inject("maintenance", { seconds: 1 });
    expect(await closed).toBe(1001);
    const { status, body } = await time();
    expect([status, body.code]).toEqual([503, -1016]);
    await expect(house.listen("/public/ws/ethusdt@bookTicker")).rejects.toThrow("503");
    await expect.poll(async () => (await time()).status, { timeout: 5_000 }).toBe(200);
    (await house.listen("/public/ws/ethusdt@bookTicker")).socket.terminate();
  });

  test("clock-step and clock-drift: the server's time is off, and a signed request may be refused for it", async () => {
    const once = async () => Number((await time()).body["serverTime" as "code"]) - Date.now();
    /** The middle of several: one answer may be late by more than a clock drifts in a second. */
    const off = async () => {
      const seen: number[] = [];
      while (seen.length < SAMPLES) seen.push(await once());
      return seen.toSorted((a, b) => a - b)[SAMPLES >> 1] ?? Number.NaN;
    };
    expect(Math.abs(await off())).toBeLessThan(150);
    await house.inject("clock-step", { seconds: 1 });
    expect(Math.abs(await off())).toBeGreaterThan(150);
    await expect.poll(async () => Math.abs(await off()), { timeout: 5_000 }).toBeLessThan(150);
    await house.inject("clock-drift", { seconds: 600 });
    const from = await off();
    await expect
      .poll(async () => Math.abs((await off()) - from), { timeout: 30_000, interval: 500 })
      .toBeGreaterThan(5);
  });

  test("key-permission-lost: orders are refused, questions are not, and it comes back", async () => {
    await house.inject("key-permission-lost", { seconds: 1 });
    expect((await house.order("forbidden")).body.code).toBe(-2015);
    expect((await house.client.signed("GET", "/fapi/v3/account")).status).toBe(200);
    await expect.poll(async () => (await house.order("allowed")).status, { timeout: 5_000 }).toBe(200);
  });
});
