import type { Hop } from "@evenkeel/core/order";
import type { Bin, Distribution, LegRiskRow, LegRiskScope } from "@evenkeel/core/ports";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/reader.ts";
import { executedSince } from "./executed.ts";

const SHARES = sql`array[0.5, 0.95, 0.99, 1]`;
const spread = (value: SQL): SQL =>
  sql`to_jsonb(percentile_cont(${SHARES}) within group (order by (${value})::float8))`;
const millis = (column: SQL): SQL => spread(sql`${column} / 1000.0`);
/** The window of a healthy venue is three seconds. */
const SECONDS_EDGES = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30];
const NOTIONAL_EDGES = [10, 50, 250, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000];
function histogram(value: SQL, edges: readonly number[]): SQL {
  const bin = sql`width_bucket((${value})::float8, ${sql.raw(`array[${edges.join(", ")}]::float8[]`)})`;
  const counts = [...edges.keys(), edges.length].map((at) => sql`count(*) filter (where ${bin} = ${sql.raw(`${at}`)})`);
  return sql`to_jsonb(array[${sql.join(counts, sql`, `)}])`;
}
const SCOPES = sql`grouping sets ((), (venue), (run))`;
const SCOPE = sql`grouping(venue) as all_venues, grouping(run) as all_runs, venue, run`;

type Scoped = { readonly all_venues: number; readonly all_runs: number; readonly venue: string; readonly run: string };

const windowsSince = (since: Date): SQL => sql`
  select ${SCOPE}, count(*) as windows, count(*) filter (where open) as open_windows,
    ${spread(sql`seconds`)} as seconds, ${spread(sql`notional_worst`)} as notional,
    ${histogram(sql`seconds`, SECONDS_EDGES)} as seconds_bins,
    ${histogram(sql`notional_worst`, NOTIONAL_EDGES)} as notional_bins,
    sum(notional_seconds) as notional_seconds, min(opened_wall_at) as started_at
  from (
    select venue, lease_epoch as run, opened_wall_at, closed_wall_at is null as open, notional_worst, notional_seconds,
      extract(epoch from coalesce(closed_wall_at, counted_wall_at) - opened_wall_at) as seconds
    from unhedged_windows
    -- One that opened and closed within a single event stood for no time at all.
    where opened_wall_at >= ${since.toISOString()}::timestamptz
      and (closed_wall_at is null or sequence > opened_sequence)
  ) w group by ${SCOPES}`;

const ordersSince = (since: Date): SQL => sql`
  select ${SCOPE}, count(*) as orders, count(*) filter (where filled_quantity > 0) as filled,
    ${spread(sql`slippage_quote / nullif(middle_quote, 0) * 10000`)} as slippage,
    (sum(slippage_quote) / nullif(sum(middle_quote) filter (where slippage_quote is not null), 0) * 10000)::float8 as slippage_mean,
    count(*) filter (where filled_quantity > 0 and slippage_quote is null) as slippage_unknown,
    (sum(maker_quote) / nullif(sum(told_quote), 0) * 100)::float8 as maker_percent,
    ${millis(sql`decide_us`)} as decide, ${millis(sql`store_us`)} as store, ${millis(sql`hand_us`)} as hand,
    ${millis(sql`reply_us`)} as reply, ${millis(sql`fill_us`)} as fill, ${millis(sql`(decide_us + store_us + hand_us)`)} as ready,
    min(created_wall_at) as started_at
  from (select x.*, x.lease_epoch as run from (${executedSince(since)}) x) o group by ${SCOPES}`;

/** A pair belongs to the run that opened it, and to a venue where both its legs are there. */
const costsSince = (since: Date): SQL => sql`
  select ${SCOPE}, count(*) filter (where known) as pairs, count(*) filter (where not known) as unknown,
    (sum(estimated_bps * notional) filter (where known) / nullif(sum(notional) filter (where known), 0))::float8 as estimated,
    (sum(cost) filter (where known) / nullif(sum(notional) filter (where known), 0) * 10000)::float8 as realised
  from (
    select min(o.lease_epoch) as run, case when count(distinct o.venue) = 1 then min(o.venue) end as venue,
      max(p.estimate_trading_bps) as estimated_bps, max(greatest(p.long_bought_quote, p.short_sold_quote))::float8 as notional,
      sum(coalesce(o.fee_quote, 0) + coalesce(o.slippage_quote, 0))::float8 as cost,
      coalesce(sum(o.fees_unknown), 0) = 0 and max(p.estimate_trading_bps) > 0
        and max(p.estimate_trading_bps) <> 'NaN'::float8
        and count(*) filter (where o.filled_quantity > 0 and o.slippage_quote is null) = 0 as known
    from (${executedSince(since)}) o
    join pairs p on p.plan = o.plan
    where p.stage = 'closed'
    group by o.plan having sum(o.filled_quantity) > 0
  ) t group by ${SCOPES} having grouping(venue) = 1 or venue is not null`;

type Numbers = readonly (number | null)[] | null;
type WindowRow = Scoped & {
  readonly windows: string;
  readonly open_windows: string;
  readonly seconds: Numbers;
  readonly notional: Numbers;
  readonly seconds_bins: readonly number[];
  readonly notional_bins: readonly number[];
  readonly notional_seconds: number | null;
  readonly started_at: string | null;
};
type OrderRow = Scoped & {
  readonly orders: string;
  readonly filled: string;
  readonly slippage: Numbers;
  readonly slippage_mean: number | null;
  readonly slippage_unknown: string;
  readonly maker_percent: number | null;
  readonly ready: Numbers;
  readonly started_at: string | null;
} & { readonly [Name in Hop]: Numbers };
type CostRow = Scoped & {
  readonly pairs: string;
  readonly unknown: string;
  readonly estimated: number | null;
  readonly realised: number | null;
};

const scopeOf = (row: Scoped): LegRiskScope => {
  if (Number(row.all_venues) === 0) return { kind: "venue", venue: row.venue };
  return Number(row.all_runs) === 0 ? { kind: "run", run: Number(row.run) } : { kind: "all" };
};
const keyOf = (scope: LegRiskScope): string => Object.values(scope).join(" ");

function distribution(numbers: Numbers): Distribution | null {
  const [p50, p95, p99, max] = numbers ?? [];
  return typeof p50 === "number" && typeof p95 === "number" && typeof p99 === "number" && typeof max === "number"
    ? { p50, p95, p99, max }
    : null;
}

const binsOf = (counts: readonly number[] | undefined, edges: readonly number[]): readonly Bin[] =>
  [...edges, null].map((below, at) => ({ below, count: counts?.[at] ?? 0 }));

function earliest(...moments: readonly (string | null | undefined)[]): number | null {
  const times = moments.flatMap((each) => (typeof each === "string" ? [new Date(each).getTime()] : []));
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * How long and how large legs stood alone, what orders paid against the middle, who waited in the book, and what a
 * round trip cost against what was expected: of everything since then, of each venue, of each run. Found by indexes.
 */
export async function readLegRisk(database: Database, since: Date): Promise<readonly LegRiskRow[]> {
  const read = async <Row extends Scoped>(query: SQL) =>
    new Map(
      [...(await database.execute<Row & Record<string, unknown>>(query))].map((row) => [keyOf(scopeOf(row)), row]),
    );
  const windows = await read<WindowRow>(windowsSince(since));
  const orders = await read<OrderRow>(ordersSince(since));
  const costs = await read<CostRow>(costsSince(since));
  const scopes = new Map([...windows, ...orders].map(([key, row]) => [key, scopeOf(row)]));
  return [...scopes].map(([key, scope]) => rowOf(scope, windows.get(key), orders.get(key), costs.get(key)));
}

function rowOf(
  scope: LegRiskScope,
  windows: WindowRow | undefined,
  orders: OrderRow | undefined,
  costs: CostRow | undefined,
): LegRiskRow {
  const slippage = distribution(orders?.slippage ?? null);
  const { estimated = null, realised = null } = costs ?? {};
  return {
    scope,
    startedAtMs: earliest(windows?.started_at, orders?.started_at),
    windows: Number(windows?.windows ?? 0),
    openWindows: Number(windows?.open_windows ?? 0),
    seconds: distribution(windows?.seconds ?? null),
    notional: distribution(windows?.notional ?? null),
    secondsBins: binsOf(windows?.seconds_bins, SECONDS_EDGES),
    notionalBins: binsOf(windows?.notional_bins, NOTIONAL_EDGES),
    notionalSeconds: windows?.notional_seconds ?? 0,
    orders: Number(orders?.orders ?? 0),
    filled: Number(orders?.filled ?? 0),
    slippageBps: slippage === null ? null : { ...slippage, mean: orders?.slippage_mean ?? 0 },
    slippageUnknown: Number(orders?.slippage_unknown ?? 0),
    makerPercent: orders?.maker_percent ?? null,
    cost:
      estimated === null || realised === null
        ? null
        : { pairs: Number(costs?.pairs ?? 0), estimatedBps: estimated, realisedBps: realised },
    costUnknown: Number(costs?.unknown ?? 0),
    hopMs: {
      decide: distribution(orders?.decide ?? null),
      store: distribution(orders?.store ?? null),
      hand: distribution(orders?.hand ?? null),
      reply: distribution(orders?.reply ?? null),
      fill: distribution(orders?.fill ?? null),
    },
    readyMs: distribution(orders?.ready ?? null),
  };
}
