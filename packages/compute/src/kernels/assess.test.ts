import type { PairExposure, RiskMeasure, RiskNumbers, RiskQuestion } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { BLOCKS, conclude, findFlaw, HORIZON_HOURS, lossesLength, simulateBlocks } from "./assess.ts";
import { createRandom } from "./random.ts";
import { type Market, pairOf, questionOf } from "./testing.ts";

function assess(question: RiskQuestion): RiskNumbers {
  expect(findFlaw(question)).toBeNull();
  const losses = new Float64Array(lossesLength(question));
  if (question.tooYoung === null) simulateBlocks(question, 0, BLOCKS, losses);
  return conclude(question, losses);
}

const measure = ({ measures }: RiskNumbers, method: RiskMeasure["method"], confidence: number): RiskMeasure => {
  const found = measures.find((each) => each.method === method && each.confidence === confidence);
  if (found === undefined) throw new Error(`no ${method} at ${confidence}`);
  return found;
};

/** Window by window, pair by pair, out of plain objects: slow and obvious. */
function slowHistory({ pairs, history }: RiskQuestion, confidence: number) {
  const rows = pairs.map((_, pair) =>
    Array.from({ length: history.hours }, (__, hour) => {
      const at = (column: number) => history.values[(pair * 4 + column) * history.hours + hour] ?? Number.NaN;
      return { spot: at(0), perpetual: at(1), markHigh: at(2), funding: at(3) };
    }),
  );
  const losses: number[] = [];
  for (let from = 0; from + HORIZON_HOURS < history.hours; from += 1) {
    let loss = 0;
    pairs.forEach((pair, at) => {
      const window = rows[at]?.slice(from, from + HORIZON_HOURS + 1) ?? [];
      const [first, ...after] = window;
      const last = after.at(-1);
      if (first === undefined || last === undefined) throw new Error("an empty window");
      const peak = pair.perpetualPrice * Math.max(1, ...after.map(({ markHigh }) => markHigh / first.perpetual));
      const funding = after.reduce((sum, each) => sum + each.funding, 0);
      const paid = pair.shortQuantity * pair.perpetualPrice * funding;
      const spot = (pair.spotPrice * last.spot) / first.spot;
      const basis = pair.perpetualPrice / pair.spotPrice + last.perpetual / last.spot - first.perpetual / first.spot;
      if (peak >= pair.liquidationPrice) {
        const margin =
          pair.shortQuantity * (pair.liquidationPrice * (1 + pair.maintenanceMargin) - pair.perpetualPrice);
        const coin = Math.min(spot, pair.liquidationPrice) * (1 - pair.spotFee) - pair.spotPrice;
        loss += margin - pair.spotQuantity * coin - Math.min(0, paid);
      } else {
        const buyBack = spot * basis * 1.0005 * (1 + pair.perpetualFee);
        loss -= pair.spotQuantity * (spot * (1 - pair.spotFee) - pair.spotPrice);
        loss -= pair.shortQuantity * (pair.perpetualPrice - buyBack) + paid;
      }
    });
    losses.push(loss);
  }
  losses.sort((a, b) => a - b);
  const at = Math.ceil(losses.length * confidence) - 1;
  const valueAtRisk = losses[at] ?? Number.NaN;
  const beyond = losses.slice(at + 1).reduce((sum, loss) => sum + loss - valueAtRisk, 0);
  return { valueAtRisk, expectedShortfall: valueAtRisk + beyond / (losses.length * (1 - confidence)) };
}

it("agrees with the slow way of reading history, with and without liquidations", () => {
  for (const liquidationPrice of [2_050, 2_900]) {
    const question = questionOf([pairOf({ liquidationPrice }), pairOf({ symbol: "SOL", shortQuantity: 4.9 })]);
    const numbers = assess(question);
    for (const confidence of [0.95, 0.99]) {
      const slow = slowHistory(question, confidence);
      const { valueAtRisk, expectedShortfall } = measure(numbers, "history", confidence);
      expect(valueAtRisk).toBeCloseTo(slow.valueAtRisk, 6);
      expect(expectedShortfall).toBeCloseTo(slow.expectedShortfall, 6);
    }
  }
});

it("doubles with the size, whatever the method", () => {
  const pair = pairOf();
  const once = assess(questionOf([pair]));
  const twice = assess(questionOf([{ ...pair, spotQuantity: 10, shortQuantity: 10 }]));
  once.measures.forEach((each, at) => {
    expect(twice.measures[at]?.valueAtRisk).toBeCloseTo(2 * each.valueAtRisk, 6);
    expect(twice.measures[at]?.expectedShortfall).toBeCloseTo(2 * each.expectedShortfall, 6);
  });
});

it("puts the shortfall above the value at risk and tells numbers only, over invented portfolios", () => {
  const random = createRandom(5, 0);
  for (let round = 0; round < 3; round += 1) {
    const draw = (low: number, high: number) => low + (high - low) * random.uniform();
    const pairs = Array.from({ length: 1 + Math.floor(draw(0, 3)) }, (_, at): PairExposure => {
      const quantity = draw(0, 50);
      const interval = [1, 4, 8][Math.floor(draw(0, 3))] ?? 8;
      return pairOf({
        symbol: `C${at}`,
        spotQuantity: quantity,
        shortQuantity: quantity * draw(0.9, 1.1),
        liquidationPrice: 2_002 * draw(1.02, 2),
        intervalHours: interval,
        fundingRate: draw(-0.002, 0.002),
      });
    });
    const market: Market = { hours: 168 + Math.floor(draw(0, 600)), priceDeviation: draw(0, 0.02), seed: round };
    const { measures, contributions, stress } = assess(questionOf(pairs, market));
    for (const each of measures) {
      expect(Number.isFinite(each.valueAtRisk)).toBe(true);
      expect(each.expectedShortfall).toBeGreaterThanOrEqual(each.valueAtRisk);
    }
    expect(contributions.every(({ expectedShortfall }) => Number.isFinite(expectedShortfall))).toBe(true);
    for (const { profit, marginNeeded } of stress) {
      expect(Number.isFinite(profit)).toBe(true);
      expect(marginNeeded).toBeGreaterThanOrEqual(0);
    }
  }
}, 30_000);

it("tells no measure of a pair that is too young, and the stress that needs no history", () => {
  const young = { ...questionOf([pairOf()]), tooYoung: "ETH", history: { hours: 0, values: new Float64Array(0) } };
  const numbers = assess(young);
  expect(numbers.measures).toEqual([]);
  expect(numbers.stress.filter(({ why }) => why === "too-little-history").map(({ scenario }) => scenario)).toEqual([
    "october-2025",
  ]);
});

it.each<[string, Partial<PairExposure>, string]>([
  ["a price of zero", { spotPrice: 0 }, "ETH has no price"],
  ["no quantity", { shortQuantity: Number.NaN }, "ETH has no quantity"],
  ["no liquidation price", { liquidationPrice: Number.NaN }, "ETH has no liquidation price"],
  ["no interval", { intervalHours: 0 }, "ETH has no funding rate"],
])("refuses %s instead of answering with it", (_, changes, flaw) => {
  expect(findFlaw(questionOf([pairOf(changes)]))).toBe(flaw);
});

it("refuses a gap in the history", () => {
  const question = questionOf([pairOf()]);
  question.history.values[5] = Number.NaN;
  expect(findFlaw(question)).toBe("a gap in the history");
  question.history.values[5] = 0;
  expect(findFlaw(question)).toBe("ETH has hours without a price");
});
