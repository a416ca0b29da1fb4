import type { EventSink } from "@evenkeel/core/ports";
import { type Client, read, stamp } from "../client/client.ts";
import { parseOpenInterest, parsePremiumIndex, parseStatistics, type StatisticsRow } from "../parse/terms.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const OPEN_INTEREST_LANES = 6;

export type StatisticsReader = {
  readonly tell: (spot: readonly StatisticsRow[], futures: readonly StatisticsRow[]) => void;
  readonly noteMarkPrices: (prices: ReadonlyMap<string, number>) => void;
  readonly refreshVolumes: () => Promise<void>;
  /** One call per contract: the venue has no list of them. */
  readonly refreshOpenInterest: (stopped: () => boolean) => Promise<void>;
  /** Perpetuals by what is traded in them, the busiest first. */
  readonly byVolume: () => readonly string[];
};

export function createStatistics(client: Client, sink: EventSink): StatisticsReader {
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

  const tell: StatisticsReader["tell"] = (spot, futures) => {
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
    tell,
    byVolume,
    noteMarkPrices: (prices) => {
      markPrices = prices;
    },
    refreshVolumes: async () => {
      const spot = await read(client, ENDPOINTS.spotStatistics, {}, "market", parseStatistics);
      const futures = await read(client, ENDPOINTS.futuresStatistics, {}, "market", parseStatistics);
      if (spot.ok && futures.ok) tell(spot.value, futures.value);
    },
    refreshOpenInterest: async (stopped) => {
      const premiums = await read(client, ENDPOINTS.premiumIndex, {}, "market", parsePremiumIndex);
      if (premiums.ok) markPrices = new Map(premiums.value.map(({ symbol, markPrice }) => [symbol, markPrice]));
      const queue = byVolume();
      const lane = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined && !stopped(); next = queue.shift()) await readOne(next);
      };
      await Promise.all(Array.from({ length: OPEN_INTEREST_LANES }, lane));
    },
  };
}
