import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeAll, openPair, stages } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { run } from "./support/process.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => house.close());

async function riskOf(engine: Engine) {
  return (await engine.client.overview.get.query()).risk;
}

const standing = async (engine: Engine) => (await riskOf(engine)).standing;

describe("risk numbers of the real process, its workers and the venue's own candles", () => {
  it("follow the pairs: nothing, told with the version they read, nothing again", async () => {
    const engine = await house.startEngine();
    await engine.ready();
    expect(await standing(engine)).toBe("nothing");
    await openPair(engine);
    await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
    await expect.poll(() => standing(engine), { timeout: 60_000 }).toBe("told");
    const { numbers } = await riskOf(engine);
    if (numbers === null) throw new Error("told nothing");
    // Three ways at two confidences, on the month that the venue's candles and the settled rates share.
    expect(numbers.measures).toHaveLength(6);
    expect(numbers.historyHours).toBeGreaterThan(600);
    expect(numbers.portfolioVersion).toBeGreaterThan(0);
    for (const { valueAtRisk, expectedShortfall } of numbers.measures) {
      expect(Number.isFinite(Number(valueAtRisk.amount))).toBe(true);
      expect(Number(expectedShortfall.amount)).toBeGreaterThanOrEqual(Number(valueAtRisk.amount));
      // A hedged pair of a thousand: a bad day costs the way out and some basis, not the price of the coin.
      expect(Number(expectedShortfall.amount)).toBeLessThan(100);
    }
    expect(numbers.stress).toHaveLength(6);
    expect(numbers.stress.every(({ profit }) => profit.value !== null)).toBe(true);
    await closeAll(engine);
    await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
    expect(await standing(engine)).toBe("nothing");
    await engine.stop();
    expect(await engine.program.ended).toEqual({ code: 0, signal: null });
  });

  it("are in the recording like any other event: the run replays to the same decisions", async () => {
    const program = run("apps/cli/src/main.ts", ["replay", house.recordings, "--json", "--verify"], {});
    const { code } = await program.ended;
    expect({ code, ...(JSON.parse(program.output()) as object) }).toMatchObject({ code: 0, identical: true });
  });
});
