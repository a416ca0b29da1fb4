import { amount, divideDown } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { apply } from "../exchange/apply.ts";
import { createExchange } from "../exchange/create.ts";
import { accountOf, never, place, placed, reasonOf, tradesIn } from "../exchange/scene.test-data.ts";
import type { ExchangeState } from "../exchange/state.ts";
import type { Market } from "../world/instrument.ts";
import { indexPriceAt } from "../world/sample.ts";
import { secondOf } from "../world/world.ts";
import { BINANCE_TIERS } from "./fees.ts";
import { totalByAsset } from "./money.ts";

const create = (bnb: string, feeTier = 0, symbols = 6): ExchangeState =>
  createExchange({
    world: "demo",
    seed: 1,
    symbols,
    accounts: [{ name: "alice", spot: { USDT: "200000", BTC: "2", BNB: bnb }, futures: "50000", feeTier }],
  });
const turn = (state: ExchangeState, market: Market, on = true) =>
  apply(state, { kind: "set-fee-discount", venueTimeMs: state.nowMs, account: "alice", market, on });
const send = (state: ExchangeState, text: string, to: Market) =>
  apply(state, { kind: "transfer", venueTimeMs: state.nowMs, account: "alice", asset: "BNB", amount: text, to });
const tradesOf = (state: ExchangeState, market: Market, side: "BUY" | "SELL" = "BUY") =>
  tradesIn(place(state, { market, side, quantity: "0.5" }).events);

/** quote × fee × what the discount leaves ÷ the coin's price, in eight digits, downwards. */
function expected(state: ExchangeState, quote: bigint, ppm: bigint, sharePpm: bigint): bigint {
  const bnb = state.world.instruments.find((each) => each.coin === "BNB") ?? never();
  const price = BigInt(Math.round(indexPriceAt(state.world, bnb.index, secondOf(state.nowMs)) * 1e8));
  return divideDown(quote * ppm * sharePpm, 10n ** 14n * price) * 10n ** 10n;
}

describe("commission in the venue's own coin", () => {
  test.each(["BUY", "SELL"] as const)("spot, %s: a quarter less, at the coin's price, and only BNB pays", (side) => {
    const state = create("10");
    const total = totalByAsset(state);
    turn(state, "spot");
    const trades = tradesOf(state, "spot", side);
    for (const { commission, commissionAsset, quote } of trades) {
      expect(commissionAsset).toBe("BNB");
      expect(commission).toBe(expected(state, quote, 1_000n, 750_000n));
    }
    const paid = trades.reduce((sum, trade) => sum + trade.commission, 0n);
    expect(paid).toBeGreaterThan(0n);
    expect(accountOf(state).spot.get("BNB")?.free).toBe(amount("10") - paid);
    const btc = (accountOf(state).spot.get("BTC")?.free ?? 0n) - amount("2");
    expect(btc).toBe(side === "BUY" ? amount("0.5") : -amount("0.5"));
    expect(totalByAsset(state)).toEqual(total);
  });

  test("contracts: a tenth less, from BNB that was sent over, and the income row names it", () => {
    const state = create("10");
    const total = totalByAsset(state);
    turn(state, "futures");
    expect(tradesOf(state, "futures")[0]?.commissionAsset).toBe("USDT");
    expect(send(state, "4", "futures").result.ok).toBe(true);
    expect(accountOf(state).futuresDiscountCoin).toBe(amount("4"));
    const wallet = accountOf(state).futuresWallet;
    const [trade] = tradesOf(state, "futures");
    expect(trade?.commission).toBe(expected(state, trade?.quote ?? 0n, 500n, 900_000n));
    expect(accountOf(state).futuresWallet).toBe(wallet);
    expect(accountOf(state).income.at(-1)).toMatchObject({
      type: "COMMISSION",
      asset: "BNB",
      amount: -(trade?.commission ?? 0n),
    });
    expect(reasonOf(send(state, "4", "spot"))).toBe("transfer-insufficient");
    expect(totalByAsset(state)).toEqual(total);
  });

  test.each([
    ["there is not enough of it", () => create("0.0001")],
    ["the coin is not listed", () => create("10", 0, 3)],
  ] as const)("where %s the ordinary fee is charged", (_, make) => {
    const state = make();
    turn(state, "spot");
    expect(tradesOf(state, "spot").every((trade) => trade.commissionAsset === "BTC")).toBe(true);
  });

  test("switched off again it is charged as before", () => {
    const state = create("10");
    turn(state, "spot");
    turn(state, "spot", false);
    expect(tradesOf(state, "spot")[0]?.commissionAsset).toBe("BTC");
  });
});

test.each([0, 3, 9])("an account of tier %i pays that tier's fee", (tier) => {
  const state = create("0", tier);
  const order = placed(place(state, { quantity: "0.5" }));
  const paid = accountOf(state).futuresTrades.reduce((sum, trade) => sum + trade.commission, 0n);
  const ppm = BigInt(BINANCE_TIERS[tier]?.futuresTakerPpm ?? 0);
  expect(order.quote * ppm - paid * 1_000_000n).toBeLessThan(10n ** 18n);
  expect(paid).toBeGreaterThan(0n);
});
