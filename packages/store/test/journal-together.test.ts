import { type OpenJournal, openJournal } from "@evenkeel/store/journal";
import { migrate } from "@evenkeel/store/migrate";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ask, verifyBooks } from "./support/ask.ts";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import * as sample from "./support/sample.ts";

const { PLAN, USDT, batch, auditRow } = sample;

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

describe("several batches at once", () => {
  test("are one transaction: of a thing told twice the last state stands", async () => {
    const [sending, settling] = [
      sample.order(INTENT, { state: "sending" }),
      sample.order(INTENT, { state: "settling" }),
    ];
    const together = [
      batch(1, [{ table: "intent", intent: INTENT }, auditRow("a")]),
      batch(2, [
        { table: "order", order: sending },
        { table: "pair", pair: sample.pair(PLAN) },
      ]),
      batch(4, [
        { table: "order", order: settling },
        { table: "pair", pair: sample.pair(PLAN, { stage: "closing" }) },
      ]),
      batch(5, [{ table: "ledger", entry: sample.walletEntry("open/usdt", USDT, "1") }, auditRow("b"), auditRow("c")]),
    ];
    await open.journal.commit(...together);
    expect(await query("select count(distinct xmin::text)::int as transactions from batches")).toEqual([
      { transactions: 1 },
    ]);
    expect(await query("select sequence from batches order by sequence")).toEqual(
      [1, 2, 4, 5].map((sequence) => ({ sequence: String(sequence) })),
    );
    const { orders, pairs, lastSequence } = await reload();
    expect({ orders, stages: pairs.map(({ stage }) => stage), lastSequence }).toEqual({
      orders: [settling],
      stages: ["closing"],
      lastSequence: 5,
    });
    expect(await verify()).toMatchObject({ audit: { ok: true, rows: 3 }, ledger: [] });
  });

  test("some of them taken before: the others are written, and none twice", async () => {
    const batches = [1, 2, 3, 4].map((sequence) => batch(sequence, [auditRow(`s${sequence}`)]));
    await open.journal.commit(...batches.slice(0, 2));
    await open.journal.commit(...batches.slice(0, 3));
    const other = await openJournal(url);
    await other.journal.commit(...batches);
    await other.journal.commit(...batches);
    await other.close();
    const rows = await query<{ subject: string }>("select subject from audit order by position");
    expect(rows.map((row) => row.subject)).toEqual(["s1", "s2", "s3", "s4"]);
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 4 });
  });

  test("one of which cannot be: none is written", async () => {
    await open.journal.commit(batch(1, [{ table: "fill", fill: sample.fill("1"), plan: PLAN }]));
    const good = batch(2, [{ table: "intent", intent: INTENT }, auditRow("a")]);
    const bad = batch(3, [{ table: "fill", fill: sample.fill("1"), plan: PLAN }]);
    await expect(open.journal.commit(good, bad)).rejects.toThrow(/fills_/);
    expect(await query("select sequence from batches")).toEqual([{ sequence: "1" }]);
    await open.journal.commit(good);
    await expect(open.journal.commit(batch(2, [auditRow("z")]), batch(4, []))).rejects.toThrow(
      /committed before with other rows/,
    );
    expect((await verify()).audit).toMatchObject({ ok: true, rows: 1 });
  });
});
