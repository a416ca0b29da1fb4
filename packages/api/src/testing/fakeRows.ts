import type { OpportunityView, PositionView, Stance, VerdictReason } from "../views/index.ts";

/** A small seeded generator: fakes must look alive and stay the same from run to run. */
export function createRandom(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const MAJORS = [
  "BTC",
  "ETH",
  "SOL",
  "AVAX",
  "LINK",
  "INJ",
  "DOGE",
  "TIA",
  "1000PEPE",
  "ARB",
  "OP",
  "SUI",
  "APT",
  "NEAR",
];
export const symbolAt = (index: number): string => MAJORS[index] ?? `ALT${index}`;
const HELD = 3;
const TENTH = 10;
/** Adding zero turns −0, which JSON does not know, into 0. */
const round = (value: number): number => Math.round(value * TENTH) / TENTH + 0;

const REFUSALS: readonly VerdictReason[] = [
  { code: "mean", have: 6.2, need: 15, unit: "%/year", bound: "min" },
  { code: "discount", have: 9.4, need: 5, unit: "bps", bound: "max" },
  { code: "depth", have: 4.1, need: 10, unit: "x order", bound: "min" },
  { code: "cost", have: 20, need: 45, unit: "bps", bound: "min" },
  { code: "spread", have: 7.3, need: 5, unit: "bps", bound: "max" },
  { code: "volume", have: 31_200_000, need: 50_000_000, unit: "USDT", bound: "min" },
  { code: "listed-days", have: 96, need: 180, unit: "days", bound: "min" },
  { code: "next-rate", have: -0.4, need: 0, unit: "bps", bound: "min" },
];

function stanceAt(index: number): Stance {
  if (index >= 2 && index < 2 + HELD) return "held";
  if (index === 5) return "entering";
  if (index === 6) return "queued";
  if (index === 9) return "clear";
  return index % 37 === 36 ? "quarantined" : "rejected";
}

function reasonsAt(index: number, stance: Stance): readonly VerdictReason[] {
  if (stance === "quarantined") return [{ code: "stale", have: 8_400, need: 2_000, unit: "ms", bound: "max" }];
  if (stance === "queued") return [{ code: "settlement-near", have: 41, need: 60, unit: "s", bound: "min" }];
  const reason = REFUSALS[index % REFUSALS.length];
  return stance === "rejected" && reason !== undefined ? [reason] : [];
}

export function fakeOpportunity(index: number, random: () => number, venueTimeMs: number): OpportunityView {
  const stance = stanceAt(index);
  const symbol = symbolAt(index);
  const mean = round(stance === "rejected" ? random() * 24 - 8 : 18 + random() * 28);
  const costs = {
    fees: 20,
    spread: round(1 + random() * 4),
    impact: round(random() * 3),
    basis: round(random() * 4),
    earlyEnd: round(random() * 6),
  };
  const total = round(costs.fees + costs.spread + costs.impact + costs.basis + costs.earlyEnd);
  const funding = round((mean / 365) * 14 * 100);
  const blind = stance === "quarantined";
  return {
    id: `binance/spot/${symbol}USDT/binance/${symbol}USDT`,
    symbol,
    long: { venue: "Binance", symbol: `${symbol.replace("1000", "")}USDT`, kind: "spot" },
    short: { venue: "Binance", symbol: `${symbol}USDT`, kind: "perpetual" },
    meanAnnualPercent: mean,
    medianAnnualPercent: round(mean * 0.8),
    ratePercentile: blind ? null : round(random() * 100),
    volatilityAnnualPercent: blind ? null : round(40 + random() * 80),
    nextRateBps: blind ? null : round(mean / 10),
    nextFundingAtVenueMs: venueTimeMs + (index % 2 === 0 ? 4 : 8) * 1_800_000,
    intervalHours: index % 3 === 0 ? 8 : index % 11 === 10 ? 1 : 4,
    basisBps: blind ? null : round(random() * 12 - 5),
    fundingBps: funding,
    costs: {
      feesBps: costs.fees,
      spreadBps: blind ? null : costs.spread,
      impactBps: blind ? null : costs.impact,
      basisBps: blind ? null : costs.basis,
      earlyEndBps: blind ? null : costs.earlyEnd,
      totalBps: blind ? null : total,
    },
    netBps: blind ? null : round(funding - total),
    stance,
    reasons: reasonsAt(index, stance),
    progress: stance === "entering" ? "post-only, 62 % filled" : null,
    unknownWhy: blind ? "stale" : null,
  };
}

export function fakePosition(index: number, tick: number, venueTimeMs: number): PositionView {
  const symbol = symbolAt(index);
  const heldMs = (4 - index) * 26 * 3_600_000 * 0.7;
  const funding = 38.21 / index + tick * 0.01;
  const price = -0.42 + index * 0.2;
  const basis = index === 2 ? -2.1 : 1.4 - (tick % 7) * 0.05;
  const fees = -7.5;
  const slippage = -0.6;
  const text = (value: number): string => value.toFixed(4);
  const recovered = (funding / 8.1) * 100;
  return {
    pairId: `ekabcd1234-${index}`,
    symbol,
    origin: index === 2 ? "adopted" : "entered",
    long:
      index === 3
        ? { venue: "Bybit", symbol: `${symbol}USDT`, kind: "perpetual" }
        : { venue: "Binance", symbol: `${symbol}USDT`, kind: "spot" },
    short: { venue: "Binance", symbol: `${symbol}USDT`, kind: "perpetual" },
    stage: index === 4 ? "opening" : "open",
    filledPercent: index === 4 ? 62 : 100,
    notional: (5_010 - index * 13).toFixed(2),
    asset: "USDT",
    openedAtVenueMs: venueTimeMs - heldMs,
    heldMs,
    profit: {
      funding: text(funding),
      price: text(price),
      basis: text(basis),
      fees: text(fees),
      slippage: text(slippage),
      net: text(funding + price + basis + fees + slippage),
    },
    breakEven: { recoveredPercent: recovered, remainingMs: recovered >= 100 ? 0 : 44 * 3_600_000 },
    liquidation: { distancePercent: 34 + index * 4, price: "231.48", markPrice: "164.17" },
    nextFunding: { amount: text(2.14 / index), atVenueMs: venueTimeMs + 3_600_000 * 3.3 },
    unhedged: index === 4 ? { amount: "12.40", sinceMs: 700 } : null,
    closeReason: null,
    unknownWhy: null,
  };
}
