import { amount, DAY_MS, HOUR_MS } from "@evenkeel/core/units";
import { mix, normal, SALT, uniform } from "../random.ts";
import { bracketsFor } from "./brackets.ts";
import { LIQUIDITY, WEATHER, type Weather } from "./calibration.ts";
import type { Instrument, MarketSpecification, SyntheticWorld, WorldOverrides } from "./instrument.ts";
import { inventedCoin, KNOWN_COINS, TRADITIONAL } from "./names.ts";
import { PROFILES, VENUES, type VenueName, type VenueProfile } from "./venue.ts";

/** Where simulated time begins: a Monday, 06:00 UTC, two hours before both 4 h and 8 h contracts settle. */
export const WORLD_START_MS = Date.UTC(2026, 10, 2, 6, 0, 0);
/** Binance's own "never" of a perpetual's delivery. */
export const NEVER_MS = 4_133_404_800_000;
/** A client that only keeps integers below 2^53 must be able to hold every price and quantity. */
const MANTISSA_MAX = 9e14;

interface Draws {
  readonly gaussian: (use: number) => number;
  readonly uniform: (use: number) => number;
}

/** The most any venue lists. */
export const SYMBOLS_MAX = Math.max(...VENUES.map((venue) => PROFILES[venue].symbolsMax));
const drawsOf = (seed: number, index: number): Draws => ({
  gaussian: (use) => normal(mix(seed, SALT.instrument, index, use)),
  uniform: (use) => uniform(mix(seed, SALT.instrument, index, use)),
});

interface Shape {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly priceUsd: number;
  readonly priceScale: number;
  readonly quantityScale: number;
  /** 1 unless said otherwise. */
  readonly step?: number;
  readonly notionalMin: string;
  readonly priceUpPercent: number;
  readonly priceDownPercent: number;
  readonly volumeDailyUsd: number;
  readonly spreadBps: number;
  readonly depthTenBpsUsd: number;
}

function specify(shape: Shape): MarketSpecification {
  const unit = 10 ** shape.quantityScale;
  const step = shape.step ?? 1;
  const quantityMax = Math.max(step, Math.floor((shape.volumeDailyUsd / 400 / shape.priceUsd) * unit));
  return {
    symbol: shape.symbol,
    baseAsset: shape.baseAsset,
    priceScale: shape.priceScale,
    tick: 1,
    priceMax: Math.floor(Math.min(MANTISSA_MAX, shape.priceUsd * 40 * 10 ** shape.priceScale)),
    quantityScale: shape.quantityScale,
    step,
    quantityMax: roundedDown(Math.min(MANTISSA_MAX, quantityMax * 10)),
    marketQuantityMax: roundedDown(Math.min(MANTISSA_MAX, quantityMax)),
    notionalMin: amount(shape.notionalMin),
    priceUpPercent: shape.priceUpPercent,
    priceDownPercent: shape.priceDownPercent,
    volumeDailyUsd: shape.volumeDailyUsd,
    halfSpreadBps: shape.spreadBps / 2,
    depthTenBpsUsd: shape.depthTenBpsUsd,
  };
}

/** Venues publish round limits: one significant digit. */
function roundedDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)));
  return Math.floor(value / unit) * unit;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
/** Digits that make one tick 0.1 to 1 basis point of the price. */
const priceDigits = (priceUsd: number): number => clamp(Math.ceil(-Math.log10(priceUsd * 1e-4)), 1, 8);
const quantityDigits = (priceUsd: number, stepUsd: number): number =>
  clamp(Math.ceil(-Math.log10(stepUsd / priceUsd)), 0, 5);

interface Listing {
  readonly coin: string;
  readonly priceUsd: number;
  readonly multiplier: number;
  readonly underlying: Instrument["underlying"];
}

function listingOf(draws: Draws, index: number): Listing {
  const known = KNOWN_COINS[index];
  if (known !== undefined) {
    return { coin: known[0], priceUsd: known[1], multiplier: known[2] ?? 1, underlying: "COIN" };
  }
  const traditional = TRADITIONAL[index - KNOWN_COINS.length];
  if (traditional !== undefined) {
    return { coin: traditional[0], priceUsd: traditional[1], multiplier: 1, underlying: traditional[2] };
  }
  const priceUsd = 10 ** (draws.uniform(1) * 3.6 - 2.3);
  return { coin: inventedCoin(index - KNOWN_COINS.length), priceUsd, multiplier: 1, underlying: "COIN" };
}

function perpetualOf(profile: VenueProfile, listing: Listing, draws: Draws, index: number): MarketSpecification {
  const volume =
    profile.volumeShare *
    LIQUIDITY.volumeFirstUsd *
    (index + 1) ** -LIQUIDITY.volumeRankPower *
    Math.exp(index < 3 ? 0 : LIQUIDITY.volumeDeviation * draws.gaussian(2));
  const wide = draws.uniform(3) < 0.06 ? 4 : 1;
  const power = profile.contractPower?.(listing.coin, listing.priceUsd) ?? null;
  const digits = index === 0 ? 3 : Math.min(3, quantityDigits(listing.priceUsd, 5));
  return specify({
    symbol: profile.symbolOf("futures", listing.coin, profile.quoteAsset),
    baseAsset: listing.coin,
    priceUsd: listing.priceUsd,
    priceScale: index === 0 ? 1 : priceDigits(listing.priceUsd),
    quantityScale: power === null ? digits : Math.max(0, -power),
    step: power === null ? 1 : 10 ** Math.max(0, power),
    // Whoever counts contracts asks for one of them at least, and for nothing more.
    notionalMin: power !== null ? "0" : index === 0 ? "100" : index === 1 ? "20" : "5",
    priceUpPercent: index < 10 ? 105 : 110,
    priceDownPercent: index < 10 ? 95 : 90,
    volumeDailyUsd: volume,
    spreadBps:
      wide *
      profile.spreadFactor *
      LIQUIDITY.perpetualSpreadBps *
      (1e9 / (volume / profile.volumeShare)) ** LIQUIDITY.perpetualSpreadPower *
      Math.exp(0.25 * draws.gaussian(4)),
    depthTenBpsUsd: LIQUIDITY.perpetualDepthUsd * (volume / LIQUIDITY.volumeFirstUsd) ** LIQUIDITY.depthPower,
  });
}

function spotOf(
  profile: VenueProfile,
  listing: Listing,
  draws: Draws,
  index: number,
  perpetual: MarketSpecification,
): MarketSpecification {
  const coin = listing.multiplier === 1 ? listing.coin : listing.coin.replace(/^\d+/, "");
  const priceUsd = listing.priceUsd / listing.multiplier;
  const deviation = index < 3 ? 0 : LIQUIDITY.spotShareDeviation * draws.gaussian(5);
  const volume = perpetual.volumeDailyUsd * LIQUIDITY.spotShare * Math.exp(deviation);
  const priceScale = index === 0 ? 2 : priceDigits(priceUsd);
  return specify({
    symbol: profile.symbolOf("spot", coin, profile.quoteAsset),
    baseAsset: coin,
    priceUsd,
    priceScale,
    quantityScale: Math.min(8 - priceScale, quantityDigits(priceUsd, index === 0 ? 2 : 0.9)),
    notionalMin: "5",
    priceUpPercent: 500,
    priceDownPercent: 20,
    volumeDailyUsd: volume,
    spreadBps:
      profile.spreadFactor *
      LIQUIDITY.spotSpreadBps *
      (1e9 / (volume / profile.volumeShare)) ** LIQUIDITY.spotSpreadPower *
      Math.exp(0.25 * draws.gaussian(6)),
    depthTenBpsUsd: LIQUIDITY.spotDepthUsd * (volume / LIQUIDITY.spotVolumeFirstUsd) ** LIQUIDITY.depthPower,
  });
}

function intervalOf(profile: VenueProfile, draws: Draws, index: number, overrides: WorldOverrides): number {
  if (overrides.intervalHours !== undefined) return overrides.intervalHours;
  if (index < 6) return 8;
  const draw = draws.uniform(7);
  const [four, eight] = profile.intervals;
  return draw < four ? 4 : draw < four + eight ? 8 : 1;
}

/** Most contracts may settle up to 2 %, the largest 0.3 %, and the wildest less than their premium would reach. */
function capOf(draws: Draws, index: number, wild: boolean): number {
  if (index < 2 || wild) return 300_000;
  return index < 20 || draws.uniform(8) < 0.9 ? 2_000_000 : 750_000;
}

function onboardOf(draws: Draws, index: number): number {
  const years =
    index < 12
      ? 4 + draws.uniform(9)
      : draws.uniform(9) < 0.14
        ? draws.uniform(10) * 0.45
        : 0.6 + draws.uniform(10) * 4;
  return Math.floor((WORLD_START_MS - years * 365 * DAY_MS) / HOUR_MS) * HOUR_MS;
}

const weathered = (specification: MarketSpecification, weather: Weather): MarketSpecification => ({
  ...specification,
  halfSpreadBps: specification.halfSpreadBps * weather.spread,
  depthTenBpsUsd: specification.depthTenBpsUsd * weather.depth,
});

export function buildInstrument(
  venue: VenueName,
  name: SyntheticWorld,
  seed: number,
  index: number,
  overrides: WorldOverrides,
): Instrument {
  const profile = PROFILES[venue];
  const draws = drawsOf(seed, index);
  const listing = listingOf(draws, index);
  const weather = WEATHER[name];
  const futures = weathered(perpetualOf(profile, listing, draws, index), weather);
  const wild = index >= 30 && draws.uniform(17) < 0.05;
  const cap = capOf(draws, index, wild);
  const delisting = index >= 40 && draws.uniform(11) < 0.03;
  const large = index < 12;
  return {
    index,
    coin: listing.coin,
    futures,
    spot: weathered(spotOf(profile, listing, draws, index, futures), weather),
    multiplier: listing.multiplier,
    intervalHours: intervalOf(profile, draws, index, overrides),
    rateCap: cap,
    rateFloor: -cap,
    rateInterestBps: listing.coin === "BNB" || listing.coin === "POL" ? 0 : 1,
    onboardMs: onboardOf(draws, index),
    deliveryMs: delisting ? WORLD_START_MS + Math.ceil(4 + draws.uniform(12) * 26) * DAY_MS + 3 * HOUR_MS : NEVER_MS,
    underlying: listing.underlying,
    brackets: bracketsFor(futures.volumeDailyUsd),
    openInterestUsd:
      futures.volumeDailyUsd *
      LIQUIDITY.openInterestShare *
      Math.exp(LIQUIDITY.openInterestDeviation * draws.gaussian(13)),
    priceStart: listing.priceUsd,
    beta: index === 0 ? 1 : 1.15 + 0.45 * draws.uniform(14),
    volatilityAnnual:
      index === 0 ? 0.12 : index === 1 ? 0.36 : large ? 0.4 + 0.3 * draws.uniform(15) : 0.55 + 0.5 * draws.uniform(15),
    commonLoading: 0.5 + draws.uniform(16),
    premiumScale: wild ? 6 : 1,
  };
}
