/** Coin, price in USD, contracts' multiplier where the perpetual counts in thousands. Prices are only a beginning. */
export type CoinName = readonly [coin: string, priceUsd: number, multiplier?: number];

export const KNOWN_COINS: readonly CoinName[] = [
  ["BTC", 94_300],
  ["ETH", 3_280],
  ["SOL", 171],
  ["XRP", 2.14],
  ["DOGE", 0.1874],
  ["BNB", 688],
  ["LINK", 16.2],
  ["AVAX", 24.6],
  ["SUI", 2.71],
  ["ADA", 0.684],
  ["LTC", 91.4],
  ["UNI", 8.62],
  ["AAVE", 212],
  ["DOT", 4.31],
  ["NEAR", 3.12],
  ["ARB", 0.4412],
  ["OP", 0.7231],
  ["1000PEPE", 0.01132, 1000],
  ["APT", 5.84],
  ["BCH", 466],
  ["FIL", 2.94],
  ["ATOM", 4.83],
  ["ETC", 21.7],
  ["INJ", 13.9],
  ["SEI", 0.2241],
  ["TIA", 2.63],
  ["WLD", 1.07],
  ["TRX", 0.2871],
  ["HYPE", 34.2],
  ["ENA", 0.5413],
  ["TAO", 341],
  ["POL", 0.2362],
  ["XLM", 0.3124],
  ["HBAR", 0.2043],
  ["ICP", 5.32],
  ["CRV", 0.6571],
  ["LDO", 0.9843],
  ["RUNE", 1.34],
  ["GALA", 0.01642],
  ["SAND", 0.2874],
  ["AXS", 2.48],
  ["1000SHIB", 0.01281, 1000],
  ["1000BONK", 0.02113, 1000],
  ["1000FLOKI", 0.1762, 1000],
  ["WIF", 0.7614],
  ["JUP", 0.4871],
  ["PYTH", 0.1243],
  ["STRK", 0.1392],
  ["DYDX", 0.5912],
  ["FET", 0.6743],
  ["RENDER", 3.72],
  ["IMX", 0.5613],
  ["GRT", 0.0943],
  ["ALGO", 0.2214],
  ["VET", 0.02431],
  ["EGLD", 15.8],
  ["MANA", 0.2964],
  ["COMP", 44.1],
  ["SNX", 0.6482],
  ["MKR", 1_590],
  ["1000LUNC", 0.0614, 1000],
];

/** Perpetuals on things that are not coins: a universe rule must be able to refuse them. */
export const TRADITIONAL: readonly (readonly [coin: string, priceUsd: number, underlying: "EQUITY" | "COMMODITY"])[] = [
  ["TSLA", 341, "EQUITY"],
  ["XAU", 3_420, "COMMODITY"],
  ["NVDA", 176, "EQUITY"],
];

const HEADS = ["AL", "BRI", "COR", "DEN", "EVO", "FAR", "GLI", "HAL", "IRI", "JOV", "KEL", "LUM", "MIR", "NOV", "ORB"];
const MIDDLES = ["TA", "NE", "VI", "RO", "SU", "LA", "DI"];
const TAILS = ["X", "N", "R", "S", "M", "TH", "Q"];

/** Plausible invented tickers, all different: the long tail of a venue. */
export function inventedCoin(index: number): string {
  const head = HEADS[index % HEADS.length] ?? "ZY";
  const middle = MIDDLES[Math.floor(index / HEADS.length) % MIDDLES.length] ?? "ZO";
  const tail = TAILS[Math.floor(index / (HEADS.length * MIDDLES.length)) % TAILS.length] ?? "Z";
  return head + middle + tail;
}
