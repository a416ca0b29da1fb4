import type { MarketDesk } from "@evenkeel/api/engine";
import type { Database } from "@evenkeel/store/history";
import { findInstruments, readCandles, readLatest } from "@evenkeel/store/ticks";

/** What the database has of the markets, in the words of the views. */
export function createMarketDesk(database: Database): MarketDesk {
  return {
    async candles({ market, ...range }) {
      const instrument = (await findInstruments(database, [market]))(market);
      if (instrument === undefined) return null;
      const candles = await readCandles(database, { instrument, ...range });
      return candles.map(({ bucketMs, ...candle }) => ({ venueTimeMs: bucketMs, ...candle }));
    },
    async latest(markets) {
      const indexOf = await findInstruments(database, markets);
      const known = markets.flatMap((market) => indexOf(market) ?? []);
      const rows = new Map((await readLatest(database, known)).map((row) => [row.instrument, row]));
      return markets.map((market) => {
        const row = rows.get(indexOf(market) ?? -1);
        return { ...market, top: row?.top ?? null, trade: row?.trade ?? null };
      });
    },
  };
}
