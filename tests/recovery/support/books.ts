import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Amount, formatAmount } from "@evenkeel/core/units";
import { openDatabase, verifyAudit, verifyLedger } from "@evenkeel/store/history";
import { openJournal } from "@evenkeel/store/journal";
import postgres from "postgres";
import { expect } from "vitest";
import { ask, balancesOf, positionsOf } from "./exchange-account.ts";
import type { House } from "./house.ts";

const SETTLED_MS_MAX = 10_000;
const PAUSE_MS = 250;

const inWords = (balances: ReadonlyMap<string, Amount>): Record<string, string> =>
  Object.fromEntries(
    [...balances].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, amount]) => [key, formatAmount(amount)]),
  );

async function booksOf(url: string): Promise<Map<string, Amount>> {
  const open = await openJournal(url);
  const { walletBalances } = await open.journal.load();
  await open.close();
  return new Map(
    walletBalances
      .filter(({ amount }) => amount !== 0n)
      .map(({ wallet, asset, amount }) => [`${wallet}/${asset}`, amount]),
  );
}

/** What Postgres adds up to is what the exchange itself says, to the last digit; every entry balances, nothing was edited. */
export async function expectSameBooks(house: House): Promise<void> {
  // A close that a start goes on with moves both sides: each time they are compared as they stand.
  const until = Date.now() + SETTLED_MS_MAX;
  for (;;) {
    const told = inWords(await balancesOf(house.account()));
    const booked = inWords(await booksOf(house.database.url));
    if (Date.now() < until && !isDeepStrictEqual(booked, told)) {
      await sleep(PAUSE_MS);
      continue;
    }
    expect(booked).toEqual(told);
    break;
  }
  const { client, close } = openDatabase(house.database.url, 1);
  expect(await verifyLedger(client)).toEqual([]);
  expect(await verifyAudit(client)).toMatchObject({ ok: true });
  await close();
}

type VenueOrder = { readonly clientOrderId: string; readonly orderId: number };

const ORDERS_OF = {
  spot: ["api.binance.com", "/api/v3/allOrders"],
  perpetual: ["fapi.binance.com", "/fapi/v1/allOrders"],
} as const;

/** Every order the exchange ever took was an intent of ours first, and none of them was taken twice. */
export async function expectOnlyIntendedOrders(house: House): Promise<void> {
  const sql = postgres(house.database.url, { max: 1 });
  const rows = await sql<{ kind: keyof typeof ORDERS_OF; symbol: string; ids: string[] }[]>`
    select kind, symbol, array_agg(client_order_id) as ids
    from intents join instruments on index = instrument group by kind, symbol`;
  await sql.end();
  for (const { kind, symbol, ids } of rows) {
    const [host, path] = ORDERS_OF[kind];
    const taken = (await ask(house.account(), host, path, { symbol })) as readonly VenueOrder[];
    const names = taken.map(({ clientOrderId }) => clientOrderId);
    expect(new Set(names).size, `${symbol}: an id was used twice`).toBe(names.length);
    expect(ids).toEqual(expect.arrayContaining(names));
  }
}

/** The exchange itself knows no position and no resting order any more. */
export async function expectFlat(house: House): Promise<void> {
  const account = house.account();
  expect([...(await positionsOf(account))]).toEqual([]);
  expect(await ask(account, "api.binance.com", "/api/v3/openOrders")).toEqual([]);
  expect(await ask(account, "fapi.binance.com", "/fapi/v1/openOrders")).toEqual([]);
}
