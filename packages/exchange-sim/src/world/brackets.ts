import { type Amount, amount, ZERO } from "@evenkeel/core/units";
import type { Bracket } from "./instrument.ts";

type Tier = readonly [leverageMax: number, capUsd: number, maintenancePpm: number];

/** Binance's own ladders in shape: the larger the position, the less leverage and the more maintenance margin. */
const LARGE: readonly Tier[] = [
  [125, 300_000, 4_000],
  [100, 800_000, 5_000],
  [75, 3_000_000, 6_500],
  [50, 12_000_000, 10_000],
  [20, 70_000_000, 25_000],
  [10, 100_000_000, 50_000],
  [5, 230_000_000, 100_000],
  [2, 600_000_000, 250_000],
  [1, 1_200_000_000, 500_000],
];
const MIDDLE: readonly Tier[] = [
  [75, 10_000, 10_000],
  [50, 50_000, 15_000],
  [25, 300_000, 20_000],
  [20, 600_000, 25_000],
  [10, 3_000_000, 50_000],
  [5, 6_000_000, 100_000],
  [2, 12_000_000, 250_000],
  [1, 30_000_000, 500_000],
];
const SMALL: readonly Tier[] = [
  [25, 5_000, 20_000],
  [20, 25_000, 25_000],
  [10, 200_000, 50_000],
  [5, 500_000, 100_000],
  [2, 1_000_000, 250_000],
  [1, 3_000_000, 500_000],
];

function ladder(tiers: readonly Tier[]): readonly Bracket[] {
  const brackets: Bracket[] = [];
  let floor: Amount = ZERO;
  let previousPpm = 0n;
  let deduction = 0n;
  for (const [leverageMax, capUsd, maintenancePpm] of tiers) {
    if (brackets.length > 0) deduction += (floor * (BigInt(maintenancePpm) - previousPpm)) / 1_000_000n;
    const cap = amount(String(capUsd));
    brackets.push({ leverageMax, floor, cap, maintenancePpm, deduction: deduction as Amount });
    floor = cap;
    previousPpm = BigInt(maintenancePpm);
  }
  return brackets;
}

const LADDERS = { large: ladder(LARGE), middle: ladder(MIDDLE), small: ladder(SMALL) };

export const bracketsFor = (volumeDailyUsd: number): readonly Bracket[] =>
  volumeDailyUsd > 5e8 ? LADDERS.large : volumeDailyUsd > 4e7 ? LADDERS.middle : LADDERS.small;
