import { sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";

export type LatestRow = {
  readonly instrument: number;
  readonly topMs: number | null;
  readonly bidPrice: number | null;
  readonly askPrice: number | null;
  readonly tradeMs: number | null;
  readonly tradePrice: number | null;
};

export const LATEST_MAX = 1_000;

/** The last stored top and trade of each market: one look into the index each, whatever the tables hold. */
export async function readLatest(database: Database, instruments: readonly number[]): Promise<LatestRow[]> {
  const asked = sql`${JSON.stringify(instruments.slice(0, LATEST_MAX))}::text::jsonb`;
  const rows = await database.execute<Record<keyof LatestRow, string | number | null>>(sql`
    select i.instrument, p.venue_ms as "topMs", p.bid_price as "bidPrice", p.ask_price as "askPrice",
      t.venue_ms as "tradeMs", t.price as "tradePrice"
    from (select value::int as instrument from jsonb_array_elements_text(${asked})) i
    left join lateral (
      select venue_ms, bid_price, ask_price from tops where instrument = i.instrument order by venue_ms desc limit 1
    ) p on true
    left join lateral (
      select venue_ms, price from ticks where instrument = i.instrument order by venue_ms desc, trade_id desc limit 1
    ) t on true
    order by i.instrument`);
  const number = (value: string | number | null): number | null => (value === null ? null : Number(value));
  return rows.map((row) => ({
    instrument: Number(row.instrument),
    topMs: number(row.topMs),
    bidPrice: number(row.bidPrice),
    askPrice: number(row.askPrice),
    tradeMs: number(row.tradeMs),
    tradePrice: number(row.tradePrice),
  }));
}
