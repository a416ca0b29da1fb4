import type { VenueFailure } from "@evenkeel/core/events";
import { ok, RATE_SCALE, type Rate, type Result } from "@evenkeel/core/units";
import type { FundingSource, FundingTerms } from "../../common/feed/funding.ts";
import type { Market } from "../../common/market/market.ts";
import { type Client, read } from "../client/client.ts";
import { parseFundingInfo, parseFundingRates } from "../parse/terms.ts";
import { FUNDING_CAP_OF_MAINTENANCE, FUNDING_HOURS_DEFAULT } from "../quirks/defaults.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const ROWS_MAX = 1_000;
const HISTORY_WAIT_MS_MAX = 6 * 60_000;

function defaultTerms({ instrument }: Market): FundingTerms {
  const cap = Math.round((instrument.maintenanceMarginBps / 10_000) * FUNDING_CAP_OF_MAINTENANCE * 10 ** RATE_SCALE);
  return { intervalHours: FUNDING_HOURS_DEFAULT, cap: cap as Rate, floor: -cap as Rate };
}

/** fundingInfo names the adjusted contracts alone. */
export async function readFundingTerms(client: Client): Promise<Result<Map<string, FundingTerms>, VenueFailure>> {
  const adjusted = await read(client, ENDPOINTS.fundingInfo, {}, "poll", parseFundingInfo);
  if (!adjusted.ok) return adjusted;
  const { perpetual } = client.markets;
  return ok(
    new Map([...perpetual].map(([symbol, market]) => [symbol, adjusted.value.get(symbol) ?? defaultTerms(market)])),
  );
}

export const fundingSource = (client: Client): FundingSource => ({
  readSince: (symbol, startTime) => {
    const parameters = { symbol, startTime, limit: ROWS_MAX };
    return read(client, ENDPOINTS.fundingRate, parameters, "market", parseFundingRates, HISTORY_WAIT_MS_MAX);
  },
  /** One list holds every contract's. */
  readFresh: async (_symbols, startTime) => {
    const rows = await read(client, ENDPOINTS.fundingRate, { startTime, limit: ROWS_MAX }, "poll", parseFundingRates);
    return rows.ok ? rows.value : [];
  },
});
