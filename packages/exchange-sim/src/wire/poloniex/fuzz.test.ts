import { describe, expect, test } from "vitest";
import { totalByAsset } from "../../account/money.ts";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { mix, uniform } from "../../random.ts";
import { type Desk, openDesk, requestOf, send } from "./desk.test-data.ts";
import { routeNames } from "./dispatch.ts";

const PERP = "ETH_USDT_PERP";

describe("bad input", () => {
  const VALUES: readonly unknown[] = [
    "",
    "x",
    "0",
    "-1",
    "1e309",
    "9".repeat(400),
    "東京_USDT",
    "ETH_USDT_PERP",
    "ETH_USDT",
    "NaN",
    "%",
    "\u0000",
    "__proto__",
    "constructor",
    null,
    true,
    0,
    -0,
    1e308,
    1.5,
    2 ** 53,
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    "BUY",
    "SELL",
    "MARKET",
    "LIMIT",
    "CROSS",
    "HOUR_1",
    "cid:a",
    "10",
  ];
  const NAMES = [
    "symbol",
    "side",
    "type",
    "sz",
    "px",
    "mgnMode",
    "posSide",
    "lever",
    "amt",
    "ordId",
    "clOrdId",
    "ordIds",
    "clOrdIds",
    "limit",
    "from",
    "direct",
    "direction",
    "sTime",
    "eTime",
    "sT",
    "eT",
    "startTime",
    "endTime",
    "interval",
    "quantity",
    "price",
    "amount",
    "clientOrderId",
    "orderIds",
    "symbols",
    "currency",
    "fromAccount",
    "toAccount",
    "posMode",
    "reduceOnly",
    "timeInForce",
    "stpMode",
    "state",
    "states",
    "tier",
    "accountType",
  ];
  const pick = <T>(list: readonly T[], draw: number): T => list[Math.floor(uniform(draw) * list.length)] as T;

  function fuzz(desk: Desk, name: string, seed: number): { status: number; body: string } {
    const draw = (use: number) => mix(seed, 0xf2, use, 0);
    const [method = "", pattern = ""] = name.split(" ");
    const path = pattern.replace(/\{\w+\}/g, () => encodeURIComponent(String(pick(VALUES, draw(1)))));
    const fields = Array.from(
      { length: 6 },
      (_, at) => [pick(NAMES, draw(10 + at)), pick(VALUES, draw(30 + at))] as const,
    );
    const query =
      method === "GET"
        ? fields
            .map(
              ([key, value]) =>
                `${key}=${uniform(draw(50)) < 0.8 ? encodeURIComponent(String(value)) : String(value).slice(0, 20)}`,
            )
            .join("&")
        : "";
    const whole = uniform(draw(60)) < 0.2 ? pick(VALUES, draw(61)) : Object.fromEntries(fields);
    const sent = method === "GET" ? undefined : uniform(draw(62)) < 0.2 ? [whole, whole] : whole;
    const request = requestOf(`${method} ${path}?${query}`, sent);
    return send(desk, uniform(draw(63)) < 0.05 ? { ...request, body: '{"a":' } : request);
  }

  test("ten seeds of it over every address: an answer in JSON, never a server's failure, and no digit lost", () => {
    const desk = openDesk();
    const before = totalByAsset(desk.state).get("USDT");
    for (const [name] of routeNames()) {
      for (let seed = 1; seed <= 10; seed++) {
        const { status, body } = fuzz(desk, name, mix(seed, name.length, 7, 0));
        expect(status, `${name} seed ${seed}: ${body}`).toBeLessThan(500);
        expect(() => JSON.parse(body) as unknown).not.toThrow();
      }
    }
    apply(desk.state, { kind: "shock", venueTimeMs: desk.state.nowMs, symbol: PERP, logReturn: -0.5 });
    advance(desk.state, desk.state.nowMs + 600_000);
    expect(totalByAsset(desk.state).get("USDT")).toBe(before);
  });
});
