import type { PriceHistory } from "@evenkeel/core/ports";
import { err } from "@evenkeel/core/units";
import { failure } from "../common/transport/failure.ts";
import { type Client, read } from "./client/client.ts";
import { parseCandles } from "./parse/candles.ts";
import { ENDPOINTS } from "./quirks/endpoints.ts";

/** What one page holds on every one of the three endpoints, at the weight that is charged. */
const HOURS_MAX = 1_000;
const HOURS_MIN = 500;

/** The venue's own candles, asked for last of all: whatever trades goes first. */
export function createPriceHistory(client: Client): PriceHistory {
  return {
    readHours(instrument, series, fromMs, hours) {
      const market = client.markets.byIndex.get(instrument);
      if (market === undefined)
        return Promise.resolve(err(failure("refusal", "no-instrument", "not in the catalogue")));
      const endpoint =
        market.instrument.kind === "spot"
          ? ENDPOINTS.spotCandles
          : series === "mark"
            ? ENDPOINTS.markCandles
            : ENDPOINTS.futuresCandles;
      const limit = Math.min(HOURS_MAX, Math.max(HOURS_MIN, hours));
      const parameters = { symbol: market.symbol, interval: "1h", startTime: fromMs, limit };
      return read(client, endpoint, parameters, "market", (answer) =>
        parseCandles(answer, market.factor, client.venueNowMs),
      );
    },
  };
}
