import { setTimeout as sleep } from "node:timers/promises";
import { takeLease } from "@evenkeel/store/journal";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { expectSameBooks } from "./support/books.ts";
import { openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { breakLease } from "./support/lease.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());
beforeEach(async () => {
  await house.startExchange();
});
afterEach(async () => house.killAll());

it("takes its lease back after the connection broke: a second engine is still refused", async () => {
  const engine = await house.startEngine();
  await engine.ready();
  await breakLease(house.database.url);
  await engine.program.says(/the lease is held again/);
  await expect(house.startEngine()).rejects.toThrow(/Another engine works on this database/);
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  await expectSameBooks(house);
  await engine.kill();
});

it("ends when another engine has taken the lease, and orders nothing any more", async () => {
  const engine = await house.startEngine();
  await engine.ready();
  await breakLease(house.database.url);
  const other = await takeLease(house.database.url);
  if (!other.ok) throw new Error("the lease was not free");
  await openPair(engine).catch(() => {});
  const ended = await Promise.race([engine.program.ended, sleep(10_000, "still alive", { ref: false })]);
  expect(ended).toEqual({ code: 70, signal: null });
  expect(engine.program.output()).toMatch(/another engine has taken/);
  await expectSameBooks(house);
  await other.value.release();
});
