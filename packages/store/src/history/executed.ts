import { type SQL, sql } from "drizzle-orm";

/**
 * Every order decided since then, with what the book said, what its fills paid, and how long its doors took. Slippage
 * is against the middle of the book at its decision, a loss positive; what cannot be said is null. A fee in a third
 * asset (a discount coin) has no value here, and says so.
 */
export const executedSince = (since: Date): SQL => sql`
  select i.client_order_id, i.plan, i.created_wall_at, i.lease_epoch, n.venue, n.symbol, n.kind, n.quote as asset,
    i.leg, i.side, i.style, i.purpose, i.quantity, i.bid_price, i.ask_price, o.state, o.refusal,
    o.filled_quantity, o.filled_quote, f.maker_quote, f.quote as told_quote, f.fee_quote, f.fees_unknown,
    h.decide_us, h.store_us, h.hand_us, h.reply_us, h.fill_us,
    case when o.filled_quantity > 0 and i.bid_price > 0 and i.ask_price > 0 then
      (case i.side when 'buy' then 1 else -1 end) * (o.filled_quote - o.filled_quantity * (i.bid_price + i.ask_price) / 2)
    end as slippage_quote,
    o.filled_quantity * (i.bid_price + i.ask_price) / 2 as middle_quote
  from intents i
  join orders o using (client_order_id)
  join instruments n on n.index = i.instrument
  left join order_hops h using (client_order_id)
  left join lateral (
    select sum(quote) as quote, coalesce(sum(quote) filter (where maker), 0) as maker_quote,
      sum(case fee_asset when n.quote then fee when n.base then fee * price else 0 end) as fee_quote,
      count(*) filter (where fee <> 0 and fee_asset <> n.quote and fee_asset <> n.base) as fees_unknown
    from fills where fills.plan = i.plan and fills.client_order_id = i.client_order_id
  ) f on true
  where i.created_wall_at >= ${since.toISOString()}::timestamptz`;
