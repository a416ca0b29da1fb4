import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPair } from "./support/drive.ts";
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

describe("kill -9 on the way in", () => {
  it.each([
    ["before the first leg's intent is stored", "persist:1"],
    ["between its commit and its first byte", "send:1"],
    ["between its last byte and the reply", "sent:1"],
    ["when the venue has it and we do not know", "ack:1"],
    ["when its fill is applied and not stored", "fill:1"],
    ["when its fill is stored and nothing followed", "ledger:1"],
    ["between the legs, before the hedge is stored", "persist:2"],
    ["between the hedge's commit and its first byte", "send:2"],
    ["between the hedge's last byte and the reply", "sent:2"],
    ["when the venue has the hedge and we do not know", "ack:2"],
  ])("%s (%s)", async (_, point) => {
    const engine = await house.startEngine(point);
    await engine.ready();
    await openPair(engine).catch(() => {});
    expect(await endOf(engine), engine.program.output()).toEqual(KILLED);
    await takeDown(house, await restart(house));
  });
});
