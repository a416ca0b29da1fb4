import { describe, expect, test } from "vitest";
import { advance } from "../../../exchange/advance.ts";
import { apply } from "../../../exchange/apply.ts";
import { ask, type Desk, json, openDesk, requestOf, send, WALL_MS } from "../desk.test-data.ts";
import { differences } from "../shape.test-data.ts";

interface Smart {
  readonly id: string;
  readonly state: string;
  readonly triggeredOrder?: { readonly state: string; readonly side: string };
}

const SYMBOL = "ETH_USDT";
const priceOf = (desk: Desk): number =>
  Number((json(ask(desk, `GET /markets/${SYMBOL}/price`)) as { price: string }).price);
const open = (desk: Desk): unknown[] => json(ask(desk, "GET /orders"));

/** spot/api/private/smart-order#order-details */
const DOCUMENTED = {
  id: "14368195657859072",
  clientOrderId: "18113",
  symbol: "BTC_USDT",
  state: "TRIGGERED",
  accountType: "SPOT",
  side: "BUY",
  type: "STOP",
  timeInForce: "GTC",
  quantity: "0.2",
  price: "41920",
  amount: "10",
  stopPrice: "41946",
  createTime: 1_644_392_044_793,
  updateTime: 0,
};

describe("smart orders", () => {
  const place = (desk: Desk, more: object): { id: string; code?: number } =>
    json(ask(desk, "POST /smartorders", { symbol: SYMBOL, quantity: "0.5", ...more }));
  const one = (desk: Desk, id: string): Smart | undefined => (json(ask(desk, `GET /smartorders/${id}`)) as Smart[])[0];
  const fall = (desk: Desk, logReturn: number) => {
    apply(desk.state, { kind: "shock", venueTimeMs: desk.state.nowMs, symbol: "ETH_USDT_PERP", logReturn });
    advance(desk.state, desk.state.nowMs + 120_000);
  };

  test("a stop waits outside the book and becomes a market order when the price comes", () => {
    const desk = openDesk();
    const price = priceOf(desk);
    ask(desk, "POST /orders", { symbol: SYMBOL, side: "BUY", type: "MARKET", amount: String(Math.ceil(price)) });
    const { id } = place(desk, {
      side: "SELL",
      type: "STOP",
      stopPrice: (price * 0.9).toFixed(1),
      clientOrderId: "stop",
    });
    expect(open(desk)).toEqual([]);
    expect(one(desk, id)?.state).toBe("PENDING_NEW");
    const [listed]: unknown[] = json(ask(desk, "GET /smartorders"));
    expect(differences(listed, DOCUMENTED)).toEqual([]);
    fall(desk, -0.2);
    expect(one(desk, "cid:stop")).toMatchObject({
      state: "TRIGGERED",
      triggeredOrder: { state: "FILLED", side: "SELL" },
    });
    expect((json(ask(desk, "GET /smartorders")) as unknown[]).length).toBe(0);
    expect((json(ask(desk, "GET /smartorders/history")) as Smart[])[0]?.id).toBe(id);
  });

  test("a take-profit to buy rests as a limit order once the price has fallen to it", () => {
    const desk = openDesk();
    const price = priceOf(desk);
    const { id } = place(desk, {
      side: "BUY",
      type: "TAKE_PROFIT_LIMIT",
      stopPrice: (price * 0.9).toFixed(1),
      price: (price * 0.5).toFixed(1),
    });
    fall(desk, -0.15);
    expect(one(desk, id)?.triggeredOrder?.state).toBe("NEW");
    expect(open(desk)).toHaveLength(1);
  });

  test.each([
    ["no trigger", { side: "SELL", type: "STOP" }, 602],
    ["a trigger the market has passed", { side: "BUY", type: "STOP", stopPrice: "1000" }, 25_003],
    ["a trail without width", { side: "SELL", type: "TRAILING_STOP", trailingOffset: "wide" }, 601],
    ["a type that is none", { side: "SELL", type: "TRAILING_STOP_LIMIT", stopPrice: "1" }, 21_320],
    ["no limit", { side: "BUY", type: "STOP_LIMIT", stopPrice: "9000" }, 602],
  ])("%s", (_name, more, code) => {
    expect(place(openDesk(), more).code).toBe(code);
  });

  test("they are cancelled by name, and all at once", () => {
    const desk = openDesk();
    const stop = { side: "BUY", type: "STOP", stopPrice: (priceOf(desk) * 1.2).toFixed(1) };
    const ids = ["a", "b", "c"].map((clientOrderId) => place(desk, { ...stop, clientOrderId }).id);
    expect(json(ask(desk, "DELETE /smartorders/cid:a"))).toMatchObject({
      code: 200,
      data: { orderId: ids[0], state: "CANCELED" },
    });
    expect((json(ask(desk, "DELETE /smartorders/cid:a")) as { code: number }).code).toBe(21_301);
    const gone: { orderId: string }[] = json(ask(desk, "DELETE /smartorders", { symbols: [SYMBOL] }));
    expect(gone.map(({ orderId }) => orderId)).toEqual(ids.slice(1));
  });
});

describe("the kill switch", () => {
  const at = (desk: Desk, line: string, sent: unknown, wallMs: number) =>
    send(desk, requestOf(line, sent, wallMs), wallMs);
  const act = ({ state, wire }: Desk, wallMs: number) => {
    for (const command of wire.due?.(wallMs) ?? []) apply(state, command);
  };

  test("cancels every spot order when nobody sets it anew in wall time, once, and leaves futures alone", () => {
    const desk = openDesk();
    const price = priceOf(desk);
    const low = (price * 0.9).toFixed(1);
    const order = { symbol: SYMBOL, side: "BUY", type: "LIMIT", quantity: "0.1", price: low };
    at(desk, "POST /orders", order, WALL_MS);
    at(desk, "POST /smartorders", { ...order, type: "STOP", stopPrice: (price * 1.2).toFixed(1) }, WALL_MS);
    const perpetual = { symbol: "ETH_USDT_PERP", side: "BUY", type: "LIMIT", sz: "1", px: (price * 0.96).toFixed(1) };
    at(desk, "POST /v3/trade/order", perpetual, WALL_MS);
    const set: unknown = json(at(desk, "POST /orders/killSwitch", { timeout: "10" }, WALL_MS));
    expect(set).toEqual({ startTime: String(WALL_MS), cancellationTime: String(WALL_MS + 10_000) });
    at(desk, "POST /orders/killSwitch", { timeout: "10" }, WALL_MS + 9_000);
    act(desk, WALL_MS + 10_000);
    expect(open(desk)).toHaveLength(1);
    expect(json(at(desk, "GET /orders/killSwitchStatus", undefined, WALL_MS + 10_000))).toMatchObject({
      startTime: String(WALL_MS + 9_000),
    });
    act(desk, WALL_MS + 19_000);
    expect(open(desk)).toEqual([]);
    expect((json(ask(desk, "GET /smartorders")) as unknown[]).length).toBe(0);
    expect((json(ask(desk, "GET /v3/trade/order/opens")) as { data: unknown[] }).data).toHaveLength(1);
    expect((json(ask(desk, "GET /orders/killSwitchStatus")) as { code: number }).code).toBe(25_020);
  });

  test("can be switched off, and takes ten seconds to ten minutes", () => {
    const desk = openDesk();
    for (const timeout of ["9", "601", "soon", ""]) {
      expect((json(ask(desk, "POST /orders/killSwitch", { timeout })) as { code: number }).code).toBe(601);
    }
    ask(desk, "POST /orders/killSwitch", { timeout: 600 });
    ask(desk, "POST /orders/killSwitch", { timeout: "-1" });
    expect((json(ask(desk, "GET /orders/killSwitchStatus")) as { code: number }).code).toBe(25_020);
  });
});
