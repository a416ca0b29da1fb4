import { sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";

export type LatestRow = {
  readonly instrument: number;
  readonly top: { readonly venueTimeMs: number; readonly bid: number; readonly ask: number } | null;
  readonly trade: { readonly venueTimeMs: number; readonly price: number } | null;
};

const LATEST_MAX = 1_000;

type Column = "instrument" | "topMs" | "bid" | "ask" | "tradeMs" | "price";

/** The last stored top and trade of each market: one look into the index each, whatever the tables hold. */
export async function readLatest(database: Database, instruments: readonly number[]): Promise<LatestRow[]> {
  const asked = sql`${JSON.stringify(instruments.slice(0, LATEST_MAX))}::text::jsonb`;
  const rows = await database.execute<Record<Column, string | number | null>>(sql`
    select i.instrument, p.venue_ms as "topMs", p.bid_price as bid, p.ask_price as ask,
      t.venue_ms as "tradeMs", t.price
    from (select value::int as instrument from jsonb_array_elements_text(${asked})) i
    left join lateral (
      select venue_ms, bid_price, ask_price from tops where instrument = i.instrument order by venue_ms desc limit 1
    ) p on true
    left join lateral (
      select venue_ms, price from ticks where instrument = i.instrument order by venue_ms desc, trade_id desc limit 1
    ) t on true
    order by i.instrument`);
  return rows.map(({ instrument, topMs, bid, ask, tradeMs, price }) => ({
    instrument: Number(instrument),
    top: topMs === null ? null : { venueTimeMs: Number(topMs), bid: Number(bid), ask: Number(ask) },
    trade: tradeMs === null ? null : { venueTimeMs: Number(tradeMs), price: Number(price) },
  }));
}
