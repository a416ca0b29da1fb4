import type { Config } from "../events/config.ts";
import type { Asset, VenueId } from "../ids/index.ts";
import { MINUTE_MS, SECOND_MS, type VenueTimeMs, type WallTimeMs } from "../units/index.ts";
import { type Denial, denial } from "./denial.ts";

/** Polled every ten seconds: six in vain, and nobody knows any more. */
export const PEG_AGE_MS_MAX = MINUTE_MS;
/** What makes everything be closed is seen again later than this before it is believed. */
const CONFIRM_MS = 5 * SECOND_MS;

/** What a venue's spot market asks and bids, in USDT, for a coin that is meant to be worth one dollar. */
export type DollarQuote = {
  readonly venue: VenueId;
  readonly coin: Asset;
  readonly bid: number;
  readonly ask: number;
};

export type PegLevel = "freeze" | "reduce";

/** What is known of USDT against dollars. Not durable: after a start it is asked anew. */
export type PegState = {
  readonly quotes: Map<string, DollarQuote & { readonly receivedAt: WallTimeMs }>;
  /** Venue time from which it has stood off without being seen back; `null` while it stands. */
  offSince: VenueTimeMs | null;
  /** Wall time at which it was first seen so far off that everything is to be closed. */
  farSince: WallTimeMs | null;
  /** Answered while it stands off, once each: what a person lifts meanwhile stays lifted. */
  answered: PegLevel | null;
};

export const createPeg = (): PegState => ({ quotes: new Map(), offSince: null, farSince: null, answered: null });

/** Per cent by which USDT is worth more than a dollar, or less. `coins`: who says so. */
export type PegReading =
  | { readonly kind: "unknown" }
  /** One coin alone stands off: it or USDT has left the dollar, and nobody can say which. */
  | { readonly kind: "unclear"; readonly offPercent: number; readonly coins: readonly Asset[] }
  | { readonly kind: "known"; readonly offPercent: number; readonly coins: readonly Asset[] };

const UNKNOWN: PegReading = { kind: "unknown" };

/** A crossed or empty book is no price; the one that was had stays until it is old. */
export function noteQuote(peg: PegState, { venue, coin, bid, ask }: DollarQuote, receivedAt: WallTimeMs): void {
  if (!(bid > 0 && ask >= bid && Number.isFinite(ask))) return;
  peg.quotes.set(`${venue}/${coin}`, { venue, coin, bid, ask, receivedAt });
}

/** By the side of the book that is nearer to one: a wide spread alone moves nothing. */
function offPercentOf({ bid, ask }: DollarQuote): number {
  if (bid > 1) return (1 / bid - 1) * 100;
  return ask < 1 ? (1 / ask - 1) * 100 : 0;
}

/** The middle one; of two middles the one nearer to par, and par where they point apart. */
function middleOf(percents: number[]): number {
  percents.sort((a, b) => a - b);
  const high = percents[percents.length >> 1] ?? 0;
  const low = percents[(percents.length - 1) >> 1] ?? 0;
  if (low > 0) return low;
  return high < 0 ? high : 0;
}

/**
 * USDT has left the dollar only where most coins that are dollars say so. One of them that falls alone has left it
 * itself, as USDC did in March 2023 while USDT stood.
 */
export function readPeg({ quotes }: PegState, config: Config, wallNowMs: WallTimeMs): PegReading {
  const byCoin = new Map<Asset, number[]>();
  for (const quote of quotes.values()) {
    if (wallNowMs - quote.receivedAt > PEG_AGE_MS_MAX) continue;
    const percents = byCoin.get(quote.coin) ?? [];
    percents.push(offPercentOf(quote));
    byCoin.set(quote.coin, percents);
  }
  if (byCoin.size === 0) return UNKNOWN;
  const coins = [...byCoin.keys()].sort();
  const offPercent = middleOf([...byCoin.values()].map(middleOf));
  const alone = byCoin.size === 1 && isOff(offPercent, config);
  return { kind: alone ? "unclear" : "known", offPercent, coins };
}

const isOff = (percent: number, { risk }: Config): boolean => Math.abs(percent) > risk.pegFreezePercent;
const isFar = (percent: number, { risk }: Config): boolean => Math.abs(percent) > risk.pegReducePercent;

/** What a reading asks for now, at most once each until USDT is seen back. Readings that know nothing change nothing. */
export function judgePeg(
  peg: PegState,
  reading: PegReading,
  config: Config,
  venueNowMs: VenueTimeMs,
  wallNowMs: WallTimeMs,
): PegLevel | null {
  if (reading.kind !== "known") return null;
  const { offPercent } = reading;
  if (!isOff(offPercent, config)) {
    Object.assign(peg, { offSince: null, farSince: null, answered: null });
    return null;
  }
  peg.offSince ??= venueNowMs;
  if (isFar(offPercent, config)) peg.farSince ??= wallNowMs;
  else peg.farSince = null;
  const confirmed = peg.farSince !== null && wallNowMs - peg.farSince >= CONFIRM_MS;
  if (confirmed) return peg.answered === "reduce" ? null : "reduce";
  const lasted = venueNowMs - peg.offSince >= config.risk.pegFreezeMs;
  return lasted && peg.answered === null ? "freeze" : null;
}

/** New risk is counted in USDT: none is taken while it stands off, nor while nobody says where it stands. */
export function pegDenial(peg: PegState, config: Config, wallNowMs: WallTimeMs): Denial | null {
  const reading = readPeg(peg, config, wallNowMs);
  if (reading.kind === "unknown") return denial("peg-unknown");
  const percent = Math.abs(reading.offPercent);
  const most = config.risk.pegFreezePercent;
  if (reading.kind === "unclear") return denial("peg-unclear", percent, most);
  return isOff(percent, config) ? denial("peg-off", percent, most) : null;
}
