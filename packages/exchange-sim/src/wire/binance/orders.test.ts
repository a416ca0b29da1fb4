import { describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { ask, CREDENTIALS, type Desk, desk, json } from "./desk.test-data.ts";

interface Row {
  readonly [field: string]: unknown;
  readonly orderId: number;
  readonly algoId: number;
  readonly price: string;
  readonly status: string;
  readonly code: number;
}

const futures = (at: Desk, method: string, path: string, query = ""): Row =>
  json(ask(at, "futures", method, `/fapi/v1/${path}`, query));
const spot = (at: Desk, method: string, path: string, query = ""): Row =>
  json(ask(at, "spot", method, `/api/v3/${path}`, query));
const rows = (answer: unknown): readonly Row[] => answer as readonly Row[];

const bidOf = (at: Desk, market: "spot" | "futures"): number =>
  Number((market === "spot" ? spot : futures)(at, "GET", "ticker/bookTicker", "symbol=ETHUSDT").bidPrice);
/** A price so far under the bid, on the tick and with the digits that the market prints. */
function below(at: Desk, market: "spot" | "futures", percent: number): string {
  const instrument = at.state.world.instruments[1];
  if (instrument === undefined) throw new Error("missing");
  const { tick, priceScale } = instrument[market];
  const unit = tick / 10 ** priceScale;
  return (Math.round((bidOf(at, market) * (1 - percent / 100)) / unit) * unit).toFixed(priceScale);
}

describe("futures orders", () => {
  test("one is amended under its own id, and its history says what it was", () => {
    const at = desk();
    const price = below(at, "futures", 2);
    const placed = futures(
      at,
      "POST",
      "order",
      `symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=${price}`,
    );
    const moved = below(at, "futures", 3);
    const change = `symbol=ETHUSDT&side=BUY&quantity=2&price=${moved}&orderId=${placed.orderId}`;
    expect(futures(at, "PUT", "order", change)).toMatchObject({
      orderId: placed.orderId,
      price: moved,
      origQty: "2.000",
    });
    expect(futures(at, "PUT", "order", change).code).toBe(-5027);
    expect(futures(at, "PUT", "order", change.replace("BUY", "SELL")).code).toBe(-1117);
    expect(futures(at, "PUT", "order", change.replace(String(placed.orderId), "1")).code).toBe(-2013);
    expect(rows(futures(at, "GET", "orderAmendment", `symbol=ETHUSDT&orderId=${placed.orderId}`))).toMatchObject([
      {
        orderId: placed.orderId,
        amendment: { price: { before: price, after: moved }, origQty: { before: "1.000", after: "2.000" }, count: 1 },
      },
    ]);
  });

  test("a batch answers each order for itself, in the raw JSON that was sent", () => {
    const at = desk();
    const price = below(at, "futures", 2);
    const order = { symbol: "ETHUSDT", side: "BUY", type: "LIMIT", timeInForce: "GTC", price };
    const list = [
      { ...order, quantity: "1", newClientOrderId: "b-1" },
      { ...order, quantity: 0.5, newClientOrderId: "b-2" },
      { ...order, quantity: "0.0001" },
      { ...order, symbol: "NOPE", quantity: "1" },
    ];
    const placed = rows(futures(at, "POST", "batchOrders", `batchOrders=${JSON.stringify(list)}`));
    expect(placed.map((each) => each.code ?? each.clientOrderId)).toEqual(["b-1", "b-2", -1111, -1121]);
    expect(futures(at, "POST", "batchOrders", "batchOrders={}").code).toBe(-1130);
    const moved = below(at, "futures", 3);
    const changes = placed
      .slice(0, 2)
      .map(({ orderId }) => ({ symbol: "ETHUSDT", side: "BUY", orderId, quantity: "1", price: moved }));
    const amended = rows(futures(at, "PUT", "batchOrders", `batchOrders=${JSON.stringify(changes)}`));
    expect(amended.map((each) => each.price)).toEqual([moved, moved]);
    const ids = JSON.stringify([placed[0]?.orderId, placed[1]?.orderId, 1]);
    const cancelled = rows(futures(at, "DELETE", "batchOrders", `symbol=ETHUSDT&orderIdList=${ids}`));
    expect(cancelled.map((each) => each.code ?? each.status)).toEqual(["CANCELED", "CANCELED", -2011]);
  });

  test("a conditional order waits at the algo service and becomes an order when its price is reached", () => {
    const at = desk();
    const trigger = below(at, "futures", 5);
    const stop = `algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP_MARKET&quantity=1&triggerPrice=${trigger}&workingType=MARK_PRICE&clientAlgoId=stop-1`;
    const placed = futures(at, "POST", "algoOrder", stop);
    expect(placed).toMatchObject({
      algoStatus: "NEW",
      orderType: "STOP_MARKET",
      clientAlgoId: "stop-1",
      triggerPrice: trigger,
    });
    expect(rows(futures(at, "GET", "openAlgoOrders", "symbol=ETHUSDT")).map(({ algoId }) => algoId)).toEqual([
      placed.algoId,
    ]);
    expect(rows(futures(at, "GET", "openOrders", "symbol=ETHUSDT"))).toEqual([]);
    apply(at.state, { kind: "shock", venueTimeMs: at.state.nowMs, symbol: "ETHUSDT", logReturn: -0.1 });
    advance(at.state, at.state.nowMs + 20 * 60_000);
    const done = futures(at, "GET", "algoOrder", `algoId=${placed.algoId}`);
    expect(done).toMatchObject({ algoStatus: "FINISHED", actualQty: "1.000" });
    expect(futures(at, "GET", "order", `symbol=ETHUSDT&orderId=${String(done.actualOrderId)}`).status).toBe("FILLED");
    expect(rows(futures(at, "GET", "allAlgoOrders", "symbol=ETHUSDT"))).toHaveLength(1);
  });

  test("what waits can be cancelled by either id, or all of it", () => {
    const at = desk();
    const place = (id: string) =>
      futures(
        at,
        "POST",
        "algoOrder",
        `symbol=ETHUSDT&side=BUY&type=TRAILING_STOP_MARKET&quantity=1&callbackRate=1&clientAlgoId=${id}`,
      );
    const [one] = [place("t-1"), place("t-2"), place("t-3")];
    expect(futures(at, "DELETE", "algoOrder", `algoId=${one?.algoId}`)).toMatchObject({ code: "200", msg: "success" });
    expect(futures(at, "DELETE", "algoOrder", "clientAlgoId=t-2")).toMatchObject({ clientAlgoId: "t-2" });
    expect(futures(at, "DELETE", "algoOrder", "clientAlgoId=t-2").code).toBe(-2011);
    expect(futures(at, "DELETE", "algoOpenOrders", "symbol=ETHUSDT").code).toBe(200);
    expect(rows(futures(at, "GET", "openAlgoOrders"))).toEqual([]);
  });

  test.each([
    ["side=SELL&type=STOP_MARKET&quantity=1", -1102],
    ["side=SELL&type=STOP&quantity=1&triggerPrice=1000", -1102],
    ["side=SELL&type=LIMIT&quantity=1&price=1000", -1116],
    ["side=SELL&type=STOP_MARKET&quantity=1&triggerPrice=1000&workingType=MOON", -1130],
    ["side=BUY&type=STOP_MARKET&quantity=1&triggerPrice=1000", -2021],
    ["side=SELL&type=TRAILING_STOP_MARKET&quantity=1&callbackRate=x", -2007],
  ])("the algo service refuses %s with %i", (query, code) => {
    expect(futures(desk(), "POST", "algoOrder", `symbol=ETHUSDT&${query}`).code).toBe(code);
  });

  test("an order says what becomes of its own, and until when it is good", () => {
    const at = desk();
    const query = (more: string) =>
      futures(
        at,
        "POST",
        "order",
        `symbol=ETHUSDT&side=BUY&type=LIMIT&quantity=1&price=${below(at, "futures", 2)}&${more}`,
      );
    const until = at.state.nowMs + 3_600_000;
    const order = query(`timeInForce=GTD&goodTillDate=${until}&selfTradePreventionMode=EXPIRE_BOTH`);
    expect(order).toMatchObject({ goodTillDate: until, selfTradePreventionMode: "EXPIRE_BOTH" });
    expect(query("timeInForce=GTD").code).toBe(-1102);
    expect(query("timeInForce=GTC&selfTradePreventionMode=NEVER").code).toBe(-1130);
    advance(at.state, until + 60_000);
    expect(futures(at, "GET", "order", `symbol=ETHUSDT&orderId=${order.orderId}`).status).toMatch(/EXPIRED|FILLED/);
  });

  test("a position has its place in the queue, under the side it is held on", () => {
    const at = desk();
    futures(at, "POST", "order", "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=1");
    expect(rows(futures(at, "GET", "adlQuantile"))).toEqual([
      { symbol: "ETHUSDT", adlQuantile: { LONG: 0, SHORT: 0, BOTH: 4 } },
    ]);
    futures(at, "POST", "order", "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=1");
    expect(futures(at, "POST", "positionSide/dual", "dualSidePosition=true").code).toBe(200);
    futures(at, "POST", "order", "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=1&positionSide=LONG");
    futures(at, "POST", "order", "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=2&positionSide=SHORT");
    expect(rows(futures(at, "GET", "adlQuantile", "symbol=ETHUSDT"))).toEqual([
      { symbol: "ETHUSDT", adlQuantile: { LONG: 4, SHORT: 4, BOTH: 0 } },
    ]);
  });

  test("a countdown is set, set again, and taken back", () => {
    const at = desk();
    const set = (ms: string) => futures(at, "POST", "countdownCancelAll", `symbol=ETHUSDT&countdownTime=${ms}`);
    expect(set("5000")).toEqual({ symbol: "ETHUSDT", countdownTime: "5000" });
    expect([...at.session.countdowns.values()]).toHaveLength(1);
    set("9000");
    expect([...at.session.countdowns.values()]).toMatchObject([{ account: CREDENTIALS.key, symbol: "ETHUSDT" }]);
    set("0");
    expect(at.session.countdowns.size).toBe(0);
    expect(set("soon").code).toBe(-1130);
  });
});

describe("spot orders", () => {
  const limit = (at: Desk, quantity: string) =>
    `symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=${quantity}&price=${below(at, "spot", 2)}`;

  test("a market order spends what it was told to", () => {
    const at = desk();
    const bought = spot(at, "POST", "order", "symbol=ETHUSDT&side=BUY&type=MARKET&quoteOrderQty=1000");
    expect(bought).toMatchObject({ status: "FILLED", origQuoteOrderQty: "1000.00000000" });
    expect(Number(bought.cummulativeQuoteQty)).toBeLessThanOrEqual(1_000);
    expect(Number(bought.cummulativeQuoteQty)).toBeGreaterThan(990);
    expect(spot(at, "POST", "order", "symbol=ETHUSDT&side=BUY&type=MARKET&quoteOrderQty=1&quantity=1").code).toBe(
      -1106,
    );
  });

  test("a test places nothing", () => {
    const at = desk();
    expect(spot(at, "POST", "order/test", limit(at, "1"))).toEqual({});
    expect(spot(at, "POST", "order/test", limit(at, "0.0000001")).code).toBe(-1013);
    expect(at.state.accounts.get(CREDENTIALS.key)?.orders.size).toBe(0);
  });

  test("an order keeps its place when it is made smaller, and only then", () => {
    const at = desk();
    const { orderId } = spot(at, "POST", "order", limit(at, "1"));
    const amend = (quantity: string) =>
      spot(at, "PUT", "order/amend/keepPriority", `symbol=ETHUSDT&orderId=${orderId}&newQty=${quantity}`);
    expect(amend("0.5")).toMatchObject({ amendedOrder: { orderId, qty: "0.50000000", status: "NEW" } });
    expect([amend("2").code, amend("0").code, amend("0.5").code]).toEqual([-2038, -2038, -2038]);
    expect(rows(spot(at, "GET", "order/amendments", `symbol=ETHUSDT&orderId=${orderId}`))).toMatchObject([
      { orderId, origQty: "1.00000000", newQty: "0.50000000" },
    ]);
  });

  test("one order takes another's place: both, one, or neither", () => {
    const at = desk();
    const replace = (mode: string, id: number | string, quantity: string) => {
      const query = `${limit(at, quantity)}&cancelReplaceMode=${mode}&cancelOrderId=${id}`;
      const reply = ask(at, "spot", "POST", "/api/v3/order/cancelReplace", query);
      return [reply.status, json(reply)] as const;
    };
    const { orderId } = spot(at, "POST", "order", limit(at, "1"));
    const [status, whole] = replace("STOP_ON_FAILURE", orderId, "2");
    expect([status, whole]).toMatchObject([
      200,
      { cancelResult: "SUCCESS", newOrderResponse: { origQty: "2.00000000" } },
    ]);
    expect(replace("STOP_ON_FAILURE", orderId, "2")).toMatchObject([
      400,
      {
        code: -2022,
        data: { cancelResult: "FAILURE", newOrderResult: "NOT_ATTEMPTED", cancelResponse: { code: -2011 } },
      },
    ]);
    expect(replace("ALLOW_FAILURE", orderId, "1")).toMatchObject([
      409,
      { code: -2021, data: { newOrderResult: "SUCCESS" } },
    ]);
    expect(replace("ALLOW_FAILURE", orderId, "5000")).toMatchObject([
      400,
      { code: -2022, data: { newOrderResult: "FAILURE" } },
    ]);
    expect(replace("MAYBE", orderId, "1")).toMatchObject([400, { code: -1130 }]);
    expect(rows(spot(at, "GET", "openOrders", "symbol=ETHUSDT"))).toHaveLength(2);
  });
});
