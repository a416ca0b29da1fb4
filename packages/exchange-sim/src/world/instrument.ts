import type { Amount } from "@evenkeel/core/units";

export type Market = "spot" | "futures";
export const MARKETS: readonly Market[] = ["spot", "futures"];
export const QUOTE_ASSET = "USDT";

/** What one of a coin's two markets accepts. Ticks and steps are mantissas at the scales beside them. */
export interface MarketSpecification {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly priceScale: number;
  readonly tick: number;
  readonly priceMax: number;
  readonly quantityScale: number;
  readonly step: number;
  readonly quantityMax: number;
  readonly marketQuantityMax: number;
  readonly notionalMin: Amount;
  /** Allowed limit prices, in per cent of the reference price. */
  readonly priceUpPercent: number;
  readonly priceDownPercent: number;
  readonly volumeDailyUsd: number;
  readonly halfSpreadBps: number;
  readonly depthTenBpsUsd: number;
}

/** One tier of position size: above `floor` of notional the leverage is lower and the maintenance margin higher. */
export interface Bracket {
  readonly leverageMax: number;
  readonly floor: Amount;
  readonly cap: Amount;
  readonly maintenancePpm: number;
  /** What makes the maintenance margin continuous over the tiers. */
  readonly deduction: Amount;
}

/** What may change while it is listed, `world/change.ts` changes. */
export interface Instrument {
  readonly index: number;
  coin: string;
  futures: MarketSpecification;
  readonly spot: MarketSpecification;
  /** Spot units in one unit of the perpetual's base. */
  multiplier: number;
  intervalHours: number;
  /** Bounds of a settled rate, integers at 8 digits. */
  rateCap: number;
  rateFloor: number;
  readonly rateInterestBps: number;
  /** Beginning of trading. */
  onboardMs: number;
  /** End of trading of a contract to be delisted; the far future otherwise. */
  deliveryMs: number;
  readonly underlying: "COIN" | "EQUITY" | "COMMODITY";
  readonly brackets: readonly Bracket[];
  readonly openInterestUsd: number;
  priceStart: number;
  readonly beta: number;
  readonly volatilityAnnual: number;
  readonly commonLoading: number;
  /** Stretches the premium away from its neutral band: a few contracts run to their funding cap. */
  readonly premiumScale: number;
}

/** Made from a seed: one market in four kinds of weather. */
export const SYNTHETIC_WORLDS = ["demo", "calm", "normal", "storm"] as const;
export type SyntheticWorld = (typeof SYNTHETIC_WORLDS)[number];
/** Told from a record of real markets. */
export const RECORDED_WORLDS = ["majors-2023-2024", "crash-2025-10-10", "frames-2024-08-08"] as const;
export type RecordedWorld = (typeof RECORDED_WORLDS)[number];
export type WorldName = SyntheticWorld | RecordedWorld;
export const WORLDS: readonly WorldName[] = [...SYNTHETIC_WORLDS, ...RECORDED_WORLDS];
/** Told from frames as they were received, not from bars. */
export const isCaptured = (name: WorldName): boolean => name === "frames-2024-08-08";
export const isSynthetic = (name: WorldName): name is SyntheticWorld => SYNTHETIC_WORLDS.some((each) => each === name);

/** Lets a test world churn. Every factor defaults to 1. */
export interface WorldOverrides {
  readonly volatilityScale?: number;
  /** Regimes and premium noise run this many times faster. */
  readonly regimeSpeed?: number;
  /** Multiplies the distance of the premium from its neutral band. */
  readonly premiumScale?: number;
  readonly intervalHours?: 1 | 4 | 8;
}

export const specificationOf = (instrument: Instrument, market: Market): MarketSpecification =>
  market === "spot" ? instrument.spot : instrument.futures;
