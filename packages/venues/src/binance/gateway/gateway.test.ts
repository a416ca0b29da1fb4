import type { ColdEvent, EngineEvent } from "@evenkeel/core/events";
import type { OrderIntent } from "@evenkeel/core/order";
import { amount, type Price, type Quantity, venueTime, wallTime } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { createClockMender } from "../../common/feed/clock.ts";
import { createClient } from "../client/client.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { createGateway } from "./gateway.ts";
import {
  type Answer,
  futuresReply,
  type Handler,
  ID,
  intent,
  NOW,
  PERPETUAL,
  SECRET,
  SPOT,
  stage,
  THOUSANDFOLD,
} from "./stage.test-data.ts";

const send = (changes: Partial<OrderIntent> = {}, checkedAt = wallTime(NOW)): Promise<ColdEvent> =>
  createGateway(stage.client).perform({ kind: "send", intent: intent(changes), checkedAt });

describe("sending", () => {
  test("a time the venue refuses is measured anew before the next order, once for all who were refused", async () => {
    const ahead = 7_000;
    stage.routes["GET /fapi/v1/time"] = () => ({ body: { serverTime: NOW + ahead } });
    stage.routes["POST /fapi/v1/order"] = (parameters) =>
      Number(parameters.get("timestamp")) === NOW + ahead
        ? { body: futuresReply() }
        : { status: 400, body: { code: -1021, msg: "Timestamp for this request is outside of the recvWindow." } };
    const events: EngineEvent[] = [];
    for (let sample = 0; sample < 7; sample += 1)
      stage.client.offset.add({ sentAtMs: NOW, receivedAtMs: NOW, serverMs: NOW });
    const mend = createClockMender(stage.client, (event) => void events.push(event));
    let mended = Promise.resolve();
    stage.client.onClockRefused = () => {
      mended = Promise.all([mended, mend()]).then(() => undefined);
    };
    const refused = await Promise.all([send(), send()]);
    expect(refused.map(({ kind }) => kind)).toEqual(["refused", "refused"]);
    await mended;
    expect(events).toMatchObject([{ kind: "clock-offset", offsetMs: ahead }]);
    expect(stage.asked.filter(({ route }) => route === "GET /fapi/v1/time")).toHaveLength(5);
    expect(await send()).toMatchObject({ kind: "acknowledged" });
  });

  test("I12: is signed with the time its lease was checked, in the venue's words, and never with a later one", async () => {
    stage.routes["POST /fapi/v1/order"] = () => ({ body: futuresReply() });
    stage.client.offset.add({ sentAtMs: NOW, receivedAtMs: NOW, serverMs: NOW + 400 });
    await send({}, wallTime(NOW - 1_300));
    expect(stage.asked[0]?.parameters.get("timestamp")).toBe(String(NOW - 1_300 + 400));
    expect(stage.asked[0]?.parameters.get("recvWindow")).toBe("5000");
  });

  test("says exactly what the intent says", async () => {
    stage.routes["POST /fapi/v1/order"] = () => ({ body: futuresReply() });
    expect(await send()).toMatchObject({
      kind: "acknowledged",
      clientOrderId: ID,
      report: { venueOrderId: "8389765", status: "filled", executedQuantity: 250 },
      fills: [],
    });
    const { signature, ...rest } = Object.fromEntries(stage.asked[0]?.parameters ?? []);
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(rest).toEqual({
      symbol: "BTCUSDT",
      side: "SELL",
      type: "LIMIT",
      timeInForce: "IOC",
      quantity: "0.25",
      price: "100000.1",
      newClientOrderId: ID,
      newOrderRespType: "RESULT",
      recvWindow: "5000",
      timestamp: String(NOW),
    });
  });

  test.each<[string, Partial<OrderIntent>, object]>([
    ["post-only on futures", { style: "post-only" }, { type: "LIMIT", timeInForce: "GTX", price: "100000.1" }],
    ["post-only on spot", { style: "post-only", instrument: SPOT }, { type: "LIMIT_MAKER", price: "100000.1" }],
    ["resting", { style: "resting" }, { type: "LIMIT", timeInForce: "GTC", price: "100000.1" }],
    ["market", { style: "market", reduceOnly: true, purpose: "exit" }, { type: "MARKET", reduceOnly: "true" }],
  ])("says %s in the venue's words", async (_, changes, expected) => {
    await send(changes);
    const sent = Object.fromEntries(stage.asked[0]?.parameters ?? []);
    const { type, timeInForce, price, reduceOnly } = sent;
    expect(Object.fromEntries(Object.entries({ type, timeInForce, price, reduceOnly }).filter(([, v]) => v))).toEqual(
      expected,
    );
  });

  test("counts contracts where a contract is a thousand coins", async () => {
    stage.routes["POST /fapi/v1/order"] = () => ({ body: futuresReply({ executedQty: "7" }) });
    const changes = { instrument: THOUSANDFOLD, quantity: 12_000 as Quantity, priceLimit: 1_234_500 as Price };
    const event = await send({ ...changes, reduceOnly: true, purpose: "exit" });
    const parameters = Object.fromEntries(stage.asked[0]?.parameters ?? []);
    expect(parameters).toMatchObject({ symbol: "1000PEPEUSDT", quantity: "12", price: "0.012345", reduceOnly: "true" });
    expect(event).toMatchObject({ kind: "acknowledged", report: { executedQuantity: 7_000 } });
  });

  test("reads the fills of a spot reply, or none where one of them is not exact", async () => {
    const fill = {
      price: "100000.10000000",
      qty: "0.00200000",
      commission: "0.00000200",
      commissionAsset: "BTC",
      tradeId: 5,
    };
    const reply = (fills: object[]) => ({ ...futuresReply({ executedQty: "0.002" }), transactTime: NOW, fills });
    stage.routes["POST /api/v3/order"] = () => ({ body: reply([fill]) });
    const event = await send({ instrument: SPOT, side: "buy", quantity: 200 as Quantity });
    expect(stage.asked[0]?.parameters.get("newOrderRespType")).toBe("FULL");
    expect(event).toMatchObject({
      kind: "acknowledged",
      fills: [
        {
          tradeId: "5",
          side: "buy",
          price: 10_000_010_000_000,
          quantity: 200,
          quote: amount("200.0002"),
          fee: amount("0.000002"),
          feeAsset: "BTC",
        },
      ],
    });
    stage.routes["POST /api/v3/order"] = () => ({
      body: reply([fill, { ...fill, price: "0.12345678", qty: "0.00001000" }]),
    });
    expect(await send({ instrument: SPOT, side: "buy" })).toMatchObject({ kind: "acknowledged", fills: [] });
  });

  test.each<[string, Answer | "reset" | "never", "refused" | "unknown", string, string]>([
    ["filter", { status: 400, body: { code: -1013, msg: "Filter failure" } }, "refused", "refusal", "-1013"],
    ["margin", { status: 400, body: { code: -2019, msg: "Margin is insufficient." } }, "refused", "refusal", "-2019"],
    ["signature", { status: 400, body: { code: -1022, msg: "no" } }, "refused", "authentication", "-1022"],
    ["clock", { status: 400, body: { code: -1021, msg: "no" } }, "refused", "clock", "-1021"],
    [
      "throttled",
      { status: 429, body: { code: -1003, msg: "no" }, headers: { "Retry-After": "7" } },
      "refused",
      "rate-limited",
      "-1003",
    ],
    ["backend timeout", { status: 408, body: { code: -1007, msg: "unknown" } }, "unknown", "connectivity", "-1007"],
    ["unavailable", { status: 503, body: { code: -1008, msg: "busy" } }, "unknown", "connectivity", "-1008"],
    ["error page", { status: 502, body: "<html>" }, "unknown", "connectivity", "http-502"],
    ["firewall", { status: 403, body: "<html>" }, "unknown", "connectivity", "http-403"],
    [
      "redirect",
      { status: 302, body: "", headers: { Location: "https://elsewhere.example/" } },
      "unknown",
      "connectivity",
      "network",
    ],
    ["reset", "reset", "unknown", "connectivity", "network"],
    ["silence", "never", "unknown", "connectivity", "timeout"],
    ["no JSON", { body: "accepted" }, "unknown", "connectivity", "malformed-answer"],
    ["cut JSON", { body: '{"orderId":1,' }, "unknown", "connectivity", "malformed-answer"],
    [
      "another order",
      { body: { ...futuresReply(), clientOrderId: "other" } },
      "unknown",
      "connectivity",
      "malformed-answer",
    ],
    ["unknown status", { body: { ...futuresReply(), status: "MAYBE" } }, "unknown", "connectivity", "malformed-answer"],
    [
      "too precise",
      { body: { ...futuresReply(), executedQty: "0.2505" } },
      "unknown",
      "connectivity",
      "malformed-answer",
    ],
  ])("%s", async (_name, answer, kind, failureKind, code) => {
    stage.routes["POST /fapi/v1/order"] = () => answer;
    expect(await send()).toMatchObject({ kind, clientOrderId: ID, failure: { kind: failureKind, code } });
    expect(stage.asked.length).toBe(1);
  });

  test("after a 429 nothing of that family goes out until its time, closing orders too", async () => {
    stage.routes["POST /fapi/v1/order"] = () => ({
      status: 429,
      body: { code: -1003, msg: "no" },
      headers: { "Retry-After": "7" },
    });
    await send();
    const second = await send({ purpose: "hedge" });
    expect(second).toMatchObject({
      kind: "refused",
      failure: { kind: "rate-limited", code: "own-budget", retryAfterMs: expect.any(Number) },
    });
    expect(stage.asked.length).toBe(1);
  });

  test("refuses what is no whole number of contracts before a byte is sent", async () => {
    const event = await send({ instrument: THOUSANDFOLD, quantity: 1_500 as Quantity });
    expect(event).toMatchObject({ kind: "refused", failure: { code: "no-whole-contract" } });
    expect(stage.asked).toEqual([]);
  });
});

describe("asking about an order", () => {
  const query = (): Promise<ColdEvent> =>
    createGateway(stage.client).perform({
      kind: "query-order",
      venue: BINANCE,
      clientOrderId: ID,
      instrument: PERPETUAL,
    });
  const trade = (id: number, qty: string) => ({
    id,
    orderId: 8_389_765,
    side: "SELL",
    price: "100000.10",
    qty,
    quoteQty: "1",
    commission: "0.1",
    commissionAsset: "USDT",
    realizedPnl: "0",
    time: NOW,
    maker: false,
  });

  test("finds it with its trades in the order of their ids", async () => {
    stage.routes["GET /fapi/v1/order"] = () => ({ body: futuresReply({ status: "EXPIRED" }) });
    stage.routes["GET /fapi/v1/userTrades"] = () => ({ body: [trade(10, "0.150"), trade(9, "0.100")] });
    const event = await query();
    expect(event).toMatchObject({ kind: "order-found", report: { status: "ended", executedQuantity: 250 } });
    expect(event.kind === "order-found" && event.fills.map(({ tradeId }) => tradeId)).toEqual(["9", "10"]);
    expect(stage.asked[1]?.parameters.get("orderId")).toBe("8389765");
  });

  test("keeps every digit of an order id beyond 2^53", async () => {
    const reply = JSON.stringify(futuresReply({ executedQty: "0" })).replace("8389765", "8389765400012345679");
    stage.routes["GET /fapi/v1/order"] = () => ({ body: reply });
    expect(await query()).toMatchObject({
      kind: "order-found",
      report: { venueOrderId: "8389765400012345679" },
      fills: [],
    });
  });

  test.each<[string, Answer | "reset" | "never", object]>([
    ["absent", { status: 400, body: { code: -2013, msg: "Order does not exist." } }, { kind: "order-not-found" }],
    ["absent by an error page", { status: 404, body: "<html>" }, { kind: "order-query-failed" }],
    ["busy", { status: 503, body: { code: -2013, msg: "?" } }, { kind: "order-not-found" }],
    ["silent", "never", { kind: "order-query-failed", failure: { code: "timeout" } }],
    [
      "bad key",
      { status: 401, body: { code: -2015, msg: "no" } },
      { kind: "order-query-failed", failure: { kind: "authentication" } },
    ],
  ])("%s", async (_name, answer, expected) => {
    stage.routes["GET /fapi/v1/order"] = () => answer;
    expect(await query()).toMatchObject({ clientOrderId: ID, ...expected });
  });

  test("trades that cannot be read make the whole answer a failure", async () => {
    stage.routes["GET /fapi/v1/order"] = () => ({ body: futuresReply() });
    stage.routes["GET /fapi/v1/userTrades"] = () => ({ body: [{ id: 1 }] });
    expect(await query()).toMatchObject({ kind: "order-query-failed", failure: { code: "malformed-answer" } });
  });
});

describe("secrets", () => {
  test("never leave in a failure, whatever the venue echoes", async () => {
    const echo: Handler = (parameters, request) => ({
      status: 400,
      body: { code: -1102, msg: `${String(request.headers["x-mbx-apikey"])} ${SECRET} ${parameters.toString()}` },
    });
    stage.routes["POST /fapi/v1/order"] = echo;
    stage.routes["GET /fapi/v1/order"] = echo;
    stage.routes["GET /api/v3/account"] = echo;
    const gateway = createGateway(stage.client);
    const since = { venue: BINANCE, lastTradeIds: [], incomeSince: venueTime(0), openedAt: venueTime(0) };
    const events = [
      await send(),
      await gateway.perform({ kind: "query-order", venue: BINANCE, clientOrderId: ID, instrument: PERPETUAL }),
      await gateway.perform({ kind: "read-account", venue: BINANCE, requestId: 1, since, urgent: false }),
    ];
    expect(events.map(({ kind }) => kind)).toEqual(["refused", "order-query-failed", "account-failed"]);
    expect(JSON.stringify(events)).not.toContain("CANARY");
    expect(String(stage.client.rest.lastError("futures"))).not.toContain("CANARY");
  });

  test("a call that needs a key fails without one before a byte is sent", async () => {
    const keyless = await createClient({ ...stage.client.options, keys: null });
    keyless.markets = stage.client.markets;
    const event = await createGateway(keyless).perform({ kind: "send", intent: intent(), checkedAt: wallTime(NOW) });
    expect(event).toMatchObject({ kind: "refused", failure: { kind: "authentication", code: "no-keys" } });
    expect(stage.asked).toEqual([]);
    await keyless.exchange.fetchDispatcher?.destroy();
  });
});
