import type { SheetView } from "@evenkeel/api/views";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectFlat, expectSameBooks } from "./support/books.ts";
import { openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { run } from "./support/process.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());

async function evenkeel(...args: string[]) {
  const program = run("apps/cli/src/main.ts", args, {});
  const { code } = await program.ended;
  return { code, output: program.output().trim() };
}

it("I9: FLATTEN while the exchange is dead says HALTED, NOT FLAT, tries on through a kill -9, and is flat when it comes back", async () => {
  const exchange = await house.startExchange();
  let engine = await house.startEngine();
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  exchange.kill("SIGKILL");
  await exchange.ended;

  const asked = performance.now();
  await engine.client.commands.flatten.mutate({ id: "flatten-down" });
  const status = async () => (await engine.client.health.query()).status;
  expect(await status()).toMatchObject({ killLevel: "flatten", flatProof: { kind: "not-flat", overdue: false } });
  await expect.poll(async () => (await status()).headline, { timeout: 45_000, interval: 250 }).toBe("HALTED, NOT FLAT");
  expect(performance.now() - asked).toBeLessThan(35_000);
  expect(await status()).toMatchObject({
    stopped: { code: "not-flat", text: expect.stringMatching(/^binance: .* long in .*has not answered since/) },
    flatProof: { overdue: true, left: [{ venue: "binance", told: false, items: [{ kind: "leg" }, { kind: "leg" }] }] },
  });
  const alerts = async () => (await engine.client.alerts.list.query()).map(({ code }) => code);
  expect(await alerts()).toContain("not-flat");

  await engine.kill();
  const sheet = await evenkeel("sheet", "--json", "--data", house.folder);
  expect(sheet.code).toBe(0);
  const read = JSON.parse(sheet.output) as SheetView;
  expect(read).toMatchObject({
    source: "database",
    venues: [{ venue: "binance", toldAtMs: null, lines: [{ action: "buy" }, { action: "sell" }] }],
  });
  expect(read.madeAtMs - (read.booksAtMs ?? 0)).toBeLessThan(120_000);
  expect((await evenkeel("sheet", "--data", house.folder)).output).toContain("from the database alone");

  await house.startExchange();
  engine = await house.startEngine();
  await expect.poll(async () => (await status()).flatProof.kind, { timeout: 90_000, interval: 250 }).toBe("flat");
  expect(await stages(engine)).toEqual([]);
  await expectFlat(house);
  await expectSameBooks(house);
  expect((await status()).killLevel).toBe("flatten");
  // A key may stop and may never go on after it: a person must.
  const resume = { id: "resume-after-flatten" };
  await expect(engine.client.commands.resume.mutate(resume)).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
  expect(await engine.owner.commands.resume.mutate(resume)).toMatchObject({ state: "done" });
  await engine.stop();
}, 180_000);
