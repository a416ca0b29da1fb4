import postgres from "postgres";
import type { House } from "./house.ts";

type StoredTimes = { readonly id: string; readonly decidedMs: number; readonly durableMs: number };
export type OrderTimes = StoredTimes & { readonly wireMs: number };

/** Closes what is open, so that the engine decides and sends again all the time. */
export async function churn({ client }: House, round: number): Promise<void> {
  const positions = await client.positions.list.query();
  const open = positions.filter(({ stage }) => stage === "open");
  await Promise.all(
    open.map(({ pairId }) => client.commands.closePair.mutate({ id: `bench-${round}-${pairId}`, pairId })),
  );
}

/** Orders that both the database and the door saw. The database's times are whole milliseconds. */
export async function readOrders({ databaseUrl, relay }: House): Promise<readonly OrderTimes[]> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<StoredTimes[]>`
      select i.client_order_id as "id",
        extract(epoch from i.created_wall_at)::float8 * 1000 as "decidedMs",
        extract(epoch from o.sent_wall_at)::float8 * 1000 as "durableMs"
      from intents i join orders o using (client_order_id) where o.sent_wall_at is not null`;
    return rows.flatMap((row) => {
      const wireMs = relay.seenAtMs.get(row.id);
      return wireMs === undefined ? [] : [{ ...row, wireMs }];
    });
  } finally {
    await sql.end();
  }
}

/** Smallest value that this share of all is at or below. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
