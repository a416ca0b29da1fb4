import type { TradePlan } from "../decision/plan.ts";
import { isSpread } from "../position/leg.ts";
import { openPairCount, openPairs } from "../position/portfolio.ts";
import { type Amount, bpsOfDown, err, mantissaToFloat, ok, type Result, toFloat, ZERO } from "../units/index.ts";
import { churnOf } from "./churn.ts";
import type { RiskContext } from "./context.ts";
import { type Denial, denial } from "./denial.ts";
import { drillDenial } from "./drill.ts";
import { dataDenial, newRiskDenial, venueDenial } from "./gates.ts";
import { allParts, bound, freeTotal, walletParts } from "./wallets.ts";

const PAIR_RATIO_PERCENT_MAX = 5;

declare const approved: unique symbol;
/** A plan that passed every limit at this sequence. Only this file can make one. */
export type ApprovedPlan = { readonly plan: TradePlan; readonly sequence: number; readonly limitsVersion: number } & {
  readonly [approved]: true;
};

/** The whole entry rule set of RSK-1 and RSK-2 for one plan. */
export function approvePlan(plan: TradePlan, context: RiskContext): Result<ApprovedPlan, Denial> {
  const refusal =
    newRiskDenial(context) ??
    legsVenueDenial(plan, context) ??
    dataDenial(context, plan.long) ??
    dataDenial(context, plan.short) ??
    ratioDenial(plan, context) ??
    crowdDenial(plan, context) ??
    sizeDenial(plan, context) ??
    drillDenial(plan, context);
  if (refusal !== null) return err(refusal);
  return ok({ plan, sequence: context.sequence, limitsVersion: context.config.version } as ApprovedPlan);
}

function legsVenueDenial(plan: TradePlan, context: RiskContext): Denial | null {
  for (const leg of [plan.long, plan.short]) {
    const venue = context.market.instruments[leg]?.venue;
    const refusal = venue === undefined ? denial("venue-down") : venueDenial(context, venue);
    if (refusal !== null) return refusal;
  }
  return null;
}

/**
 * Two markets further apart than this are not the same thing, and of two venues' prices of one contract one is wrong,
 * whoever asks for them (MKT-6).
 */
function ratioDenial(plan: TradePlan, context: RiskContext): Denial | null {
  const { instruments } = context.market;
  const oneContract = instruments[plan.long]?.kind === "perpetual";
  const most = oneContract ? context.config.risk.venuesApartBpsMax / 100 : PAIR_RATIO_PERCENT_MAX;
  const mostPercent = Math.min(most, PAIR_RATIO_PERCENT_MAX);
  const { longMid, shortMid } = plan.estimate;
  const long = mantissaToFloat(longMid, instruments[plan.long]?.priceScale ?? 0);
  const apartPercent = Math.abs(mantissaToFloat(shortMid, instruments[plan.short]?.priceScale ?? 0) / long - 1) * 100;
  return apartPercent <= mostPercent ? null : denial("pair-ratio", apartPercent, mostPercent);
}

/** Limits on how many and what: pairs, one pair a base asset, cooldown, orders of unknown outcome. */
function crowdDenial(plan: TradePlan, context: RiskContext): Denial | null {
  const { portfolio, config } = context;
  const count = openPairCount(portfolio);
  if (count >= config.size.pairsMax) return denial("pairs-full", count, config.size.pairsMax);
  const spreads = [...openPairs(portfolio)].filter(isSpread).length;
  if (context.market.instruments[plan.long]?.kind === "perpetual" && spreads >= config.size.spreadPairsMax) {
    return denial("spreads-full", spreads, config.size.spreadPairsMax);
  }
  for (const pair of openPairs(portfolio)) {
    if (pair.base === plan.base) return denial("already-held");
    // What it will still buy is in no balance yet; two at once would each spend the same money.
    if (pair.stage === "opening") return denial("pair-opening");
  }
  if (paysFees(plan, context)) return denial("fee-asset");
  for (const order of portfolio.orders.values()) if (order.state === "unknown") return denial("unknown-orders", 1, 0);
  const leftAt = portfolio.exits.get(plan.base);
  if (leftAt !== undefined && context.venueNowMs - leftAt < config.exit.cooldownMs) {
    return denial("cooldown", context.venueNowMs - leftAt, config.exit.cooldownMs);
  }
  const barredMs = (churnOf(context.control.churn, plan.base)?.barredUntil ?? 0) - context.venueNowMs;
  if (barredMs > 0) return denial("churn", barredMs, 0);
  return null;
}

/** Every fee would sell some of such a pair's coin, and no hedge of it would fit any more (POS-9). */
function paysFees(plan: TradePlan, { market, venues }: RiskContext): boolean {
  return [plan.long, plan.short].some((leg) => {
    const venue = market.instruments[leg]?.venue;
    return venue !== undefined && venues.get(venue)?.feeAssets.some(({ asset }) => asset === plan.base) === true;
  });
}

/** A spot leg is paid whole and asks for no leverage. */
function leverageMaxOf(plan: TradePlan, { market }: RiskContext): number {
  let most = Number.POSITIVE_INFINITY;
  for (const leg of [plan.long, plan.short]) {
    const instrument = market.instruments[leg];
    if (instrument?.kind !== "spot") most = Math.min(most, instrument?.leverageMax ?? 0);
  }
  return most;
}

/** Limits on how much: leverage, pair, portfolio, free equity, and what each wallet really holds. */
function sizeDenial(plan: TradePlan, context: RiskContext): Denial | null {
  const { equity, config, market } = context;
  const { size } = config;
  const leverageMax = Math.min(size.leverage, leverageMaxOf(plan, context));
  if (plan.leverage > leverageMax) return denial("leverage", plan.leverage, leverageMax);
  const amount = plan.estimate.notional;
  const pairMax = bpsOfDown(equity.total, size.pairEquityPercentMax * 100);
  if (amount > pairMax) return denial("pair-limit", toFloat(amount), toFloat(pairMax));
  const openMax = bpsOfDown(equity.total, size.notionalEquityPercentMax * 100);
  const openAfter = (equity.notionalOpen + amount) as Amount;
  if (openAfter > openMax) return denial("notional-limit", toFloat(openAfter), toFloat(openMax));
  const deltaMax = bpsOfDown(equity.total, config.risk.netDeltaPercentMax * 100);
  if (equity.netDelta > deltaMax) return denial("net-delta", toFloat(equity.netDelta), toFloat(deltaMax));
  const [long, short] = [market.instruments[plan.long], market.instruments[plan.short]];
  if (long === undefined || short === undefined) return denial("not-trading");
  const parts = walletParts(long, short, plan.leverage);
  for (const [wallet, share] of parts) {
    const [free, need] = [equity.free.get(wallet) ?? ZERO, bound(amount, share, plan.leverage)];
    if (need > free) return denial("wallet", toFloat(free), toFloat(need));
  }
  const freeAfter = (freeTotal(equity.free) - bound(amount, allParts(parts), plan.leverage)) as Amount;
  const freeMin = bpsOfDown(equity.total, size.freeEquityPercentMin * 100);
  if (freeAfter < freeMin) return denial("free-equity", toFloat(freeAfter), toFloat(freeMin));
  return null;
}
