import { describe, expect, test } from "vitest";
import { totalByAsset } from "../../account/money.ts";
import { authArgs, bodyOf, call, desk, socket, WALL_MS } from "./desk.test-data.ts";
import { ROUTES } from "./rest/routes.ts";

const SYMBOL = "ETHUSDT";
/** Anything that JSON can hold and an order cannot. */
const VALUES: readonly unknown[] = [
  null,
  7,
  -1,
  0.1,
  1e300,
  1e-30,
  "",
  " ",
  "NaN",
  "1e99",
  "1e-30",
  "-0",
  "0x10",
  "9".repeat(80),
  "9".repeat(3_000),
  "東京",
  "\u0000",
  "__proto__",
  "constructor",
  [],
  [null],
  {},
  { a: 1 },
  true,
  false,
];
const TEXTS = [
  "",
  "{",
  "[]",
  "null",
  '"x"',
  "7",
  '{"a":',
  '{"category":"linear"',
  "東京",
  '{"request":[]}',
  "[".repeat(4_000),
];
const FIELDS = [
  "category",
  "symbol",
  "side",
  "orderType",
  "qty",
  "price",
  "timeInForce",
  "orderLinkId",
  "orderId",
  "positionIdx",
  "reduceOnly",
  "triggerPrice",
  "triggerDirection",
  "triggerBy",
  "marketUnit",
  "smpType",
  "orderFilter",
  "limit",
  "cursor",
  "startTime",
  "endTime",
  "start",
  "end",
  "interval",
  "intervalTime",
  "settleCoin",
  "baseCoin",
  "accountType",
  "coin",
  "currency",
  "buyLeverage",
  "sellLeverage",
  "setMarginMode",
  "mode",
  "margin",
  "request",
  "execType",
  "openOnly",
  "status",
];
const GOOD: Readonly<Record<string, unknown>> = {
  category: "linear",
  symbol: SYMBOL,
  side: "Buy",
  orderType: "Limit",
  qty: "0.1",
  price: "2500",
  interval: "60",
  intervalTime: "1h",
  accountType: "UNIFIED",
  buyLeverage: "3",
  sellLeverage: "3",
  setMarginMode: "REGULAR_MARGIN",
  mode: 0,
  margin: "1",
  settleCoin: "USDT",
  coin: "USDT",
  request: [{ symbol: SYMBOL, side: "Buy", orderType: "Limit", qty: "0.1", price: "2500" }],
};

describe("bad input", () => {
  const at = desk();
  const before = totalByAsset(at.state);
  const answered = (status: number, text: string, what: string): void => {
    expect([200, 401, 403, 404].includes(status), `${what}: ${status}`).toBe(true);
    const body = JSON.parse(text) as { retCode?: unknown; retMsg?: unknown; time?: unknown };
    expect([typeof body.retCode, typeof body.retMsg, typeof body.time], what).toEqual(["number", "string", "number"]);
  };

  test.each(Object.keys(ROUTES))("%s answers whatever it is sent, never 500", (name) => {
    const [method = "", path = ""] = name.split(" ");
    for (const text of TEXTS) {
      const reply = call(at, method, path, text);
      answered(reply.status, reply.body, `${name} ${text.slice(0, 20)}`);
    }
    for (const field of FIELDS) {
      for (const value of VALUES) {
        const params = { ...GOOD, [field]: value };
        const query = Object.entries(params).map(
          ([key, each]) => `${key}=${encodeURIComponent(typeof each === "string" ? each : JSON.stringify(each))}`,
        );
        const reply = call(at, method, path, method === "GET" ? query.join("&") : JSON.stringify(params));
        answered(reply.status, reply.body, `${name} ${field} ${String(JSON.stringify(value)).slice(0, 40)}`);
      }
    }
    for (const query of ["%", "symbol=%FF", "a=%E0%A4%A", "category=linear&symbol=%E6%9D%B1", "&&=&", "category"]) {
      const reply = call(at, "GET", path, query);
      answered(reply.status, reply.body, `${name} ${query}`);
    }
    for (const [asset, total] of totalByAsset(at.state))
      expect(total, `${name} ${asset}`).toBe(before.get(asset) ?? 0n);
  });

  test("an item of a batch may be anything", () => {
    let asked = 0;
    for (const value of VALUES) {
      for (const request of [value, [value], [{ ...GOOD, qty: value }], [{ ...GOOD, symbol: value }], [GOOD, value]]) {
        for (const kind of ["create", "amend", "cancel"]) {
          asked++;
          const reply = call(at, "POST", `/v5/order/${kind}-batch`, JSON.stringify({ category: "linear", request }));
          answered(reply.status, reply.body, `${kind} ${String(JSON.stringify(request)).slice(0, 60)}`);
        }
      }
    }
    expect(asked).toBe(VALUES.length * 15);
  });

  test("headers may be anything", () => {
    for (const name of ["x-bapi-api-key", "x-bapi-timestamp", "x-bapi-sign", "x-bapi-recv-window"]) {
      for (const value of ["", "x", "9".repeat(60), "-1", "東", "1e3", "\u0000", String(WALL_MS)]) {
        const headers = {
          "x-bapi-api-key": "k",
          "x-bapi-timestamp": String(WALL_MS),
          "x-bapi-sign": "s",
          [name]: value,
        };
        const reply = call(at, "GET", "/v5/account/info", "", { headers });
        answered(reply.status, reply.body, `${name} ${value}`);
        expect(bodyOf(reply).retCode).not.toBe(0);
      }
    }
  });

  test.each(["/v5/public/linear", "/v5/public/spot", "/v5/public/option", "/v5/private", "/v5/trade"])(
    "a socket at %s answers whatever is said",
    (path) => {
      for (const signedIn of [false, true]) {
        const open = socket(at, path);
        if (signedIn) open.say({ op: "auth", args: authArgs() });
        for (const text of TEXTS) open.say(text);
        for (const op of ["subscribe", "unsubscribe", "auth", "ping", "order.create", "order.create-batch", "x"]) {
          for (const value of VALUES) {
            open.say({ op, args: value });
            open.say({ op, args: [value], req_id: value, reqId: value, header: value });
            open.say({ op, args: [value], header: { "X-BAPI-TIMESTAMP": WALL_MS } });
            open.say({ op, args: [{ ...GOOD, qty: value }], header: { "X-BAPI-TIMESTAMP": value } });
          }
        }
        for (const frame of open.frames) expect(() => JSON.parse(frame) as unknown).not.toThrow();
        expect(open.frames.length).toBeGreaterThan(100);
        open.line.gone();
      }
    },
  );
});
