import { describe, expect, test } from "vitest";
import { ask, json, openDesk } from "./desk.test-data.ts";

interface Body {
  readonly code: number;
  readonly data: never;
}
const codeOf = (reply: ReturnType<typeof ask>): readonly [number, number] => [reply.status, (json(reply) as Body).code];
const dataOf = (reply: ReturnType<typeof ask>): never => (json(reply) as Body).data;

const PERP = "ETH_USDT_PERP";
const market = (side: string, sz: string, more: object = {}) => ({ symbol: PERP, side, type: "MARKET", sz, ...more });

describe("refusals of futures", () => {
  const cases: readonly (readonly [name: string, line: string, sent: unknown, code: number])[] = [
    ["a fraction of a contract", "POST /v3/trade/order", market("BUY", "0.5"), 400],
    ["no contracts", "POST /v3/trade/order", market("BUY", "0"), 400],
    ["an unknown contract", "POST /v3/trade/order", { ...market("BUY", "1"), symbol: "ETH_USDT" }, 24_101],
    ["a third side", "POST /v3/trade/order", market("HOLD", "1"), 400],
    ["no price", "POST /v3/trade/order", market("BUY", "1", { type: "LIMIT" }), 400],
    ["a price without limit", "POST /v3/trade/order", market("BUY", "1", { type: "LIMIT", px: "1e99" }), 400],
    ["a price above the band", "POST /v3/trade/order", market("BUY", "1", { type: "LIMIT", px: "90000" }), 10_002],
    ["hedge mode's side", "POST /v3/trade/order", market("BUY", "1", { posSide: "LONG" }), 11_011],
    ["a third margin mode", "POST /v3/trade/order", market("BUY", "1", { mgnMode: "HALF" }), 400],
    ["more than an order may hold", "POST /v3/trade/order", market("BUY", "999999999"), 21_010],
    ["a reduction of nothing", "POST /v3/trade/order", market("BUY", "1", { reduceOnly: true }), 21_002],
    ["a name with a space", "POST /v3/trade/order", market("BUY", "1", { clOrdId: "a b" }), 400],
    ["eleven orders at once", "POST /v3/trade/orders", Array.from({ length: 11 }, () => market("BUY", "1")), 10_016],
    ["no order to cancel", "DELETE /v3/trade/order", { symbol: PERP, ordId: "1" }, 11_008],
    ["an id that is none", "DELETE /v3/trade/order", { symbol: PERP, ordId: "x" }, 400],
    ["no position to close", "POST /v3/trade/position", { symbol: PERP, mgnMode: "CROSS" }, 21_001],
    ["leverage as a word", "POST /v3/position/leverage", { symbol: PERP, lever: "ten", mgnMode: "CROSS" }, 400],
    [
      "leverage beyond the first tier",
      "POST /v3/position/leverage",
      { symbol: PERP, lever: 125, mgnMode: "CROSS" },
      400,
    ],
    ["margin for no position", "POST /v3/trade/position/margin", { symbol: PERP, amt: "5", type: "ADD" }, 400],
    ["old funding", `GET /v3/market/fundingRate/history?symbol=${PERP}&sT=1&eT=2`, undefined, 400],
    ["a candle of a fortnight", `GET /v3/market/candles?symbol=${PERP}&interval=WEEK_2`, undefined, 24_102],
    ["a depth of seven", `GET /v3/market/orderBook?symbol=${PERP}&limit=7`, undefined, 24_104],
  ];
  test.each(cases)("%s", (_name, line, sent, code) => {
    const reply = ask(openDesk(), line, sent);
    expect([reply.status, (json(reply) as Body).code]).toEqual([200, code]);
  });

  test("margin mode follows an order only while nothing stands in the old one", () => {
    const desk = openDesk();
    const place = (mgnMode: string) => codeOf(ask(desk, "POST /v3/trade/order", market("BUY", "1", { mgnMode })))[1];
    expect([place("ISOLATED"), place("ISOLATED"), place("CROSS")]).toEqual([200, 200, 400]);
    expect(codeOf(ask(desk, "POST /v3/trade/position", { symbol: PERP, mgnMode: "ISOLATED" }))[1]).toBe(200);
    expect(place("CROSS")).toBe(200);
  });

  test("a batch tells each order by itself; one is more than the account bears", () => {
    const desk = openDesk();
    ask(desk, "POST /v3/position/leverage", { symbol: PERP, lever: "1", mgnMode: "CROSS" });
    const rows: { code: number; clOrdId: string }[] = dataOf(
      ask(desk, "POST /v3/trade/orders", [
        market("BUY", "2", { clOrdId: "first" }),
        market("BUY", "x", { clOrdId: "second" }),
        market("BUY", "9000", { clOrdId: "third" }),
        market("SELL", "1", { clOrdId: "fourth" }),
      ]),
    );
    expect(rows.map(({ code, clOrdId }) => [code, clOrdId])).toEqual([
      [200, "first"],
      [400, "second"],
      [21_721, "third"],
      [200, "fourth"],
    ]);
  });

  test("a post-only order that would take is accepted and ends at once", () => {
    const desk = openDesk();
    const [ticker]: { aPx: string }[] = dataOf(ask(desk, `GET /v3/market/tickers?symbol=${PERP}`));
    const order = market("BUY", "1", { type: "LIMIT_MAKER", px: ticker?.aPx });
    expect(codeOf(ask(desk, "POST /v3/trade/order", order))).toEqual([200, 200]);
    const [ended]: object[] = dataOf(ask(desk, "GET /v3/trade/order/history"));
    expect(ended).toMatchObject({
      state: "CANCELED",
      cancelReason: "LIMIT_MAKER_ORDER_INCORRECT_PRICE_CONDITION",
      execQty: "0",
    });
  });
});

describe("refusals of spot", () => {
  const order = { symbol: "ETH_USDT", side: "BUY", type: "LIMIT", quantity: "0.1", price: "3000" };
  const cases: readonly (readonly [name: string, line: string, sent: unknown, code: number])[] = [
    ["an unknown symbol", "POST /orders", { ...order, symbol: PERP }, 24_101],
    ["no side", "POST /orders", { ...order, side: "" }, 21_319],
    ["a third type", "POST /orders", { ...order, type: "ICEBERG" }, 21_320],
    ["a third time", "POST /orders", { ...order, timeInForce: "DAY" }, 21_321],
    ["no quantity", "POST /orders", { ...order, quantity: "" }, 602],
    ["a market order to buy without a sum", "POST /orders", { ...order, type: "MARKET" }, 602],
    ["a price with too many digits", "POST /orders", { ...order, price: "3000.123456" }, 21_335],
    ["too little", "POST /orders", { ...order, quantity: "0.0001" }, 21_322],
    ["what is not owned", "POST /orders", { ...order, side: "SELL" }, 21_709],
    ["an order that is none", "DELETE /orders/cid:nobody", undefined, 21_301],
    ["an id that is none", "GET /orders/%00", undefined, 21_301],
    ["a currency that is none", "GET /v2/currencies/NOPE", undefined, 10_020],
    [
      "a transfer of a word",
      "POST /accounts/transfer",
      { currency: "USDT", amount: "all", fromAccount: "SPOT", toAccount: "FUTURES" },
      250_003,
    ],
    [
      "a transfer of too much",
      "POST /accounts/transfer",
      { currency: "USDT", amount: "9e9", fromAccount: "SPOT", toAccount: "FUTURES" },
      250_005,
    ],
    [
      "a transfer to nowhere",
      "POST /accounts/transfer",
      { currency: "USDT", amount: "1", fromAccount: "SPOT", toAccount: "SPOT" },
      250_001,
    ],
    ["somebody else's account", "GET /accounts/1/balances", undefined, 21_600],
    ["a page backwards and forwards", "GET /orders/history?direction=SIDE", undefined, 601],
  ];
  test.each(cases)("%s", (_name, line, sent, code) => {
    expect(codeOf(ask(openDesk(), line, sent))).toEqual([400, code]);
  });

  test("a replaced order leaves one open, and what could not be replaced places nothing", () => {
    const desk = openDesk();
    const { price }: { price: string } = json(ask(desk, "GET /markets/ETH_USDT/price"));
    const low = (Number(price) * 0.9).toFixed(1);
    const { id }: { id: string } = json(ask(desk, "POST /orders", { ...order, price: low }));
    const moved: { id: string } = json(ask(desk, `PUT /orders/${id}`, { quantity: "0.2", clientOrderId: "second" }));
    const open: { id: string; quantity: string; price: string }[] = json(ask(desk, "GET /orders"));
    expect(open.map((each) => [each.id, Number(each.quantity), Number(each.price)])).toEqual([
      [moved.id, 0.2, Number(low)],
    ]);
    expect(codeOf(ask(desk, `PUT /orders/${id}`, { quantity: "0.3" }))).toEqual([400, 21_359]);
    expect((json(ask(desk, "GET /orders")) as unknown[]).length).toBe(1);
    expect(ask(desk, `PUT /orders/${id}`, { quantity: "0.3", proceedOnFailure: true }).status).toBe(200);
    expect((json(ask(desk, "GET /orders")) as unknown[]).length).toBe(2);
  });
});
