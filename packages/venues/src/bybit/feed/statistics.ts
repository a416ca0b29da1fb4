import type { EventSink } from "@evenkeel/core/ports";
import type { StatisticsReader } from "../../common/feed/feed.ts";
import type { Market } from "../../common/market/market.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { parseTickers, type TickerRow } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";

export function createStatistics(client: Client, sink: EventSink): StatisticsReader<LoadedCatalogue> {
  const volumes = new Map<string, number>();

  const tell = (rows: readonly TickerRow[], markets: ReadonlyMap<string, Market>): void => {
    for (const { symbol, volumeQuote, openInterestQuote } of rows) {
      const market = markets.get(symbol);
      if (market === undefined) continue;
      const { index, kind } = market.instrument;
      if (kind === "perpetual") volumes.set(symbol, volumeQuote);
      const statistics = { volumeQuote24h: volumeQuote, openInterestQuote };
      sink({ kind: "statistics", instrument: index, ...statistics, ...stamp(client) });
    }
  };

  const tellBoth = (spot: readonly TickerRow[], linear: readonly TickerRow[]): void => {
    tell(spot, client.markets.spot);
    tell(linear, client.markets.perpetual);
  };

  return {
    tell: ({ spotTickers, linearTickers }) => tellBoth(spotTickers, linearTickers),
    refreshVolumes: async () => {
      const spot = await read(client, ENDPOINTS.tickers, { category: "spot" }, "market", parseTickers);
      const linear = await read(client, ENDPOINTS.tickers, { category: "linear" }, "market", parseTickers);
      if (spot.ok && linear.ok) tellBoth(spot.value, linear.value);
    },
    refreshOpenInterest: null,
    byVolume: () =>
      [...client.markets.perpetual.values()]
        .filter(({ instrument }) => instrument.status !== "halted")
        .map(({ symbol }) => symbol)
        .sort((a, b) => (volumes.get(b) ?? 0) - (volumes.get(a) ?? 0)),
  };
}
