import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { expectFlat, expectOnlyIntendedOrders, expectSameBooks } from "./support/books.ts";
import { anyLiveSymbol, closeAll, openPair, stages } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import type { Program } from "./support/process.ts";

const HOUR_MS = 3_600_000;

let house: House;
let exchange: Program;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(async () => house.close());
beforeEach(async () => {
  exchange = await house.startExchange();
});
afterEach(async () => house.killAll());

/** The same books with a fresh minute of request weight: a jump and two starts in one minute take more than there is. */
async function refreshWeight(): Promise<void> {
  exchange.kill("SIGKILL");
  await exchange.ended;
  exchange = await house.startExchange();
}

/** A machine whose clock can be set: what the process is told of it, read anew with every SIGUSR2. */
function createMachineClock(folder: string) {
  const offset = join(folder, "clock-offset");
  const hook = join(folder, "machine-clock.mjs");
  writeFileSync(offset, "0");
  writeFileSync(
    hook,
    `import { readFileSync } from "node:fs";
     const real = Date.now;
     let offsetMs = 0;
     Date.now = () => real() + offsetMs;
     process.on("SIGUSR2", () => { offsetMs = Number(readFileSync(${JSON.stringify(offset)}, "utf8")); });`,
  );
  return {
    options: { NODE_OPTIONS: `--import=${hook}` },
    set(engine: Engine, ms: number): void {
      writeFileSync(offset, String(ms));
      engine.program.kill("SIGUSR2");
    },
  };
}

async function holdPair(engine: Engine): Promise<void> {
  await openPair(engine);
  await expect.poll(() => stages(engine), { timeout: 30_000 }).toEqual(["open"]);
}

async function letGo(engine: Engine): Promise<void> {
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 60_000 }).toEqual([]);
  await expectSameBooks(house);
}

const statusOf = async (engine: Engine) => (await engine.client.overview.get.query()).status;

it.each([
  ["ahead", HOUR_MS, /this machine's clock is 3[56]\d\d s ahead of the venue's/],
  ["back", -HOUR_MS, /this machine's clock is \d+ s behind the venue's/],
])(
  "a clock set %s by an hour: closing goes on, entering waits with one sentence, the next start is as good as new",
  async (_, byMs, sentence) => {
    const clock = createMachineClock(house.folder);
    const engine = await house.startEngine(undefined, clock.options);
    await engine.ready();
    await holdPair(engine);
    const beforeMs = (await statusOf(engine)).wallTimeMs;
    clock.set(engine, byMs);
    await letGo(engine);
    expect((await statusOf(engine)).wallTimeMs).toBeGreaterThanOrEqual(beforeMs);
    await expect
      .poll(async () => (await statusOf(engine)).stopped?.text ?? "", { timeout: 90_000, interval: 500 })
      .toMatch(sentence);
    const perpetualSymbol = await anyLiveSymbol(engine);
    const asked = { id: `entry-${byMs}`, venue: "binance", perpetualSymbol, notional: "1000" };
    expect(await engine.client.commands.openPair.mutate(asked)).toMatchObject({
      state: "refused",
      code: "clock-offset",
    });
    await engine.stop();
    expect(await engine.program.ended).toEqual({ code: 0, signal: null });

    await refreshWeight();
    const next = await house.startEngine();
    await next.ready();
    await holdPair(next);
    await letGo(next);
    await expectFlat(house);
    await expectOnlyIntendedOrders(house);
    await next.kill();
  },
);
