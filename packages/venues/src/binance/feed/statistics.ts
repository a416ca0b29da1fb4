import type { EventSink } from "@evenkeel/core/ports";
import type { StatisticsReader } from "../../common/feed/feed.ts";
import { inLanes } from "../../common/feed/funding.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { parseOpenInterest, parsePremiumIndex, parseStatistics, type StatisticsRow } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";

const OPEN_INTEREST_LANES = 6;

export function createStatistics(client: Client, sink: EventSink): StatisticsReader<LoadedCatalogue> {
  const volumes = new Map<string, number>();
  const openInterest = new Map<string, number>();
  let markPrices: ReadonlyMap<string, number> = new Map();

  const tellPerpetual = (symbol: string): void => {
    const market = client.markets.perpetual.get(symbol);
    const volumeQuote24h = volumes.get(symbol);
    if (market === undefined || volumeQuote24h === undefined) return;
    sink({
      kind: "statistics",
      instrument: market.instrument.index,
      volumeQuote24h,
      openInterestQuote: openInterest.get(symbol) ?? null,
      ...stamp(client),
    });
  };

  const tell = (spot: readonly StatisticsRow[], futures: readonly StatisticsRow[]): void => {
    for (const { symbol, volumeQuote } of spot) {
      const market = client.markets.spot.get(symbol);
      if (market === undefined) continue;
      const statistics = { volumeQuote24h: volumeQuote, openInterestQuote: null };
      sink({ kind: "statistics", instrument: market.instrument.index, ...statistics, ...stamp(client) });
    }
    for (const { symbol, volumeQuote } of futures) {
      volumes.set(symbol, volumeQuote);
      tellPerpetual(symbol);
    }
  };

  const byVolume = (): string[] =>
    [...client.markets.perpetual.keys()].sort((a, b) => (volumes.get(b) ?? 0) - (volumes.get(a) ?? 0));

  const readOne = async (symbol: string): Promise<void> => {
    const contracts = await read(client, ENDPOINTS.openInterest, { symbol }, "market", parseOpenInterest);
    const price = markPrices.get(symbol);
    if (!contracts.ok || price === undefined) return;
    openInterest.set(symbol, contracts.value * price);
    tellPerpetual(symbol);
  };

  return {
    byVolume,
    tell: (loaded) => {
      markPrices = loaded.markPrices;
      tell(loaded.spotStatistics, loaded.futuresStatistics);
    },
    refreshVolumes: async () => {
      const spot = await read(client, ENDPOINTS.spotStatistics, {}, "market", parseStatistics);
      const futures = await read(client, ENDPOINTS.futuresStatistics, {}, "market", parseStatistics);
      if (spot.ok && futures.ok) tell(spot.value, futures.value);
    },
    /** One call per contract: the venue has no list of them. */
    refreshOpenInterest: async (stopped) => {
      const premiums = await read(client, ENDPOINTS.premiumIndex, {}, "market", parsePremiumIndex);
      if (premiums.ok) markPrices = new Map(premiums.value.map(({ symbol, markPrice }) => [symbol, markPrice]));
      await inLanes(byVolume(), OPEN_INTEREST_LANES, async (symbol) => {
        if (!stopped()) await readOne(symbol);
      });
    },
  };
}
