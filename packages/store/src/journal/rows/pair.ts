import type { Asset, InstrumentIndex, PlanId, VenueId } from "@evenkeel/core/ids";
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
import type { Scales } from "../instruments.ts";

type Row = InferSelectModel<typeof pairs>;
type ScalesOf = (index: InstrumentIndex) => Scales;

const legTexts = (leg: Leg, { quantityScale }: Scales) => ({
  instrument: leg.instrument,
  held: formatAmount(leg.held),
  boughtQuantity: mantissaText(leg.boughtQuantity, quantityScale),
  boughtQuote: formatAmount(leg.boughtQuote),
  soldQuantity: mantissaText(leg.soldQuantity, quantityScale),
  soldQuote: formatAmount(leg.soldQuote),
  attempts: leg.attempts,
  misses: leg.misses,
});

export function toPairRow(pair: Readonly<Pair>, scalesOf: ScalesOf, sequence: number): InferInsertModel<typeof pairs> {
  const spotScales = scalesOf(pair.spot.instrument);
  const perpetualScales = scalesOf(pair.perpetual.instrument);
  const spot = legTexts(pair.spot, spotScales);
  const perpetual = legTexts(pair.perpetual, perpetualScales);
  return {
    plan: pair.plan,
    sequence,
    venue: pair.venue,
    base: pair.base,
    leading: pair.leading,
    stage: pair.stage,
    target: formatAmount(pair.target),
    openedAt: toDate(pair.openedAt),
    closedAt: toDateOrNull(pair.closedAt),
    closeReason: pair.closeReason,
    funding: formatAmount(pair.funding),
    fees: formatAmount(pair.fees),
    realisedProfit: formatAmount(pair.realisedProfit),
    retryAt: toDate(pair.retryAt),
    unhedgedSince: toDateOrNull(pair.unhedgedSince),
    unhedgedMsWorst: pair.unhedgedMsWorst,
    unhedgedNotionalWorst: pair.unhedgedNotionalWorst,
    estimateNotional: formatAmount(pair.estimate.notional),
    estimateSpotMid: mantissaText(pair.estimate.spotMid, spotScales.priceScale),
    estimatePerpetualMid: mantissaText(pair.estimate.perpetualMid, perpetualScales.priceScale),
    estimateFundingBps: pair.estimate.fundingBps,
    estimateCostBps: pair.estimate.costBps,
    estimateNetBps: pair.estimate.netBps,
    spotInstrument: spot.instrument,
    spotHeld: spot.held,
    spotBoughtQuantity: spot.boughtQuantity,
    spotBoughtQuote: spot.boughtQuote,
    spotSoldQuantity: spot.soldQuantity,
    spotSoldQuote: spot.soldQuote,
    spotAttempts: spot.attempts,
    spotMisses: spot.misses,
    perpetualInstrument: perpetual.instrument,
    perpetualHeld: perpetual.held,
    perpetualBoughtQuantity: perpetual.boughtQuantity,
    perpetualBoughtQuote: perpetual.boughtQuote,
    perpetualSoldQuantity: perpetual.soldQuantity,
    perpetualSoldQuote: perpetual.soldQuote,
    perpetualAttempts: perpetual.attempts,
    perpetualMisses: perpetual.misses,
  };
}

const spotLeg = (row: Row, { quantityScale }: Scales): Leg => ({
  instrument: row.spotInstrument as InstrumentIndex,
  held: readAmount(row.spotHeld),
  boughtQuantity: readMantissa(row.spotBoughtQuantity, quantityScale),
  boughtQuote: readAmount(row.spotBoughtQuote),
  soldQuantity: readMantissa(row.spotSoldQuantity, quantityScale),
  soldQuote: readAmount(row.spotSoldQuote),
  attempts: row.spotAttempts,
  misses: row.spotMisses,
});

const perpetualLeg = (row: Row, { quantityScale }: Scales): Leg => ({
  instrument: row.perpetualInstrument as InstrumentIndex,
  held: readAmount(row.perpetualHeld),
  boughtQuantity: readMantissa(row.perpetualBoughtQuantity, quantityScale),
  boughtQuote: readAmount(row.perpetualBoughtQuote),
  soldQuantity: readMantissa(row.perpetualSoldQuantity, quantityScale),
  soldQuote: readAmount(row.perpetualSoldQuote),
  attempts: row.perpetualAttempts,
  misses: row.perpetualMisses,
});

export function fromPairRow(row: Row, scalesOf: ScalesOf): Pair {
  const spotScales = scalesOf(row.spotInstrument as InstrumentIndex);
  const perpetualScales = scalesOf(row.perpetualInstrument as InstrumentIndex);
  return {
    plan: row.plan as PlanId,
    venue: row.venue as VenueId,
    base: row.base as Asset,
    spot: spotLeg(row, spotScales),
    perpetual: perpetualLeg(row, perpetualScales),
    leading: row.leading,
    stage: row.stage,
    target: readAmount(row.target),
    openedAt: readVenueTime(row.openedAt),
    closedAt: row.closedAt === null ? null : readVenueTime(row.closedAt),
    estimate: {
      notional: readAmount(row.estimateNotional),
      spotMid: readMantissa(row.estimateSpotMid, spotScales.priceScale),
      perpetualMid: readMantissa(row.estimatePerpetualMid, perpetualScales.priceScale),
      fundingBps: row.estimateFundingBps,
      costBps: row.estimateCostBps,
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
  };
}
