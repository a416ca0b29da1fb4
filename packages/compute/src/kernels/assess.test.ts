import type { PairExposure, RiskNumbers, RiskQuestion } from "@evenkeel/core/risk";
import { expect, it } from "vitest";
import { BLOCKS, conclude, findFlaw, HORIZON_HOURS, lossesLength, simulateBlocks } from "./assess.ts";
import { historicalLosses } from "./history.ts";
import { createRandom } from "./random.ts";
import { tailOf } from "./tail.ts";
import { type Market, pairOf, questionOf, spreadOf } from "./testing.ts";

function assess(question: RiskQuestion): RiskNumbers {
  expect(findFlaw(question)).toBeNull();
  const losses = new Float64Array(lossesLength(question));
  if (question.tooYoung === null) simulateBlocks(question, 0, BLOCKS, losses);
  return conclude(question, losses);
}

/** Window by window, pair by pair, out of plain objects: slow and obvious. */
function slowHistory({ pairs, history }: RiskQuestion, confidence: number) {
  const rows = pairs.map((_, pair) =>
    Array.from({ length: history.hours }, (__, hour) => {
      const at = (column: number) => history.values[(pair * 5 + column) * history.hours + hour] ?? Number.NaN;
      return { long: at(0), short: at(1), low: at(2), high: at(3), funding: at(4) };
    }),
  );
  const losses: number[] = [];
  for (let from = 0; from + HORIZON_HOURS < history.hours; from += 1) {
    let loss = 0;
    pairs.forEach(({ long, short }, at) => {
      const window = rows[at]?.slice(from, from + HORIZON_HOURS + 1) ?? [];
      const [first, ...after] = window;
      const last = after.at(-1);
      if (first === undefined || last === undefined) throw new Error("an empty window");
      const peak = short.price * Math.max(1, ...after.map(({ high }) => high / first.short));
      const trough = long.price * Math.min(1, ...after.map(({ low }) => low / first.long));
      const paid = short.quantity * short.price * after.reduce((sum, each) => sum + each.funding, 0);
      const sale = (long.price * last.long) / first.long;
      const basis = short.price / long.price + last.short / last.long - first.short / first.long;
      const buyBack = sale * basis * 1.0005;
      const shortEnds = peak >= short.liquidationPrice;
      const longEnds = long.kind === "perpetual" && trough <= long.liquidationPrice;
      if (longEnds) {
        loss += long.quantity * (long.price - long.liquidationPrice * (1 - long.maintenanceMargin));
      } else {
        const capped = shortEnds ? Math.min(sale, short.liquidationPrice) : sale;
        loss -= long.quantity * (capped * (1 - long.fee) - long.price);
      }
      if (shortEnds) {
        loss += short.quantity * (short.liquidationPrice * (1 + short.maintenanceMargin) - short.price);
      } else {
        const floored = longEnds ? Math.max(buyBack, long.liquidationPrice) : buyBack;
        loss -= short.quantity * (short.price - floored * (1 + short.fee));
      }
      loss -= shortEnds || longEnds ? Math.min(0, paid) : paid;
    });
    losses.push(loss);
  }
  losses.sort((a, b) => a - b);
  const at = Math.ceil(losses.length * confidence) - 1;
  const valueAtRisk = losses[at] ?? Number.NaN;
  const beyond = losses.slice(at + 1).reduce((sum, loss) => sum + loss - valueAtRisk, 0);
  return { valueAtRisk, expectedShortfall: valueAtRisk + beyond / (losses.length * (1 - confidence)) };
}

it.each<[string, readonly PairExposure[]]>([
  ["carries", [pairOf(), pairOf({ symbol: "SOL", short: { quantity: 4.9 } })]],
  ["a carry whose short is liquidated", [pairOf({ short: { liquidationPrice: 2_050 } }), pairOf({ symbol: "SOL" })]],
  ["a carry and a spread", [pairOf(), spreadOf({ symbol: "SOL", short: { quantity: 4.9 } })]],
  ["a spread whose long is liquidated", [spreadOf({ long: { liquidationPrice: 1_950 } })]],
  [
    "a spread of which either is",
    [spreadOf({ long: { liquidationPrice: 1_950 }, short: { liquidationPrice: 2_050 } })],
  ],
])("agrees with the slow way of reading history: %s", (_, pairs) => {
  const question = questionOf(pairs);
  const losses = historicalLosses(question, HORIZON_HOURS).sort();
  for (const confidence of [0.95, 0.99]) {
    const slow = slowHistory(question, confidence);
    const { valueAtRisk, expectedShortfall } = tailOf(losses, confidence);
    expect(valueAtRisk).toBeCloseTo(slow.valueAtRisk, 6);
    expect(expectedShortfall).toBeCloseTo(slow.expectedShortfall, 6);
  }
});

/** As they were told when there were carries only. */
it("tells of carries what it told before there were spreads", () => {
  const pairs = [
    pairOf({ short: { liquidationPrice: 2_150 } }),
    pairOf({ symbol: "SOL", short: { quantity: 4.9, funding: { intervalHours: 4 } } }),
  ];
  const { measures, contributions, stress } = assess(questionOf(pairs, { hours: 240, priceDeviation: 0.01, seed: 11 }));
  const told = [
    ...measures.flatMap(({ valueAtRisk, expectedShortfall }) => [valueAtRisk, expectedShortfall]),
    ...contributions.map(({ expectedShortfall }) => expectedShortfall),
    ...stress.flatMap(({ profit, marginNeeded }) => [profit, marginNeeded]),
  ];
  expect(told.map((number) => number?.toFixed(8))).toEqual(
    [
      [97.7539325784391, 255.7638770714012, 326.2167823777433, 478.01745577379484],
      [146.83047427968236, 445.66452275412166, 602.6514289910851, 1026.129955253202],
      [51.715945406059845, 56.37026673904268, 59.30676381951436, 63.08122396363235],
      [953.3884586935194, 72.74149655968266],
      [-5409.8, 4817.397, -209.11140222499762, 0, -70.76737108835982, 0],
      [-3034.418754949991, 0, -10098.217252450006, 375.94444444444395, -839.8239549499956, 0],
    ].flatMap((row) => row.map((number) => number.toFixed(8))),
  );
});

const twice = (pair: PairExposure): PairExposure => ({
  ...pair,
  long: { ...pair.long, quantity: 2 * pair.long.quantity },
  short: { ...pair.short, quantity: 2 * pair.short.quantity },
});

it.each([
  ["a carry", pairOf()],
  ["a spread", spreadOf({ long: { liquidationPrice: 1_800, funding: { rate: 0.001 } } })],
])("doubles with the size of %s, whatever the method", (_, pair) => {
  const once = assess(questionOf([pair]));
  const doubled = assess(questionOf([twice(pair)]));
  once.measures.forEach((each, at) => {
    expect(doubled.measures[at]?.valueAtRisk).toBeCloseTo(2 * each.valueAtRisk, 6);
    expect(doubled.measures[at]?.expectedShortfall).toBeCloseTo(2 * each.expectedShortfall, 6);
  });
});

it("puts the shortfall above the value at risk and tells numbers only, over invented portfolios", () => {
  const random = createRandom(5, 0);
  for (let round = 0; round < 4; round += 1) {
    const draw = (low: number, high: number) => low + (high - low) * random.uniform();
    const terms = () => ({
      intervalHours: [1, 4, 8][Math.floor(draw(0, 3))] ?? 8,
      rate: draw(-0.002, 0.002),
    });
    const pairs = Array.from({ length: 1 + Math.floor(draw(0, 3)) }, (_, at): PairExposure => {
      const quantity = draw(0, 50);
      const held = { quantity: quantity * draw(0.9, 1.1), liquidationPrice: 2_002 * draw(1.02, 2), funding: terms() };
      const symbol = `C${at}`;
      if (draw(0, 1) < 0.5) return pairOf({ symbol, long: { quantity }, short: held });
      const long = { quantity: draw(-10, 50), liquidationPrice: 2_000 * draw(-0.2, 0.98), funding: terms() };
      const bare = {
        ...long,
        quantity: Math.max(0, long.quantity),
        liquidationPrice: Math.max(0, long.liquidationPrice),
      };
      return spreadOf({ symbol, long: bare, short: held });
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

it.each<[string, PairExposure, string]>([
  ["a price of zero", pairOf({ long: { price: 0 } }), "ETH has no price"],
  ["no quantity", pairOf({ short: { quantity: Number.NaN } }), "ETH has no quantity"],
  ["a quantity below nothing", spreadOf({ long: { quantity: -1 } }), "ETH has no quantity"],
  ["no liquidation price", pairOf({ short: { liquidationPrice: Number.NaN } }), "ETH has no liquidation price"],
  ["a short that ends at zero", spreadOf({ short: { liquidationPrice: 0 } }), "ETH has no liquidation price"],
  ["none of the long", spreadOf({ long: { liquidationPrice: Number.NaN } }), "ETH has no liquidation price"],
  ["no interval", pairOf({ short: { funding: { intervalHours: 0 } } }), "ETH has no funding rate"],
  ["no rate of the long", spreadOf({ long: { funding: { rate: Number.NaN } } }), "ETH has no funding rate"],
  ["a cap below the floor", spreadOf({ long: { funding: { cap: -1 } } }), "ETH has no funding bounds"],
  ["no fees", pairOf({ long: { fee: Number.NaN } }), "ETH has no fees"],
])("refuses %s instead of answering with it", (_, pair, flaw) => {
  expect(findFlaw(questionOf([pair]))).toBe(flaw);
});

it("takes a long that nothing ends, and bounds that nobody told", () => {
  const funding = { cap: Number.POSITIVE_INFINITY, floor: Number.NEGATIVE_INFINITY };
  expect(findFlaw(questionOf([spreadOf({ long: { liquidationPrice: 0, funding }, short: { funding } })]))).toBeNull();
});

it("refuses a gap in the history", () => {
  const question = questionOf([pairOf()]);
  question.history.values[5] = Number.NaN;
  expect(findFlaw(question)).toBe("a gap in the history");
  question.history.values[5] = 0;
  expect(findFlaw(question)).toBe("ETH has hours without a price");
});
