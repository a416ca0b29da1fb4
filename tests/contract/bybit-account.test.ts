import { createHmac } from "node:crypto";
import type { ClientOrderId } from "@evenkeel/core/ids";
import { formatMantissa, type Quantity, wallTime } from "@evenkeel/core/units";
import { type RunningExchange, startExchange } from "@evenkeel/exchange";
import type { KeyedAdapter } from "@evenkeel/venues";
import { createBybit, probeOnce } from "@evenkeel/venues/bybit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { choosePair, readAccount, type Stage, take, valueOf } from "./pair.ts";
import { createDirectory, createHeard, performed, until } from "./subject.ts";

/** What only Bybit's one account for everything can be, and what its keys may do. */
const LIMITS = { requestsMax: 6_000, endpointFactor: 20, connectionsMax: 500 };
const ORDER_USDT = 200;
const clock = { nowMs: () => wallTime(Date.now()) };

let exchange: RunningExchange;
let key: { readonly key: string; readonly secret: string };
let stage: Stage;
let adapter: KeyedAdapter;

beforeAll(async () => {
  exchange = await startExchange({
    port: 0,
    venues: ["bybit"],
    seed: 5,
    symbols: 6,
    speed: 20,
    accounts: [{ name: "main", spot: { USDT: "100000" } }],
    wire: { bybitLimits: LIMITS },
  });
  const [account] = exchange.accounts;
  if (account === undefined) throw new Error("the exchange has no account");
  key = account;
});
afterAll(() => exchange.close());

const terms = () => ({
  keys: { apiKey: key.key, secret: key.secret },
  redirectPort: exchange.port,
  clock,
  readTimeoutMs: 5_000,
  receiveWindowMs: 5_000,
});

beforeEach(async () => {
  adapter = await createBybit({
    ...terms(),
    directory: createDirectory(),
    random: Math.random,
    watch: { symbolsMax: 6 },
    historyDays: 1,
    sendTimeoutMs: 2_000,
  });
  const heard = createHeard();
  const started = await adapter.feed.start(heard.sink);
  if (!started.ok) throw new Error(started.error.message);
  await until("prices", () => heard.tops.length > 5);
  const venue = { adapter, passTime: () => Promise.resolve(), publish: () => undefined, wire: null };
  stage = {
    venue: { ...venue, leftovers: () => [], close: () => Promise.resolve() },
    heard,
    pair: choosePair(heard.instruments()),
  };
});
afterEach(() => adapter.feed.stop());

/** A call as its owner makes it at the venue's own page. */
async function byHand(path: string, body: object): Promise<unknown> {
  const text = JSON.stringify(body);
  const now = String(Date.now());
  const sign = createHmac("sha256", key.secret).update(`${now}${key.key}5000${text}`).digest("hex");
  const headers = {
    "X-BAPI-API-KEY": key.key,
    "X-BAPI-TIMESTAMP": now,
    "X-BAPI-RECV-WINDOW": "5000",
    "X-BAPI-SIGN": sign,
  };
  const answer = await fetch(`http://127.0.0.1:${exchange.port}${path}`, { method: "POST", headers, body: text });
  const told = (await answer.json()) as { readonly retCode: number; readonly retMsg: string };
  if (told.retCode !== 0) throw new Error(`${told.retCode} ${told.retMsg}`);
  return told;
}

const prepare = () =>
  ({ kind: "prepare-leg", venue: adapter.venue, instrument: stage.pair.perpetual.index, leverage: 2 }) as const;

test("C-43 an account with two sides a contract is told as such, and no leg is prepared on it", async () => {
  await byHand("/v5/position/switch-mode", { category: "linear", coin: "USDT", mode: 3 });
  expect((await readAccount(stage)).positionMode).toBe("hedge");
  expect((await performed(adapter, prepare(), "leg-not-prepared")).failure.code).toBe("hedge-mode");
  await byHand("/v5/position/switch-mode", { category: "linear", coin: "USDT", mode: 0 });
});

test("C-44 margin is set to isolated before anything is held; held in another mode, it is an obstacle", async () => {
  const { venue, pair } = stage;
  await byHand("/v5/account/set-margin-mode", { setMarginMode: "REGULAR_MARGIN" });
  expect((await readAccount(stage)).obstacles).toEqual([]);
  const { intent } = await take(venue, pair.perpetual, "sell", smallest());
  expect((await readAccount(stage)).obstacles).toMatchObject([{ code: "account-mode" }]);
  expect((await performed(adapter, prepare(), "leg-not-prepared")).failure.code).toBe("3400045");
  await take(venue, pair.perpetual, "buy", intent.quantity, { reduceOnly: true, purpose: "exit" });
  await performed(adapter, prepare(), "leg-prepared");
  await take(venue, pair.perpetual, "sell", intent.quantity);
  const { obstacles, positions } = await readAccount(stage);
  expect([obstacles, positions]).toMatchObject([[], [{ marginIsolated: true, leverage: 2 }]]);
  await take(venue, pair.perpetual, "buy", intent.quantity, { reduceOnly: true, purpose: "exit" });
});

test("C-50 an order without a name of its own has the venue's, and is taken back by it", async () => {
  const { perpetual } = stage.pair;
  const order = { side: "Buy", orderType: "Limit", qty: quantityText(smallest()), price: farBelow() };
  await byHand("/v5/order/create", { category: "linear", symbol: perpetual.symbol, ...order });
  const [open, ...others] = (await readAccount(stage)).openOrders;
  if (open === undefined) throw new Error("no open order is told");
  expect([open.clientOrderId, others]).toEqual([open.venueOrderId, []]);
  const { instrument, venueOrderId } = open;
  const clientOrderId = open.clientOrderId as ClientOrderId;
  const cancel = { kind: "cancel-order", venue: adapter.venue, clientOrderId, instrument, venueOrderId } as const;
  expect((await performed(adapter, cancel, "order-cancelled")).clientOrderId).toBe(clientOrderId);
  expect((await readAccount(stage)).openOrders).toEqual([]);
});

function quantityText(quantity: Quantity): string {
  return formatMantissa(quantity, stage.pair.perpetual.quantityScale);
}

/** A fifth below the market, where nobody sells. */
function farBelow(): string {
  const { perpetual } = stage.pair;
  const top = stage.heard.tops.find(({ instrument }) => instrument === perpetual.index);
  const price = Math.round((top?.bidPrice ?? 0) * 0.8);
  return formatMantissa(price - (price % perpetual.tickSize), perpetual.priceScale);
}

/** Well above the least order value. */
function smallest(): Quantity {
  const { perpetual } = stage.pair;
  const top = stage.heard.tops.find(({ instrument }) => instrument === perpetual.index);
  if (top === undefined) throw new Error("no price");
  const unit = valueOf(perpetual, top.askPrice, perpetual.stepSize);
  return (Math.ceil(ORDER_USDT / unit) * perpetual.stepSize) as Quantity;
}

describe("C-45 a probe over the wire", () => {
  const restrict = async (changes: object): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${exchange.port}/control/restrictions`, {
      method: "POST",
      headers: { "x-evenkeel-control": "1" },
      body: JSON.stringify({ key: key.key, ...changes }),
    });
    expect(answer.status).toBe(200);
  };

  test.each<[changes: object, told: object]>([
    [{}, { mayTrade: true, mayMoveFundsOut: false, ipRestricted: true, expiresAtMs: null }],
    [{ enableWithdrawals: true }, { mayMoveFundsOut: true }],
    [{ permitsUniversalTransfer: true }, { mayMoveFundsOut: true }],
    [{ enableFutures: false }, { mayTrade: false }],
    [{ ipRestrict: false }, { ipRestricted: false }],
    [{ tradingAuthorityExpirationTime: 4_000_000_000_000 }, { expiresAtMs: 4_000_000_000_000 }],
  ])("of %j", async (changes, told) => {
    await restrict(changes);
    expect(await probeOnce(terms())).toMatchObject({ ok: true, value: told });
    await restrict({
      enableWithdrawals: false,
      permitsUniversalTransfer: false,
      enableFutures: true,
      ipRestrict: true,
      tradingAuthorityExpirationTime: null,
    });
  });

  test("of a wrong secret names the venue's code and no secret", async () => {
    const probed = await probeOnce({ ...terms(), keys: { apiKey: key.key, secret: "CANARYSECRETCANARYSECRET" } });
    expect(probed).toMatchObject({ ok: false, error: { kind: "authentication", code: "10004" } });
    expect(JSON.stringify(probed)).not.toContain(key.key);
  });
});
