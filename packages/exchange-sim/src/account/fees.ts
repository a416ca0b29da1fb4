/** Parts per million of the quote; on spot of what is received, where the venue takes it there. */
export interface FeeSchedule {
  readonly spotMakerPpm: number;
  readonly spotTakerPpm: number;
  readonly futuresMakerPpm: number;
  readonly futuresTakerPpm: number;
}

/** What an account saves by paying its commission in the venue's own coin, parts per million of the commission. */
export interface FeeDiscount {
  readonly asset: string;
  readonly spotPpm: number;
  readonly futuresPpm: number;
}

const tier = (
  spotMakerPpm: number,
  spotTakerPpm: number,
  futuresMakerPpm: number,
  futuresTakerPpm: number,
): FeeSchedule => ({ spotMakerPpm, spotTakerPpm, futuresMakerPpm, futuresTakerPpm });

/** Binance's tiers, VIP 0 to 9, as public tables of 2026 give them. An account stays in the one it was given. */
export const BINANCE_TIERS = [
  tier(1_000, 1_000, 200, 500),
  tier(900, 1_000, 160, 400),
  tier(800, 1_000, 140, 350),
  tier(420, 600, 120, 320),
  tier(420, 540, 100, 300),
  tier(360, 480, 80, 270),
  tier(300, 420, 60, 250),
  tier(240, 360, 40, 220),
  tier(180, 300, 20, 200),
  tier(120, 240, 0, 170),
] as const;

export const STANDARD_FEES: FeeSchedule = BINANCE_TIERS[0];
