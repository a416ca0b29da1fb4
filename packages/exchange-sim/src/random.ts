/**
 * Counter-based randomness: every draw is a hash of where it is used, so reading the market more or less often
 * can never change what comes next.
 */
export function mix(seed: number, a: number, b: number, c: number): number {
  let h = Math.imul(seed ^ a, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h ^ b, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h ^ c, 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  h ^= h >>> 16;
  return h >>> 0;
}

const TWO_32 = 4_294_967_296;
/** Sum of four bytes: mean 510, variance 4 × (256² − 1) / 12. Bounded by 3.45 deviations. */
const BYTE_SUM_DEVIATION = Math.sqrt((4 * 65_535) / 12);

/** A uniform number in [0, 1). */
export const uniform = (hash: number): number => hash / TWO_32;

/** A standard normal number, near enough for a price and cheap enough for every symbol and minute. */
export const normal = (hash: number): number =>
  ((hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24) - 510) / BYTE_SUM_DEVIATION;

/** One salt per use, so that no two uses ever share a draw. */
export const SALT = {
  instrument: 0x11,
  minuteReturn: 0x21,
  marketReturn: 0x22,
  basis: 0x23,
  bridge: 0x24,
  micro: 0x25,
  volatility: 0x31,
  commonVolatility: 0x32,
  jump: 0x33,
  regime: 0x41,
  regimeLevel: 0x42,
  premiumFast: 0x43,
  premiumCommon: 0x44,
  premiumVenue: 0x46,
  settlementDelay: 0x45,
  levelSize: 0x51,
  flow: 0x52,
  activity: 0x53,
  candle: 0x54,
  extremes: 0x55,
  gap: 0x56,
  fault: 0x61,
  faultSize: 0x62,
  faultFrame: 0x63,
  course: 0x57,
  change: 0x58,
} as const;
