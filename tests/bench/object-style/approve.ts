import type { Config, KillLevel } from "@evenkeel/core/events";
import type { Market } from "./market.ts";
import { type Denied, type Plan, percentOf, type Wallets } from "./plan.ts";

export type Venue = { readonly mayTrade: boolean; readonly reconciled: boolean; readonly clockOffsetMs: number | null };

/** What risk looks at. Nothing here is held for long, so every question is asked of the objects themselves. */
export type Standing = {
  readonly config: Config;
  readonly killLevel: KillLevel;
  readonly wallets: Wallets;
  readonly peakEquity: bigint;
  readonly dayStartEquity: bigint;
  readonly venue: Venue;
  readonly heldBases: readonly string[];
  readonly exits: ReadonlyMap<string, number>;
  readonly venueNowMs: number;
  readonly wallNowMs: number;
};

const deny = (denied: string, have = 0, need = 0): Denied => ({ denied, have, need });
const float = (value: bigint): number => Number(value) / 1e18;
const lossPercent = (from: bigint, to: bigint): number =>
  from > 0n ? Number(((from - to) * 1_000_000n) / from) / 10_000 : 0;

/** Null is a yes. */
export function denialOf(plan: Plan, standing: Standing): Denied | null {
  return (
    riskDenial(standing) ??
    venueDenial(standing) ??
    dataDenial(plan.carry.spot, standing) ??
    dataDenial(plan.carry.perpetual, standing) ??
    crowdDenial(plan, standing) ??
    sizeDenial(plan, standing)
  );
}

export function riskDenial({ killLevel, wallets, peakEquity, dayStartEquity, config }: Standing): Denied | null {
  if (killLevel !== "run") return deny("kill-level");
  const day = lossPercent(dayStartEquity, wallets.total);
  if (day >= config.risk.dailyLossPercentMax) return deny("daily-loss", day, config.risk.dailyLossPercentMax);
  const down = lossPercent(peakEquity, wallets.total);
  return down >= config.risk.drawdownPercentMax ? deny("drawdown", down, config.risk.drawdownPercentMax) : null;
}

function venueDenial({ venue, config }: Standing): Denied | null {
  if (!venue.mayTrade || !venue.reconciled) return deny("venue-down");
  const late = venue.clockOffsetMs === null || Math.abs(venue.clockOffsetMs) > config.risk.clockOffsetMsMax;
  return late ? deny("clock-offset", venue.clockOffsetMs ?? Number.NaN, config.risk.clockOffsetMsMax) : null;
}

function dataDenial(market: Market, { wallNowMs, config }: Standing): Denied | null {
  if (market.quarantine !== "none") return deny("quarantined");
  const ageMs = wallNowMs - (market.top?.receivedAtMs ?? 0);
  return ageMs > config.risk.freshnessMsMax ? deny("stale", ageMs, config.risk.freshnessMsMax) : null;
}

function crowdDenial(plan: Plan, { heldBases, exits, venueNowMs, config }: Standing): Denied | null {
  if (heldBases.length >= config.size.pairsMax) return deny("pairs-full", heldBases.length, config.size.pairsMax);
  if (heldBases.includes(plan.base)) return deny("already-held");
  const restedMs = venueNowMs - (exits.get(plan.base) ?? Number.NEGATIVE_INFINITY);
  return restedMs < config.exit.cooldownMs ? deny("cooldown", restedMs, config.exit.cooldownMs) : null;
}

function sizeDenial(plan: Plan, { wallets, config }: Standing): Denied | null {
  const { size } = config;
  const { notional } = plan.estimate;
  const leverageMax = Math.min(size.leverage, plan.carry.perpetual.instrument.leverageMax);
  if (plan.leverage > leverageMax) return deny("leverage", plan.leverage, leverageMax);
  const pairMax = percentOf(wallets.total, size.pairEquityPercentMax);
  if (notional > pairMax) return deny("pair-limit", float(notional), float(pairMax));
  const openMax = percentOf(wallets.total, size.notionalEquityPercentMax);
  const open = wallets.notionalOpen + notional;
  if (open > openMax) return deny("notional-limit", float(open), float(openMax));
  const margin = notional / BigInt(plan.leverage);
  if (notional > wallets.freeSpot) return deny("wallet", float(wallets.freeSpot), float(notional));
  if (margin > wallets.freeFutures) return deny("wallet", float(wallets.freeFutures), float(margin));
  const free = wallets.freeSpot + wallets.freeFutures - notional - margin;
  const freeMin = percentOf(wallets.total, size.freeEquityPercentMin);
  return free < freeMin ? deny("free-equity", float(free), float(freeMin)) : null;
}
