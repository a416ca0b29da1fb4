import type { DurableRow, ProfitCause } from "@evenkeel/core/events";
import { type Nonce, planId } from "@evenkeel/core/ids";
import { amount, DAY_MS, negate, type VenueTimeMs, venueTime } from "@evenkeel/core/units";
import {
  type Connected,
  type Database,
  findCommand,
  listAlerts,
  listAudit,
  listClosedPairs,
  listFills,
  listFunding,
  listIncomesOfPlan,
  listOpenPairs,
  openDatabase,
  profitByDay,
} from "@evenkeel/store/history";
import { openJournal } from "@evenkeel/store/journal";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "./support/database.ts";
import * as sample from "./support/sample.ts";

const { PLAN, USDT, VENUE, NOW } = sample;
const plan = (number: number) => planId("abcdefgh" as Nonce, number);

let server: TestDatabase;
let views: Connected<Database>;

const profit = (causeId: string, cause: ProfitCause, text: string, venueTimeMs: VenueTimeMs): DurableRow => ({
  table: "ledger",
  entry: {
    causeId,
    cause: "funding",
    venueTimeMs,
    lines: [
      { account: { kind: "wallet", venue: VENUE, wallet: "futures" }, asset: USDT, amount: amount(text) },
      { account: { kind: "profit", cause, plan: PLAN }, asset: USDT, amount: negate(amount(text)) },
    ],
  },
});

const income = (incomeId: string, kind: "funding" | "transfer", venueTimeMs: VenueTimeMs): DurableRow => ({
  table: "income",
  plan: kind === "funding" ? PLAN : null,
  income: {
    venue: VENUE,
    incomeId,
    kind,
    instrument: null,
    wallet: "futures",
    asset: USDT,
    amount: amount("0.1"),
    venueTimeMs,
  },
});

beforeAll(async () => {
  server = await startDatabase();
  const open = await openJournal(server.url);
  await open.instruments.describe(sample.INSTRUMENTS);
  await open.journal.commit(
    sample.batch(1, [
      { table: "pair", pair: sample.pair(plan(1)) },
      { table: "pair", pair: sample.pair(plan(2), { openedAt: venueTime(NOW + 1) }) },
      ...[3, 4, 5].map(
        (number): DurableRow => ({
          table: "pair",
          pair: sample.pair(plan(number), { stage: "closed", closedAt: venueTime(NOW + number) }),
        }),
      ),
      profit("a", "funding", "1.5", NOW),
      profit("b", "funding", "0.000000000000000001", NOW),
      profit("c", "fee", "-0.7", NOW),
      profit("d", "funding", "-2", venueTime(NOW + DAY_MS)),
      income("1", "funding", NOW),
      income("2", "transfer", NOW),
      income("3", "funding", venueTime(NOW + 1)),
      ...[1, 2, 3].map(
        (number): DurableRow => ({
          table: "fill",
          plan: PLAN,
          fill: sample.fill(String(number), { venueTimeMs: venueTime(NOW + number) }),
        }),
      ),
      ...["x", "y", "z"].map((text): DurableRow => ({ table: "alert", alert: { level: "INFO", code: "c", text } })),
      ...["p", "q", "r"].map((subject) => sample.auditRow(subject)),
    ]),
  );
  await open.close();
  views = openDatabase(server.url);
});
afterAll(async () => {
  await views.close();
  await server.close();
});

test("pairs: the living and the closed, newest first, page by page", async () => {
  const plans = (rows: { plan: string }[]) => rows.map((row) => row.plan);
  expect(plans(await listOpenPairs(views.client, 10))).toEqual([plan(2), plan(1)]);
  expect(plans(await listClosedPairs(views.client, 2))).toEqual([plan(5), plan(4)]);
  expect(plans(await listClosedPairs(views.client, 2, new Date(NOW + 4)))).toEqual([plan(3)]);
  expect((await listOpenPairs(views.client, 1))[0]).toMatchObject({
    funding: "-0.000000000000000001",
    fees: "4.01815",
    realisedProfit: "1.5",
    estimateShortMid: "65124",
    longBoughtQuantity: "0.1234",
  });
});

test("profit by cause and venue day, a gain positive, exact to the last digit", async () => {
  const days = await profitByDay(views.client, new Date(0), new Date(NOW + 2 * DAY_MS));
  expect(days).toEqual([
    { day: "2023-11-14", cause: "fee", asset: "USDT", amount: "-0.7" },
    { day: "2023-11-14", cause: "funding", asset: "USDT", amount: "1.500000000000000001" },
    { day: "2023-11-15", cause: "funding", asset: "USDT", amount: "-2" },
  ]);
  expect(await profitByDay(views.client, new Date(0), new Date(NOW))).toEqual([]);
});

test("incomes: funding only, or all of one pair", async () => {
  const ids = (rows: { incomeId: string }[]) => rows.map((row) => row.incomeId);
  expect(ids(await listFunding(views.client, 10))).toEqual(["3", "1"]);
  expect(ids(await listFunding(views.client, 10, new Date(NOW + 1)))).toEqual(["1"]);
  expect(ids(await listIncomesOfPlan(views.client, PLAN, 1))).toEqual(["3"]);
});

test("fills, newest first, with the names of their markets and the digits as they were booked", async () => {
  const fills = await listFills(views.client, 2);
  expect(fills.map(({ tradeId }) => tradeId)).toEqual(["3", "2"]);
  expect(fills[0]).toMatchObject({
    kind: "spot",
    symbol: "BTCUSDT",
    price: "65123.99",
    quantity: "0.0001",
    plan: PLAN,
  });
});

test("alerts and audit, newest first, limits kept within bounds", async () => {
  expect((await listAlerts(views.client, 2)).map((row) => row.text)).toEqual(["z", "y"]);
  const [newest] = await listAlerts(views.client, 1);
  expect((await listAlerts(views.client, 1, newest)).map((row) => row.text)).toEqual(["y"]);
  expect(await listAlerts(views.client, Number.NaN)).toHaveLength(1);
  expect(await listAlerts(views.client, -5)).toHaveLength(1);
  expect((await listAudit(views.client, 1e9)).map((row) => row.position)).toEqual([3, 2, 1]);
  expect((await listAudit(views.client, 10, 2)).map((row) => JSON.parse(row.body) as unknown)).toEqual([
    {
      action: "tested",
      author: { id: "engine", kind: "system", role: "admin" },
      detail: {},
      position: 1,
      sequence: 1,
      subject: "p",
      venueTimeMs: NOW,
      wallTimeMs: sample.WALL,
    },
  ]);
});

test("one command by its id", async () => {
  const open = await openJournal(server.url);
  await open.journal.commit(sample.batch(900, [sample.commandRow("cmd-900", "applied")]));
  await open.close();
  expect(await findCommand(views.client, "cmd-900")).toMatchObject({
    id: "cmd-900",
    sequence: 900,
    outcome: "applied",
  });
  expect(await findCommand(views.client, "cmd-901")).toBeNull();
});
