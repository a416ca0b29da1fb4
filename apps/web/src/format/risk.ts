import type { RiskMethod, StressScenario } from "@evenkeel/api/views";
import { THIN } from "./number.ts";

export const METHOD_WORDS: Readonly<Record<RiskMethod, readonly [label: string, explained: string]>> = {
  history: [
    "History",
    "What today's pairs would have lost in each of the day-long windows of the last month, prices, basis and funding as they came together. It knows nothing worse than that month.",
  ],
  "monte-carlo": [
    "Monte Carlo",
    "Ten thousand invented days: prices walk, basis and funding return to their means, all correlated as in the last month and shrunk towards independence, with fat tails. Perpetual legs are liquidated hour by hour where the mark reaches them.",
  ],
  parametric: [
    "Normal",
    "The same deviations as one bell curve. It cannot see a liquidation: where it lies far below the others, the margin of the perpetuals is what matters.",
  ],
};

export const SCENARIO_WORDS: Readonly<Record<StressScenario, readonly [label: string, explained: string]>> = {
  "price-up": [
    `All prices +50${THIN}%`,
    "Every coin jumps by half. A short that this ends loses its margin while its long falls back to where it was; the rest are left at a basis 1 % worse.",
  ],
  "price-down": [
    `All prices −50${THIN}%`,
    "Every coin falls by half. A long perpetual that this ends loses its margin while its short rises back to where it was; elsewhere shorts gain what longs lose, and the way out costs a basis 1 % worse.",
  ],
  "october-2025": [
    `10${THIN}Oct${THIN}2025`,
    "The hours of that day as AVAX had them, down to its low, scaled to how lively each coin is, told at the worst hourly close. Two venues are as far apart as they were then, against us. Auto-deleveraging is not in it.",
  ],
  "depeg-3": ["USDT at 0.97", "Everything held is worth 3 % less in dollars, and prices in USDT rise by as much."],
  "depeg-10": ["USDT at 0.90", "Everything held is worth 10 % less in dollars, and prices in USDT rise by as much."],
  "funding-bounds": [
    `Funding at its worst, 3${THIN}d`,
    "Every settlement of three days at the lowest rate a venue allows for shorts and the highest for long perpetuals, and then the way out.",
  ],
};
