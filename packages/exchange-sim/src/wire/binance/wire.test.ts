import { HOUR_MS } from "@evenkeel/core/units";
import { beforeAll, describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import type { Rejection } from "../../exchange/command.ts";
import { ask, CREDENTIALS, type Desk, desk, json, WALL_MS } from "./desk.test-data.ts";
import { fixed, fixedEight } from "./format.ts";
import { rejectionError } from "./reply.ts";
import { readParams, signedPayload } from "./request.ts";
import { LISTEN_KEY_LIFE_MS, STANDARD_LIMITS } from "./session.ts";

describe("numbers as the venue prints them", () => {
  test.each([
    [943_001, 1, "94300.1", "94300.10000000"],
    [5, 3, "0.005", "0.00500000"],
    [0, 2, "0.00", "0.00000000"],
    [-12, 1, "-1.2", "-1.20000000"],
    [7, 0, "7", "7.00000000"],
    [1, 8, "0.00000001", "0.00000001"],
  ])("%i at %i digits", (mantissa, scale, futures, spot) => {
    expect(fixed(mantissa, scale)).toBe(futures);
    expect(fixedEight(mantissa, scale)).toBe(spot);
  });
});

describe("requests", () => {
  test.each([
    ["a=1&b=2", { a: "1", b: "2" }],
    ["a=1&a=2", { a: "1" }],
    ["a=x%20y+z&b=", { a: "x y z", b: "" }],
    ["s=%E6%9D%B1", { s: "東" }],
    ["&&a=1", { a: "1" }],
    ["flag", { flag: "" }],
  ])("%s", (text, expected) => {
    expect(Object.fromEntries(readParams(text) ?? [])).toEqual(expected);
  });

  test.each(["a=%", "a=%zz", "%E0%A4%A=1", "a=%FF"])("a broken escape is no request: %s", (text) => {
    expect(readParams(text)).toBeNull();
  });

  test.each([
    ["a=1&signature=s", "", "a=1", "s"],
    ["signature=s&a=1", "", "a=1", "s"],
    ["a=1", "b=2&signature=s", "a=1b=2", "s"],
    ["", 'b=["x"]&signature=s', 'b=["x"]', "s"],
  ])("what is signed in %s and %s", (query, body, payload, signature) => {
    expect(signedPayload(query, body)).toEqual({ payload, signature });
  });

  test("without a signature nothing was signed", () => {
    expect(signedPayload("a=1", "mysignature=2")).toBeNull();
  });
});

test("every refusal has a code and a whole sentence on both markets", () => {
  const reasons: readonly Rejection["reason"][] = [
    "notional-min",
    "would-cross",
    "insufficient-margin",
    "reduce-only-rejected",
  ];
  const codes = reasons.map((reason) => rejectionError({ reason, detail: "5" }, "futures").code);
  expect(codes).toEqual([-4164, -5022, -2019, -2022]);
  expect(rejectionError({ reason: "notional-min", detail: "100" }, "futures").message).toContain("smaller than 100 ");
  expect(rejectionError({ reason: "insufficient-balance", detail: "" }, "spot").code).toBe(-2010);
});

describe("bodies", () => {
  const traded = desk();
  const order = "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.5&newOrderRespType=RESULT";
  beforeAll(() => {
    const spotOrder = "symbol=ETHUSDT&side=BUY&type=MARKET&quantity=0.5";
    const statuses = [
      ask(traded, "futures", "POST", "/fapi/v1/order", order).status,
      ask(traded, "spot", "POST", "/api/v3/order", spotOrder).status,
    ];
    if (statuses.some((status) => status !== 200)) throw new Error(`orders answered ${statuses.join(" ")}`);
  });

  test("exchangeInfo gives both markets the filters that the matching enforces", () => {
    interface Info {
      readonly symbols: { symbol: string; filters: { filterType: string; tickSize?: string; stepSize?: string }[] }[];
    }
    const futures: Info = json(ask(traded, "futures", "GET", "/fapi/v1/exchangeInfo"));
    const spot: Info = json(ask(traded, "spot", "GET", "/api/v3/exchangeInfo"));
    for (const [info, notional, percent] of [
      [futures, "MIN_NOTIONAL", "PERCENT_PRICE"],
      [spot, "NOTIONAL", "PERCENT_PRICE_BY_SIDE"],
    ] as const) {
      expect(info.symbols).toHaveLength(6);
      const types = info.symbols[0]?.filters.map((filter) => filter.filterType);
      expect(types).toEqual(expect.arrayContaining(["PRICE_FILTER", "LOT_SIZE", "MARKET_LOT_SIZE", notional, percent]));
    }
    expect(futures.symbols[0]?.filters[0]?.tickSize).toBe("0.1");
    expect(spot.symbols[0]?.filters[0]?.tickSize).toBe("0.01000000");
  });

  test("money adds up on the wire: the wallet is what the rows explain", () => {
    const fresh = desk();
    const send = (side: string, quantity: string) =>
      expect(
        ask(fresh, "futures", "POST", "/fapi/v1/order", `symbol=ETHUSDT&side=${side}&type=MARKET&quantity=${quantity}`)
          .status,
      ).toBe(200);
    send("SELL", "3.333");
    advance(fresh.state, fresh.state.nowMs + 9 * HOUR_MS);
    send("BUY", "1.111");
    send("BUY", "5");
    const sum = (texts: readonly string[]) => texts.reduce((total, text) => total + BigInt(text.replace(".", "")), 0n);
    const trades: { realizedPnl: string; commission: string }[] = json(
      ask(fresh, "futures", "GET", "/fapi/v1/userTrades", "symbol=ETHUSDT"),
    );
    const funding: { income: string }[] = json(
      ask(fresh, "futures", "GET", "/fapi/v1/income", "incomeType=FUNDING_FEE"),
    );
    expect(funding.length).toBeGreaterThan(0);
    const account: { totalWalletBalance: string } = json(ask(fresh, "futures", "GET", "/fapi/v3/account"));
    const explained =
      sum(["50000.00000000"]) +
      sum(trades.map((trade) => trade.realizedPnl)) -
      sum(trades.map((trade) => trade.commission)) +
      sum(funding.map((row) => row.income));
    expect(sum([account.totalWalletBalance])).toBe(explained);
  });
});

describe("pages of history", () => {
  test("fromId goes on where the last page ended; startTime reads forward; limits hold", () => {
    const busy = desk();
    for (let k = 0; k < 7; k++) {
      advance(busy.state, busy.state.nowMs + 60_000);
      ask(
        busy,
        "futures",
        "POST",
        "/fapi/v1/order",
        `symbol=ETHUSDT&side=${k % 2 ? "BUY" : "SELL"}&type=MARKET&quantity=0.1`,
      );
    }
    interface Row {
      readonly id: number;
      readonly time: number;
    }
    const page = (query: string): Row[] =>
      json(ask(busy, "futures", "GET", "/fapi/v1/userTrades", `symbol=ETHUSDT${query}`));
    const all = page("");
    const first = page(`&fromId=${all[0]?.id}&limit=3`);
    const second = page(`&fromId=${(first.at(-1)?.id ?? 0) + 1}&limit=1000`);
    expect([...first, ...second]).toEqual(all);
    expect(page("&limit=2")).toEqual(all.slice(-2));
    expect(page(`&startTime=${all[2]?.time}&limit=2`)).toEqual(all.slice(2, 4));
    expect(page("&startTime=1&endTime=2")).toEqual([]);
  });
});

describe("limits", () => {
  const ping = (at: Desk, wallMs: number) => ask(at, "futures", "GET", "/fapi/v1/ping", "", wallMs);

  test("a new minute forgives; a ban outlives it", () => {
    const strict = desk();
    const session = { ...strict.session, limits: { ...STANDARD_LIMITS, futuresWeightMax: 2 } };
    const at = { state: strict.state, session };
    expect([1, 2, 3].map(() => ping(at, WALL_MS).status)).toEqual([200, 200, 429]);
    expect(ping(at, WALL_MS + 60_000).status).toBe(200);
    for (let k = 0; k < 40; k++) ping(at, WALL_MS + 60_000);
    expect(ping(at, WALL_MS + 120_000).status).toBe(418);
    expect(ping(at, WALL_MS + 60_000 + 121_000).status).toBe(200);
  });

  test("orders are counted by account; over the limit none is placed", () => {
    const strict = desk();
    const at = {
      state: strict.state,
      session: { ...strict.session, limits: { ...STANDARD_LIMITS, futuresOrdersTenSecondsMax: 1 } },
    };
    const place = () =>
      ask(at, "futures", "POST", "/fapi/v1/order", "symbol=ETHUSDT&side=SELL&type=MARKET&quantity=0.1");
    expect(place().headers["X-MBX-ORDER-COUNT-10S"]).toBe("1");
    const refused = place();
    expect([refused.status, json(refused)]).toEqual([429, expect.objectContaining({ code: -1015 })]);
    expect(at.state.accounts.get(CREDENTIALS.key)?.orders.size).toBe(1);
  });
});

test("a listen key lives an hour of wall time unless it is kept alive", () => {
  const at = desk();
  const call = (method: string, wallMs: number) => ask(at, "futures", method, "/fapi/v1/listenKey", "", wallMs);
  const opened: { listenKey: string } = json(call("POST", WALL_MS));
  expect(json(call("PUT", WALL_MS + LISTEN_KEY_LIFE_MS - 1))).toEqual(opened);
  expect(call("PUT", WALL_MS + 2 * LISTEN_KEY_LIFE_MS).status).toBe(400);
  expect(json(call("POST", WALL_MS + 2 * LISTEN_KEY_LIFE_MS))).not.toEqual(opened);
});
