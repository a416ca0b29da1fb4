import { type DurableRow, EMPTY_DURABLE_STATE } from "@evenkeel/core/events";
import { type Nonce, planId } from "@evenkeel/core/ids";
import { CLOSED_PAIRS_MAX } from "@evenkeel/core/position";
import { amount, venueTime, wallTime, ZERO } from "@evenkeel/core/units";
import { type OpenJournal, openJournal } from "@evenkeel/store/journal";
import { migrate } from "@evenkeel/store/migrate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask, verifyBooks } from "./support/ask.ts";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import * as sample from "./support/sample.ts";

const { PLAN, BTC, USDT, VENUE, NOW, batch, auditRow } = sample;

let server: TestDatabase;
let url: string;
let open: OpenJournal;

beforeAll(async () => {
  server = await startDatabase();
});
afterAll(() => server.close());
beforeEach(async () => {
  url = await server.createEmpty();
  await migrate(url);
  open = await openJournal(url);
  await open.instruments.describe(sample.INSTRUMENTS);
});
afterEach(() => open.close());

const query = <T>(text: string): Promise<T[]> => ask<T>(url, text);
const verify = () => verifyBooks(url);

/** What a new process would load. */
async function reload() {
  await open.close();
  open = await openJournal(url);
  return open.journal.load();
}

const INTENT = sample.intent(PLAN, "long", 0);

describe("load", () => {
  test("a fresh database is the empty state", async () => {
    expect(await open.journal.load()).toEqual(EMPTY_DURABLE_STATE);
  });

  test("every kind of row comes back exactly", async () => {
    const closed = sample.pair(planId("abcdefgh" as Nonce, 8), {
      stage: "closed",
      closedAt: venueTime(NOW + 5),
      closeReason: "funding gone",
      unhedgedSince: null,
    });
    const unknown = sample.order(sample.intent(closed.plan, "short", 3), { state: "unknown", venueOrderId: null });
    const done = sample.order(sample.intent(closed.plan, "long", 1), { state: "filled" });
    const refused = sample.order(sample.intent(PLAN, "short", 1), {
      state: "rejected",
      refusal: "-2010",
      sentAt: null,
    });
    const held = sample.order(INTENT);
    const rows: DurableRow[] = [
      ...[held, unknown, done, refused].flatMap((order): DurableRow[] => [
        { table: "intent", intent: order.intent },
        { table: "order", order },
      ]),
      { table: "pair", pair: sample.pair(PLAN) },
      { table: "pair", pair: closed },
      { table: "unhedged", window: sample.unhedgedWindow(30, { closedAt: wallTime(sample.WALL + 9) }) },
      { table: "unhedged", window: sample.unhedgedWindow(41, { notional: 1 }) },
      { table: "unhedged", window: sample.unhedgedWindow(41) },
      {
        table: "hops",
        clientOrderId: INTENT.clientOrderId,
        hops: { decide: 1_000, store: 812, hand: 40, reply: 21_004, fill: null },
      },
      { table: "fill", fill: sample.fill("1"), plan: PLAN },
      {
        table: "income",
        plan: PLAN,
        income: {
          venue: VENUE,
          incomeId: "f1",
          kind: "funding",
          instrument: sample.PERPETUAL,
          wallet: "futures",
          asset: USDT,
          amount: amount("0.12345678"),
          venueTimeMs: NOW,
        },
      },
      { table: "ledger", entry: sample.walletEntry("open/usdt", USDT, "10000.000000000000000001") },
      { table: "ledger", entry: sample.walletEntry("less/usdt", USDT, "-0.5") },
      { table: "ledger", entry: sample.walletEntry("open/btc", BTC, "2") },
      sample.commandRow("cmd-1", "applied"),
      { table: "control", control: sample.control({ killLevel: "run" }) },
      { table: "control", control: sample.control() },
      { table: "checkpoint", checkpoint: sample.checkpoint() },
      { table: "alert", alert: { level: "CRITICAL", code: "test", text: "text" } },
      auditRow("a"),
    ];
    await open.journal.commit(batch(42, rows));
    expect(await reload()).toEqual({
      lastSequence: 42,
      control: sample.control(),
      config: null,
      orders: [refused, held, unknown, done],
      pairs: [sample.pair(PLAN), closed],
      unhedged: [sample.unhedgedWindow(41)],
      walletBalances: [
        { venue: VENUE, wallet: "futures", asset: BTC, amount: amount("2") },
        { venue: VENUE, wallet: "futures", asset: USDT, amount: amount("9999.500000000000000001") },
      ],
      recentCauseIds: ["open/usdt", "less/usdt", "open/btc"],
      checkpoints: [sample.checkpoint()],
      commandIds: ["cmd-1"],
      exits: [[BTC, venueTime(NOW + 5)]],
    });
  });

  test("of closed pairs the last come back whole, and any that an order still waits for", async () => {
    const plans = Array.from({ length: CLOSED_PAIRS_MAX + 2 }, (_, n) => planId("abcdefgh" as Nonce, 100 + n));
    const rows = plans.flatMap((plan, n): DurableRow[] => {
      const order = sample.order(sample.intent(plan, "long", 0), { state: n === 1 ? "settling" : "filled" });
      const closedAt = venueTime(NOW + n);
      return [
        { table: "intent", intent: order.intent },
        { table: "order", order },
        { table: "pair", pair: sample.pair(plan, { stage: "closed", closedAt, unhedgedSince: null }) },
      ];
    });
    await open.journal.commit(batch(1, rows));
    const { pairs, orders } = await reload();
    expect(pairs.map(({ plan }) => plan)).toEqual(plans.slice(1));
    expect(orders.map(({ intent }) => intent.plan)).toEqual(plans.slice(1));
  });

  test("an estimate nobody could make comes back as unknown, not as nothing", async () => {
    const estimate = { ...sample.pair(PLAN).estimate, fundingBps: Number.NaN, netBps: Number.NEGATIVE_INFINITY };
    const costBps = Number.POSITIVE_INFINITY;
    const asked = sample.pair(PLAN, { estimate: { ...estimate, costBps } });
    await open.journal.commit(batch(1, [{ table: "pair", pair: asked }]));
    expect((await reload()).pairs).toEqual([asked]);
  });

  test("an intent of which nothing more was stored is an intended order", async () => {
    await open.journal.commit(batch(1, [{ table: "intent", intent: INTENT }]));
    expect((await reload()).orders).toEqual([
      {
        intent: INTENT,
        state: "intended",
        filledQuantity: 0,
        filledQuote: ZERO,
        reportedQuantity: 0,
        venueOrderId: null,
        sentAt: null,
        stateSince: INTENT.createdAt,
        absentPolls: 0,
        refusal: null,
      },
    ]);
  });

  test("the tables read as the decimals they mean", async () => {
    await open.journal.commit(batch(1, [{ table: "fill", fill: sample.fill("1"), plan: null }]));
    expect(await query("select price::text, quantity::text, venue_at from fills")).toEqual([
      { price: "65123.99", quantity: "0.0001", venue_at: new Date(NOW) },
    ]);
  });

  test("a market that counts in more digits after a restart keeps the size of what is held", async () => {
    await open.journal.commit(batch(1, [{ table: "intent", intent: INTENT }]));
    await open.close();
    open = await openJournal(url);
    const finer = sample.INSTRUMENTS.map((instrument) => ({ ...instrument, quantityScale: 7 }));
    expect(await open.instruments.describe(finer)).toEqual({ ok: true, value: undefined });
    expect((await open.journal.load()).orders[0]?.intent.quantity).toBe(INTENT.quantity * 100);
    expect(await open.instruments.describe(sample.INSTRUMENTS)).toEqual({
      ok: false,
      error: { code: "scale-changed", symbols: ["BTCUSDT", "BTCUSDT"] },
    });
  });
});

describe("instruments", () => {
  test("keep their index over restarts, and new ones follow", async () => {
    expect(open.instruments.indexOf(VENUE, "spot", "ETHUSDT")).toBe(2);
    await open.instruments.flush();
    await open.close();
    open = await openJournal(url);
    expect(open.instruments.indexOf(VENUE, "perpetual", "BTCUSDT")).toBe(sample.PERPETUAL);
    expect(open.instruments.indexOf(VENUE, "perpetual", "ETHUSDT")).toBe(3);
    expect(open.instruments.indexOf(VENUE, "spot", "ETHUSDT")).toBe(2);
  });

  test("two processes that give one index to different markets: the second fails", async () => {
    const other = await openJournal(url);
    open.instruments.indexOf(VENUE, "spot", "ETHUSDT");
    other.instruments.indexOf(VENUE, "spot", "XRPUSDT");
    await open.instruments.flush();
    await expect(other.instruments.flush()).rejects.toThrow(/taken by another market/);
    await other.close();
  });

  test("an order of a market never described is refused before anything is written", async () => {
    const index = open.instruments.indexOf(VENUE, "spot", "ETHUSDT");
    const intent = { ...INTENT, instrument: index };
    await expect(open.journal.commit(batch(1, [{ table: "intent", intent }]))).rejects.toThrow(/never described/);
    expect(await query("select * from batches")).toEqual([]);
  });
});

describe("commit", () => {
  test("the same batch again is a no-op, another under its number is refused", async () => {
    const first = batch(5, [{ table: "intent", intent: INTENT }, auditRow("a")]);
    await open.journal.commit(first);
    await open.journal.commit(first);
    const other = await openJournal(url);
    await other.instruments.describe(sample.INSTRUMENTS);
    await other.journal.commit(first);
    await expect(other.journal.commit(batch(5, [auditRow("b")]))).rejects.toThrow(/committed before with other rows/);
    await other.close();
    expect(await query("select count(*)::int as rows from audit")).toEqual([{ rows: 1 }]);
    await open.journal.commit(batch(6, [auditRow("c")]));
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 2 });
  });

  test("is all or nothing", async () => {
    await open.journal.commit(batch(1, [{ table: "fill", fill: sample.fill("1"), plan: PLAN }]));
    const rows: DurableRow[] = [
      { table: "intent", intent: INTENT },
      { table: "fill", fill: sample.fill("1"), plan: PLAN },
      auditRow("a"),
    ];
    await expect(open.journal.commit(batch(2, rows))).rejects.toThrow(/fills_/);
    expect(await query("select sequence from batches union all select sequence from intents")).toEqual([
      { sequence: "1" },
    ]);
    await open.journal.commit(
      batch(
        2,
        rows.filter((row) => row.table !== "fill"),
      ),
    );
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 1 });
  });

  test("batches given at once are committed in order", async () => {
    const sequences = Array.from({ length: 50 }, (_, index) => index + 1);
    await Promise.all(sequences.map((sequence) => open.journal.commit(batch(sequence, [auditRow(`s${sequence}`)]))));
    const rows = await query<{ subject: string }>("select subject from audit order by position");
    expect(rows.map((row) => row.subject)).toEqual(sequences.map((sequence) => `s${sequence}`));
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 50 });
  });

  test("an older state that is committed late does not undo a newer one", async () => {
    await open.journal.commit(batch(1, [{ table: "intent", intent: INTENT }]));
    const [older, newer] = [sample.order(INTENT, { state: "sending" }), sample.order(INTENT, { state: "settling" })];
    await open.journal.commit(batch(9, [{ table: "order", order: newer }]));
    await open.journal.commit(batch(8, [{ table: "order", order: older }]));
    expect((await reload()).orders).toEqual([newer]);
  });

  test("two journals that write in turn keep one chain", async () => {
    const other = await openJournal(url);
    for (let sequence = 1; sequence <= 6; sequence += 1) {
      await (sequence % 2 === 0 ? other : open).journal.commit(batch(sequence, [auditRow("x"), auditRow("y")]));
    }
    await other.close();
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 12 });
  });

  test("hostile text is stored without what a database cannot hold", async () => {
    const text = "a\0b\uD800c";
    const order = sample.order(INTENT, { state: "unknown", refusal: text });
    await open.journal.commit(
      batch(1, [
        { table: "intent", intent: INTENT },
        { table: "order", order },
        { table: "alert", alert: { level: "INFO", code: "x", text } },
        auditRow(text, { text }),
      ]),
    );
    expect((await reload()).orders[0]?.refusal).toBe("a\uFFFDb\uFFFDc");
    expect((await verify()).audit).toMatchObject({ ok: true });
  });

  test("commits again after its connection was cut", async () => {
    await open.journal.commit(batch(1, [auditRow("a")]));
    await server.sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${new URL(url).pathname.slice(1)}`;
    const late = batch(2, [auditRow("b")]);
    await open.journal.commit(late).catch(() => open.journal.commit(late));
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 2 });
  });

  test.each([
    ["a fraction of a millisecond", { venueTimeMs: venueTime(NOW + 0.5) }],
    ["no time", { wallTimeMs: wallTime(Number.NaN) }],
  ])("refuses %s", async (_, change) => {
    await expect(open.journal.commit({ ...batch(1, [auditRow("a")]), ...change })).rejects.toThrow(/whole millisecond/);
  });
});

describe("the ledger", () => {
  const good = sample.walletEntry("c", USDT, "1");

  test("an entry that does not balance is refused by name, and by the database itself", async () => {
    const bad = { ...good, lines: good.lines.slice(0, 1) };
    await expect(open.journal.commit(batch(1, [{ table: "ledger", entry: bad }]))).rejects.toThrow(/entry c is off by/);
    await open.journal.commit(batch(1, [{ table: "ledger", entry: good }]));
    await expect(
      query("insert into ledger_lines (cause_id, line, account, asset, amount) values ('c', 9, 'capital', 'USDT', 1)"),
    ).rejects.toThrow("ledger entry c is off by 1 USDT");
  });

  test("a cause is booked once", async () => {
    await open.journal.commit(batch(1, [{ table: "ledger", entry: good }]));
    await expect(open.journal.commit(batch(2, [{ table: "ledger", entry: good }]))).rejects.toThrow(
      /ledger_(entries|lines)/,
    );
  });

  test("history cannot be changed by accident, and a forced change is found", async () => {
    await open.journal.commit(batch(1, [{ table: "ledger", entry: good }]));
    for (const text of [
      "update ledger_lines set amount = 2",
      "delete from ledger_entries",
      "truncate audit",
      "update intents set quantity = 0",
      "delete from fills",
      "delete from batches",
    ]) {
      await expect(query(text)).rejects.toThrow(/append-only/);
    }
    expect((await verify()).ledger).toEqual([]);
    await query("alter table ledger_lines disable trigger all; update ledger_lines set amount = 3 where line = 0");
    expect((await verify()).ledger).toEqual([{ causeId: "c", asset: "USDT", off: "2" }]);
  });
});

describe("the audit chain", () => {
  const tamper = (text: string) => query(`alter table audit disable trigger all; ${text}`);

  test.each([
    ["an edited row", "update audit set body = replace(body, 's3', 's9') where position = 3", 3, "edited"],
    ["a deleted row", "delete from audit where position = 3", 3, "missing"],
    [
      "two rows in each other's place",
      "update audit set position = position + 100 where position in (2, 3); update audit set position = 105 - position where position > 100",
      2,
      "edited",
    ],
    ["a cut-off tail", "delete from audit where position > 4", 5, "missing"],
    ["an emptied table", "delete from audit", 1, "missing"],
    ["a row put in", "insert into audit (position, body, hash) values (7, '{}', repeat('a', 64))", 7, "edited"],
    ["a lost head", "delete from audit_head", 0, "head-missing"],
    ["a head put back", "update audit_head set position = 5", 6, "beyond-head"],
    ["a head of another chain", "update audit_head set hash = repeat('b', 64)", 6, "head-differs"],
  ])("%s is found", async (_, text, position, problem) => {
    await open.journal.commit(
      batch(
        1,
        [1, 2, 3, 4, 5, 6].map((number) => auditRow(`s${number}`, { number })),
      ),
    );
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 6 });
    await tamper(text);
    expect((await verify()).audit).toEqual({ ok: false, position, problem });
  });

  test("rows the head does not follow are refused", async () => {
    await open.journal.commit(batch(1, [auditRow("s1")]));
    await expect(query("insert into audit (position, body, hash) values (2, '{}', repeat('a', 64))")).rejects.toThrow(
      "the audit head is not where these rows end",
    );
    await query("update audit_head set hash = repeat('c', 64)");
    await expect(open.journal.commit(batch(2, [auditRow("s2")]))).rejects.toThrow("the audit head is not where");
  });

  test("what is shown cannot differ from what was hashed", async () => {
    await open.journal.commit(batch(1, [auditRow("s1")]));
    await expect(tamper("update audit set subject = 'other'")).rejects.toThrow(/can only be updated to DEFAULT/);
  });
});
