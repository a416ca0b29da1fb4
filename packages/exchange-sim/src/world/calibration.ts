import type { SyntheticWorld } from "./instrument.ts";

/**
 * What the synthetic market is fitted to. Measured from public data sets (facts only, nothing is read at run time):
 *
 * - Binance USDT-M funding, 15 symbols, 2020-01 to 2026-02, 90,097 settlements; AVAX hourly perpetual, spot, mark and
 *   funding 2020 to 2026: PietroC21/Crypto-PerpetualFutures (MIT).
 * - BTC and ETH spot and perpetual, 8-hourly, 2023-01 to 2024-07: AHA-HH/optimising-funding-rate-arbitrage (MIT).
 * - Perpetual candles of five coins, 2025-03 to 2026-03: 0xknxwledge/group-m-finm33150-final (Unlicense).
 * - Raw book frames of BTC and ETH, 8 Aug 2024, 23:54 to 24:00 UTC: nkaz001/hftbacktest (MIT).
 *
 * | measured | value |
 * |---|---|
 * | funding autocorrelation at 1, 3, 21, 90 settlements of 8 h, median symbol | 0.76, 0.60, 0.40, 0.23 |
 * | settlements at exactly 0.01 % / 8 h | 36 to 52 %; negative 10 to 34 % |
 * | weekly funding, correlation with BTC | ETH 0.94, DOGE 0.67, AVAX 0.58, SOL 0.18 |
 * | 7-day mean from ≥ 15 % a year until < 0 (2020 to 2026), quartiles | 35, 84, 171 days |
 * | early 2026, 539 contracts, per cent a year | median −0.9, quartiles −24 and +9, worst −1,713 |
 * | AVAX basis, hourly, last two years | mean −3.6 bp, deviation 5.7 bp, autocorrelation 1 h 0.73, 24 h 0.63 |
 * | correlation of 8 h mean basis with the rate settled on it | 0.78 |
 * | annual volatility of hourly returns (BTC, ETH, SOL, DOGE, HYPE, AVAX) | 0.44, 0.69, 0.77, 0.86, 1.06, 0.94 |
 * | beta to BTC (ETH, SOL, DOGE, HYPE) | 1.31, 1.42, 1.50, 1.47 (correlation 0.83, 0.80, 0.76, 0.59) |
 * | kurtosis of hourly returns; autocorrelation of their size at 1 h and 24 h | 6 to 19; 0.20 to 0.28, 0.09 to 0.16 |
 * | top spread, BTC and ETH perpetual | one tick: 0.016 and 0.037 bp |
 * | bids within 10 bp, USD: BTC perpetual, ETH perpetual, BTC spot, ETH spot | 8.0 M, 3.4 M, 2.2 M, 1.4 M |
 * | settled on the same 8 h at Binance and Bybit, 2025-03 to 2026-03, correlation of five coins | 0.04 to 0.87, median 0.42; by weeks 0.51 to 0.93; BTC and ETH in 2023 and 2024 0.82 |
 * | the same, median distance | 0.26 to 0.50 bp |
 * | hourly closes of the same perpetual at Binance and Bybit, deviation | BTC 1.3, ETH 1.6, SOL 2.6, DOGE 2.8 bp; autocorrelation at 1 h 0.27 to 0.67 |
 * | BTC spot at Bybit and OKX, 8-hourly, median distance | 1 bp |
 * | intervals in July 2026 | 4 h 440, 8 h 269, 1 h 2 of 711; cap ±2 % for 640 of 711 |
 */
export const MARKET = {
  volatilityAnnual: 0.4,
  /** Deviation and half-life of the logarithm of volatility, common and own: they make the fat tails and clusters. */
  logVolatilityCommon: { deviation: 0.35, halfLifeHours: 60 },
  logVolatilityOwn: { deviation: 0.35, halfLifeHours: 12 },
  jumpVolatilities: 18,
  /** Pull of the log price towards where it began, so that a year-long run stays inside its price ticks. */
  anchorHalfLifeHours: 200 * 24,
} as const;

export interface Weather {
  /** Multiplies every volatility. */
  readonly volatility: number;
  readonly jumpsPerYear: number;
  readonly spread: number;
  readonly depth: number;
}

/**
 * AVAX's weeks from 2020 to 2026 had these yearly volatilities: tenth 0.58, half 0.92, nineteen twentieths 2.15, the
 * wildest hundredth 3.35. Calm is the tenth against the half, storm between the last two.
 */
export const WEATHER: Readonly<Record<SyntheticWorld, Weather>> = {
  demo: { volatility: 1, jumpsPerYear: 10, spread: 1, depth: 1 },
  calm: { volatility: 0.6, jumpsPerYear: 3, spread: 0.8, depth: 1.3 },
  normal: { volatility: 1, jumpsPerYear: 10, spread: 1, depth: 1 },
  storm: { volatility: 2.7, jumpsPerYear: 250, spread: 2, depth: 0.4 },
};

export const FUNDING = {
  /** Binance: rate = premium + clamp(interest − premium, ±0.05 %), interest 0.01 % per 8 h. In basis points per 8 h. */
  interestBps: 1,
  clampBps: 5,
  fast: { deviationBps: 2.4, halfLifeHours: 5 },
  common: { deviationBps: 0.7, halfLifeHours: 15 * 24 },
  /** How a venue's premium leans away from the first one's, and how much of its noise the two share. */
  venue: { deviationBps: 2.2, halfLifeHours: 4 * 24, sharedNoise: 0.5 },
  regimeSmoothingHours: 10,
  historyDays: 90,
  /** Settlements are stamped a few milliseconds late, as the venue's own history shows. */
  delayMsMax: 9,
} as const;

/** Half hours between which a venue's spot prices wander against the common one. */
export const GAP_MINUTES = 30;

export const BASIS = { halfLifeMinutes: 40, noiseBps: 2.2, markSmoothingMinutes: 15, microBps: 0.25 } as const;

export interface RegimeSpecification {
  readonly meanDays: number;
  /** Chance of each next regime. */
  readonly next: readonly [rich: number, base: number, poor: number];
  /** Premium in basis points per 8 h: lowest plus a skewed draw up to the span. */
  readonly fromBps: number;
  readonly toBps: number;
  /** 1 is uniform; more pulls towards `fromBps` and stretches the far tail. */
  readonly skew: number;
}

export type Regimes = readonly [rich: RegimeSpecification, base: RegimeSpecification, poor: RegimeSpecification];

/** Regimes 0 rich, 1 base, 2 poor. A rate settles at premium − 5 bp above 6 bp, at premium + 5 bp below −4 bp. */
export const REGIMES: Readonly<Record<SyntheticWorld, Regimes>> = {
  demo: [
    { meanDays: 16, next: [0, 0.45, 0.55], fromBps: 8, toBps: 15, skew: 1.4 },
    { meanDays: 10, next: [0.5, 0, 0.5], fromBps: -2.5, toBps: 5, skew: 1 },
    { meanDays: 9, next: [0.4, 0.6, 0], fromBps: -6.5, toBps: -14, skew: 1.5 },
  ],
  calm: [
    { meanDays: 5, next: [0, 0.95, 0.05], fromBps: 5.5, toBps: 7.5, skew: 2 },
    { meanDays: 40, next: [0.5, 0, 0.5], fromBps: -2, toBps: 3, skew: 1 },
    { meanDays: 5, next: [0.05, 0.95, 0], fromBps: -4.6, toBps: -8, skew: 3 },
  ],
  normal: [
    { meanDays: 6, next: [0, 0.6, 0.4], fromBps: 5.5, toBps: 9, skew: 2 },
    { meanDays: 25, next: [0.04, 0, 0.96], fromBps: -4.4, toBps: 1, skew: 1 },
    { meanDays: 15, next: [0.04, 0.96, 0], fromBps: -4.6, toBps: -24, skew: 3.2 },
  ],
  /** As in the week of November 2022: rates turn within days, and the worst settle at their caps. */
  storm: [
    { meanDays: 2, next: [0, 0.4, 0.6], fromBps: 8, toBps: 40, skew: 2 },
    { meanDays: 3, next: [0.5, 0, 0.5], fromBps: -4, toBps: 5, skew: 1 },
    { meanDays: 3, next: [0.35, 0.65, 0], fromBps: -8, toBps: -220, skew: 3.5 },
  ],
};

export const LIQUIDITY = {
  /** Daily perpetual volume of the first coin in USD and its decay with rank. */
  volumeFirstUsd: 15e9,
  volumeRankPower: 1.15,
  volumeDeviation: 0.35,
  spotShare: 0.22,
  spotShareDeviation: 0.45,
  openInterestShare: 0.3,
  openInterestDeviation: 0.3,
  /** Spread in basis points at 1e9 USD a day, and its power of volume. */
  perpetualSpreadBps: 0.3,
  perpetualSpreadPower: 0.6,
  spotSpreadBps: 0.5,
  spotSpreadPower: 0.5,
  /** One side's depth within 10 bp: USD at the first coin's volume, and its power of volume. */
  perpetualDepthUsd: 8e6,
  spotDepthUsd: 2.2e6,
  depthPower: 0.6,
  spotVolumeFirstUsd: 3.3e9,
} as const;
