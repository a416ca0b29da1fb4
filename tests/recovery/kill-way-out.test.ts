import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeAll, openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { endOf, KILLED, restart, takeDown } from "./support/recover.ts";

let house: House;

beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());
// A new process of the exchange goes on with the same books and a fresh minute of request weight: so many starts
// of an engine in one minute would otherwise end in its own rate limit.
beforeEach(async () => {
  await house.startExchange();
});
afterEach(async () => house.killAll());

describe("kill -9 on the way out", () => {
  it.each([
    ["before the first leg's intent is stored", "persist:1"],
    ["between its commit and its first byte", "send:1"],
    ["when the venue has it and we do not know", "ack:1"],
    ["between the legs, before the second is stored", "persist:2"],
    ["between the second's commit and its first byte", "send:2"],
    ["when the venue has the second and we do not know", "ack:2"],
  ])("%s (%s)", async (_, point) => {
    const opener = await house.startEngine();
    await opener.ready();
    await openPair(opener);
    await expect.poll(() => stages(opener), { timeout: 20_000 }).toEqual(["open"]);
    await opener.kill();
    const engine = await house.startEngine(point);
    await engine.ready();
    await closeAll(engine).catch(() => {});
    expect(await endOf(engine), engine.program.output()).toEqual(KILLED);
    await takeDown(house, await restart(house));
  });
});
