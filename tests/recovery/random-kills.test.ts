import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "@evenkeel/testkit/simulation";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAll, openPair, stages } from "./support/drive.ts";
import { namedSeed } from "./support/env.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { KILLED, restart, takeDown } from "./support/recover.ts";

const KILLS = 5;
/** From the command to the kill: somewhere between its first row and its last fill. */
const DELAY_MS_MAX = 400;
const SEED = namedSeed() ?? 20_261_126;

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => house.close());

/** On the way in where nothing is open, else on the way out; whatever the kill cuts off is not waited for. */
async function stir(engine: Engine): Promise<void> {
  const open = (await stages(engine)).length > 0;
  const stirred = open ? closeAll(engine) : openPair(engine);
  stirred.catch(() => undefined);
  await Promise.race([stirred, sleep(2_000)]);
}

it(`kill -9 at any moment of a way in or out (seed ${SEED}): reconciled within a minute, books to the last digit`, async () => {
  const random = createRandom(SEED);
  let engine = await house.startEngine();
  await engine.ready();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await stir(engine);
    const delayMs = random.below(DELAY_MS_MAX);
    await sleep(delayMs);
    await engine.kill();
    expect(await engine.program.ended, `kill ${kill} after ${delayMs} ms`).toEqual(KILLED);
    engine = await restart(house);
  }
  await takeDown(house, engine);
}, 180_000);
