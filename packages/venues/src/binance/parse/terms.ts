import { parseRate, type Rate, venueTime } from "@evenkeel/core/units";
import { type Fields, fields, floatOf, integer, list, Malformed, meaningOf, text } from "../../common/decode/json.ts";
import type { Touch } from "../../common/feed/dollars.ts";
import type { FundingTerms, SettledRow } from "../../common/feed/funding.ts";
import type { Bracket, FeeRates } from "../../common/market/catalogue.ts";

const INTERVALS = new Set([1, 2, 4, 8]);
const BPS = 10_000;

function rateOf(from: Fields, key: string): Rate {
  const rate = parseRate(text(from, key));
  if (!rate.ok) throw new Malformed(`${key}: ${rate.error.code}`);
  return rate.value;
}

export function parseFundingInfo(answer: unknown): Map<string, FundingTerms> {
  const terms = new Map<string, FundingTerms>();
  for (const each of list(answer, "fundingInfo")) {
    const row = fields(each, "fundingInfo");
    const intervalHours = integer(row, "fundingIntervalHours");
    if (!INTERVALS.has(intervalHours)) throw new Malformed(`fundingIntervalHours: ${intervalHours} is unknown`);
    terms.set(text(row, "symbol"), {
      intervalHours,
      cap: rateOf(row, "adjustedFundingRateCap"),
      floor: rateOf(row, "adjustedFundingRateFloor"),
    });
  }
  return terms;
}

/** Settled rates, oldest first. The stamp can be some milliseconds late; it is kept as told. */
export function parseFundingRates(answer: unknown): SettledRow[] {
  const rows = list(answer, "fundingRate").map((each) => {
    const row = fields(each, "fundingRate");
    return {
      symbol: text(row, "symbol"),
      settled: { venueTimeMs: venueTime(integer(row, "fundingTime")), rate: rateOf(row, "fundingRate") },
    };
  });
  return rows.sort((a, b) => a.settled.venueTimeMs - b.settled.venueTimeMs);
}

export type PremiumRow = { readonly symbol: string; readonly markPrice: number; readonly timeMs: number };

export function parsePremiumIndex(answer: unknown): PremiumRow[] {
  return list(answer, "premiumIndex").map((each) => {
    const row = fields(each, "premiumIndex");
    return { symbol: text(row, "symbol"), markPrice: floatOf(row, "markPrice"), timeMs: integer(row, "time") };
  });
}

export type StatisticsRow = { readonly symbol: string; readonly lastPrice: number; readonly volumeQuote: number };

export function parseStatistics(answer: unknown): StatisticsRow[] {
  return list(answer, "ticker/24hr").map((each) => {
    const row = fields(each, "ticker/24hr");
    return {
      symbol: text(row, "symbol"),
      lastPrice: floatOf(row, "lastPrice"),
      volumeQuote: floatOf(row, "quoteVolume"),
    };
  });
}

/** One market's best prices; an empty side is told as zero and is no price. */
export function parseTouch(answer: unknown, symbol: string): Touch {
  const row = fields(answer, "bookTicker");
  if (text(row, "symbol") !== symbol) throw new Malformed("symbol: another one was asked for");
  return { bid: floatOf(row, "bidPrice"), ask: floatOf(row, "askPrice") };
}

export const parseOpenInterest = (answer: unknown): number => floatOf(fields(answer, "openInterest"), "openInterest");

export const parseServerTime = (answer: unknown): number => integer(fields(answer, "time"), "serverTime");

/** The first tier of every symbol: our positions are small against it. */
export function parseBrackets(answer: unknown): Map<string, Bracket> {
  const brackets = new Map<string, Bracket>();
  for (const each of list(answer, "leverageBracket")) {
    const row = fields(each, "leverageBracket");
    const first = fields(list(row["brackets"], "brackets")[0], "bracket");
    const ratio = first["maintMarginRatio"];
    if (typeof ratio !== "number" || !(ratio > 0 && ratio < 1))
      throw new Malformed("maintMarginRatio is not between 0 and 1");
    brackets.set(text(row, "symbol"), {
      leverageMax: integer(first, "initialLeverage"),
      maintenanceMarginBps: ratio * BPS,
    });
  }
  return brackets;
}

export function parseFuturesCommission(answer: unknown): FeeRates {
  const row = fields(answer, "commissionRate");
  return { taker: floatOf(row, "takerCommissionRate") * BPS, maker: floatOf(row, "makerCommissionRate") * BPS };
}

/** Standard, special and tax add up; the discount for paying in BNB is left out on purpose. */
export function parseSpotCommission(answer: unknown): FeeRates {
  const row = fields(answer, "commission");
  const parts = ["standardCommission", "specialCommission", "taxCommission"]
    .filter((name) => row[name] !== undefined)
    .map((name) => fields(row[name], name));
  const sum = (key: string): number => parts.reduce((total, part) => total + floatOf(part, key), 0) * BPS;
  return { taker: sum("taker"), maker: sum("maker") };
}

const MINUTES: Readonly<Record<string, number>> = { MINUTE: 1, HOUR: 60 };

/** A budget below the heaviest single call could never be kept; it would only make every call wait for it. */
const WEIGHT_LIMIT_LEAST = 100;

/** Request weight a minute as the catalogue names it; `null` where it names none. */
export function parseWeightLimit(info: unknown): number | null {
  for (const each of list(fields(info, "exchangeInfo")["rateLimits"], "rateLimits")) {
    const row = fields(each, "rateLimit");
    const minutes = meaningOf(MINUTES, text(row, "interval"));
    if (row["rateLimitType"] !== "REQUEST_WEIGHT" || minutes === undefined) continue;
    const limit = Math.floor(integer(row, "limit") / (minutes * integer(row, "intervalNum")));
    if (!Number.isSafeInteger(limit) || limit < WEIGHT_LIMIT_LEAST)
      throw new Malformed("limit: no budget of request weight");
    return limit;
  }
  return null;
}

/** New orders in ten seconds as the catalogue names them; `null` where it names none. */
export function parseOrderLimit(info: unknown): number | null {
  for (const each of list(fields(info, "exchangeInfo")["rateLimits"], "rateLimits")) {
    const row = fields(each, "rateLimit");
    if (row["rateLimitType"] !== "ORDERS" || row["interval"] !== "SECOND" || integer(row, "intervalNum") !== 10)
      continue;
    const limit = integer(row, "limit");
    if (!Number.isSafeInteger(limit) || limit < 1) throw new Malformed("limit: no budget of orders");
    return limit;
  }
  return null;
}
