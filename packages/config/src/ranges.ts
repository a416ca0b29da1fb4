import type { Config } from "@evenkeel/core/events";

export type Range = { readonly min: number; readonly max: number; readonly whole?: true };

type Sections = Omit<Config, "version">;
export type Section = keyof Sections;
export type Ranges = { readonly [S in Section]: { readonly [Key in keyof Config[S]]: Range } };

const range = (min: number, max: number): Range => ({ min, max });
const whole = (min: number, max: number): Range => ({ min, max, whole: true });

const DAY_MS = 86_400_000;

/**
 * What each number may be. Wide enough for any sane owner, and closed where a slip of the hand would cost money:
 * a leverage of 125, a limit of 1e-9, a percent given as a fraction.
 */
export const RANGES: Ranges = {
  entry: {
    meanAnnualPercentMin: range(0, 500),
    medianAnnualPercentMin: range(-100, 500),
    holdDays: range(1, 90),
    netOverCostMin: range(0.1, 20),
    cashAnnualPercent: range(0, 50),
    discountBpsMax: range(0, 500),
    spreadBaseBps: range(0, 100),
    spreadBpsPerTenThousand: range(0, 10),
    settlementGuardMs: whole(0, 3_600_000),
  },
  exit: {
    meanAnnualPercentMax: range(-500, 500),
    cooldownMs: whole(0, 90 * DAY_MS),
  },
  universe: {
    listedDaysMin: whole(0, 3_650),
    perpetualVolumeMin: range(0, 1e12),
    spotVolumeMin: range(0, 1e12),
    openInterestMin: range(0, 1e12),
    spreadBpsMax: range(0.1, 500),
    depthOverOrderMin: range(1, 10_000),
    capHitDays: whole(0, 30),
  },
  size: {
    leverage: whole(1, 5),
    pairEquityPercentMax: range(0.1, 50),
    pairsMax: whole(1, 50),
    notionalEquityPercentMax: range(0.1, 90),
    freeEquityPercentMin: range(5, 95),
    legNotionalMin: range(5, 1e6),
  },
  risk: {
    dailyLossPercentMax: range(0.1, 20),
    drawdownPercentMax: range(0.1, 50),
    liquidationWarnPercent: range(1, 90),
    liquidationShrinkPercent: range(1, 90),
    freshnessMsMax: whole(100, 60_000),
    jumpBpsMax: range(10, 10_000),
    markIndexBpsMax: range(10, 5_000),
    clockOffsetMsMax: whole(50, 10_000),
    netDeltaPercentMax: range(0.01, 20),
    expectedShortfallPercentMax: range(0.1, 100),
  },
  execution: {
    slippageBpsMax: range(0.1, 500),
    exitSlippageBpsMax: range(0.1, 2_000),
    hedgeAttemptsMax: whole(1, 20),
    unhedgedMsMax: whole(500, 600_000),
    sendTimeoutMs: whole(500, 60_000),
    receiveWindowMs: whole(500, 60_000),
    absentPollsMin: whole(2, 20),
    accountPollMs: whole(1_000, 600_000),
    retryPauseMs: whole(50, 60_000),
    depthAgeMsMax: whole(1_000, 600_000),
  },
};
