import type { PriceHistory } from "@evenkeel/core/ports";
import { err, HOUR_MS } from "@evenkeel/core/units";
import { failure } from "../common/transport/failure.ts";
import { type Client, read } from "./client/client.ts";
import { categoryOf } from "./market.ts";
import { parseCandles } from "./parse/candles.ts";
import { ENDPOINTS } from "./quirks/endpoints.ts";

/** What one page holds. */
const HOURS_MAX = 1_000;
const HOUR = "60";

/** The venue's own candles, asked for last of all: whatever trades goes first. */
export function createPriceHistory(client: Client): PriceHistory {
  return {
    readHours(instrument, series, fromMs, hours) {
      const market = client.markets.byIndex.get(instrument);
      if (market === undefined)
        return Promise.resolve(err(failure("refusal", "no-instrument", "not in the catalogue")));
      const category = categoryOf(market);
      const endpoint = series === "mark" && category === "linear" ? ENDPOINTS.markCandles : ENDPOINTS.candles;
      const limit = Math.min(HOURS_MAX, hours + 1);
      const end = fromMs + (limit - 1) * HOUR_MS;
      const parameters = { category, symbol: market.symbol, interval: HOUR, start: fromMs, end, limit };
      return read(client, endpoint, parameters, "market", (answer) =>
        parseCandles(answer, market.factor, client.venueNowMs),
      );
    },
  };
}
