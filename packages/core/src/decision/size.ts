import type { LegName, PlanId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import type { CandidateColumns } from "../opportunity/candidates.ts";
import { orderMinimum, referencePrice, stepAmount } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import { type Denial, denial } from "../risk/denial.ts";
import {
  AMOUNT_SCALE,
  type Amount,
  bpsOfDown,
  err,
  floorToStep,
  leastCommonMultiple,
  notional,
  ok,
  type Price,
  pow10,
  type Quantity,
  quantityAmount,
  type Result,
  rescaleDown,
  toFloat,
} from "../units/index.ts";
import type { TradePlan } from "./plan.ts";

/** Kept back in each wallet for fees and the price cap, in bps of the notional. */
const HEADROOM_BPS = 200;

const smallest = (...amounts: Amount[]): Amount => amounts.reduce((a, b) => (b < a ? b : a));

/** Most notional one more pair may have now: DFT-4, by equity, by what is already open and by both wallets. */
export function notionalMax(context: RiskContext): Amount {
  const { equity, config } = context;
  const { size } = config;
  const byPair = bpsOfDown(equity.total, size.pairEquityPercentMax * 100);
  const byOpen = (bpsOfDown(equity.total, size.notionalEquityPercentMax * 100) - equity.notionalOpen) as Amount;
  const bySpot = bpsOfDown(equity.freeSpot, 10_000 - HEADROOM_BPS);
  const byFutures = bpsOfDown((equity.freeFutures * BigInt(size.leverage)) as Amount, 10_000 - HEADROOM_BPS);
  const free = (equity.freeSpot +
    equity.freeFutures -
    bpsOfDown(equity.total, size.freeEquityPercentMin * 100)) as Amount;
  // notional × (1 + 1/leverage) may not exceed what is free beyond the reserve.
  const byReserve = ((free * BigInt(size.leverage)) / BigInt(size.leverage + 1)) as Amount;
  const most = smallest(byPair, byOpen, bySpot, byFutures, byReserve);
  return most > 0n ? most : (0n as Amount);
}

/** Price at AMOUNT_SCALE, so that prices of two markets compare. */
const priceAmount = (price: Price, scale: number): bigint => BigInt(price) * pow10(AMOUNT_SCALE - scale);

/** Sizes one candidate to both markets' steps and minima (EXE-4), down. */
export function planEntry(
  candidates: CandidateColumns,
  candidate: number,
  plan: PlanId,
  wanted: Amount,
  context: RiskContext,
): Result<TradePlan, Denial> {
  const { market } = context;
  const long = market.instruments[candidates.long[candidate] ?? -1];
  const short = market.instruments[candidates.short[candidate] ?? -1];
  if (long === undefined || short === undefined) return err(denial("venue-down"));
  const longMid = referencePrice(market, long.index);
  const shortMid = referencePrice(market, short.index);
  if (longMid <= 0 || shortMid <= 0) return err(denial("stale"));

  const limit = notionalMax(context);
  const size = wanted < limit ? wanted : limit;
  const highest = maxOf(priceAmount(longMid, long.priceScale), priceAmount(shortMid, short.priceScale));
  const step = leastCommonMultiple(stepAmount(long), stepAmount(short));
  const target = floorToStep((size * pow10(AMOUNT_SCALE)) / highest, step) as Amount;
  const refusal = filterDenial(target, long, short, context);
  if (refusal !== null) return err(refusal);

  const amount = targetNotional(target, longMid, long);
  const net = candidates.netBps[candidate] ?? Number.NaN;
  const funding = candidates.fundingBps[candidate] ?? Number.NaN;
  return ok({
    plan,
    base: short.base,
    long: long.index,
    short: short.index,
    target,
    leading: lessLiquid(long, short, context),
    leverage: Math.min(context.config.size.leverage, short.leverageMax),
    estimate: { notional: amount, longMid, shortMid, fundingBps: funding, costBps: funding - net, netBps: net },
  });
}

const maxOf = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The base amount at a price, down to whole quantity units. */
function targetNotional(target: Amount, price: Price, instrument: Instrument): Amount {
  const quantity = Number(rescaleDown(target, AMOUNT_SCALE, instrument.quantityScale)) as Quantity;
  return notional(price, instrument.priceScale, quantity, instrument.quantityScale);
}

/** Both legs against both markets' filters, before leg one. */
function filterDenial(target: Amount, long: Instrument, short: Instrument, context: RiskContext): Denial | null {
  const { market, config } = context;
  for (const instrument of [long, short]) {
    const reference = referencePrice(market, instrument.index);
    const legMin = config.size.legNotionalMin;
    const value = toFloat(targetNotional(target, reference, instrument));
    if (value < legMin) return denial("leg-minimum", value, legMin);
    const minimum = orderMinimum(instrument, reference, false);
    if (target < minimum) return denial("filter", toFloat(target), toFloat(minimum));
    const maximum = quantityAmount(instrument.quantityMax, instrument.quantityScale);
    if (target > maximum) return denial("filter", toFloat(target), toFloat(maximum));
  }
  return null;
}

/** The leg with less near depth goes first, so that what cannot be had is found out before anything is owned. */
function lessLiquid(long: Instrument, short: Instrument, context: RiskContext): LegName {
  const { columns } = context.market;
  const longDepth = columns.askDepthQuote[long.index] ?? 0;
  const shortDepth = columns.bidDepthQuote[short.index] ?? 0;
  return shortDepth < longDepth ? "short" : "long";
}
