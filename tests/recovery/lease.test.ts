import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { expectSameBooks } from "./support/books.ts";
import { openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { breakConnections, stealLease } from "./support/lease.ts";
import { endOf } from "./support/recover.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());
beforeEach(async () => {
  await house.startExchange();
});
afterEach(async () => house.killAll());

it("keeps its lease when its connections broke: a second engine is still refused", async () => {
  const engine = await house.startEngine();
  await engine.ready();
  await breakConnections(house.database.url);
  await expect(house.startEngine()).rejects.toThrow(/Another engine works on this database/);
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  await expectSameBooks(house);
  await engine.kill();
});

it("ends when another engine has taken the lease, and orders nothing any more", async () => {
  const engine = await house.startEngine();
  await engine.ready();
  await stealLease(house.database.url);
  await openPair(engine).catch(() => {});
  expect(await endOf(engine)).toEqual({ code: 70, signal: null });
  expect(engine.program.output()).toMatch(/another engine has taken/);
  await expectSameBooks(house);
});
