import type { BookLevel, Config, SettledFunding } from "@evenkeel/core/events";
import type { Instrument } from "@evenkeel/core/market";

export type Quarantine = "none" | "zero" | "crossed" | "jump" | "mark-index" | "never-seen";

export type Top = {
  readonly bid: number;
  readonly ask: number;
  readonly bidQuantity: number;
  readonly askQuantity: number;
  readonly updateId: number;
  readonly venueTimeMs: number;
  readonly receivedAtMs: number;
};

export type Mark = {
  readonly venueTimeMs: number;
  readonly price: number;
  readonly index: number;
  readonly rate: number;
  readonly nextFundingAt: number;
  readonly receivedAtMs: number;
};

export type Depth = { readonly bidQuote: number; readonly askQuote: number; readonly receivedAtMs: number };

/** One market as an object that its ticks replace the parts of. */
export type Market = {
  readonly instrument: Instrument;
  readonly factor: number;
  top: Top | null;
  mark: Mark | null;
  /** Variance of a day's return, and the mark it was last fed. */
  spread: { readonly daily: number; readonly price: number; readonly venueTimeMs: number } | null;
  depth: Depth | null;
  quarantine: Quarantine;
  markQuarantine: Quarantine;
  updateId: number;
  jump: { readonly middle: number; readonly agreed: number } | null;
  volumeQuote: number | null;
  openInterestQuote: number | null;
  terms: { readonly intervalHours: number; readonly cap: number; readonly floor: number } | null;
  settled: readonly SettledFunding[];
  depthAskedMs: number;
};

export const createMarket = (instrument: Instrument, factor: number): Market => ({
  instrument,
  factor,
  top: null,
  mark: null,
  spread: null,
  depth: null,
  quarantine: "never-seen",
  markQuarantine: "none",
  updateId: 0,
  jump: null,
  volumeQuote: null,
  openInterestQuote: null,
  terms: null,
  settled: [],
  depthAskedMs: 0,
});

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const AGREED_MIN = 3;

function jumps(market: Market, top: Top, from: number, config: Config): boolean {
  const minutes = Math.max(1, (top.venueTimeMs - (market.top?.venueTimeMs ?? 0)) / MINUTE_MS);
  const limit = (config.risk.jumpBpsMax / 1e4) * Math.sqrt(Math.min(minutes, DAY_MINUTES));
  return Math.abs((top.bid + top.ask) / from - 1) > limit;
}

/** Believes a top or holds the market back; says whether it was believed. */
export function acceptTop(market: Market, top: Top, config: Config): boolean {
  if (top.updateId <= market.updateId) return false;
  market.updateId = top.updateId;
  const reason = doubt(market, top, config);
  if (reason !== null) {
    market.quarantine = reason;
    return false;
  }
  market.top = top;
  market.quarantine = "none";
  market.jump = null;
  return true;
}

function doubt(market: Market, top: Top, config: Config): Quarantine | null {
  if (!(top.bid > 0 && top.ask > 0 && top.bidQuantity > 0 && top.askQuantity > 0)) return "zero";
  if (top.bid >= top.ask) return "crossed";
  if (market.top === null || !jumps(market, top, market.top.bid + market.top.ask, config)) return null;
  const agrees =
    market.quarantine === "jump" && market.jump !== null && !jumps(market, top, market.jump.middle, config);
  market.jump = { middle: top.bid + top.ask, agreed: agrees ? (market.jump?.agreed ?? 0) + 1 : 1 };
  return market.jump.agreed < AGREED_MIN ? "jump" : null;
}

export function acceptMark(market: Market, mark: Mark, config: Config): void {
  if (!(mark.price > 0 && mark.index > 0)) {
    market.markQuarantine = "zero";
    return;
  }
  const apartBps = Math.abs(mark.price / mark.index - 1) * 1e4;
  market.markQuarantine = apartBps > config.risk.markIndexBpsMax ? "mark-index" : "none";
  market.mark = mark;
  market.spread = spreadAfter(market.spread, mark);
}

const DAY_MS = 86_400_000;
const MEMORY_DAYS = 2;

/** One mark a minute, weighted by its age; an unknown coin starts at a hundred per cent a year. */
function spreadAfter(before: Market["spread"], { price, venueTimeMs }: Mark): Market["spread"] {
  if (before === null) return { daily: 1 / 365, price, venueTimeMs };
  const elapsedMs = venueTimeMs - before.venueTimeMs;
  if (elapsedMs < MINUTE_MS) return before;
  const days = elapsedMs / DAY_MS;
  const move = Math.log(price / before.price);
  const weight = 1 - Math.exp(-days / MEMORY_DAYS);
  return { daily: before.daily + weight * ((move * move) / days - before.daily), price, venueTimeMs };
}

const NEAR_BPS = 10;

/** Quote within ten basis points of the best level. */
export function nearQuote({ priceScale, quantityScale }: Instrument, levels: readonly BookLevel[]): number {
  const best = levels[0]?.[0] ?? 0;
  const near = levels.filter(([price]) => Math.abs(price / best - 1) * 1e4 <= NEAR_BPS);
  return near.reduce(
    (sum, [price, quantity]) => sum + (price / 10 ** priceScale) * (quantity / 10 ** quantityScale),
    0,
  );
}
