import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPair, stages } from "./support/drive.ts";
import { positionsOf } from "./support/exchange-account.ts";
import { freezeDatabase } from "./support/freeze.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { openLine } from "./support/outage.ts";
import { endOf, KILLED, restart, takeDown } from "./support/recover.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());
beforeEach(async () => {
  await house.startExchange();
});
afterEach(async () => house.killAll());

/** An engine that holds a pair; the point is not passed before the pair is open. */
async function holdPair(point?: string): Promise<Engine> {
  const engine = await house.startEngine(point);
  await engine.ready();
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
  return engine;
}

/** Closes the pair while the database hangs, over a socket whose session was checked before. */
async function closeWithoutDatabase(engine: Engine, meanwhile: (engine: Engine) => Promise<void>): Promise<void> {
  const [pair] = await engine.client.positions.list.query();
  const { client, close } = await openLine(engine);
  const thaw = freezeDatabase(join(house.folder, "database"));
  try {
    client.commands.closePair.mutate({ id: `outage-${Date.now()}`, pairId: pair?.pairId ?? "" }).catch(() => {});
    await meanwhile(engine);
  } finally {
    thaw();
    await close();
  }
}

describe("kill -9 of an engine on the emergency file", () => {
  it.each([
    ["before the file has the first batch", "spill:1"],
    ["when the file has it and nobody was told", "spilled:1"],
    ["between the legs of the way out", "spilled:2"],
  ])("%s (%s)", async (_, point) => {
    const engine = await holdPair(point);
    await closeWithoutDatabase(engine, async () => {
      expect(await endOf(engine), engine.program.output()).toEqual(KILLED);
    });
    await takeDown(house, await restart(house));
  });

  it("when the next start has merged the file and not cleared it (merge:1)", async () => {
    const engine = await holdPair();
    await closeWithoutDatabase(engine, async () => {
      // The venue has the way out, so the file has what came before it.
      await expect.poll(async () => (await positionsOf(house.account())).size, { timeout: 20_000 }).toBe(0);
      await engine.kill();
    });
    await expect(house.startEngine("merge:1")).rejects.toThrow(/ended before/);
    const next = await restart(house);
    expect(next.program.output()).toContain("the emergency journal was merged");
    await takeDown(house, next);
  });
});

describe("kill -9 of an engine that starts beside an open pair", () => {
  it.each([
    ["with the lease in its hand", "lease:1"],
    ["with an empty file of the recorder", "segment:1"],
  ])("%s (%s)", async (_, point) => {
    await (await holdPair()).kill();
    await expect(house.startEngine(point)).rejects.toThrow(/ended before/);
    const next = await restart(house);
    expect(await stages(next)).toEqual(["open"]);
    expect(readdirSync(house.recordings).length).toBeGreaterThan(1);
    await takeDown(house, next);
  });
});

it("kill -9 with a command applied and not stored: asked again with its id it is applied once (command:1)", async () => {
  const engine = await house.startEngine("command:1");
  await engine.ready();
  const freeze = { id: "recovery-freeze-1", reason: "test" };
  engine.client.commands.freeze.mutate(freeze).catch(() => {});
  expect(await endOf(engine), engine.program.output()).toEqual(KILLED);
  const next = await restart(house);
  expect(await next.client.commands.get.query({ id: freeze.id }).catch(() => null)).toBeNull();
  for (let asked = 0; asked < 2; asked += 1)
    expect(await next.client.commands.freeze.mutate(freeze)).toMatchObject({ state: "done", id: freeze.id });
  const { status, alerts } = await next.client.overview.get.query();
  expect(status.killLevel).toBe("freeze");
  expect(alerts.filter(({ code }) => code === "freeze")).toHaveLength(1);
  await next.client.commands.resume.mutate({ id: "recovery-resume-1", reason: "test" });
  await takeDown(house, next);
});
