import type { ExecutedOrder } from "@evenkeel/core/ports";
import { sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { executedSince } from "./executed.ts";
import { pageRows } from "./limits.ts";

type Row = Readonly<Record<string, string | null>> & {
  readonly slippage_bps: number | null;
  readonly maker_percent: number | null;
};

const count = (text: string | null | undefined): number | null =>
  text === null || text === undefined ? null : Number(text);

/** Newest first; of one pair where a plan is named. */
export async function listExecuted(
  database: Database,
  query: { readonly since: Date; readonly plan: string | null; readonly limit: number },
): Promise<ExecutedOrder[]> {
  const { since, plan, limit } = query;
  const rows = await database.execute<Row & Record<string, unknown>>(sql`
    select o.*, (slippage_quote / nullif(middle_quote, 0) * 10000)::float8 as slippage_bps,
      (maker_quote / nullif(told_quote, 0) * 100)::float8 as maker_percent,
      (extract(epoch from created_wall_at) * 1000)::bigint as created_ms
    from (${executedSince(since)} ${plan === null ? sql`` : sql`and i.plan = ${plan}`}
      order by i.created_wall_at desc, i.client_order_id desc limit ${pageRows(limit)}) o`);
  return [...rows].map((row) => ({
    clientOrderId: row["client_order_id"] ?? "",
    pairId: row["plan"] ?? "",
    createdAtMs: Number(row["created_ms"]),
    run: Number(row["lease_epoch"]),
    venue: row["venue"] ?? "",
    symbol: row["symbol"] ?? "",
    kind: row["kind"] as ExecutedOrder["kind"],
    asset: row["asset"] ?? "",
    leg: row["leg"] as ExecutedOrder["leg"],
    side: row["side"] as ExecutedOrder["side"],
    style: row["style"] ?? "",
    purpose: row["purpose"] ?? "",
    state: row["state"] ?? "",
    refusal: row["refusal"] ?? null,
    quantity: row["quantity"] ?? "",
    filledQuantity: row["filled_quantity"] ?? "",
    filledQuote: row["filled_quote"] ?? "",
    slippageBps: row.slippage_bps,
    makerPercent: row.maker_percent,
    hopMicros: {
      decide: count(row["decide_us"]),
      store: count(row["store_us"]),
      hand: count(row["hand_us"]),
      reply: count(row["reply_us"]),
      fill: count(row["fill_us"]),
    },
  }));
}
