import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectFlat, expectSameBooks } from "./support/books.ts";
import { openPair, stages } from "./support/drive.ts";
import { positionsOf } from "./support/exchange-account.ts";
import { freezeDatabase } from "./support/freeze.ts";
import { type House, openHouse } from "./support/house.ts";
import { openLine } from "./support/outage.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());

it("closes through the emergency file while the database hangs, and merges after a kill -9", async () => {
  await house.startExchange();
  const engine = await house.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = await openLine(engine);

  const thaw = freezeDatabase(join(house.folder, "database"));
  try {
    const closing = { id: "outage-close-1", pairId: pair?.pairId ?? "" };
    expect(await client.commands.closePair.mutate(closing)).toMatchObject({ kind: "close-pair" });
    await expect.poll(async () => (await client.positions.list.query()).length, { timeout: 20_000 }).toBe(0);
    expect([...(await positionsOf(house.account()))]).toEqual([]);
    expect(engine.program.output()).toContain("the database is away");
    expect((await client.overview.summary.query()).status.stopped).toMatchObject({ code: "journal-down" });
    await engine.kill();
  } finally {
    thaw();
    await close();
  }

  const next = await house.startEngine();
  expect(next.program.output()).toContain("the emergency journal was merged into the database");
  await next.ready();
  expect(await stages(next)).toEqual([]);
  await expectSameBooks(house);
  await expectFlat(house);
  expect(await next.client.commands.get.query({ id: "outage-close-1" })).toMatchObject({ state: "done" });
  await next.kill();
});
