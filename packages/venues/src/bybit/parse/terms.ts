import { parseRate, type Rate, venueTime } from "@evenkeel/core/units";
import { type Fields, floatOf, list, Malformed, text } from "../../common/decode/json.ts";
import type { Touch } from "../../common/feed/dollars.ts";
import type { FundingTerms, SettledRow } from "../../common/feed/funding.ts";
import type { Bracket, FeeRates } from "../../common/market/catalogue.ts";
import { isEmpty, pageOf, resultOf, timeOf } from "./answer.ts";

const INTERVALS = new Set([1, 2, 4, 8]);
const BPS = 10_000;
const MINUTES_PER_HOUR = 60;
const NANOSECONDS = /^\d{13,20}$/;
const NANOSECONDS_PER_MS = 1_000_000n;

export function parseServerTime(answer: unknown): number {
  const told = text(resultOf(answer), "timeNano");
  if (!NANOSECONDS.test(told)) throw new Malformed("timeNano: no time");
  const ms = Number(BigInt(told) / NANOSECONDS_PER_MS);
  if (!Number.isSafeInteger(ms)) throw new Malformed("timeNano: no time");
  return ms;
}

function rateOf(from: Fields, key: string): Rate {
  const rate = parseRate(text(from, key));
  if (!rate.ok) throw new Malformed(`${key}: ${rate.error.code}`);
  return rate.value;
}

/** The terms of one contract in the list of instruments: the interval in minutes, and both bounds. */
export function fundingTermsOf(symbol: Fields): FundingTerms {
  const minutes = symbol["fundingInterval"];
  const intervalHours = typeof minutes === "number" ? minutes / MINUTES_PER_HOUR : Number.NaN;
  if (!INTERVALS.has(intervalHours)) throw new Malformed(`fundingInterval: ${intervalHours} hours are unknown`);
  return { intervalHours, cap: rateOf(symbol, "upperFundingRate"), floor: rateOf(symbol, "lowerFundingRate") };
}

/** Settled rates, oldest first; the venue sends the newest first. */
export function parseFundingRates(answer: unknown): SettledRow[] {
  const rows = pageOf(answer).rows.map((row) => ({
    symbol: text(row, "symbol"),
    settled: { venueTimeMs: venueTime(timeOf(row, "fundingRateTimestamp")), rate: rateOf(row, "fundingRate") },
  }));
  return rows.sort((a, b) => a.settled.venueTimeMs - b.settled.venueTimeMs);
}

export type TickerRow = {
  readonly symbol: string;
  readonly lastPrice: number;
  readonly volumeQuote: number;
  /** `null` on spot. */
  readonly openInterestQuote: number | null;
};

/** A contract without a price yet has empty texts: it is left out, not taken for zero. */
export function parseTickers(answer: unknown): TickerRow[] {
  return pageOf(answer).rows.flatMap((row) => {
    if (isEmpty(row, "lastPrice") || isEmpty(row, "turnover24h")) return [];
    return [
      {
        symbol: text(row, "symbol"),
        lastPrice: floatOf(row, "lastPrice"),
        volumeQuote: floatOf(row, "turnover24h"),
        openInterestQuote: isEmpty(row, "openInterestValue") ? null : floatOf(row, "openInterestValue"),
      },
    ];
  });
}

/** The best prices of the one market that was asked for. */
export function parseTouch(answer: unknown, symbol: string): Touch {
  const row = pageOf(answer).rows.find((each) => each["symbol"] === symbol);
  if (row === undefined) throw new Malformed(`symbol: no ${symbol}`);
  return { bid: floatOf(row, "bid1Price"), ask: floatOf(row, "ask1Price") };
}

export type RiskPage = { readonly brackets: readonly (readonly [string, Bracket])[]; readonly cursor: string };

/**
 * The first tier of each contract: our positions are small against it. Margins are told in parts here and in per cent
 * there; the initial one and its leverage make one, so they say which.
 */
export function parseRiskLimits(answer: unknown): RiskPage {
  const { rows, cursor } = pageOf(answer);
  const brackets = rows.flatMap((row): (readonly [string, Bracket])[] => {
    if (row["isLowestRisk"] !== 1) return [];
    const leverageMax = floatOf(row, "maxLeverage");
    const whole = floatOf(row, "initialMargin") * leverageMax;
    const ratio = floatOf(row, "maintenanceMargin") / whole;
    if (!(leverageMax >= 1 && ratio > 0 && ratio < 1))
      throw new Malformed("maintenanceMargin is no part of a position");
    return [[text(row, "symbol"), { leverageMax, maintenanceMarginBps: ratio * BPS }]];
  });
  return { brackets, cursor };
}

/** By symbol: zones of contracts have rates of their own. */
export function parseFeeRates(answer: unknown): Map<string, FeeRates> {
  const rates = list(resultOf(answer)["list"], "list").length === 0 ? [] : pageOf(answer).rows;
  return new Map(
    rates.map((row) => [
      text(row, "symbol"),
      { taker: floatOf(row, "takerFeeRate") * BPS, maker: floatOf(row, "makerFeeRate") * BPS },
    ]),
  );
}
