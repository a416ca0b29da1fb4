import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import type { Reason } from "../../exchange/command.ts";
import { changeRestrictions, UNRESTRICTED } from "../keys.ts";
import type { Trouble } from "../wire.ts";
import { coinText, contractsText, contractValue } from "./contract.ts";
import { signatureMatches, signedText } from "./credentials.ts";
import { ask, CREDENTIALS, json, openDesk, requestOf, send, WALL_MS } from "./desk.test-data.ts";
import { rate } from "./format.ts";
import { rejectionError } from "./reply.ts";

interface Body {
  readonly code: number;
  readonly msg?: string;
  readonly message?: string;
  readonly data: never;
}
const codeOf = (reply: ReturnType<typeof ask>): readonly [number, number] => [reply.status, (json(reply) as Body).code];
const dataOf = (reply: ReturnType<typeof ask>): never => (json(reply) as Body).data;

const PERP = "ETH_USDT_PERP";
const market = (side: string, sz: string, more: object = {}) => ({ symbol: PERP, side, type: "MARKET", sz, ...more });

describe("contracts and coins are one number in two units", () => {
  const { instruments } = openDesk().state.world;
  const specification = (coin: string) =>
    instruments.find((each) => each.coin === coin)?.futures ?? instruments[0]?.futures;

  test.each([
    ["BTC", "1", "0.001", "0.001"],
    ["BTC", "1234567", "1234.567", "0.001"],
    ["ETH", "2.0", "0.02", "0.01"],
    ["SOL", "15", "1.5", "0.1"],
    ["XRP", "7", "70", "10"],
    ["DOGE", "3", "300", "100"],
  ])("%s: %s contracts are %s coins of %s each", (coin, contracts, coins, value) => {
    const futures = specification(coin);
    if (futures === undefined) throw new Error("missing");
    expect(coinText(futures, contracts)).toBe(coins);
    expect(contractValue(futures)).toBe(value);
    const mantissa = Math.round(Number(coins) * 10 ** futures.quantityScale);
    expect(contractsText(futures, mantissa)).toBe(String(Number(contracts)));
  });

  test.each(["0.5", "-1", "1e3", "", " 1", "1.01", "9".repeat(13), "Infinity", "０"])(
    "%j is no number of contracts",
    (text) => {
      const futures = specification("ETH");
      expect(futures === undefined ? "" : coinText(futures, text)).toBeNull();
    },
  );

  test("what is booked for an order is the contracts' value to the last digit", () => {
    const desk = openDesk();
    expect(codeOf(ask(desk, "POST /v3/trade/order", market("SELL", "37")))).toEqual([200, 200]);
    const fills: { qty: string; px: string; value: string; feeAmt: string }[] = dataOf(
      ask(desk, "GET /v3/trade/order/trades?limit=100"),
    );
    const units = (text: string, digits: number) => {
      const [whole = "", part = ""] = text.split(".");
      return BigInt(whole + part.padEnd(digits, "0"));
    };
    expect(fills.reduce((sum, { qty }) => sum + Number(qty), 0)).toBe(37);
    for (const { qty, px, value } of fills) expect(units(value, 8)).toBe((units(qty, 0) * units(px, 8)) / 100n);
    const [position]: { qty: string }[] = dataOf(ask(desk, "GET /v3/trade/position/opens"));
    expect(position?.qty).toBe("-37");
    expect(desk.state.accounts.get(CREDENTIALS.key)?.positions.get(1)?.quantity).toBe(-37);
  });
});

describe("signatures", () => {
  test.each([
    ["GET", "limit=5&symbol=A", "", "GET\n/p\nlimit=5&signTimestamp=1&symbol=A"],
    ["GET", "z=1&a=%2C", "", "GET\n/p\na=%2C&signTimestamp=1&z=1"],
    ["GET", "", "", "GET\n/p\nsignTimestamp=1"],
    ["POST", "", '{"a":1}', 'POST\n/p\nrequestBody={"a":1}&signTimestamp=1'],
    ["DELETE", "", "", "DELETE\n/p\nsignTimestamp=1"],
  ])("%s ?%s with body %s", (method, query, body, text) => {
    expect(signedText({ method, path: "/p", query, body }, "1")).toBe(text);
  });

  test("base64 counts plain and percent-encoded; anything else does not", () => {
    const signature = createHmac("sha256", "s").update("t").digest("base64");
    expect(signatureMatches("t", "s", signature)).toBe(true);
    expect(signatureMatches("t", "s", encodeURIComponent(signature))).toBe(true);
    for (const wrong of [
      "",
      signature.slice(1),
      `${signature}=`,
      createHmac("sha256", "s").update("t").digest("hex"),
    ]) {
      expect(signatureMatches("t", "s", wrong)).toBe(false);
    }
  });

  const signed = (headers: Record<string, string>, wallMs = WALL_MS) => {
    const request = requestOf("GET /v3/account/balance", undefined, wallMs);
    return { ...request, headers: { ...request.headers, ...headers } };
  };
  test.each([
    ["no key", signed({ key: "" }), 401],
    ["an unknown key", signed({ key: "SIMULATE-0" }), 401],
    ["a wrong signature", signed({ signature: "A".repeat(43) + "=" }), 401],
    ["another time than was signed", signed({ signtimestamp: String(WALL_MS + 1) }), 401],
    ["no time", signed({ signtimestamp: "" }), 400],
    ["a time ahead", signed({}, WALL_MS + 1_001), 400],
    ["a time long gone", signed({}, WALL_MS - 300_001), 400],
    ["a receive window that is over", signed({ recvwindow: "1500" }, WALL_MS - 1_501), 408],
    ["a receive window that is none", signed({ recvwindow: "soon" }), 400],
    ["a receive window just met", signed({ recvwindow: "1500" }, WALL_MS - 1_500), 200],
    ["a second ahead", signed({}, WALL_MS + 1_000), 200],
  ])("%s", (_name, request, status) => {
    const reply = send(openDesk(), request);
    expect([reply.status, (json(reply) as Body).code]).toEqual([status, status]);
  });
});

describe("limits", () => {
  test("requests of one second are counted by address or account; the next second forgives", () => {
    const desk = openDesk(0.01);
    const tickers = (wallMs: number) =>
      send(desk, requestOf("GET /v3/market/tickers", undefined, wallMs), wallMs).status;
    expect([0, 0, 0, 0].map(() => tickers(WALL_MS))).toEqual([200, 200, 200, 429]);
    expect(tickers(WALL_MS + 1_000)).toBe(200);
    expect(codeOf(ask(openDesk(0.01), "GET /v3/account/bills"))).toEqual([429, 429]);
  });

  test("a key that may not trade reads and cancels, and places nothing", () => {
    const desk = openDesk();
    const held = desk.wire.keys.get(CREDENTIALS.key);
    if (held === undefined) throw new Error("missing");
    held.restrictions = changeRestrictions(UNRESTRICTED, { enableFutures: false }) ?? UNRESTRICTED;
    expect(codeOf(ask(desk, "POST /v3/trade/order", market("BUY", "1")))).toEqual([403, 403]);
    expect(codeOf(ask(desk, "GET /v3/trade/order/opens"))).toEqual([200, 200]);
    expect(ask(desk, "POST /orders", { symbol: "ETH_USDT", side: "BUY", type: "MARKET", amount: "50" }).status).toBe(
      200,
    );
  });
});

test("pages read on from an id in both directions", () => {
  const desk = openDesk();
  for (let k = 0; k < 7; k++) ask(desk, "POST /v3/trade/order", market(k % 2 === 0 ? "BUY" : "SELL", "1"));
  const ids = (query: string): number[] =>
    (dataOf(ask(desk, `GET /v3/trade/order/history?${query}`)) as { ordId: string }[]).map(({ ordId }) =>
      Number(ordId),
    );
  const all = ids("");
  expect(all).toHaveLength(7);
  expect(all).toEqual(all.toSorted((a, b) => a - b));
  expect(ids("limit=3")).toEqual(all.slice(0, 3));
  expect(ids(`from=${all[2]}&limit=3`)).toEqual(all.slice(3, 6));
  expect(ids(`from=${all[2]}&direct=PREV`)).toEqual(all.slice(0, 2).toReversed());
  expect(ids("direct=PREV&limit=2")).toEqual(all.slice(-2).toReversed());
});

test("bills explain the wallet to the last digit", () => {
  const desk = openDesk();
  for (const [side, sz] of [
    ["SELL", "33"],
    ["BUY", "11"],
    ["BUY", "50"],
  ] as const) {
    expect(codeOf(ask(desk, "POST /v3/trade/order", market(side, sz)))).toEqual([200, 200]);
    advance(desk.state, desk.state.nowMs + 9 * 3_600_000);
  }
  ask(desk, "POST /accounts/transfer", { currency: "USDT", amount: "12.5", fromAccount: "FUTURES", toAccount: "SPOT" });
  const bills: { sz: string; type: string }[] = dataOf(ask(desk, "GET /v3/account/bills?limit=100"));
  expect(new Set(bills.map(({ type }) => type))).toEqual(new Set(["FEE", "PNL", "FUNDING_FEE", "TRANSFER"]));
  const units = (text: string) => {
    const [whole = "", part = ""] = text.replace("-", "").split(".");
    const size = BigInt(whole + part.padEnd(18, "0"));
    return text.startsWith("-") ? -size : size;
  };
  const explained = bills.reduce((sum, { sz }) => sum + units(sz), units("50000"));
  expect(desk.state.accounts.get(CREDENTIALS.key)?.futuresWallet).toBe(explained);
});

test("every reason has a code on both markets, and every trouble a body", () => {
  const reasons: readonly Reason[] = ["insufficient-margin", "reduce-only-rejected", "duplicate-client-order-id"];
  expect(reasons.map((reason) => rejectionError({ reason, detail: "" }, "futures").code)).toEqual([
    21_721, 21_002, 250,
  ]);
  expect(rejectionError({ reason: "insufficient-balance", detail: "" }, "spot")).toMatchObject({
    status: 400,
    code: 21_709,
  });
  const { wire } = openDesk();
  const troubles: readonly Trouble[] = [
    "overloaded",
    "status-unknown",
    "rate-limited",
    "banned",
    "maintenance",
    "broken",
    "too-large",
  ];
  const told = troubles.map((kind) => wire.trouble(kind, "poloniex-rest", WALL_MS)).map(codeOf);
  expect(told).toEqual([
    [503, 24_201],
    [500, 603],
    [429, 429],
    [403, 403],
    [503, 21_340],
    [500, 500],
    [413, 413],
  ]);
});

test.each([
  [30_000, "0.0003"],
  [-1, "-0.00000001"],
  [0, "0"],
  [100_000_000, "1"],
])("a rate of %i at eight digits is %s", (value, text) => {
  expect(rate(value)).toBe(text);
});

test("a liquidation is told as one: its order's source, its profit's kind, and the position is gone", () => {
  const desk = openDesk();
  ask(desk, "POST /v3/position/leverage", { symbol: PERP, lever: "20", mgnMode: "ISOLATED" });
  ask(desk, "POST /v3/trade/order", market("BUY", "300", { mgnMode: "ISOLATED" }));
  apply(desk.state, { kind: "shock", venueTimeMs: desk.state.nowMs, symbol: PERP, logReturn: -0.2 });
  advance(desk.state, desk.state.nowMs + 120_000);
  expect(dataOf(ask(desk, "GET /v3/trade/position/opens"))).toEqual([]);
  const orders: { source: string; side: string }[] = dataOf(ask(desk, "GET /v3/trade/order/history?direct=PREV"));
  expect(orders[0]).toMatchObject({ source: "LIQUIDATION", side: "SELL" });
  const bills: { sz: string; type: string }[] = dataOf(ask(desk, "GET /v3/account/bills?type=LIQ_PNL"));
  expect(bills.length).toBeGreaterThan(0);
  expect(Number(bills[0]?.sz)).toBeLessThan(0);
  const [closed]: object[] = dataOf(ask(desk, "GET /v3/trade/position/history"));
  expect(closed).toMatchObject({ side: "BUY", closedQty: "300", mgnMode: "ISOLATED" });
});

test("a redenominated contract has its new name everywhere, and positions stay whole contracts of it", () => {
  const desk = openDesk();
  const place = (symbol: string, sz: string) =>
    codeOf(ask(desk, "POST /v3/trade/order", { symbol, side: "BUY", type: "MARKET", sz }))[1];
  const listed = (): { symbol: string; ctVal: string; marketMaxQty: string }[] =>
    dataOf(ask(desk, "GET /v3/market/allInstruments"));
  const before = listed().find(({ symbol }) => symbol === "DOGE_USDT_PERP");
  expect(place("DOGE_USDT_PERP", "55")).toBe(200);
  const { nowMs } = desk.state;
  const change = { what: "redenomination", factor: 10 } as const;
  const asked = {
    kind: "announce",
    venueTimeMs: nowMs,
    symbol: "DOGE_USDT_PERP",
    change,
    atMs: nowMs + 60_000,
  } as const;
  expect(apply(desk.state, asked).result.ok).toBe(true);
  advance(desk.state, nowMs + 2 * 3_600_000);
  const after = listed().find(({ symbol }) => symbol === "10DOGE_USDT_PERP");
  expect([before?.ctVal, after?.ctVal, listed().length]).toEqual(["100", "100", 6]);
  expect(Number(after?.marketMaxQty)).toBe(Number(before?.marketMaxQty) / 10);
  const positions: object[] = dataOf(ask(desk, "GET /v3/trade/position/opens"));
  expect(positions).toMatchObject([{ symbol: "10DOGE_USDT_PERP", qty: "5" }]);
  expect([place("DOGE_USDT_PERP", "1"), place("10DOGE_USDT_PERP", "1")]).toEqual([24_101, 200]);
});
