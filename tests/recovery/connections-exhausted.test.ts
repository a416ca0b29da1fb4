import postgres, { type Sql } from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectFlat, expectOnlyIntendedOrders, expectSameBooks } from "./support/books.ts";
import { openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { openLine } from "./support/outage.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => house.close());

/** Every connection the server has left, and more of them as soon as one comes free. */
async function takeEveryConnection(
  url: string,
): Promise<{ readonly taken: () => number; readonly free: () => Promise<void> }> {
  const held: Sql[] = [];
  for (;;) {
    const sql = postgres(url, { max: 1, idle_timeout: 0, connect_timeout: 5, onnotice: () => undefined });
    const refused = await sql`select 1`.then(() => null, String);
    if (refused !== null) {
      await sql.end({ timeout: 1 }).catch(() => undefined);
      if (!/too many clients|remaining connection slots/.test(refused)) throw new Error(refused);
      break;
    }
    held.push(sql);
  }
  return {
    taken: () => held.length,
    free: async () => void (await Promise.all(held.map((sql) => sql.end({ timeout: 1 })))),
  };
}

it("with no connection left in the database a pair is still closed, and what broke is made good when there is one", async () => {
  const engine = await house.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = await openLine(engine);
  const admin = postgres(house.database.url, { max: 1, onnotice: () => undefined });
  await admin`select 1`;

  const hog = await takeEveryConnection(house.database.url);
  expect(hog.taken()).toBeGreaterThan(10);
  // The engine's connections break while nobody can have another one; whoever is quicker has the place one leaves.
  const rest: Awaited<ReturnType<typeof takeEveryConnection>>[] = [];
  const breakThem = async (): Promise<{ readonly left: number; readonly free: number }> => {
    const others = admin`pid <> pg_backend_pid() and query not like 'select 1%' and datname = current_database()`;
    await admin`select pg_terminate_backend(pid) from pg_stat_activity where ${others}`;
    const taking = await takeEveryConnection(house.database.url);
    rest.push(taking);
    const left = await admin`select pid from pg_stat_activity where ${others}`;
    return { left: left.length, free: taking.taken() };
  };
  await expect.poll(breakThem, { timeout: 30_000, interval: 200 }).toEqual({ left: 0, free: 0 });
  await client.commands.closePair.mutate({ id: "close-without-connection", pairId: pair?.pairId ?? "" });
  await expect.poll(async () => (await client.positions.list.query()).length, { timeout: 30_000 }).toBe(0);
  expect(engine.program.output()).toMatch(/the database is away/);

  await Promise.all([...[hog, ...rest].map(({ free }) => free()), admin.end()]);
  await engine.program.says(/the database is back and has everything/);
  await expectSameBooks(house);
  await expectFlat(house);
  await expectOnlyIntendedOrders(house);
  await close();
  await engine.stop();
}, 120_000);
