import { BINANCE_TIERS, type FeeDiscount, type FeeSchedule } from "../account/fees.ts";
import type { Market } from "./instrument.ts";

export const VENUES = ["binance", "bybit", "poloniex", "coinbase"] as const;
export type VenueName = (typeof VENUES)[number];

/** What sets one venue's market apart from the others'. Coins, prices and moods are common to all of them. */
export interface VenueProfile {
  /** Distinguishes the draws that are this venue's own; the first venue's are the seed's. */
  readonly salt: number;
  readonly quoteAsset: string;
  /** Coins meant to be worth a dollar that spot quotes in its quote asset. */
  readonly dollarCoins: readonly string[];
  readonly listings: readonly Market[];
  readonly symbolsMax: number;
  readonly symbolOf: (market: Market, coin: string, quote: string) => string;
  /** Volume and depth against the first venue's. */
  readonly volumeShare: number;
  readonly spreadFactor: number;
  /** Whole seconds by which its quotes follow the common price. */
  readonly lagSeconds: number;
  /** Deviation of its spot prices from the common one, in basis points. */
  readonly gapBps: number;
  /** Share of contracts that settle every 4 h, then every 8 h; the rest every hour. */
  readonly intervals: readonly [fourHours: number, eightHours: number];
  /** The lowest first. */
  readonly tiers: readonly [FeeSchedule, ...FeeSchedule[]];
  readonly feeDiscount: FeeDiscount | null;
  /** Spot's commission comes out of what is received, or on top of what is paid in quote. */
  readonly spotCommission: "received" | "quote";
  /** What a client may call its orders. */
  readonly clientOrderId: RegExp;
  /** One wallet carries spot and contracts. */
  readonly unified: boolean;
  /** Of a contract whose leverage nobody has set. */
  readonly leverageDefault: number;
  /** A post-only order that would take is accepted and ends at once, instead of being refused. */
  readonly crossingPostOnlyEnds: boolean;
  /** Conditional orders on contracts live in a service of their own; elsewhere their order keeps their id. */
  readonly algoService: boolean;
  /** Perpetuals are counted in contracts of ten to this power of the coin; null counts the coin itself. */
  readonly contractPower: ((coin: string, priceUsd: number) => number) | null;
}

/** Poloniex's contracts in September 2026, by the power of ten of the coin in one of them. */
const POLONIEX_POWERS: Readonly<Record<string, number>> = {
  BTC: -3,
  ETH: -2,
  LTC: -2,
  BCH: -2,
  BNB: -1,
  SOL: -1,
  AVAX: -1,
  LINK: -1,
  SUI: 0,
  APT: 0,
  UNI: 0,
  FIL: 0,
  XRP: 1,
  ADA: 1,
  TRX: 2,
  DOGE: 2,
  "1000SHIB": 2,
  "1000PEPE": 3,
};
const CONTRACT_USD_MAX = 20;

/** Coins the venue does not list get a contract of at most some dollars. */
const poloniexPower = (coin: string, priceUsd: number): number =>
  POLONIEX_POWERS[coin] ?? Math.min(3, Math.max(-5, Math.floor(Math.log10(CONTRACT_USD_MAX / priceUsd))));

/** Counts and intervals are those of the venues in July and August 2026; fees elsewhere than on Binance are the lowest tier's. */
export const PROFILES: Readonly<Record<VenueName, VenueProfile>> = {
  binance: {
    salt: 0,
    quoteAsset: "USDT",
    dollarCoins: ["USDC", "FDUSD"],
    listings: ["spot", "futures"],
    symbolsMax: 711,
    symbolOf: (_market, coin, quote) => `${coin}${quote}`,
    volumeShare: 1,
    spreadFactor: 1,
    lagSeconds: 0,
    gapBps: 0,
    intervals: [0.62, 0.35],
    tiers: BINANCE_TIERS,
    feeDiscount: { asset: "BNB", spotPpm: 250_000, futuresPpm: 100_000 },
    spotCommission: "received",
    clientOrderId: /^[.A-Z:/a-z0-9_-]{1,36}$/,
    unified: false,
    leverageDefault: 20,
    crossingPostOnlyEnds: false,
    algoService: true,
    contractPower: null,
  },
  bybit: {
    salt: 0x2b1e,
    quoteAsset: "USDT",
    dollarCoins: ["USDC", "USDE"],
    listings: ["spot", "futures"],
    symbolsMax: 760,
    symbolOf: (_market, coin, quote) => `${coin}${quote}`,
    volumeShare: 0.45,
    spreadFactor: 1.3,
    lagSeconds: 1,
    gapBps: 1.2,
    intervals: [0.535, 0.463],
    tiers: [{ spotMakerPpm: 1_000, spotTakerPpm: 1_000, futuresMakerPpm: 200, futuresTakerPpm: 550 }],
    feeDiscount: null,
    spotCommission: "received",
    clientOrderId: /^[.A-Z:/a-z0-9_-]{1,36}$/,
    unified: true,
    leverageDefault: 10,
    crossingPostOnlyEnds: true,
    algoService: false,
    contractPower: null,
  },
  poloniex: {
    salt: 0x3c0d,
    quoteAsset: "USDT",
    dollarCoins: [],
    listings: ["spot", "futures"],
    symbolsMax: 120,
    symbolOf: (market, coin, quote) => (market === "spot" ? `${coin}_${quote}` : `${coin}_${quote}_PERP`),
    volumeShare: 0.02,
    spreadFactor: 3,
    lagSeconds: 2,
    gapBps: 5,
    intervals: [0, 1],
    tiers: [{ spotMakerPpm: 2_000, spotTakerPpm: 2_000, futuresMakerPpm: 100, futuresTakerPpm: 600 }],
    feeDiscount: null,
    spotCommission: "received",
    clientOrderId: /^[A-Za-z0-9_-]{1,64}$/,
    unified: false,
    leverageDefault: 20,
    crossingPostOnlyEnds: true,
    algoService: false,
    contractPower: poloniexPower,
  },
  coinbase: {
    salt: 0x4e51,
    quoteAsset: "USD",
    dollarCoins: [],
    listings: ["spot"],
    symbolsMax: 60,
    symbolOf: (_market, coin, quote) => `${coin}-${quote}`,
    volumeShare: 0.2,
    spreadFactor: 1.5,
    lagSeconds: 0,
    gapBps: 2.5,
    intervals: [0, 1],
    tiers: [{ spotMakerPpm: 6_000, spotTakerPpm: 12_000, futuresMakerPpm: 0, futuresTakerPpm: 0 }],
    feeDiscount: null,
    spotCommission: "quote",
    clientOrderId: /^[ -~]{1,128}$/,
    unified: false,
    leverageDefault: 20,
    crossingPostOnlyEnds: false,
    algoService: false,
    contractPower: null,
  },
};

/** Whether the order that a conditional order becomes has the same id. */
export const keepsId = (venue: VenueName, market: Market): boolean => market === "spot" || !PROFILES[venue].algoService;
