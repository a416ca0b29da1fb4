import { deserialize, serialize } from "node:v8";
import { type Amount, amount, DAY_MS, formatAmount, HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { liquidationPrice } from "../account/liquidation-price.ts";
import { summarizeFutures } from "../account/margin.ts";
import { poolAmount, totalByAsset } from "../account/money.ts";
import { bookSide } from "../book/plan.ts";
import { WORLD_START_MS } from "../world/build.ts";
import type { Market } from "../world/instrument.ts";
import { lastSettledRate } from "../world/settlement.ts";
import { advance } from "./advance.ts";
import { type Applied, apply } from "./apply.ts";
import type { PlaceCommand } from "./command.ts";
import { createExchange } from "./create.ts";
import { stateHash } from "./hash.ts";
import type { ExchangeState } from "./state.ts";

const ACCOUNT = "alice";
const make = (seed = 1): ExchangeState =>
  createExchange({
    world: "demo",
    seed,
    symbols: 6,
    accounts: [
      { name: ACCOUNT, spot: { USDT: "5000000", BTC: "50" }, futures: "50000" },
      { name: "bob", spot: { USDT: "100000", BTC: "1" }, futures: "50000" },
    ],
  });

const order = (state: ExchangeState, changes: Partial<PlaceCommand>): Applied =>
  apply(state, {
    kind: "place",
    venueTimeMs: state.nowMs,
    account: ACCOUNT,
    market: "futures",
    symbol: "BTCUSDT",
    side: "BUY",
    type: "MARKET",
    timeInForce: "GTC",
    quantity: "0.1",
    price: null,
    clientOrderId: null,
    reduceOnly: false,
    positionSide: "BOTH",
    ...changes,
  });

/** The touch of BTC as texts, moved by some basis points. */
function priceNear(state: ExchangeState, market: Market, taker: "BUY" | "SELL", bps = 0): string {
  const best = bookSide(state, 0, market, taker, 1)[0]?.price ?? 0;
  const scale = market === "spot" ? 2 : 1;
  return (Math.round(best * (1 + bps / 1e4)) / 10 ** scale).toFixed(scale);
}

const reasonOf = (applied: Applied): string => (applied.result.ok ? "ok" : applied.result.error.reason);
const placed = (applied: Applied) => {
  if (!applied.result.ok || applied.result.value.kind !== "order") throw new Error(reasonOf(applied));
  return applied.result.value.order;
};

describe("orders the venue refuses", () => {
  const cases: [string, (state: ExchangeState) => Partial<PlaceCommand>][] = [
    ["unknown-account", () => ({ account: "nobody" })],
    ["unknown-symbol", () => ({ symbol: "NOPEUSDT" })],
    ["quantity-precision", () => ({ quantity: "0.00001" })],
    ["bad-quantity", () => ({ quantity: "0" })],
    ["bad-quantity", () => ({ quantity: "-1" })],
    ["bad-quantity", () => ({ quantity: "NaN" })],
    ["lot-size", () => ({ quantity: "90000" })],
    ["market-lot-size", () => ({ quantity: "2000" })],
    ["notional-min", () => ({ quantity: "0.001" })],
    ["bad-price", () => ({ type: "LIMIT" })],
    ["bad-price", () => ({ type: "LIMIT", price: "-5" })],
    ["price-precision", () => ({ type: "LIMIT", price: "94000.001" })],
    ["price-filter", () => ({ type: "LIMIT", price: "9000000" })],
    ["price-above-band", (s) => ({ type: "LIMIT", price: priceNear(s, "futures", "BUY", 700) })],
    ["price-below-band", (s) => ({ type: "LIMIT", side: "SELL", price: priceNear(s, "futures", "SELL", -700) })],
    ["bad-client-order-id", () => ({ clientOrderId: "a b" })],
    ["bad-client-order-id", () => ({ clientOrderId: "x".repeat(37) })],
    ["position-side-mismatch", () => ({ positionSide: "LONG" })],
    ["reduce-only-rejected", () => ({ reduceOnly: true })],
    ["price-filter", () => ({ market: "spot", type: "LIMIT", price: "94000.001" })],
    ["price-precision", () => ({ market: "spot", type: "LIMIT", price: "94000.000000001" })],
    ["lot-size", () => ({ market: "spot", quantity: "0.000001" })],
    ["would-cross", (s) => ({ type: "LIMIT", timeInForce: "GTX", price: priceNear(s, "futures", "BUY") })],
    ["would-cross", (s) => ({ market: "spot", type: "LIMIT_MAKER", price: priceNear(s, "spot", "BUY") })],
    ["insufficient-margin", () => ({ quantity: "15" })],
    ["insufficient-balance", () => ({ market: "spot", quantity: "70" })],
    ["insufficient-balance", () => ({ market: "spot", side: "SELL", quantity: "50.00001" })],
  ];
  test.each(cases)("%s (%#)", (reason, changes) => {
    const state = make();
    const before = totalByAsset(state);
    expect(reasonOf(order(state, changes(state)))).toBe(reason);
    expect(totalByAsset(state)).toEqual(before);
    expect(state.resting.size).toBe(0);
  });

  test("a client id is taken only while its order is open", () => {
    const state = make();
    const resting = { type: "LIMIT", price: priceNear(state, "futures", "SELL", -100), clientOrderId: "one" } as const;
    expect(reasonOf(order(state, resting))).toBe("ok");
    expect(reasonOf(order(state, resting))).toBe("duplicate-client-order-id");
    const cancel = { kind: "cancel", venueTimeMs: state.nowMs, account: ACCOUNT, market: "futures" } as const;
    const cancelled = apply(state, { ...cancel, symbol: "BTCUSDT", orderId: null, clientOrderId: "one" });
    expect(placed(cancelled).status).toBe("CANCELED");
    expect(reasonOf(order(state, resting))).toBe("ok");
  });
});

describe("fills", () => {
  test("a market order walks the levels: one trade a level, prices worsening, ids rising, quote exact", () => {
    const state = make();
    const filled = order(state, { quantity: "20", side: "SELL", market: "futures" });
    expect(reasonOf(filled)).toBe("insufficient-margin");
    const leverage = apply(state, {
      kind: "set-leverage",
      venueTimeMs: state.nowMs,
      account: ACCOUNT,
      symbol: "BTCUSDT",
      leverage: 100,
    });
    expect(leverage.result.ok).toBe(true);
    const done = order(state, { quantity: "8", side: "SELL" });
    expect(placed(done).status).toBe("FILLED");
    const trades = done.events.flatMap((event) =>
      event.kind === "order" && event.trade !== null ? [event.trade] : [],
    );
    expect(trades.length).toBeGreaterThan(1);
    for (const [k, trade] of trades.entries()) {
      const previous = trades[k - 1];
      if (previous === undefined) continue;
      expect(trade.id).toBe(previous.id + 1);
      expect(trade.price).toBeLessThan(previous.price);
    }
    expect(placed(done).quote).toBe(trades.reduce((sum, trade) => sum + trade.quote, 0n));
    expect(trades.reduce((sum, trade) => sum + trade.quantity, 0)).toBe(8_000);
  });

  test("what is taken thins the book, and the book comes back", () => {
    const state = make();
    const depth = () => bookSide(state, 0, "spot", "BUY", 100).reduce((sum, level) => sum + level.quantity, 0);
    const best = () => bookSide(state, 0, "spot", "BUY", 1)[0]?.price ?? 0;
    const [depthBefore, bestBefore] = [depth(), best()];
    placed(order(state, { market: "spot", quantity: "0.9" }));
    expect(depth()).toBe(depthBefore - 90_000);
    expect(best()).toBeGreaterThanOrEqual(bestBefore);
    advance(state, state.nowMs + 60_000);
    expect([...state.books.taken].some((taken) => taken > 0)).toBe(true);
    const after = bookSide(state, 0, "spot", "BUY", 1)[0]?.quantity ?? 0;
    expect(after).toBeGreaterThan(0);
  });

  test("IOC stops at its price and the rest expires; FOK fills whole or not at all", () => {
    const state = make();
    const price = priceNear(state, "spot", "BUY", 1);
    const ioc = placed(order(state, { market: "spot", type: "LIMIT", timeInForce: "IOC", quantity: "30", price }));
    expect(ioc.status).toBe("EXPIRED");
    expect(ioc.executed).toBeGreaterThan(0);
    expect(ioc.executed).toBeLessThan(3_000_000);
    const fok = placed(order(state, { market: "spot", type: "LIMIT", timeInForce: "FOK", quantity: "30", price }));
    expect(fok.status).toBe("EXPIRED");
    expect(fok.executed).toBe(0);
  });

  test("a resting order at the touch fills as maker when time passes, from its locked money", () => {
    const state = make();
    const price = priceNear(state, "spot", "SELL");
    const resting = placed(order(state, { market: "spot", type: "LIMIT_MAKER", quantity: "0.01", price }));
    expect(resting.status).toBe("NEW");
    const usdt = state.accounts.get(ACCOUNT)?.spot.get("USDT");
    expect(usdt?.locked).toBe(amount(price) / 100n);
    const events = advance(state, state.nowMs + HOUR_MS);
    const trades = events.flatMap((event) => (event.kind === "order" && event.trade !== null ? [event.trade] : []));
    expect(trades.length).toBeGreaterThan(0);
    expect(trades.every((trade) => trade.maker && trade.commissionAsset === "BTC")).toBe(true);
    expect(usdt?.locked).toBe(0n);
  });

  test("two accounts meet each other at the better price, and the maker earns the maker fee", () => {
    const state = make();
    const inside = priceNear(state, "spot", "SELL", 0.2);
    if (Number(inside) >= Number(priceNear(state, "spot", "BUY"))) return;
    const maker = placed(order(state, { market: "spot", type: "LIMIT_MAKER", price: inside, account: "bob" }));
    const taker = order(state, { market: "spot", side: "SELL", quantity: "0.1" });
    expect(placed(taker).status).toBe("FILLED");
    expect(state.accounts.get("bob")?.orders.get(maker.id)?.status).toBe("FILLED");
    expect(poolAmount(state, "market", "BTC")).toBe(0n);
  });

  test("an account never trades with itself: its resting order expires", () => {
    const state = make();
    const price = priceNear(state, "spot", "SELL");
    const own = placed(order(state, { market: "spot", type: "LIMIT_MAKER", price, quantity: "0.01" }));
    placed(
      order(state, {
        market: "spot",
        side: "SELL",
        type: "LIMIT",
        quantity: "45",
        price: priceNear(state, "spot", "SELL", -20),
      }),
    );
    expect(state.accounts.get(ACCOUNT)?.orders.get(own.id)?.status).toBe("EXPIRED_IN_MATCH");
  });

  test("reduce-only closes what is there and never turns the position", () => {
    const state = make();
    placed(order(state, { side: "SELL", quantity: "0.2" }));
    const reduce = placed(order(state, { side: "BUY", quantity: "0.5", reduceOnly: true }));
    expect([reduce.executed, reduce.status]).toEqual([200, "EXPIRED"]);
    expect(state.accounts.get(ACCOUNT)?.positions.size).toBe(0);
    expect(reasonOf(order(state, { side: "BUY", reduceOnly: true }))).toBe("reduce-only-rejected");
  });
});

describe("money", () => {
  test("spot: what is bought arrives less 0.1 % of itself", () => {
    const state = make();
    const bought = order(state, { market: "spot", quantity: "0.1" });
    const btc = state.accounts.get(ACCOUNT)?.spot.get("BTC")?.free ?? (0n as Amount);
    expect(formatAmount(btc)).toBe("50.0999");
    const usdt = state.accounts.get(ACCOUNT)?.spot.get("USDT")?.free ?? 0n;
    expect(amount("5000000") - usdt).toBe(placed(bought).quote);
  });

  test("a short pays nothing and receives −quantity × mark × rate at the settlement", () => {
    const state = make();
    placed(order(state, { side: "SELL", quantity: "0.5" }));
    const wallet = state.accounts.get(ACCOUNT)?.futuresWallet ?? 0n;
    const events = advance(state, WORLD_START_MS + 2 * HOUR_MS);
    const funding = events.find((event) => event.kind === "funding");
    const rate = lastSettledRate(state.world, 0);
    expect(funding?.kind === "funding" && funding.amount !== 0n && funding.amount > 0n).toBe(rate > 0);
    const after = state.accounts.get(ACCOUNT)?.futuresWallet ?? 0n;
    expect(after - wallet).toBe(funding?.kind === "funding" ? funding.amount : 0n);
    expect(funding?.timeMs).toBe(WORLD_START_MS + 2 * HOUR_MS);
  });

  test("an isolated short dies in a squeeze, loses its margin and no more, and the fund pays the rest", () => {
    const state = make();
    apply(state, {
      kind: "set-margin-type",
      venueTimeMs: state.nowMs,
      account: ACCOUNT,
      symbol: "BTCUSDT",
      marginType: "ISOLATED",
    });
    apply(state, { kind: "set-leverage", venueTimeMs: state.nowMs, account: ACCOUNT, symbol: "BTCUSDT", leverage: 10 });
    placed(order(state, { side: "SELL", quantity: "1" }));
    const account = state.accounts.get(ACCOUNT);
    const margin = account?.positions.get(0)?.isolatedMargin ?? 0n;
    const wallet = account?.futuresWallet ?? 0n;
    apply(state, { kind: "shock", venueTimeMs: state.nowMs, symbol: "BTCUSDT", logReturn: 0.2 });
    const events = advance(state, state.nowMs + 60_000);
    expect(account?.positions.size).toBe(0);
    expect((account?.futuresWallet ?? 0n) - wallet).toBe(-margin);
    expect(poolAmount(state, "insurance", "USDT")).toBeLessThan(amount("10000000"));
    expect(events.some((event) => event.kind === "order" && event.order.clientOrderId.startsWith("autoclose-"))).toBe(
      true,
    );
  });

  test("crossed: the whole wallet stands behind the position and ends at nothing, not below", () => {
    const state = make();
    placed(order(state, { side: "SELL", quantity: "5" }));
    apply(state, { kind: "shock", venueTimeMs: state.nowMs, symbol: "BTCUSDT", logReturn: 0.3 });
    advance(state, state.nowMs + 60_000);
    expect(state.accounts.get(ACCOUNT)?.positions.size).toBe(0);
    expect(state.accounts.get(ACCOUNT)?.futuresWallet).toBe(0n);
  });

  test("margin is added to and taken from an isolated position, and moves its liquidation price", () => {
    const state = make();
    const isolate = { venueTimeMs: state.nowMs, account: ACCOUNT, symbol: "BTCUSDT" } as const;
    const adjust = (amountText: string) =>
      reasonOf(apply(state, { kind: "adjust-margin", ...isolate, amount: amountText }));
    expect(adjust("100")).toBe("margin-not-isolated");
    apply(state, { kind: "set-margin-type", ...isolate, marginType: "ISOLATED" });
    expect(adjust("100")).toBe("margin-no-position");
    placed(order(state, { side: "SELL", quantity: "0.5" }));
    const account = state.accounts.get(ACCOUNT) ?? never();
    const position = account.positions.get(0) ?? never();
    const [margin, wallet, price] = [
      position.isolatedMargin,
      account.futuresWallet,
      liquidationPrice(state, account, position),
    ];
    expect(adjust("1000")).toBe("ok");
    expect(position.isolatedMargin - margin).toBe(amount("1000"));
    expect(account.futuresWallet).toBe(wallet);
    expect(Number(liquidationPrice(state, account, position))).toBeGreaterThan(Number(price));
    expect(adjust("90000")).toBe("margin-wallet-insufficient");
    expect(adjust("-2000")).toBe("margin-position-insufficient");
    expect(adjust("-900")).toBe("ok");
    expect(adjust("0")).toBe("margin-amount");
  });

  test("a contract that ends closes its positions at the mark price and takes no more orders", () => {
    const state = createExchange({
      world: "demo",
      seed: 1,
      symbols: 200,
      accounts: [{ name: ACCOUNT, futures: "50000" }],
    });
    const ending = state.world.instruments.find((each) => each.deliveryMs < WORLD_START_MS + 30 * DAY_MS) ?? never();
    const { symbol, quantityScale } = ending.futures;
    const quantity = (1_000 / ending.priceStart).toFixed(quantityScale);
    placed(order(state, { symbol, side: "SELL", quantity }));
    const events = advance(state, ending.deliveryMs);
    expect(state.accounts.get(ACCOUNT)?.positions.size).toBe(0);
    const closing = events.find((event) => event.kind === "order" && event.order.origin === "settlement");
    expect(closing?.kind === "order" && closing.order.clientOrderId).toMatch(/^settlement_autoclose-/);
    expect(reasonOf(order(state, { symbol, side: "SELL", quantity }))).toBe("symbol-not-trading");
  }, 60_000);

  test("a transfer moves what is free and refuses what is not", () => {
    const state = make();
    const send = (amountText: string, to: Market) =>
      apply(state, {
        kind: "transfer",
        venueTimeMs: state.nowMs,
        account: ACCOUNT,
        asset: "USDT",
        amount: amountText,
        to,
      });
    expect(send("60000", "spot").result.ok).toBe(false);
    expect(send("50000", "spot").result.ok).toBe(true);
    expect(summarizeFutures(state, state.accounts.get(ACCOUNT) ?? never()).walletBalance).toBe(0n);
    expect(send("0.000000001", "futures").result.ok).toBe(false);
  });
});

const never = (): never => {
  throw new Error("missing");
};

test("a snapshot is plain data: the copy lives on exactly as the original", () => {
  const state = make(4);
  placed(order(state, { side: "SELL", quantity: "0.3" }));
  placed(order(state, { type: "LIMIT", price: priceNear(state, "futures", "SELL"), quantity: "0.1" }));
  const copy = deserialize(serialize(state)) as ExchangeState;
  expect(stateHash(copy)).toBe(stateHash(state));
  advance(state, state.nowMs + DAY_MS / 4);
  advance(copy, copy.nowMs + DAY_MS / 4);
  expect(stateHash(copy)).toBe(stateHash(state));
});
