import type { AmountText, Known } from "./common.ts";

export type KpisView = {
  readonly asset: string;
  readonly equity: Known<AmountText>;
  readonly netToday: Known<{
    readonly net: AmountText;
    readonly percent: number;
    /** What cash would have earned in the same time. */
    readonly cash: AmountText;
  }>;
  readonly funding24h: Known<{ readonly amount: AmountText; readonly settlements: number }>;
  readonly costs24h: Known<{ readonly amount: AmountText; readonly makerPercent: number | null }>;
  readonly netDelta: Known<{ readonly amount: AmountText; readonly gross: AmountText }>;
  /** The pair whose short is nearest; unknown with `no-positions` when there is none. */
  readonly nearestLiquidation: Known<{
    readonly symbol: string;
    readonly distancePercent: number;
    readonly marginHours: number | null;
  }>;
  readonly unhedged: Known<{
    readonly nowMs: number;
    readonly nowNotional: AmountText;
    readonly worstTodayMs: number;
    readonly worstTodayNotional: AmountText;
  }>;
};
