import type { DurableRow, Fill } from "@evenkeel/core/events";
import { clientOrderId, type LegName, type Nonce, type PlanId, planId } from "@evenkeel/core/ids";
import type { OrderIntent } from "@evenkeel/core/order";
import { amount, type Price, type Quantity, venueTime, wallTime, ZERO } from "@evenkeel/core/units";
import { type Connected, type Database, listExecuted, openDatabase, readLegRisk } from "@evenkeel/store/history";
import { openJournal } from "@evenkeel/store/journal";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import * as sample from "./support/sample.ts";

/** Two runs at one venue: one round trip to the last fee, one whose cost nobody can say, one entry that missed. */
const { WALL, NOW, PERPETUAL, SPOT } = sample;
const plan = (number: number) => planId("abcdefgh" as Nonce, number);
const [TRIP, DARK, MISSED] = [plan(1), plan(2), plan(3)];
const SINCE = new Date(WALL);
const SECONDS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30];
const QUOTE = [10, 50, 250, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000];

type Traded = {
  readonly plan: PlanId;
  readonly leg: LegName;
  readonly attempt: number;
  readonly side: "buy" | "sell";
  /** Quote for one coin; null: nothing was filled. */
  readonly quote: string | null;
  readonly run: number;
  readonly fee?: readonly [amount: string, asset: string];
  readonly maker?: boolean;
  readonly book?: boolean;
  readonly atMs?: number;
};

/** One coin at a middle of 100. */
function traded({
  plan,
  leg,
  attempt,
  side,
  quote,
  run,
  fee = ["0.1", "USDT"],
  maker = false,
  book = true,
  atMs = 0,
}: Traded) {
  const [instrument, coin, scale] = leg === "long" ? [SPOT, 100_000, 100] : [PERPETUAL, 1_000, 10];
  const seen = (price: number): Price => (book ? price * scale : 0) as Price;
  const intent: OrderIntent = {
    ...sample.intent(plan, leg, attempt),
    instrument,
    side,
    quantity: coin as Quantity,
    bidPrice: seen(99),
    askPrice: seen(101),
    leaseEpoch: run,
    createdAt: wallTime(WALL + atMs),
  };
  const filledQuantity = (quote === null ? 0 : coin) as Quantity;
  const filledQuote = quote === null ? ZERO : amount(quote);
  const order = sample.order(intent, { state: quote === null ? "expired" : "filled", filledQuantity, filledQuote });
  const fill: Fill = {
    ...sample.fill(`${plan}${leg}${attempt}`),
    instrument,
    clientOrderId: clientOrderId(plan, leg, attempt),
    side,
    price: (100 * scale) as Price,
    quantity: coin as Quantity,
    quote: filledQuote,
    fee: amount(fee[0]),
    feeAsset: fee[1] as Fill["feeAsset"],
    maker,
  };
  const rows: DurableRow[] = [
    { table: "intent", intent },
    { table: "order", order },
    ...(quote === null ? [] : [{ table: "fill", fill, plan } as const]),
  ];
  return rows;
}

const closed = (of: PlanId, tradingBps: number): DurableRow => {
  const pair = sample.pair(of, { stage: "closed", closedAt: venueTime(NOW + 1) });
  const long = { ...pair.long, boughtQuote: amount("100.1") };
  const short = { ...pair.short, soldQuote: amount("99.95") };
  return { table: "pair", pair: { ...pair, long, short, estimate: { ...pair.estimate, tradingBps } } };
};
const window = (opened: number, run: number, ms: number, worst: number, ended = true): DurableRow => ({
  table: "unhedged",
  window: sample.unhedgedWindow(opened, {
    leaseEpoch: run,
    closedAt: ended ? wallTime(WALL + ms) : null,
    countedAt: wallTime(WALL + ms),
    notionalWorst: worst,
    notionalSeconds: (worst * ms) / 1_000,
  }),
});

let server: TestDatabase;
let views: Connected<Database>;
beforeAll(async () => {
  server = await startDatabase();
  const open = await openJournal(server.url);
  await open.instruments.describe(sample.INSTRUMENTS);
  await open.journal.commit(
    sample.batch(50, [
      ...traded({ plan: TRIP, leg: "long", attempt: 0, side: "buy", quote: "100.1", run: 3 }),
      ...traded({ plan: TRIP, leg: "short", attempt: 0, side: "sell", quote: "99.95", run: 3, maker: true, atMs: 1 }),
      ...traded({
        plan: TRIP,
        leg: "long",
        attempt: 1,
        side: "sell",
        quote: "99.9",
        run: 4,
        fee: ["0.001", "BTC"],
        atMs: 2,
      }),
      ...traded({
        plan: TRIP,
        leg: "short",
        attempt: 1,
        side: "buy",
        quote: "100.05",
        run: 4,
        fee: ["0.05", "USDT"],
        atMs: 3,
      }),
      ...traded({
        plan: DARK,
        leg: "long",
        attempt: 0,
        side: "buy",
        quote: "100",
        run: 4,
        book: false,
        fee: ["0.01", "BNB"],
        atMs: 4,
      }),
      ...traded({ plan: MISSED, leg: "long", attempt: 0, side: "buy", quote: null, run: 4, atMs: 5 }),
      ...traded({ plan: plan(4), leg: "long", attempt: 0, side: "buy", quote: "150", run: 2, atMs: -1 }),
      closed(TRIP, 40),
      closed(DARK, 40),
      closed(plan(4), 40),
      window(10, 3, 200, 100),
      window(11, 3, 1_000, 50),
      window(12, 4, 2_000, 10, false),
      // Opened and closed by one and the same event.
      window(50, 4, 0, 9_999),
      {
        table: "hops",
        clientOrderId: clientOrderId(TRIP, "long", 0),
        hops: { decide: 1_000, store: 2_000, hand: 50, reply: 30_000, fill: null },
      },
      {
        table: "hops",
        clientOrderId: clientOrderId(TRIP, "short", 0),
        hops: { decide: 3_000, store: 4_000, hand: 50, reply: null, fill: null },
      },
    ]),
  );
  await open.close();
  views = openDatabase(server.url);
});
afterAll(async () => {
  await views.close();
  await server.close();
});

test("of everything, of each venue and of each run: windows, slippage, makers, cost, doors", async () => {
  const rows = await readLegRisk(views.client, SINCE);
  const names = rows.map(({ scope }) => Object.values(scope).join(" "));
  expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(["all", "run 3", "run 4", "venue binance"]);
  const all = rows.find(({ scope }) => scope.kind === "all");
  expect(all).toMatchObject({
    windows: 3,
    openWindows: 1,
    seconds: { p50: 1, p95: expect.closeTo(1.9, 9), max: 2 },
    notional: { p50: 50, max: 100 },
    // 0.2, 1 and 2 seconds; a bin begins at the end of the one before.
    secondsBins: [0, 1, 0, 0, 1, 1, 0, 0, 0, 0].map((count, at) => ({ below: SECONDS[at] ?? null, count })),
    notionalBins: [0, 1, 2, 0, 0, 0, 0, 0, 0, 0].map((count, at) => ({ below: QUOTE[at] ?? null, count })),
    notionalSeconds: 90,
    orders: 6,
    filled: 5,
    slippageBps: { p50: expect.closeTo(7.5, 9), max: expect.closeTo(10, 9), mean: expect.closeTo(7.5, 9) },
    slippageUnknown: 1,
    makerPercent: expect.closeTo((99.95 / 500) * 100, 9),
    // Fees 0.1 + 0.1 + 0.001 coins at 100 + 0.05, slippage 0.3, on 100.1.
    cost: { pairs: 1, estimatedBps: 40, realisedBps: expect.closeTo((0.65 / 100.1) * 10_000, 6) },
    costUnknown: 1,
    hopMs: {
      decide: { p50: 2, max: 3 },
      store: { max: 4 },
      hand: { p50: 0.05 },
      reply: { p50: 30, p99: 30 },
      fill: null,
    },
    readyMs: { p50: expect.closeTo(5.05, 9), max: expect.closeTo(7.05, 9) },
    startedAtMs: WALL,
  });
  const [venue] = rows.filter(({ scope }) => scope.kind === "venue");
  expect(venue).toMatchObject({ windows: 3, orders: 6, cost: { pairs: 1 } });
  const run = (wanted: number) => rows.find(({ scope }) => scope.kind === "run" && scope.run === wanted);
  expect(run(3)).toMatchObject({ windows: 2, orders: 2, slippageUnknown: 0, cost: { pairs: 1 }, costUnknown: 0 });
  expect(run(4)).toMatchObject({ windows: 1, openWindows: 1, orders: 4, cost: null, costUnknown: 1 });
});

test("nothing since then is nothing, not zero", async () => {
  expect(await readLegRisk(views.client, new Date(WALL + 60_000))).toMatchObject([
    { scope: { kind: "all" }, windows: 0, seconds: null, orders: 0, slippageBps: null, makerPercent: null, cost: null },
  ]);
});

test("orders, newest first, each with its slippage, its makers and its doors; of one pair where one is named", async () => {
  const page = { since: SINCE, limit: 3, plan: null };
  const orders = await listExecuted(views.client, page);
  expect(orders.map(({ pairId, leg, state }) => [pairId, leg, state])).toEqual([
    [MISSED, "long", "expired"],
    [DARK, "long", "filled"],
    [TRIP, "short", "filled"],
  ]);
  expect(orders.map(({ slippageBps }) => slippageBps)).toEqual([null, null, expect.closeTo(5, 9)]);
  const ofTrip = await listExecuted(views.client, { ...page, plan: TRIP, limit: 10 });
  expect(ofTrip.length).toBe(4);
  expect(ofTrip.at(-1)).toMatchObject({
    venue: "binance",
    symbol: "BTCUSDT",
    kind: "spot",
    side: "buy",
    run: 3,
    createdAtMs: WALL,
    filledQuantity: "1",
    filledQuote: "100.1",
    makerPercent: 0,
    hopMicros: { decide: 1_000, store: 2_000, hand: 50, reply: 30_000, fill: null },
  });
});

test("of a long history only what was asked about is read", async () => {
  const { sql } = server;
  /** A year before, five thousand times what this row of a table says. */
  const repeat = (table: string, where: string, names: readonly string[], time: string | null) =>
    sql.unsafe(`
      insert into ${table} select (jsonb_populate_record(t, jsonb_build_object(
        ${names.map((name) => `'${name}', 'old-' || n`).join(", ")}
        ${time === null ? "" : `, '${time}', t.${time} - interval '1 year'`}))).*
      from ${table} t, generate_series(1, 5000) n where ${where}`);
  const missed = `client_order_id = '${clientOrderId(MISSED, "long", 0)}'`;
  await repeat("intents", missed, ["client_order_id", "plan"], "created_wall_at");
  await repeat("orders", missed, ["client_order_id"], null);
  await repeat("fills", `plan = '${DARK}'`, ["client_order_id", "plan", "trade_id"], "venue_at");
  await repeat("order_hops", `hand_us = 50 and reply_us is null`, ["client_order_id"], null);
  await repeat("unhedged_windows", "opened_sequence = 10", ["id", "plan"], "opened_wall_at");
  await sql.unsafe("analyze");
  const read = async () => {
    const rows = await sql<{ table: string; read: string }[]>`
      select relname as table, seq_tup_read + coalesce(idx_tup_fetch, 0) as read from pg_stat_user_tables
      where relname in ('intents', 'orders', 'fills', 'order_hops', 'unhedged_windows')`;
    return new Map(rows.map(({ table, read: tuples }) => [table, Number(tuples)]));
  };
  const before = await read();
  const own = openDatabase(server.url, 1);
  await readLegRisk(own.client, SINCE);
  await listExecuted(own.client, { since: SINCE, limit: 10, plan: null });
  await listExecuted(own.client, { since: SINCE, limit: 10, plan: TRIP });
  // A connection that ends tells what it counted.
  await own.close();
  await expect
    .poll(async () => ((await read()).get("intents") ?? 0) - (before.get("intents") ?? 0))
    .toBeGreaterThan(10);
  for (const [table, tuples] of await read())
    expect([table, tuples - (before.get(table) ?? 0)]).toEqual([table, expect.any(Number)]);
  for (const [table, tuples] of await read()) expect(tuples - (before.get(table) ?? 0), table).toBeLessThan(500);
});
