import { amount, formatAmount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { totalByAsset } from "../account/money.ts";
import { bookSide } from "../book/plan.ts";
import { mix } from "../random.ts";
import { advance } from "./advance.ts";
import { apply } from "./apply.ts";
import type { PlaceCommand } from "./command.ts";
import { createExchange } from "./create.ts";
import type { ExchangeState } from "./state.ts";

const ACCOUNT = "main";
const SYMBOL = "ETH-USD";
const TAKER = 12_000n;
const MAKER = 6_000n;

const open = (seed = 1): ExchangeState =>
  createExchange({
    venue: "coinbase",
    world: "demo",
    seed,
    symbols: 3,
    accounts: [{ name: ACCOUNT, spot: { USD: "50000", ETH: "5" } }],
  });

const balance = (state: ExchangeState, asset: string) => {
  const { free = 0n, locked = 0n } = state.accounts.get(ACCOUNT)?.spot.get(asset) ?? {};
  return { free, locked };
};

const order = (state: ExchangeState, more: Partial<PlaceCommand>): PlaceCommand => ({
  kind: "place",
  venueTimeMs: state.nowMs,
  account: ACCOUNT,
  market: "spot",
  symbol: SYMBOL,
  side: "BUY",
  type: "MARKET",
  timeInForce: "GTC",
  quantity: "1",
  price: null,
  clientOrderId: null,
  reduceOnly: false,
  positionSide: "BOTH",
  ...more,
});

const placed = (state: ExchangeState, more: Partial<PlaceCommand>) => {
  const { result } = apply(state, order(state, more));
  if (!result.ok || result.value.kind !== "order") throw new Error(JSON.stringify(result));
  return result.value.order;
};

const tradesOf = (state: ExchangeState) => state.accounts.get(ACCOUNT)?.spotTrades ?? [];
const touchOf = (state: ExchangeState) => ({
  bid: (bookSide(state, 1, "spot", "SELL", 1)[0]?.price ?? 0) / 10,
  ask: (bookSide(state, 1, "spot", "BUY", 1)[0]?.price ?? 0) / 10,
});

describe("a venue that charges its commission on top", () => {
  test("a buyer receives all coins and pays quote and commission; a seller receives quote less commission", () => {
    const state = open();
    const bought = placed(state, { quantity: "1.5" });
    expect(balance(state, "ETH").free).toBe(amount("6.5"));
    const fees = tradesOf(state).map(({ quote, commission, commissionAsset }) => {
      expect(commissionAsset).toBe("USD");
      expect(quote * TAKER - commission * 1_000_000n).toBeLessThan(1_000_000n * 10n ** 10n);
      return commission;
    });
    const paid = fees.reduce((sum, fee) => sum + fee, 0n);
    expect(balance(state, "USD").free).toBe(amount("50000") - bought.quote - paid);
    const before = balance(state, "USD").free;
    const sold = placed(state, { side: "SELL", quantity: "0.5" });
    const charged = tradesOf(state)
      .filter((trade) => trade.orderId === sold.id)
      .reduce((sum, trade) => sum + trade.commission, 0n);
    expect(balance(state, "USD").free).toBe(before + sold.quote - charged);
  });

  test("a resting buyer holds what it may cost with commission, and what is over comes back with its fills", () => {
    const state = open();
    const { bid } = touchOf(state);
    const resting = placed(state, { type: "LIMIT", quantity: "2", price: bid.toFixed(1) });
    const value = amount(bid.toFixed(1)) * 2n;
    expect(balance(state, "USD").locked).toBe(value + (value * TAKER) / 1_000_000n);
    advance(state, state.nowMs + 6 * 3_600_000);
    const filled = state.accounts.get(ACCOUNT)?.orders.get(resting.id);
    expect(filled?.status).toBe("FILLED");
    expect(balance(state, "USD").locked).toBe(0n);
    const paid = tradesOf(state).reduce((sum, trade) => sum + trade.quote + trade.commission, 0n);
    expect(balance(state, "USD").free).toBe(amount("50000") - paid);
    for (const trade of tradesOf(state)) {
      expect(trade.quote * MAKER - trade.commission * 1_000_000n).toBeLessThan(1_000_000n * 10n ** 10n);
    }
  });

  test("a sum of quote pays for its own commission", () => {
    const state = open();
    placed(state, { quantity: "0", quoteQuantity: "1000" });
    const spent = amount("50000") - balance(state, "USD").free;
    expect(spent).toBeLessThanOrEqual(amount("1000"));
    // Less than one lot of a hundredth of a coin is left over.
    expect(spent).toBeGreaterThan(amount("990"));
  });

  test("what the coins alone would cost is not enough", () => {
    const state = open();
    const { ask } = touchOf(state);
    const most = (50_000 / (ask * 1.0005)).toFixed(3);
    const { result } = apply(state, order(state, { type: "LIMIT", quantity: most, price: ask.toFixed(1) }));
    expect(result).toEqual({ ok: false, error: { reason: "insufficient-balance", detail: "" } });
  });

  test("nothing is made or lost in any episode, and nothing stays held without an order", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const state = open(seed);
      const before = totalByAsset(state);
      for (let step = 0; step < 60; step++) {
        const draw = mix(seed, step, 7, 0);
        const { bid, ask } = touchOf(state);
        const side = draw % 2 === 0 ? "BUY" : "SELL";
        const away = 1 + (((draw >>> 4) % 21) - 10) / 2_000;
        const price = ((side === "BUY" ? bid : ask) * away).toFixed(1);
        const quantity = (((draw >>> 9) % 200) / 100 + 0.01).toFixed(2);
        const limit = (draw >>> 20) % 3 !== 0;
        apply(state, order(state, { side, quantity, ...(limit ? { type: "LIMIT" as const, price } : {}) }));
        const held = balance(state, "USD");
        expect(held.free >= 0n && held.locked >= 0n).toBe(true);
        advance(state, state.nowMs + 1_000 * (1 + ((draw >>> 13) % 300)));
      }
      for (const id of state.accounts.get(ACCOUNT)?.openOrders ?? []) {
        apply(state, {
          kind: "cancel",
          venueTimeMs: state.nowMs,
          account: ACCOUNT,
          market: "spot",
          symbol: SYMBOL,
          orderId: id,
          clientOrderId: null,
        });
      }
      expect([balance(state, "USD").locked, balance(state, "ETH").locked]).toEqual([0n, 0n]);
      for (const [asset, total] of totalByAsset(state)) {
        expect(`${asset} ${formatAmount(total)}`).toBe(`${asset} ${formatAmount(before.get(asset) ?? amount("0"))}`);
      }
    }
  });
});
