import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startEmbedded } from "@evenkeel/store/embedded";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectFlat, expectOnlyIntendedOrders, expectSameBooks } from "./support/books.ts";
import { openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { openLine } from "./support/outage.ts";

const AWAY = /the database is away \([^)]*\): no new risk, the file holds/g;
const BACK = /the database is back and has everything/g;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());

it("lives through a database that is killed and comes back: one sentence each, and the same books", async () => {
  await house.startExchange();
  const engine = await house.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = await openLine(engine);

  // A machine that is slow for a moment is an outage of its own, with its own sentence: none may be under way.
  const told = (sentence: RegExp): number => engine.program.output().match(sentence)?.length ?? 0;
  await expect.poll(() => told(AWAY) - told(BACK), { timeout: 20_000 }).toBe(0);
  const before = told(AWAY);
  const dataDirectory = join(house.folder, "database");
  process.kill(Number(readFileSync(join(dataDirectory, "data", "postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
  await client.commands.closePair.mutate({ id: "close-without-database", pairId: pair?.pairId ?? "" });
  await expect.poll(async () => (await client.positions.list.query()).length, { timeout: 30_000 }).toBe(0);
  expect(told(AWAY) - before).toBe(1);

  const again = await startEmbedded({ dataDirectory, port: Number(new URL(house.database.url).port) });
  if (!again.ok) throw new Error(again.error.message);
  try {
    await expect.poll(() => told(BACK), { timeout: 30_000 }).toBe(before + 1);
    await expectSameBooks(house);
    await openPair(engine);
    await expect.poll(() => stages(engine), { timeout: 30_000 }).toEqual(["open"]);
    const [next] = await client.positions.list.query();
    await client.commands.closePair.mutate({ id: "close-with-database", pairId: next?.pairId ?? "" });
    await expect.poll(() => stages(engine), { timeout: 30_000 }).toEqual([]);
    await expectSameBooks(house);
    await expectFlat(house);
    await expectOnlyIntendedOrders(house);
    await close();
    await engine.stop();
    expect(await engine.program.ended).toEqual({ code: 0, signal: null });
  } finally {
    await again.value.stop();
  }
});
