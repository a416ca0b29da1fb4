import { type Amount, amount, HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import type { Account } from "../account/account.ts";
import { totalByAsset, walletOf } from "../account/money.ts";
import { spendable, transferable } from "../account/settings.ts";
import { bookSide } from "../book/plan.ts";
import { mix } from "../random.ts";
import { specificationOf } from "../world/instrument.ts";
import { advance } from "./advance.ts";
import { apply } from "./apply.ts";
import type { PlaceCommand } from "./command.ts";
import { createExchange } from "./create.ts";
import type { ExchangeState } from "./state.ts";

const make = (seed = 1, volatilityScale = 1): ExchangeState =>
  createExchange({
    venue: "bybit",
    world: "demo",
    seed,
    symbols: 4,
    overrides: { volatilityScale },
    accounts: [{ name: "one", spot: { USDT: "6000", ETH: "1" }, futures: "4000" }],
  });

const accountOf = (state: ExchangeState): Account => {
  const account = state.accounts.get("one");
  if (account === undefined) throw new Error("no account");
  return account;
};

function place(state: ExchangeState, more: Partial<PlaceCommand> & Pick<PlaceCommand, "market" | "quantity">) {
  const command: PlaceCommand = {
    kind: "place",
    venueTimeMs: state.nowMs,
    account: "one",
    symbol: "ETHUSDT",
    side: "BUY",
    type: "MARKET",
    timeInForce: "GTC",
    price: null,
    clientOrderId: null,
    reduceOnly: false,
    positionSide: "BOTH",
    ...more,
  };
  return apply(state, command);
}

const priced = (state: ExchangeState, factor: number): string => {
  const best = bookSide(state, 1, "spot", "BUY", 1)[0]?.price ?? 0;
  const { priceScale } = specificationOf(state.world.instruments[1] ?? neverListed(), "spot");
  return ((best * factor) / 10 ** priceScale).toFixed(priceScale);
};
const neverListed = (): never => {
  throw new Error("not listed");
};

describe("one wallet for both markets", () => {
  test("what an account begins with is one sum, and contracts have no wallet of their own", () => {
    const state = make();
    expect(walletOf(state, accountOf(state))).toBe(amount("10000"));
    expect(accountOf(state).futuresWallet).toBe(0n);
  });

  test("a position's margin cannot buy coins, and coins bought cannot be margin", () => {
    const state = make();
    const account = accountOf(state);
    expect(place(state, { market: "futures", quantity: "20", side: "SELL" }).result.ok).toBe(true);
    expect(spendable(state, account, "USDT")).toBe(transferable(state, account));
    expect(place(state, { market: "spot", quantity: "2.9" }).result).toMatchObject({
      error: { reason: "insufficient-balance" },
    });
    expect(place(state, { market: "spot", quantity: "1" }).result.ok).toBe(true);
    const left = transferable(state, account);
    expect(left < amount("3000")).toBe(true);
    expect(place(state, { market: "futures", quantity: "20", side: "SELL" }).result).toMatchObject({
      error: { reason: "insufficient-margin" },
    });
  });

  test("a resting purchase holds money that can be no margin, and gives it back", () => {
    const state = make();
    const account = accountOf(state);
    const rested = place(state, { market: "spot", quantity: "2.5", type: "LIMIT", price: priced(state, 0.95) });
    expect(rested.result.ok).toBe(true);
    const held = account.spot.get("USDT")?.locked ?? 0n;
    expect(transferable(state, account)).toBe(amount("10000") - held);
    apply(state, { kind: "cancel-all", venueTimeMs: state.nowMs, account: "one", market: "spot", symbol: "ETHUSDT" });
    expect(transferable(state, account)).toBe(amount("10000"));
  });

  test("losses reach into what purchases hold: they end before they could be filled on credit", () => {
    const state = make();
    const account = accountOf(state);
    place(state, { market: "futures", quantity: "14", side: "SELL" });
    place(state, { market: "spot", quantity: "2.5", type: "LIMIT", price: priced(state, 0.9) });
    apply(state, { kind: "shock", venueTimeMs: state.nowMs, symbol: "ETHUSDT", logReturn: 0.12 });
    const closed = place(state, { market: "futures", quantity: "14", side: "BUY", reduceOnly: true });
    expect(closed.result.ok).toBe(true);
    expect([...account.orders.values()].find((order) => order.market === "spot")?.status).toBe("EXPIRED");
    expect(account.spot.get("USDT")?.locked).toBe(0n);
    expect((account.spot.get("USDT")?.free ?? -1n) >= 0n).toBe(true);
  });

  test("what stands behind nothing may go to the funding account and come back, any coin of it", () => {
    const state = make();
    const account = accountOf(state);
    const before = totalByAsset(state);
    const move = (asset: string, amountText: string, to: "funding" | "spot") =>
      apply(state, { kind: "transfer", venueTimeMs: state.nowMs, account: "one", asset, amount: amountText, to })
        .result;
    place(state, { market: "futures", quantity: "20", side: "SELL" });
    expect(move("USDT", "9000", "funding")).toMatchObject({ error: { reason: "transfer-insufficient" } });
    expect(move("USDT", "1000", "funding").ok).toBe(true);
    expect(move("ETH", "0.4", "funding").ok).toBe(true);
    expect(account.funding).toEqual(
      new Map([
        ["USDT", amount("1000")],
        ["ETH", amount("0.4")],
      ]),
    );
    expect(move("ETH", "0.5", "spot")).toMatchObject({ error: { reason: "transfer-insufficient" } });
    expect(move("ETH", "0.4", "spot").ok).toBe(true);
    expect(move("USDT", "-1", "spot")).toMatchObject({ error: { reason: "transfer-amount" } });
    expect(walletOf(state, account)).toBe(rebuilt(account, amount("10000")));
    for (const [asset, total] of totalByAsset(state)) expect(total).toBe(before.get(asset) ?? 0n);
  });

  test("the margin mode is the account's and stands while it holds a position", () => {
    const state = make();
    const isolate = () =>
      apply(state, { kind: "set-margin-mode", venueTimeMs: state.nowMs, account: "one", marginType: "ISOLATED" });
    place(state, { market: "futures", quantity: "1" });
    expect(isolate().result).toMatchObject({ error: { reason: "margin-type-open-position" } });
    place(state, { market: "futures", quantity: "1", side: "SELL" });
    expect(isolate().result.ok).toBe(true);
    expect(isolate().result).toMatchObject({ error: { reason: "margin-type-unchanged" } });
    place(state, { market: "futures", quantity: "1" });
    expect((accountOf(state).positions.get(1)?.isolatedMargin ?? 0n) > 0n).toBe(true);
  });

  test("a post-only order that would take is accepted and ends", () => {
    const state = make();
    const { result } = place(state, {
      market: "spot",
      quantity: "0.1",
      type: "LIMIT",
      timeInForce: "GTX",
      price: priced(state, 1.01),
    });
    expect(result).toMatchObject({ value: { order: { status: "EXPIRED", executed: 0 } } });
    expect(state.resting.size).toBe(0);
  });
});

/** Wallet as it can be rebuilt from what a client can read: contract rows and spot trades. */
function rebuilt(account: Account, start: Amount): Amount {
  let wallet: bigint = start;
  for (const row of account.income) if (row.asset === "USDT") wallet += row.amount;
  for (const trade of account.spotTrades) {
    wallet += trade.side === "BUY" ? -trade.quote : trade.quote - trade.commission;
  }
  return wallet as Amount;
}

test.each([11, 12, 13])("a stormy episode creates and loses nothing, seed %i", (seed) => {
  const state = make(seed, 5);
  const account = accountOf(state);
  const before = totalByAsset(state);
  for (let step = 0; step < 250; step++) {
    const draw = (use: number, below: number) => mix(seed, step, use, 0x5eed) % below;
    advance(state, state.nowMs + draw(1, 40) * 30_000);
    const market = draw(2, 2) === 0 ? "spot" : "futures";
    const type = draw(3, 3) === 0 ? "MARKET" : "LIMIT";
    place(state, {
      market,
      quantity: (0.1 * 3 ** draw(4, 6)).toFixed(3),
      side: draw(5, 2) === 0 ? "BUY" : "SELL",
      type,
      price: type === "MARKET" ? null : priced(state, 1 + (draw(6, 40) - 20) / 4_000),
      reduceOnly: market === "futures" && draw(7, 4) === 0,
    });
    for (const [asset, total] of totalByAsset(state)) expect(total).toBe(before.get(asset) ?? 0n);
    expect(account.futuresWallet).toBe(0n);
    expect(walletOf(state, account)).toBe(rebuilt(account, amount("10000")));
    const { free = 0n, locked = 0n } = account.spot.get("USDT") ?? {};
    expect(locked === 0n || free >= 0n).toBe(true);
  }
  expect(state.nowMs).toBeGreaterThan(HOUR_MS);
  expect(account.spotTrades.length).toBeGreaterThan(10);
  expect(account.futuresTrades.length).toBeGreaterThan(10);
});
