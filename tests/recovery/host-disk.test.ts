import { join } from "node:path";
import { startEmbedded } from "@evenkeel/store/embedded";
import postgres from "postgres";
import { afterEach, expect, it, type TestContext } from "vitest";
import { expectFlat, expectOnlyIntendedOrders, expectSameBooks } from "./support/books.ts";
import { closeAll, openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { openLine } from "./support/outage.ts";
import { fillDisk, mountSmallDisk, unmount } from "./support/small-disk.ts";

let house: House | null = null;
afterEach(async () => {
  await house?.close();
  house = null;
});

/** A house one of whose folders is a small disk; the test is skipped, with the reason, where there can be none. */
async function openSmallHouse(context: TestContext, part: "engine" | "database", megabytes: number): Promise<House> {
  const disk: { refusal: string | null } = { refusal: null };
  house = await openHouse({
    prepare: (folder) => {
      disk.refusal = mountSmallDisk(join(folder, part), megabytes);
    },
    tidyUp: (folder) => {
      if (disk.refusal === null) unmount(join(folder, part));
    },
  });
  if (disk.refusal !== null) context.skip(`${disk.refusal}: a full disk cannot be played here`);
  await house.startExchange();
  return house;
}

it("a full data folder ends the recording with one sentence, and nothing else", async (context) => {
  const small = await openSmallHouse(context, "engine", 40);
  const engine = await small.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  fillDisk(join(small.folder, "engine"));
  await engine.program.says(/the flight recorder stopped: the disk is full/);
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
  await engine.kill();
  // The emergency file has its blocks already: a start beside a full disk guards and trades as well.
  const next = await small.startEngine();
  await next.ready();
  await expectSameBooks(small);
  await expectFlat(small);
  await next.stop();
  expect(await next.program.ended).toEqual({ code: 0, signal: null });
});

it("a data folder without room for the emergency file refuses the first start with one sentence", async (context) => {
  const small = await openSmallHouse(context, "engine", 4);
  const refused = await small.startEngine().catch((error: unknown) => String(error));
  expect(refused).toMatch(
    /The disk of .*engine is full: the engine keeps 16 MiB there for its emergency journal\. Make room and start again\./,
  );
});

it("a full disk under the database: closing goes on, and the books are whole when there is room again", async (context) => {
  const small = await openSmallHouse(context, "database", 160);
  const engine = await small.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = await openLine(engine);

  const dataDirectory = join(small.folder, "database");
  const makeRoom = fillDisk(dataDirectory);
  // The log of the database needs a new file now and finds no room: the server itself goes down over it.
  const sql = postgres(small.database.url, { max: 1, onnotice: () => undefined });
  for (let switched = 0; switched < 8; switched += 1)
    await sql`select pg_switch_wal(), pg_logical_emit_message(true, 'ballast', repeat('x', 1000))`.catch(
      () => undefined,
    );
  await sql.end({ timeout: 1 }).catch(() => undefined);

  await client.commands.closePair.mutate({ id: "close-on-full-disk", pairId: pair?.pairId ?? "" });
  await expect.poll(async () => (await client.positions.list.query()).length, { timeout: 30_000 }).toBe(0);
  expect(engine.program.output()).toMatch(/the database is away \([^)]*\): no new risk, the file holds/);
  makeRoom();
  const again = await startEmbedded({ dataDirectory, port: Number(new URL(small.database.url).port) });
  if (!again.ok) throw new Error(again.error.message);
  try {
    await engine.program.says(/the database is back and has everything/);
    await expectSameBooks(small);
    await expectFlat(small);
    await expectOnlyIntendedOrders(small);
    await close();
    await engine.stop();
  } finally {
    await again.value.stop();
  }
});
