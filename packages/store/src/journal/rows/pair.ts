import type { Asset, InstrumentIndex, PlanId } from "@evenkeel/core/ids";
import type { Leg, Pair } from "@evenkeel/core/position";
import { formatAmount } from "@evenkeel/core/units";
import type { InferInsertModel, InferSelectModel } from "drizzle-orm";
import type { pairs } from "../../schema/index.ts";
import {
  mantissaText,
  readAmount,
  readMantissa,
  readVenueTime,
  readWallTime,
  toDate,
  toDateOrNull,
} from "../decimals.ts";
import type { StoredMarket } from "../instruments.ts";

type Row = InferSelectModel<typeof pairs>;
type MarketOf = (index: InstrumentIndex) => StoredMarket;

const legTexts = (leg: Leg, { quantityScale }: StoredMarket) => ({
  instrument: leg.instrument,
  held: formatAmount(leg.held),
  boughtQuantity: mantissaText(leg.boughtQuantity, quantityScale),
  boughtQuote: formatAmount(leg.boughtQuote),
  soldQuantity: mantissaText(leg.soldQuantity, quantityScale),
  soldQuote: formatAmount(leg.soldQuote),
  attempts: leg.attempts,
  misses: leg.misses,
});

export function toPairRow(pair: Readonly<Pair>, marketOf: MarketOf, sequence: number): InferInsertModel<typeof pairs> {
  const longMarket = marketOf(pair.long.instrument);
  const shortMarket = marketOf(pair.short.instrument);
  const long = legTexts(pair.long, longMarket);
  const short = legTexts(pair.short, shortMarket);
  return {
    plan: pair.plan,
    sequence,
    base: pair.base,
    origin: pair.origin,
    leading: pair.leading,
    stage: pair.stage,
    target: formatAmount(pair.target),
    schedule: pair.schedule,
    leverage: pair.leverage,
    openedAt: toDate(pair.openedAt),
    closedAt: toDateOrNull(pair.closedAt),
    closeReason: pair.closeReason,
    patient: pair.patient,
    funding: formatAmount(pair.funding),
    fees: formatAmount(pair.fees),
    realisedProfit: formatAmount(pair.realisedProfit),
    retryAt: toDate(pair.retryAt),
    unhedgedSince: toDateOrNull(pair.unhedgedSince),
    unhedgedMsWorst: pair.unhedgedMsWorst,
    unhedgedNotionalWorst: pair.unhedgedNotionalWorst,
    estimateNotional: formatAmount(pair.estimate.notional),
    estimateLongMid: mantissaText(pair.estimate.longMid, longMarket.priceScale),
    estimateShortMid: mantissaText(pair.estimate.shortMid, shortMarket.priceScale),
    estimateFundingBps: pair.estimate.fundingBps,
    estimateCostBps: pair.estimate.costBps,
    estimateTradingBps: pair.estimate.tradingBps,
    estimateNetBps: pair.estimate.netBps,
    longInstrument: long.instrument,
    longHeld: long.held,
    longBoughtQuantity: long.boughtQuantity,
    longBoughtQuote: long.boughtQuote,
    longSoldQuantity: long.soldQuantity,
    longSoldQuote: long.soldQuote,
    longAttempts: long.attempts,
    longMisses: long.misses,
    shortInstrument: short.instrument,
    shortHeld: short.held,
    shortBoughtQuantity: short.boughtQuantity,
    shortBoughtQuote: short.boughtQuote,
    shortSoldQuantity: short.soldQuantity,
    shortSoldQuote: short.soldQuote,
    shortAttempts: short.attempts,
    shortMisses: short.misses,
  };
}

const longLeg = (row: Row, { venue, kind, quantityScale }: StoredMarket): Leg => ({
  instrument: row.longInstrument as InstrumentIndex,
  venue,
  kind,
  held: readAmount(row.longHeld),
  boughtQuantity: readMantissa(row.longBoughtQuantity, quantityScale),
  boughtQuote: readAmount(row.longBoughtQuote),
  soldQuantity: readMantissa(row.longSoldQuantity, quantityScale),
  soldQuote: readAmount(row.longSoldQuote),
  attempts: row.longAttempts,
  misses: row.longMisses,
});

const shortLeg = (row: Row, { venue, kind, quantityScale }: StoredMarket): Leg => ({
  instrument: row.shortInstrument as InstrumentIndex,
  venue,
  kind,
  held: readAmount(row.shortHeld),
  boughtQuantity: readMantissa(row.shortBoughtQuantity, quantityScale),
  boughtQuote: readAmount(row.shortBoughtQuote),
  soldQuantity: readMantissa(row.shortSoldQuantity, quantityScale),
  soldQuote: readAmount(row.shortSoldQuote),
  attempts: row.shortAttempts,
  misses: row.shortMisses,
});

export function fromPairRow(row: Row, marketOf: MarketOf): Pair {
  const longMarket = marketOf(row.longInstrument as InstrumentIndex);
  const shortMarket = marketOf(row.shortInstrument as InstrumentIndex);
  return {
    plan: row.plan as PlanId,
    base: row.base as Asset,
    origin: row.origin,
    long: longLeg(row, longMarket),
    short: shortLeg(row, shortMarket),
    leading: row.leading,
    stage: row.stage,
    target: readAmount(row.target),
    schedule: row.schedule,
    leverage: row.leverage,
    openedAt: readVenueTime(row.openedAt),
    closedAt: row.closedAt === null ? null : readVenueTime(row.closedAt),
    estimate: {
      notional: readAmount(row.estimateNotional),
      longMid: readMantissa(row.estimateLongMid, longMarket.priceScale),
      shortMid: readMantissa(row.estimateShortMid, shortMarket.priceScale),
      fundingBps: row.estimateFundingBps,
      costBps: row.estimateCostBps,
      tradingBps: row.estimateTradingBps,
      netBps: row.estimateNetBps,
    },
    funding: readAmount(row.funding),
    fees: readAmount(row.fees),
    realisedProfit: readAmount(row.realisedProfit),
    retryAt: readWallTime(row.retryAt),
    unhedgedSince: row.unhedgedSince === null ? null : readWallTime(row.unhedgedSince),
    unhedgedMsWorst: row.unhedgedMsWorst,
    unhedgedNotionalWorst: row.unhedgedNotionalWorst,
    closeReason: row.closeReason,
    patient: row.patient,
  };
}
