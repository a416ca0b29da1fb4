import { HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../../exchange/advance.ts";
import { apply } from "../../exchange/apply.ts";
import { changeRestrictions } from "../keys.ts";
import {
  bodyOf,
  CREDENTIALS,
  call,
  codeOf,
  type Desk,
  desk,
  hmac,
  signedHeaders,
  socketLine,
  WALL_MS,
} from "./desk.test-data.ts";
import { orderIdOf, readOrderId } from "./identity.ts";
import { STANDARD_LIMITS } from "./session.ts";

const limit = { category: "linear", symbol: "ETHUSDT", side: "Buy", orderType: "Limit", qty: "0.5", price: "2500" };
const create = (at: Desk, more: object = {}) =>
  call(at, "POST", "/v5/order/create", JSON.stringify({ ...limit, ...more }));
const listOf = (at: Desk, path: string, query: string) => bodyOf(call(at, "GET", path, query)).result.list ?? [];

describe("who asks", () => {
  const path = "/v5/account/info";
  const ask = (headers: Record<string, string>, query = "") => codeOf(call(desk(), "GET", path, query, { headers }));

  test("keys are as long as the venue's", () => {
    expect([CREDENTIALS.key.length, CREDENTIALS.secret.length]).toEqual([18, 36]);
  });

  test("the signature covers time, key, window and the raw query", () => {
    expect(ask(signedHeaders("", WALL_MS))).toBe(0);
    expect(ask(signedHeaders("a=1%20b", WALL_MS), "a=1%20b")).toBe(0);
    expect(ask(signedHeaders("a=1 b", WALL_MS), "a=1%20b")).toBe(10004);
    expect(ask({ ...signedHeaders("", WALL_MS), "x-bapi-recv-window": "6000" })).toBe(10004);
    expect(ask({ ...signedHeaders("", WALL_MS), "x-bapi-api-key": "x".repeat(18) })).toBe(10003);
  });

  test("without a window in the headers none is signed", () => {
    const { "x-bapi-recv-window": _window, ...headers } = signedHeaders("", WALL_MS);
    expect(ask({ ...headers, "x-bapi-sign": hmac(`${WALL_MS}${CREDENTIALS.key}`) })).toBe(0);
  });

  test("a body is signed byte by byte", () => {
    const at = desk();
    const body = Buffer.from('{"category":"linear","symbol":"東","coin":"USDT","mode":0}').toString("latin1");
    expect(codeOf(call(at, "POST", "/v5/position/switch-mode", body))).toBe(10001);
    const headers = signedHeaders(body.replace(":0", ": 0"), WALL_MS);
    expect(codeOf(call(at, "POST", "/v5/position/switch-mode", body, { headers }))).toBe(10004);
  });

  test.each([
    [-5_001, 10002],
    [-5_000, 0],
    [0, 0],
    [999, 0],
    [1_000, 10002],
  ])("a request %i ms from now", (offset, code) => {
    expect(ask(signedHeaders("", WALL_MS + offset))).toBe(code);
  });

  test("headers that are missing are 401, routes that are not there 404", () => {
    const at = desk();
    const bare = call(at, "GET", path, "", { headers: {} });
    expect([bare.status, codeOf(bare)]).toEqual([401, 10001]);
    const nowhere = call(at, "GET", "/v5/asset/nothing");
    expect([nowhere.status, codeOf(nowhere)]).toEqual([404, 10017]);
  });

  test("a key tells its restrictions and keeps to them", () => {
    const at = desk();
    const key = at.wire.keys.get(CREDENTIALS.key);
    if (key === undefined) throw new Error("no key");
    const set = (changes: Record<string, unknown>): void => {
      key.restrictions = changeRestrictions(key.restrictions, changes) ?? key.restrictions;
    };
    set({ enableFutures: false, enableWithdrawals: true });
    const told = bodyOf(call(at, "GET", "/v5/user/query-api")).result as unknown as {
      readonly permissions: Record<string, string[]>;
      readonly ips: string[];
      readonly readOnly: number;
    };
    expect([told.permissions["ContractTrade"], told.permissions["Wallet"], told.ips, told.readOnly]).toEqual([
      [],
      ["Withdraw"],
      ["127.0.0.1"],
      0,
    ]);
    expect(codeOf(create(at))).toBe(10005);
    expect(codeOf(create(at, { category: "spot", price: "2000" }))).toBe(0);
    set({ tradingAuthorityExpirationTime: WALL_MS });
    expect(codeOf(call(at, "GET", path))).toBe(33004);
  });
});

describe("limits", () => {
  test("an endpoint's calls in a second, told in the headers", () => {
    const at = desk(STANDARD_LIMITS);
    const replies = Array.from({ length: 11 }, () => create(at));
    expect(replies.map(codeOf)).toEqual([...Array<number>(10).fill(0), 10006]);
    expect(replies[0]?.headers["X-Bapi-Limit-Status"]).toBe("9");
    expect(replies[10]?.headers).toMatchObject({
      "X-Bapi-Limit": "10",
      "X-Bapi-Limit-Status": "0",
      "X-Bapi-Limit-Reset-Timestamp": String(WALL_MS + 1_000),
    });
    expect(codeOf(call(at, "GET", "/v5/account/info"))).toBe(0);
    expect(codeOf(call(at, "POST", "/v5/order/create", JSON.stringify(limit), {}, WALL_MS + 1_000))).toBe(0);
  });

  test("an address that asks too often is let in again after ten minutes", () => {
    const at = desk({ ...STANDARD_LIMITS, requestsMax: 3 });
    const time = (wallMs: number) => call(at, "GET", "/v5/market/time", "", {}, wallMs).status;
    expect([0, 1, 2, 3, 4].map((ms) => time(WALL_MS + ms))).toEqual([200, 200, 200, 403, 403]);
    expect(time(WALL_MS + 599_000)).toBe(403);
    expect(time(WALL_MS + 601_000)).toBe(200);
  });
});

test("an address may not open sockets without end", () => {
  const at = desk({ ...STANDARD_LIMITS, connectionsMax: 2 });
  const lines = [1, 2, 3].map(() => "refused" in socketLine(at));
  expect(lines).toEqual([false, false, true]);
});

describe("orders", () => {
  test("names can be read back, and nobody else's are", () => {
    for (const market of ["spot", "futures"] as const) {
      expect(readOrderId(market, orderIdOf(market, 8_000_000_123))).toBe(8_000_000_123);
      expect(readOrderId(market, "8000000123")).toBeNull();
    }
    expect(readOrderId("futures", orderIdOf("futures", 7).replace(/^./, "z"))).toBeNull();
  });

  test.each([
    [{ side: "buy" }, 10001, 170117],
    [{ orderType: "Stop" }, 10001, 170116],
    [{ timeInForce: "GTX" }, 10001, 170115],
    [{ symbol: "NOPEUSDT" }, 10001, 170121],
    [{ qty: "0.00001" }, 10001, 170137],
    [{ qty: "0" }, 10001, 170130],
    [{ qty: "-1" }, 10001, 170130],
    [{ qty: "99999999" }, 10001, 170381],
    [{ qty: "0.001", price: "2500" }, 110094, 170140],
    [{ price: "2500.123456" }, 10001, 170134],
    [{ price: "99999" }, 110003, 170372],
    [{ qty: "450", price: "2500" }, 110007, 170131],
    [{ orderLinkId: "not allowed" }, 10001, 10001],
    [{ takeProfit: "3000" }, 10001, 10001],
  ])("%j is refused", (more, contract, spot) => {
    expect(codeOf(create(desk(), more))).toBe(contract);
    expect(codeOf(create(desk(), { category: "spot", ...more }))).toBe(spot);
  });

  test("an order's name is never accepted twice, whatever became of it", () => {
    const at = desk();
    expect(codeOf(create(at, { orderLinkId: "a" }))).toBe(0);
    call(at, "POST", "/v5/order/cancel", '{"category":"linear","symbol":"ETHUSDT","orderLinkId":"a"}');
    expect(codeOf(create(at, { orderLinkId: "a" }))).toBe(110072);
    expect(codeOf(create(at, { category: "spot", orderLinkId: "a" }))).toBe(0);
  });

  test("a market purchase on spot counts in quote, unless it says otherwise", () => {
    const at = desk();
    const buy = (more: object) => create(at, { category: "spot", orderType: "Market", ...more });
    const filled = () => listOf(at, "/v5/order/history", "category=spot&limit=1")[0];
    expect(codeOf(buy({ qty: "1000" }))).toBe(0);
    const value = Number(filled()?.cumExecValue);
    expect(value <= 1_000 && value > 990).toBe(true);
    buy({ qty: "0.2", marketUnit: "baseCoin" });
    expect(Number(filled()?.cumExecQty)).toBe(0.2);
    expect(codeOf(buy({ qty: "0.1", side: "Sell" }))).toBe(0);
    expect(codeOf(buy({ qty: "0.1", marketUnit: "lots" }))).toBe(10001);
  });

  test("a conditional order keeps its name when it fires", () => {
    const at = desk();
    const { result } = bodyOf(
      create(at, { orderType: "Market", triggerPrice: "3500", triggerDirection: 1, orderLinkId: "stop" }),
    );
    const open = () => listOf(at, "/v5/order/realtime", "category=linear&symbol=ETHUSDT");
    expect(open()[0]).toMatchObject({ orderId: result["orderId"], orderStatus: "Untriggered", stopOrderType: "Stop" });
    expect(codeOf(create(at, { triggerPrice: "2000", triggerDirection: 1 }))).toBe(110092);
    expect(codeOf(create(at, { triggerPrice: "3500", triggerDirection: 2 }))).toBe(110093);
    apply(at.state, { kind: "shock", venueTimeMs: at.state.nowMs, symbol: "ETHUSDT", logReturn: 0.4 });
    advance(at.state, at.state.nowMs + 60_000);
    const [fired] = listOf(at, "/v5/order/history", "category=linear");
    expect(fired).toMatchObject({ orderId: result["orderId"], orderStatus: "Filled", orderLinkId: "stop" });
  });

  test("pages of history go on where the last one ended", () => {
    const at = desk();
    for (let k = 0; k < 7; k++) create(at, { orderLinkId: `n${k}`, orderType: "Market", side: k % 2 ? "Sell" : "Buy" });
    const whole = listOf(at, "/v5/execution/list", "category=linear&limit=100").map((row) => row["execId"]);
    const paged: (string | undefined)[] = [];
    let cursor = "";
    do {
      const { result } = bodyOf(call(at, "GET", "/v5/execution/list", `category=linear&limit=3&cursor=${cursor}`));
      paged.push(...(result.list ?? []).map((row) => row["execId"]));
      cursor = String(result["nextPageCursor"]);
    } while (cursor !== "");
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThanOrEqual(7);
  });
});

test("the client names its transfers, no two alike, and finds them again", () => {
  const at = desk();
  const move = (more: object = {}) => {
    const transferId = "42c0cfb0-6bca-c242-bc76-4e6df6cbab16";
    const whole = {
      transferId,
      coin: "USDT",
      amount: "100",
      fromAccountType: "UNIFIED",
      toAccountType: "FUND",
      ...more,
    };
    return codeOf(call(at, "POST", "/v5/asset/transfer/inter-transfer", JSON.stringify(whole)));
  };
  expect(move()).toBe(10005);
  const key = at.wire.keys.get(CREDENTIALS.key);
  if (key === undefined) throw new Error("no key");
  key.restrictions = { ...key.restrictions, enableInternalTransfer: true };
  expect(move({ transferId: "x" })).toBe(10001);
  expect([move({ amount: "ten" }), move({ amount: "-1" })]).toEqual([131215, 131215]);
  expect(move({ amount: "999999" })).toBe(131212);
  expect(move({ toAccountType: "UNIFIED" })).toBe(131211);
  expect(move()).toBe(0);
  expect(move()).toBe(131214);
  expect(listOf(at, "/v5/asset/transfer/query-inter-transfer-list", "coin=USDT")).toEqual([
    expect.objectContaining({
      transferId: "42c0cfb0-6bca-c242-bc76-4e6df6cbab16",
      amount: "100",
      toAccountType: "FUND",
    }),
  ]);
  const balance = (type: string) =>
    bodyOf(call(at, "GET", "/v5/asset/transfer/query-account-coin-balance", `accountType=${type}&coin=USDT`)).result[
      "balance"
    ] as unknown as Record<string, string>;
  expect([balance("FUND")["walletBalance"], balance("UNIFIED")["transferBalance"]]).toEqual(["100", "99900"]);
});

test("what an order closed is what the position cost, brought and paid", () => {
  const at = desk();
  const trade = (side: string, qty: string) => create(at, { side, qty, orderType: "Market" });
  trade("Buy", "2");
  trade("Buy", "1");
  advance(at.state, at.state.nowMs + 60_000);
  trade("Sell", "1.5");
  trade("Sell", "2");
  const rows = listOf(at, "/v5/position/closed-pnl", "category=linear&symbol=ETHUSDT");
  expect(rows.map((row) => [row["side"], row["closedSize"], row["qty"]])).toEqual([
    ["Sell", "1.500", "2.000"],
    ["Sell", "1.500", "1.500"],
  ]);
  const sum = rows.reduce((total, row) => total + Number(row["closedPnl"]), 0);
  const entry = rows.reduce((total, row) => total + Number(row["cumEntryValue"]), 0);
  const exit = rows.reduce((total, row) => total + Number(row["cumExitValue"]), 0);
  expect(sum).toBeCloseTo(exit - entry - (entry + exit) * 0.00055, 4);
});

test("a liquidation that is beyond every price is not told", () => {
  const liquidation = (qty: string) => {
    const at = desk();
    create(at, { side: "Sell", qty, orderType: "Market" });
    const [row] = listOf(at, "/v5/position/list", "category=linear&symbol=ETHUSDT");
    return [row?.["liqPrice"] === "", Number(row?.["liqPrice"]) > Number(row?.["avgPrice"])];
  };
  expect([liquidation("0.1"), liquidation("200")]).toEqual([
    [true, false],
    [false, true],
  ]);
});

test("in hedge mode long and short stand beside each other, each with its index", () => {
  const at = desk();
  const trade = (side: string, positionIdx: number, qty: string) =>
    codeOf(create(at, { side, positionIdx, qty, orderType: "Market" }));
  const rows = (query: string) =>
    listOf(at, "/v5/position/list", `category=linear&${query}`).map((row) => [
      row["positionIdx"],
      row["side"],
      row["size"],
    ]);
  const mode = JSON.stringify({ category: "linear", coin: "USDT", mode: 3 });
  expect([0, 1].map(() => codeOf(call(at, "POST", "/v5/position/switch-mode", mode)))).toEqual([0, 110025]);
  expect(trade("Buy", 0, "1")).toBe(10001);
  expect([trade("Buy", 1, "2"), trade("Sell", 2, "1"), trade("Buy", 2, "0.4")]).toEqual([0, 0, 0]);
  expect(rows("symbol=ETHUSDT")).toEqual([
    [1, "Buy", "2.000"],
    [2, "Sell", "0.600"],
  ]);
  advance(at.state, at.state.nowMs + 9 * HOUR_MS);
  const funding = listOf(at, "/v5/execution/list", "category=linear&execType=Funding");
  expect(new Set(funding.map((row) => `${row["side"]} ${row["execQty"]}`))).toEqual(
    new Set(["Buy 2.000", "Sell 0.600"]),
  );
  expect([trade("Sell", 1, "2"), trade("Sell", 1, "1")]).toEqual([0, 110017]);
  expect(rows("settleCoin=USDT")).toEqual([[2, "Sell", "0.600"]]);
  expect(codeOf(call(at, "POST", "/v5/position/switch-mode", mode.replace("3", "0")))).toBe(110024);
});

test("the log explains the wallet, coin by coin, to the last digit", () => {
  const at = desk();
  create(at, { orderType: "Market", side: "Sell", qty: "3.333" });
  create(at, { category: "spot", orderType: "Market", qty: "777" });
  advance(at.state, at.state.nowMs + 9 * HOUR_MS);
  create(at, { orderType: "Market", qty: "5" });
  create(at, { category: "spot", orderType: "Market", side: "Sell", qty: "0.1" });
  const units = (text: string | undefined): bigint => {
    const [whole = "0", part = ""] = (text ?? "0").replace("-", "").split(".");
    const value = BigInt(whole) * 10n ** 18n + BigInt(part.padEnd(18, "0"));
    return text?.startsWith("-") === true ? -value : value;
  };
  for (const [coin, start] of [
    ["USDT", 100_000n * 10n ** 18n],
    ["ETH", 0n],
  ] as const) {
    const log = listOf(at, "/v5/account/transaction-log", `accountType=UNIFIED&currency=${coin}&limit=50`);
    expect(log.length).toBeGreaterThan(1);
    let balance: bigint = start;
    for (const row of log.toReversed()) {
      balance += units(row["change"]);
      expect(units(row["cashBalance"])).toBe(balance);
    }
    const { free = 0n, locked = 0n } = at.state.accounts.get(CREDENTIALS.key)?.spot.get(coin) ?? {};
    expect(balance).toBe(free + locked);
  }
});
