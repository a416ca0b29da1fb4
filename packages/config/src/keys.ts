import type { ConfigSection } from "@evenkeel/core/events";
import { EXECUTION } from "./execution-keys.ts";
import { count, type Key, type Keys, number } from "./key.ts";

export type { Effect, Key, Keys, Looser } from "./key.ts";

const DAY_MS = 86_400_000;

/**
 * What each number may be and means. Wide enough for any sane owner, and closed where a slip of the hand would cost
 * money: a leverage of 125, a limit of 1e-9, a percent given as a fraction.
 */
export const KEYS: Keys = {
  entry: {
    meanAnnualPercentMin: number(
      "Least mean funding",
      "% a year",
      [0, 500],
      "down",
      "The 7-day mean of funding a carry must reach before it is entered.",
    ),
    medianAnnualPercentMin: number(
      "Least median funding",
      "% a year",
      [-100, 500],
      "down",
      "The 30-day median a carry must exceed: one rich week alone is not enough.",
    ),
    holdDays: number(
      "Expected hold",
      "days",
      [1, 90],
      "up",
      "How long a pair is expected to be held when its funding is weighed against its cost.",
    ),
    netOverCostMin: number(
      "Least net over cost",
      "times",
      [0.1, 20],
      "down",
      "What is left of the expected funding must be this many times the cost of the round trip.",
    ),
    cashAnnualPercent: number(
      "What cash earns",
      "% a year",
      [0, 50],
      "down",
      "A pair must promise more on its capital than this, and is left when it does not.",
    ),
    discountBpsMax: number(
      "Largest discount",
      "bp",
      [0, 500],
      "up",
      "How far the perpetual may trade below spot at entry.",
    ),
    spreadBaseBps: number(
      "Least funding per 8 h",
      "bp",
      [0, 100],
      "down",
      "The mean funding of eight hours a carry must bring whatever its size.",
    ),
    spreadBpsPerTenThousand: number(
      "Least funding per 8 h, by size",
      "bp per 10,000 USDT",
      [0, 10],
      "down",
      "What larger orders must bring on top.",
    ),
    settlementGuardMs: count(
      "Distance from settlements",
      "ms",
      [0, 3_600_000],
      "down",
      "Nothing is entered or left by choice this close before or after a funding settlement.",
    ),
  },
  exit: {
    meanAnnualPercentMax: number(
      "Leave below mean funding",
      "% a year",
      [-500, 500],
      "down",
      "A pair is left when its 7-day mean falls below this and holding is worth less than leaving.",
    ),
    cooldownMs: count("Rest after an exit", "ms", [0, 90 * DAY_MS], "down", "How long a coin is not entered again."),
  },
  universe: {
    listedDaysMin: count("Least age of a listing", "days", [0, 3_650], "down", "Younger perpetuals are not entered."),
    perpetualVolumeMin: number(
      "Least volume of the perpetual",
      "USDT a day",
      [0, 1e12],
      "down",
      "Thinner perpetuals are not entered.",
    ),
    spotVolumeMin: number(
      "Least volume of spot",
      "USDT a day",
      [0, 1e12],
      "down",
      "Thinner spot markets are not entered.",
    ),
    openInterestMin: number(
      "Least open interest",
      "USDT",
      [0, 1e12],
      "down",
      "Perpetuals with less open interest are not entered.",
    ),
    spreadBpsMax: number(
      "Widest spread",
      "bp",
      [0.1, 500],
      "up",
      "Neither leg may quote a wider bid-ask spread at entry.",
    ),
    depthOverOrderMin: number(
      "Depth over the order",
      "times",
      [1, 10_000],
      "down",
      "How many times our order the thinner book must hold near its top.",
    ),
    capHitDays: count(
      "Days without a capped rate",
      "days",
      [0, 30],
      "down",
      "A perpetual whose rate hit its cap or floor within these days is not entered.",
    ),
  },
  size: {
    leverage: count(
      "Leverage of the short",
      "×",
      [1, 5],
      "up",
      "Isolated leverage set before a pair's first order. Open pairs keep theirs: no venue lowers it under a position.",
      "new-pairs",
    ),
    pairEquityPercentMax: number(
      "Largest pair",
      "% of equity",
      [0.1, 50],
      "up",
      "No pair is opened larger than this share of equity.",
      "new-pairs",
    ),
    pairsMax: count("Most pairs", "pairs", [1, 50], "up", "How many pairs may be open at once.", "new-pairs"),
    spreadPairsMax: count(
      "Most pairs across venues",
      "pairs",
      [0, 50],
      "up",
      "How many of them may hold a perpetual against a perpetual of another venue. 0 turns that strategy off.",
      "new-pairs",
    ),
    notionalEquityPercentMax: number(
      "Largest sum of pairs",
      "% of equity",
      [0.1, 90],
      "up",
      "All pairs together stay below this share of equity.",
      "new-pairs",
    ),
    freeEquityPercentMin: number(
      "Free equity",
      "% of equity",
      [5, 95],
      "down",
      "What an entry must leave free for margin calls.",
      "new-pairs",
    ),
    legNotionalMin: number(
      "Smallest leg",
      "USDT",
      [5, 1e6],
      "down",
      "Smaller legs are not worth their fees.",
      "new-pairs",
    ),
  },
  risk: {
    dailyLossPercentMax: number(
      "Daily loss limit",
      "% of equity",
      [0.1, 20],
      "up",
      "A loss of this since the venue day began freezes all entries.",
    ),
    drawdownPercentMax: number(
      "Drawdown limit",
      "% of the peak",
      [0.1, 50],
      "up",
      "A fall of this from the highest equity freezes all entries.",
    ),
    liquidationWarnPercent: number(
      "Liquidation warning",
      "% away",
      [1, 90],
      "down",
      "Said when a short's liquidation price comes this near.",
    ),
    liquidationTransferPercent: number(
      "Margin is added",
      "% away",
      [1, 90],
      "down",
      "What is free at the same venue is moved behind a perpetual whose liquidation price is this near, up to the warning.",
    ),
    liquidationShrinkPercent: number(
      "Liquidation floor",
      "% away",
      [1, 90],
      "down",
      "Both legs shrink step by step while a liquidation price is this near, what a step frees is put behind the rest; at half of it they are closed.",
    ),
    freshnessMsMax: count("Oldest price", "ms", [100, 60_000], "up", "Older prices decide nothing new."),
    jumpBpsMax: number(
      "Largest jump",
      "bp a minute",
      [10, 10_000],
      "up",
      "A price that jumps further is not believed until later frames confirm it.",
    ),
    markIndexBpsMax: number(
      "Mark against index",
      "bp",
      [10, 5_000],
      "up",
      "A perpetual whose mark is further from its index is quarantined.",
    ),
    venuesApartBpsMax: number(
      "Venues apart",
      "bp",
      [10, 5_000],
      "up",
      "Nothing is entered in a coin whose perpetuals are further apart than this on two venues: one of them is wrong.",
    ),
    clockOffsetMsMax: count(
      "Clock difference",
      "ms",
      [50, 10_000],
      "up",
      "No new risk while this machine's clock and the venue's are further apart.",
    ),
    netDeltaPercentMax: number(
      "Net delta",
      "% of equity",
      [0.01, 20],
      "up",
      "No new risk while more of the equity than this is unhedged.",
    ),
    expectedShortfallPercentMax: number(
      "Expected shortfall",
      "% of equity",
      [0.1, 100],
      "up",
      "No new risk while the open pairs may lose more than this on a bad day (mean of the worst hundredth).",
    ),
    pegFreezePercent: number(
      "USDT off the dollar: FREEZE",
      "%",
      [0.05, 10],
      "up",
      "USDT further from the dollar than this for as long as the next line says freezes all entries; none are taken meanwhile.",
    ),
    pegFreezeMs: count(
      "USDT off the dollar: for",
      "ms",
      [0, 3_600_000],
      "up",
      "How long, in the venue's time, USDT stands off before it freezes.",
    ),
    pegReducePercent: number(
      "USDT off the dollar: REDUCE",
      "%",
      [0.1, 50],
      "up",
      "USDT further from the dollar than this, seen twice, closes every pair, both legs together.",
    ),
    breakerFailuresMax: count(
      "Breaker",
      "calls",
      [1, 50],
      "up",
      "So many calls in a row that do not come through stop new risk at a venue. A refusal is an answer and does not count.",
    ),
    breakerRestMs: count(
      "Rest of the breaker",
      "ms",
      [1_000, 3_600_000],
      "down",
      "How long a venue rests after that, before the next whole read of the account decides.",
    ),
    latencyMsMax: count(
      "Slowest answers",
      "ms",
      [50, 60_000],
      "up",
      "No new risk at a venue while half of its last answers took longer.",
    ),
    feeAssetQuoteMin: number(
      "Coin for fees",
      "USDT",
      [0, 100_000],
      "down",
      "A coin that fees are paid in at a discount is called out when a wallet holds less of it than this is worth.",
    ),
  },
  execution: EXECUTION,
};

/** Every `section.key` there is, in the order it is shown. */
export const PATHS: readonly string[] = Object.entries(KEYS).flatMap(([section, keys]) =>
  Object.keys(keys).map((name) => `${section}.${name}`),
);

export function keyAt(path: string): Key | null {
  const [section = "", name = "", ...rest] = path.split(".");
  if (rest.length > 0 || !Object.hasOwn(KEYS, section)) return null;
  const keys: Readonly<Record<string, Key>> = KEYS[section as ConfigSection];
  return Object.hasOwn(keys, name) ? (keys[name] ?? null) : null;
}
