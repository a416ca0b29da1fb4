import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Faulty, openFaulty } from "./faulty.ts";

const HOUR_MS = 3_600_000;
let house: Faulty;
const open = async (options: Parameters<typeof openFaulty>[0] = {}): Promise<void> => {
  house = await openFaulty(options);
};

describe("the account and the market", () => {
  beforeAll(() => open());
  afterAll(() => house.exchange.close());
  const price = async (symbol = "ETHUSDT") =>
    Number((await house.get(`/fapi/v1/premiumIndex?symbol=${symbol}`))["indexPrice"]);

  test("leverage-changed", async () => {
    await house.inject("leverage-changed", { symbol: "BTCUSDT" });
    const config = await house.rows("/fapi/v1/symbolConfig", { symbol: "BTCUSDT" });
    expect(Number(config[0]?.["leverage"])).not.toBe(20);
  });

  test("an account is meant by its name as by its key, and one that is not there is not understood", async () => {
    const { name, key } = house.exchange.accounts[0] ?? { name: "", key: "" };
    for (const account of [name, key]) await house.inject("leverage-changed", { symbol: "XRPUSDT", account });
    const unknown = { name: "leverage-changed", symbol: "XRPUSDT", account: "nobody" };
    expect(await house.client.control("POST", "fault", unknown)).toMatchObject({
      status: 400,
      body: { error: 'There is no account "nobody" at binance; there are main.' },
    });
  });

  test("position-mode-changed, and refused while anything is open", async () => {
    const dual = async () =>
      (await house.client.signed("GET", "/fapi/v1/positionSide/dual")).body as unknown as { dualSidePosition: boolean };
    await house.inject("position-mode-changed");
    expect((await dual()).dualSidePosition).toBe(true);
    await house.inject("position-mode-changed");
    expect((await dual()).dualSidePosition).toBe(false);
    await house.order("open-now");
    expect((await house.client.control("POST", "fault", { name: "position-mode-changed" })).status).toBe(409);
    expect(await house.countOf("position-mode-changed")).toBe(2);
  });

  test("manual-trade: an order with the venue's own id moves the position", async () => {
    await house.inject("manual-trade", { symbol: "BTCUSDT" });
    const orders = await house.rows("/fapi/v1/allOrders", { symbol: "BTCUSDT" });
    expect(orders.map((each) => [each["status"], each["clientOrderId"]?.slice(0, 4)])).toEqual([["FILLED", "web_"]]);
    const [position] = await house.rows("/fapi/v3/positionRisk", { symbol: "BTCUSDT" });
    expect(Number(position?.["positionAmt"])).not.toBe(0);
  });

  test("rally: +40 % within ten minutes; wick: −60 % and back", async () => {
    const start = await price();
    await house.inject("rally", { symbol: "ETHUSDT" });
    for (let at = 0; at < 11; at++)
      await house.advance(60_000).then(() => new Promise((resolve) => setTimeout(resolve, 250)));
    expect((await price()) / start).toBeCloseTo(1.4, 1);
    await house.inject("wick", { symbol: "ETHUSDT" });
    expect((await price()) / start).toBeCloseTo(1.4 * 0.4, 1);
    for (let at = 0; at < 11; at++)
      await house.advance(60_000).then(() => new Promise((resolve) => setTimeout(resolve, 250)));
    expect((await price()) / start).toBeCloseTo(1.4, 1);
  });

  test("depeg: every price moves", async () => {
    const before = [await price("BTCUSDT"), await price("ETHUSDT")];
    await house.inject("depeg");
    const after = [await price("BTCUSDT"), await price("ETHUSDT")];
    for (const at of [0, 1]) expect((after[at] ?? 0) / (before[at] ?? 1)).toBeCloseTo(1 / 0.97, 4);
  });

  test("mark-skew: the mark stands beside the index", async () => {
    await house.inject("mark-skew", { symbol: "BTCUSDT" });
    const { markPrice, indexPrice } = await house.get("/fapi/v1/premiumIndex?symbol=BTCUSDT");
    expect(Math.abs(Number(markPrice) / Number(indexPrice) - 1)).toBeCloseTo(0.05, 2);
  });

  test("liquidation: the venue closes the position under its own id", async () => {
    await house.client.signed("POST", "/fapi/v1/leverage", { symbol: "SOLUSDT", leverage: 10 });
    await house.client.signed("POST", "/fapi/v1/marginType", { symbol: "SOLUSDT", marginType: "ISOLATED" });
    await house.order("to-lose", { symbol: "SOLUSDT", quantity: "10" });
    await house.inject("liquidation", { symbol: "SOLUSDT" });
    await house.advance(60_000);
    const orders = await house.rows("/fapi/v1/allOrders", { symbol: "SOLUSDT" });
    expect(orders.some((each) => each["clientOrderId"]?.startsWith("autoclose-"))).toBe(true);
  });

  test("deleveraged: the venue closes a third, in its own words", async () => {
    const held = async () =>
      Number((await house.rows("/fapi/v3/positionRisk", { symbol: "BTCUSDT" }))[0]?.["positionAmt"] ?? 0);
    await house.order("to-be-closed", { symbol: "BTCUSDT", quantity: "0.030" });
    const before = await held();
    await house.inject("deleveraged", { symbol: "BTCUSDT" });
    expect((await held()) / before).toBeCloseTo(2 / 3, 1);
    const orders = await house.rows("/fapi/v1/allOrders", { symbol: "BTCUSDT" });
    expect(orders.at(-1)?.["clientOrderId"]).toMatch(/^adl_autoclose/);
  });

  test("a fault that needs what is not there says so and is not counted", async () => {
    const { status } = await house.client.control("POST", "fault", { name: "liquidation", symbol: "XRPUSDT" });
    expect([status, await house.countOf("liquidation")]).toEqual([409, 1]);
  });
});

describe("what a venue announces", () => {
  beforeAll(() => open());
  afterAll(() => house.exchange.close());

  interface Info {
    readonly symbols: readonly { readonly symbol: string; readonly status: string; readonly deliveryDate: number }[];
  }
  const listed = async () =>
    ((await house.client.send("GET", "/fapi/v1/exchangeInfo")).body as unknown as Info).symbols;
  const fundingOf = async (symbol: string) =>
    ((await house.client.send("GET", "/fapi/v1/fundingInfo")).body as unknown as Record<string, unknown>[]).find(
      (each) => each["symbol"] === symbol,
    );

  test("interval-change and cap-change: in force from the next full hour", async () => {
    const [interval, cap] = [await fundingOf("ETHUSDT"), await fundingOf("BTCUSDT")];
    await house.inject("interval-change", { symbol: "ETHUSDT" });
    await house.inject("cap-change", { symbol: "BTCUSDT" });
    await house.advance(HOUR_MS + 120_000);
    expect((await fundingOf("ETHUSDT"))?.["fundingIntervalHours"]).not.toBe(interval?.["fundingIntervalHours"]);
    const after = Number((await fundingOf("BTCUSDT"))?.["adjustedFundingRateCap"]);
    expect(after / Number(cap?.["adjustedFundingRateCap"])).toBeCloseTo(0.5);
  });

  test("delisting: the date is told, then positions are settled and trading is over", async () => {
    await house.order("to-be-settled", { symbol: "SOLUSDT", quantity: "1" });
    await house.inject("delisting", { symbol: "SOLUSDT" });
    const { venueTimeMs } = (await house.client.control("GET", "status")).body;
    const told = (await listed()).find(({ symbol }) => symbol === "SOLUSDT")?.deliveryDate ?? 0;
    expect(told).toBeGreaterThan(venueTimeMs);
    expect(told).toBeLessThanOrEqual(venueTimeMs + 3 * HOUR_MS);
    await house.advance(told - venueTimeMs + 60_000);
    expect(await house.rows("/fapi/v3/positionRisk", { symbol: "SOLUSDT" })).toEqual([]);
    expect((await house.order("too-late", { symbol: "SOLUSDT", quantity: "1" })).status).toBe(400);
  });

  test("multiplier-change: the contract has another name", async () => {
    await house.inject("multiplier-change", { symbol: "XRPUSDT" });
    await house.advance(HOUR_MS + 120_000);
    const symbols = (await listed()).map(({ symbol }) => symbol);
    expect([symbols.includes("XRPUSDT"), symbols.includes("10XRPUSDT")]).toEqual([false, true]);
  });
});

describe("settlements", () => {
  beforeAll(async () => {
    await open({ seed: 3 });
    await house.order("holder", { quantity: "5" });
  });
  afterAll(() => house.exchange.close());
  const income = () => house.rows("/fapi/v1/income", { incomeType: "FUNDING_FEE", limit: 1000 });
  const wallet = async () => Number((await house.client.signed("GET", "/fapi/v3/account")).body.totalWalletBalance);

  test("funding-late: paid after its hour", async () => {
    await house.advance(HOUR_MS);
    const before = await income();
    expect(before.length).toBe(1);
    await house.inject("funding-late", { seconds: 40 });
    const { venueTimeMs } = (await house.client.control("GET", "status")).body;
    const toHour = HOUR_MS - (venueTimeMs % HOUR_MS);
    await house.advance(toHour + 39_000);
    expect(await income()).toHaveLength(1);
    await house.advance(1_000);
    const [, row] = await income();
    expect(Number(row?.["time"]) % HOUR_MS).toBe(40_000);
  });

  test("income-late: the wallet moves, the row does not show yet", async () => {
    const [rowsBefore, walletBefore] = [(await income()).length, await wallet()];
    await house.inject("income-late");
    await house.advance(HOUR_MS);
    expect([(await income()).length, (await wallet()) === walletBefore]).toEqual([rowsBefore, false]);
    expect(await house.countOf("income-late")).toBe(1);
  });

  test("income-duplicate: one row twice under one id", async () => {
    await house.inject("income-duplicate");
    await house.advance(HOUR_MS);
    const ids = (await income()).map((row) => row["tranId"]);
    expect(ids.length - new Set(ids).size).toBe(1);
  });

  test("income-corrected: a second row takes a tenth back", async () => {
    await house.inject("income-corrected");
    await house.advance(HOUR_MS);
    const paid = Number((await income()).at(-1)?.["income"]);
    await house.advance(5 * 60_000);
    await expect
      .poll(async () => Number((await income()).at(-1)?.["income"]) / paid, { timeout: 5_000 })
      .toBeCloseTo(-0.1, 4);
  });
});
