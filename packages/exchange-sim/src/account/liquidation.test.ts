import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../exchange/advance.ts";
import { apply } from "../exchange/apply.ts";
import { createExchange } from "../exchange/create.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import { accountOf, createScene, never, place, placed, reasonOf, shock } from "../exchange/scene.test-data.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Order } from "../order/order.ts";
import { markMantissaAt, readMarkBounds } from "../world/sample.ts";
import { secondOf } from "../world/world.ts";
import { isEndangered } from "./endangered.ts";
import { insuranceFund } from "./insurance.ts";
import { maintenanceMargin, unrealizedPnl } from "./margin.ts";
import { totalByAsset } from "./money.ts";
import { deleveragingQuantile } from "./ranking.ts";

const leverage = (state: ExchangeState, account: string, value: number) =>
  apply(state, { kind: "set-leverage", venueTimeMs: state.nowMs, account, symbol: "BTCUSDT", leverage: value });
const isolate = (state: ExchangeState, account: string) =>
  apply(state, {
    kind: "set-margin-type",
    venueTimeMs: state.nowMs,
    account,
    symbol: "BTCUSDT",
    marginType: "ISOLATED",
  });
const lastOf = (events: readonly ExchangeEvent[], origin: Order["origin"]): readonly Order[] => {
  const orders = new Map<number, Order>();
  for (const event of events) {
    if (event.kind === "order" && event.order.origin === origin) orders.set(event.order.id, event.order);
  }
  return [...orders.values()];
};

/** Crowds of accounts, so that the tiers of a large position can be reached. */
const crowd = (insurance: string, futures: Readonly<Record<string, string>>): ExchangeState =>
  createExchange({
    world: "demo",
    seed: 1,
    symbols: 1,
    insurance,
    accounts: Object.entries(futures).map(([name, text]) => ({ name, futures: text })),
  });

/** Lets the price sink in small steps until the venue has closed something. */
function sinkUntilLiquidated(state: ExchangeState): readonly ExchangeEvent[] {
  for (let step = 0; step < 400; step++) {
    const events = shock(state, -0.0005);
    if (lastOf(events, "liquidation").length > 0) return events;
  }
  return never();
}

describe("liquidation", () => {
  test("takes a large position down to the tier below first, and leaves the rest standing", () => {
    const state = crowd("1000000", { alice: "1500000" });
    leverage(state, "alice", 20);
    placed(place(state, { quantity: "200" }));
    const before = accountOf(state).positions.get(0)?.quantity ?? 0;
    const events = sinkUntilLiquidated(state);
    const [order, ...more] = lastOf(events, "liquidation");
    expect(order).toMatchObject({ clientOrderId: `autoclose-${order?.id}`, status: "FILLED", reduceOnly: true });
    expect(more).toEqual([]);
    const left = accountOf(state).positions.get(0) ?? never();
    expect(left.quantity).toBe(before - (order?.quantity ?? 0));
    const equity = accountOf(state).futuresWallet + unrealizedPnl(state, left);
    expect(equity > maintenanceMargin(state, left)).toBe(true);
    expect(insuranceFund(state)).toBeGreaterThan(amount("1000000"));
  });

  test("happens at the second at which the mark price is there, not at the minute", () => {
    const state = createScene();
    leverage(state, "alice", 100);
    placed(place(state, { quantity: "5" }));
    const at = state.nowMs;
    const events = [...shock(state, -0.12)];
    expect(lastOf(events, "liquidation").length).toBeGreaterThan(0);
    expect(state.nowMs - at).toBeLessThan(60_000);
    expect(accountOf(state).positions.size).toBe(0);
  });

  test("beyond bankruptcy the fund takes over: the account ends at nothing, the fund bears what is missing", () => {
    const state = createScene();
    const total = totalByAsset(state);
    const fund = insuranceFund(state);
    placed(place(state, { quantity: "5", side: "SELL" }));
    shock(state, 0.25);
    expect(accountOf(state).futuresWallet).toBe(0n);
    expect(insuranceFund(state)).toBeLessThan(fund - amount("60000"));
    expect(totalByAsset(state)).toEqual(total);
  });

  test("an isolated position that is cut keeps behind it what the cut left of its margin", () => {
    const state = crowd("1000000", { alice: "1500000" });
    leverage(state, "alice", 20);
    isolate(state, "alice");
    placed(place(state, { quantity: "200" }));
    const free = () =>
      [...accountOf(state).positions.values()].reduce((sum, each) => sum - each.isolatedMargin, 0n) +
      accountOf(state).futuresWallet;
    const before = free();
    const events = sinkUntilLiquidated(state);
    expect(lastOf(events, "liquidation").length).toBeGreaterThan(0);
    expect(accountOf(state).positions.size).toBe(1);
    expect(free()).toBe(before);
  });
});

describe("auto-deleveraging", () => {
  test("when the fund is out, those who gain most with most leverage are closed against the bankrupt", () => {
    const state = crowd("1", { loser: "5000", bold: "5000", calm: "400000", bystander: "5000" });
    for (const name of ["loser", "bold"]) leverage(state, name, 50);
    for (const [account, quantity] of [
      ["bold", "1"],
      ["calm", "1.2"],
    ] as const) {
      placed(place(state, { account, quantity }));
    }
    placed(place(state, { account: "loser", side: "SELL", quantity: "1.5" }));
    const total = totalByAsset(state);
    const bold = accountOf(state, "bold").positions.get(0) ?? never();
    const events = shock(state, 0.2);
    const [first, second] = lastOf(events, "deleveraging");
    expect(first).toMatchObject({ account: "bold", clientOrderId: "adl_autoclose", quantity: 1_000, side: "SELL" });
    expect(second).toMatchObject({ account: "calm", clientOrderId: "adl_autoclose", quantity: 500 });
    expect(bold.quantity).toBe(0);
    expect(accountOf(state, "calm").positions.get(0)?.quantity).toBe(700);
    const [closed] = lastOf(events, "liquidation");
    expect(closed).toMatchObject({ account: "loser", status: "FILLED", price: first?.price });
    expect(accountOf(state, "loser").futuresWallet).toBeGreaterThanOrEqual(0n);
    expect(insuranceFund(state)).toBeGreaterThanOrEqual(0n);
    expect(totalByAsset(state)).toEqual(total);
  });

  test("tells every position its place in the queue", () => {
    const state = crowd("1", { bold: "5000", calm: "400000" });
    leverage(state, "bold", 50);
    for (const account of ["bold", "calm"]) placed(place(state, { account, quantity: "1" }));
    shock(state, 0.02);
    const quantile = (name: string) => deleveragingQuantile(state, accountOf(state, name).positions.get(0) ?? never());
    expect(quantile("bold")).toBe(4);
    expect(quantile("calm")).toBeLessThan(4);
  });

  test("on command: a share of the position at the mark price, without a fee, with its mark", () => {
    const state = createScene();
    placed(place(state, { quantity: "0.3" }));
    const deleverage = (share: number, account = "alice") =>
      apply(state, { kind: "deleverage", venueTimeMs: state.nowMs, account, symbol: "BTCUSDT", share, price: null });
    expect(reasonOf(deleverage(0.5, "bob"))).toBe("margin-no-position");
    expect(reasonOf(deleverage(0))).toBe("bad-quantity");
    const applied = deleverage(0.5);
    expect(placed(applied)).toMatchObject({ quantity: 150, clientOrderId: "adl_autoclose", status: "FILLED" });
    expect(accountOf(state).futuresTrades.at(-1)?.commission).toBe(0n);
    expect(placed(deleverage(1)).quantity).toBe(150);
    expect(accountOf(state).positions.size).toBe(0);
  });
});

test("the mark price stays within the bounds of its minute, so that a safe minute needs no look at its seconds", () => {
  const state = createExchange({
    world: "demo",
    seed: 3,
    symbols: 4,
    overrides: { volatilityScale: 5 },
    accounts: [{ name: "alice", futures: "100000" }],
  });
  const bounds = { low: 0, high: 0 };
  for (let minute = 0; minute < 300; minute++) {
    advance(state, state.nowMs + 60_000);
    const second = secondOf(state.nowMs);
    for (const { index } of state.world.instruments) {
      readMarkBounds(state.world, index, bounds);
      for (let k = 0; k < 60; k++) {
        const mark = markMantissaAt(state.world, index, second + k) / 1e8;
        expect(mark >= bounds.low * (1 - 1e-9) && mark <= bounds.high * (1 + 1e-9)).toBe(true);
      }
    }
  }
  placed(place(state, { quantity: "0.05" }));
  expect(isEndangered(state)).toBe(false);
});
