import { expect, it } from "vitest";
import { createLeg } from "../position/leg.ts";
import { pairOf, setTop, spreadState } from "../test/world.ts";
import { amount } from "../units/index.ts";
import { trackUnhedged } from "./unhedged.ts";

/** Ten coins long at one venue, eight short at the other. */
function oneAhead(prices: { readonly long: number; readonly short: number }): number {
  const state = spreadState();
  const [long, short] = state.market.instruments;
  if (long === undefined || short === undefined) throw new Error("two markets");
  state.market.columns.markPrice.fill(0);
  setTop(state, 0, prices.long, prices.long);
  setTop(state, 1, prices.short, prices.short);
  const legs = {
    long: { ...createLeg(long), held: amount("10") },
    short: { ...createLeg(short), held: amount("-8") },
  };
  const pair = pairOf("10", "-8", { stage: "open", ...legs });
  trackUnhedged(state, pair);
  return pair.unhedgedNotionalWorst;
}

it.each([
  ["at the long's market", { long: 10_000, short: 10_100 }, 200],
  ["at the short's while the long's venue is silent", { long: 0, short: 10_100 }, 202],
  ["at none while both are", { long: 0, short: 0 }, 0],
])("values what a spread holds without its counterpart %s", (_, prices, notional) => {
  expect(oneAhead(prices)).toBeCloseTo(notional, 9);
});
