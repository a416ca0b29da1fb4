import { describe, expect, test } from "vitest";
import { BROKERAGE, call, openDesk } from "./desk.test-data.ts";
import { routeNames } from "./index.ts";
import { bestOf, limitOrder } from "./order/orders.test-data.ts";

describe("bad input", () => {
  const desk = openDesk();
  const texts = [
    "",
    "{",
    "[]",
    "null",
    '"x"',
    "7",
    '{"a":',
    `{"order_ids":${JSON.stringify(Array(101).fill("x"))}}`,
    "\u0000",
    "東京",
    '{"client_order_id":{}}',
  ];
  const values = [
    null,
    7,
    -1,
    1e300,
    "",
    " ",
    "NaN",
    "1e99",
    "9".repeat(80),
    "0x10",
    "東京",
    [],
    {},
    true,
    "-0",
    "1e-30",
  ];

  test("every address answers everything with an answer or an error of its own, never 500", () => {
    for (const [name] of routeNames()) {
      const [method = "", pattern = ""] = name.split(" ");
      for (const part of ["BTC-USD", "x", "%", "東", "..", "a".repeat(3_000)]) {
        const path = pattern.replaceAll("{}", part);
        for (const query of [
          "",
          "limit=x",
          "limit=-1&cursor=%%",
          "cursor=%FF",
          "start=1e9&end=NaN&granularity=ONE_HOUR",
          "product_ids=東&offset=-1",
          "start_date=yesterday",
          "product_id=BTC-USD&aggregation_price_increment=0",
        ]) {
          const { status } = call(desk, method, path, { query });
          expect([200, 400, 401, 404].includes(status), `${name} ${part} ${query}: ${status}`).toBe(true);
        }
        for (const text of texts) expect(call(desk, method, path, { body: text }).status).toBeLessThan(500);
      }
    }
  });

  test("every field of an order may be anything", () => {
    const { bid } = bestOf(desk);
    const good = limitOrder({}, { limit_price: bid.toFixed(2) });
    for (const value of values) {
      for (const field of Object.keys(good)) {
        expect(call(desk, "POST", `${BROKERAGE}/orders`, { body: { ...good, [field]: value } }).status).toBeLessThan(
          500,
        );
        expect(
          call(desk, "POST", `${BROKERAGE}/orders/preview`, { body: { ...good, [field]: value } }).status,
        ).toBeLessThan(500);
      }
      for (const kind of [
        "market_market_ioc",
        "limit_limit_gtc",
        "limit_limit_gtd",
        "limit_limit_fok",
        "sor_limit_ioc",
        "stop_limit_stop_limit_gtc",
        "stop_limit_stop_limit_gtd",
        "__proto__",
        "constructor",
      ]) {
        for (const field of [
          "base_size",
          "quote_size",
          "limit_price",
          "stop_price",
          "stop_direction",
          "end_time",
          "post_only",
        ]) {
          const terms = {
            base_size: "0.01",
            limit_price: "90000",
            stop_price: "95000",
            stop_direction: "STOP_DIRECTION_STOP_UP",
            end_time: "2030-01-01T00:00:00Z",
            [field]: value,
          };
          const body = { ...limitOrder(), order_configuration: { [kind]: terms } };
          expect(call(desk, "POST", `${BROKERAGE}/orders`, { body }).status).toBe(200);
          expect(call(desk, "POST", `${BROKERAGE}/orders/preview`, { body }).status).toBe(200);
        }
      }
      for (const field of ["order_id", "price", "size"]) {
        expect(call(desk, "POST", `${BROKERAGE}/orders/edit`, { body: { order_id: "x", [field]: value } }).status).toBe(
          200,
        );
      }
      expect(
        call(desk, "POST", `${BROKERAGE}/orders/batch_cancel`, { body: { order_ids: value } }).status,
      ).toBeLessThan(500);
      expect(call(desk, "POST", `${BROKERAGE}/orders/batch_cancel`, { body: { order_ids: [value] } }).status).toBe(200);
    }
  });
});
