import type { Amount } from "@evenkeel/core/units";
import { MARK_SCALE, markOf, markValue } from "../../../account/margin.ts";
import type { ExchangeState } from "../../../exchange/state.ts";
import type { Instrument } from "../../../world/instrument.ts";
import { share } from "../format.ts";

export interface RiskTier {
  readonly tier: string;
  readonly maxLever: string;
  readonly mMRatio: string;
  readonly maxSize: string;
  readonly minSize: string;
}

/** The tiers are kept in money; the venue tells them in contracts, so they move with the mark price here. */
export function riskTiers(state: ExchangeState, instrument: Instrument): RiskTier[] {
  const one: Amount = markValue(instrument, Math.max(1, markOf(state, instrument.index)), instrument.futures.step);
  const unit = one > 0n ? one : 1n;
  return instrument.brackets.map((bracket, at) => ({
    tier: String(at + 1),
    maxLever: String(bracket.leverageMax),
    mMRatio: share(bracket.maintenancePpm),
    maxSize: String(bracket.cap / unit),
    minSize: String(at === 0 ? 1n : bracket.floor / unit + 1n),
  }));
}

export const markText = (state: ExchangeState, instrument: Instrument): string =>
  (markOf(state, instrument.index) / 10 ** MARK_SCALE).toFixed(instrument.futures.priceScale);
