import { expect, test } from "vitest";
import { apply } from "../exchange/apply.ts";
import { createExchange } from "../exchange/create.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { planCommon } from "../faults/plan.ts";
import { dollarQuotes } from "./dollars.ts";

const exchange = (venue: "binance" | "bybit" | "coinbase" = "binance"): ExchangeState =>
  createExchange({ venue, world: "normal", seed: 5, symbols: 2, accounts: [] });
const bids = (state: ExchangeState): readonly number[] => dollarQuotes(state).map(({ bid }) => bid);

/** Bids at four digits after each step of a fault, one tick below the price. */
test.each([
  [
    "depeg",
    [
      [10_308, 10_308],
      [15_384, 15_384],
      [10_308, 10_308],
      [9_999, 9_999],
    ],
  ],
  [
    "coin-depeg",
    [
      [9_699, 9_999],
      [8_799, 9_999],
      [9_999, 9_999],
    ],
  ],
] as const)("%s, step by step", (name, expected) => {
  const state = exchange();
  const plan = planCommon(state, name, "");
  expect(plan.ok && plan.steps.map(({ command }) => apply(state, command).result.ok && bids(state))).toEqual(expected);
});

test("what is quoted is the venue's: its own names, and nothing where prices are in dollars", () => {
  expect(dollarQuotes(exchange("bybit")).map(({ symbol }) => symbol)).toEqual(["USDCUSDT", "USDEUSDT"]);
  expect(dollarQuotes(exchange("coinbase"))).toEqual([]);
  expect(planCommon(exchange("coinbase"), "coin-depeg", "").ok).toBe(false);
});
