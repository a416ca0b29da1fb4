import type { EngineState } from "@evenkeel/core/engine";
import type { Pair } from "@evenkeel/core/position";
import { amount, formatAmount, wallTime, ZERO } from "@evenkeel/core/units";
import { beforeEach, expect, it } from "vitest";
import { heldSpread, LONG, NOW_MS, SHORT } from "../held-spread.test-data.ts";
import { viewHeat } from "./heat.ts";
import { apartAtMarket, viewKpis } from "./kpis.ts";
import { viewPositions } from "./positions.ts";
import { createProfitBooks } from "./profit-series.ts";
import { profitOf } from "./profit-split.ts";

let state: EngineState;
let pair: Pair;
beforeEach(() => {
  ({ state, pair } = heldSpread());
});

const kpis = () => viewKpis(state, createProfitBooks([], []), { ms: 0, notional: 0 });

/** As after a start at which the venue of one leg tells nothing yet. */
function silence(index: number): void {
  const { columns } = state.market;
  for (const column of [columns.bidPrice, columns.askPrice, columns.markPrice]) column[index] = 0;
}

it("finds the nearer liquidation of the two legs, and says so while a venue keeps it to itself", () => {
  // 1,100 is 45 % below 2,000; 2,900 is 44.9 % above 2,002.
  expect(kpis().nearestLiquidation).toEqual({ value: { symbol: "ETH", distancePercent: 44.9, marginHours: null } });
  for (const venue of state.venues.values()) venue.positions.clear();
  expect(kpis().nearestLiquidation).toMatchObject({ why: "venue-silent" });
  // The short is gone: what is left is a position all the same.
  pair.short.held = ZERO;
  expect(kpis().nearestLiquidation).toMatchObject({ why: "venue-silent" });
  pair.long.held = ZERO;
  expect(kpis().nearestLiquidation).toMatchObject({ why: "no-positions" });
});

it("values what stands alone at the other leg's market while its own venue is silent", () => {
  pair.short.held = amount("-4");
  pair.unhedgedSince = wallTime(NOW_MS - 1_000);
  expect(formatAmount(apartAtMarket(state, pair))).toBe("2000");
  silence(LONG);
  expect(formatAmount(apartAtMarket(state, pair))).toBe("2002");
  expect(kpis().netDelta).toMatchObject({ value: { amount: "2002" } });
  expect(viewPositions(state)[0]?.unhedged).toEqual({ amount: "2002", sinceMs: 1_000 });
  silence(SHORT);
  expect(kpis().netDelta).toMatchObject({ why: "no-market-data" });
  expect(viewPositions(state)[0]?.unhedged).toEqual({ amount: null, sinceMs: 1_000 });
});

it("splits a spread's profit by the marks of both legs, to the digit", () => {
  [pair.funding, pair.fees] = [amount("3"), amount("11")];
  const { columns } = state.market;
  [columns.markPrice[LONG], columns.markPrice[SHORT]] = [205_000, 205_300];
  const profit = profitOf(state, pair);
  if (profit === null) throw new Error("a leg has no price");
  const { price, basis, slippage, fees, funding, net } = profit;
  // Long +50, short −51 a coin: the legs came a dollar further apart, and nothing else happened.
  expect([price, basis, slippage, fees, funding, net].map(formatAmount)).toEqual(["0", "-5", "0", "-11", "3", "-13"]);
});

it("counts the trading of a spread once both legs are out: what each was sold for over what it was bought for", () => {
  const books = createProfitBooks([], [pair]);
  const long = { ...pair.long, soldQuantity: pair.long.boughtQuantity, soldQuote: amount("10250"), held: ZERO };
  const short = { ...pair.short, boughtQuantity: pair.short.soldQuantity, boughtQuote: amount("10265"), held: ZERO };
  books.observe({ ...pair, stage: "closed", long, short }, state.venueNowMs);
  expect(books.series("USDT").points.at(-1)).toMatchObject({ price: "-5", net: "-5" });
});

it("heats both perpetuals of a spread, each once, with its venue", () => {
  state.candidates.meanAnnualPercent.fill(10);
  const rows = viewHeat(state);
  expect(rows.map(({ symbol, venue, held, intervalHours }) => [symbol, venue, held, intervalHours])).toEqual([
    ["ETH", "other", true, 4],
    ["ETH", "here", true, 8],
  ]);
  expect(rows.map(({ ratesBps }) => ratesBps.at(-1))).toEqual([4, 12]);
});
