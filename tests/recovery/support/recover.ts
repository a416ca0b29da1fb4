import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { expectFlat, expectOnlyIntendedOrders, expectSameBooks } from "./books.ts";
import { closeAll, stages } from "./drive.ts";
import type { Engine, House } from "./house.ts";

const SETTLED_MS_MAX = 20_000;
/** From the start of the process to books and venue agreeing. */
export const RECONCILED_MS_MAX = 60_000;

export const KILLED = { code: null, signal: "SIGKILL" };

/** How it ended, by its own fault point or not at all. */
export const endOf = (engine: Engine): Promise<unknown> =>
  Promise.race([engine.program.ended, sleep(SETTLED_MS_MAX, "still alive", { ref: false })]);

/** The next start reconciles; every pair is hedged or gone. */
export async function restart(house: House): Promise<Engine> {
  const beganMs = performance.now();
  const engine = await house.startEngine();
  await engine.ready();
  expect(performance.now() - beganMs).toBeLessThan(RECONCILED_MS_MAX);
  await expect.poll(() => stages(engine), { timeout: SETTLED_MS_MAX }).not.toContain("opening");
  await expectSameBooks(house);
  return engine;
}

/** Whatever is open goes down to nothing, and the exchange never took an order nobody intended. */
export async function takeDown(house: House, engine: Engine): Promise<void> {
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: SETTLED_MS_MAX }).toEqual([]);
  await expectSameBooks(house);
  await expectFlat(house);
  await expectOnlyIntendedOrders(house);
  await engine.kill();
}
