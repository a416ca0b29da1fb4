import type { FundingRateView } from "@evenkeel/api/views";
import type { EngineState } from "@evenkeel/core/engine";
import { formatMantissa, RATE_SCALE } from "@evenkeel/core/units";
import { told } from "./numbers.ts";

/** Every perpetual whose venue has told an estimate. */
export function viewFundingRates({ market }: EngineState): FundingRateView[] {
  const { columns } = market;
  const rates: FundingRateView[] = [];
  for (const instrument of market.instruments) {
    if (instrument?.kind !== "perpetual" || (columns.markReceivedMs[instrument.index] ?? 0) === 0) continue;
    rates.push({
      venue: instrument.venue,
      symbol: instrument.symbol,
      rate: formatMantissa(columns.fundingRate[instrument.index] ?? 0, RATE_SCALE),
      intervalHours: told(columns.intervalHours[instrument.index]),
      nextFundingAtVenueMs: told(columns.nextFundingMs[instrument.index]),
    });
  }
  return rates;
}
