import type { LegName, PlanId } from "../ids/index.ts";
import type { Instrument } from "../market/instrument.ts";
import { bandEdge, isReachable } from "../market/price-band.ts";
import type { CandidateColumns, Route } from "../opportunity/candidates.ts";
import { orderMinimum, referencePrice, stepAmount } from "../position/situation.ts";
import type { RiskContext } from "../risk/context.ts";
import { type Denial, denial } from "../risk/denial.ts";
import { allParts, freeTotal, walletParts } from "../risk/wallets.ts";
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
  ZERO,
} from "../units/index.ts";
import type { TradePlan } from "./plan.ts";
import { scheduleOf } from "./slice.ts";

/** Kept back in each wallet for fees and the price cap, in bps of the notional. */
const HEADROOM_BPS = 200;

const smallest = (...amounts: Amount[]): Amount => amounts.reduce((a, b) => (b < a ? b : a));

/** Most notional one more pair may have now: DFT-4, by equity, by what is already open and by the wallets it binds. */
export function notionalMax(context: RiskContext, { long, short }: Route): Amount {
  const { equity, config } = context;
  const { size } = config;
  const byPair = bpsOfDown(equity.total, size.pairEquityPercentMax * 100);
  const byOpen = (bpsOfDown(equity.total, size.notionalEquityPercentMax * 100) - equity.notionalOpen) as Amount;
  const parts = walletParts(long, short, size.leverage);
  const carried = (free: Amount, share: bigint): Amount => ((free * BigInt(size.leverage)) / share) as Amount;
  const byWallets = [...parts].map(([wallet, share]) =>
    bpsOfDown(carried(equity.free.get(wallet) ?? ZERO, share), 10_000 - HEADROOM_BPS),
  );
  const beyondReserve = (freeTotal(equity.free) - bpsOfDown(equity.total, size.freeEquityPercentMin * 100)) as Amount;
  const most = smallest(byPair, byOpen, carried(beyondReserve, allParts(parts)), ...byWallets);
  return most > 0n ? most : ZERO;
}

/** Most notional that any route has room for: prices candidates and tells whether looking for one is worth it. */
export function bestNotionalMax(context: RiskContext, routes: readonly Route[]): Amount {
  let best = ZERO;
  for (const route of routes) {
    const most = notionalMax(context, route);
    if (most > best) best = most;
  }
  return best;
}

/** Price at AMOUNT_SCALE, so that prices of two markets compare. */
const priceAmount = (price: Price, scale: number): bigint => BigInt(price) * pow10(AMOUNT_SCALE - scale);

/** Sizes one candidate to both markets' steps and minima (EXE-4), down; as large as it may be where no size is wanted. */
export function planEntry(
  candidates: CandidateColumns,
  candidate: number,
  plan: PlanId,
  wanted: Amount | null,
  context: RiskContext,
): Result<TradePlan, Denial> {
  const { market } = context;
  const long = market.instruments[candidates.long[candidate] ?? -1];
  const short = market.instruments[candidates.short[candidate] ?? -1];
  if (long === undefined || short === undefined) return err(denial("venue-down"));
  const longMid = referencePrice(market, long.index);
  const shortMid = referencePrice(market, short.index);
  if (longMid <= 0 || shortMid <= 0) return err(denial("stale"));

  const limit = notionalMax(context, { long, short });
  const size = wanted !== null && wanted < limit ? wanted : limit;
  const highest = maxOf(priceAmount(longMid, long.priceScale), priceAmount(shortMid, short.priceScale));
  const step = leastCommonMultiple(stepAmount(long), stepAmount(short));
  const target = floorToStep((size * pow10(AMOUNT_SCALE)) / highest, step) as Amount;
  const refusal = filterDenial(target, long, short, context);
  if (refusal !== null) return err(refusal);

  const amount = targetNotional(target, longMid, long);
  const net = candidates.netBps[candidate] ?? Number.NaN;
  const funding = candidates.fundingBps[candidate] ?? Number.NaN;
  const trading = tradingBps(candidates, candidate);
  return ok({
    plan,
    base: short.base,
    long: long.index,
    short: short.index,
    target,
    schedule: scheduleOf(amount, long, short, context),
    leading: lessLiquid(long, short, context),
    leverage: Math.min(
      context.config.size.leverage,
      ...[long, short].filter(isPerpetual).map((leg) => leg.leverageMax),
    ),
    estimate: {
      notional: amount,
      longMid,
      shortMid,
      fundingBps: funding,
      costBps: funding - net,
      tradingBps: trading,
      netBps: net,
    },
  });
}

const tradingBps = ({ feeBps, spreadBps, impactBps }: CandidateColumns, at: number): number =>
  (feeBps[at] ?? Number.NaN) + (spreadBps[at] ?? Number.NaN) + (impactBps[at] ?? Number.NaN);

const isPerpetual = ({ kind }: Instrument): boolean => kind === "perpetual";

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
    const side = instrument === long ? "buy" : "sell";
    if (!isReachable(market, instrument, side))
      return denial("price-band", reference, bandEdge(market, instrument, side, reference));
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
