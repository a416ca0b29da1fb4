import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeAll, openPair, stages } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";
import { run } from "./support/process.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => house.close());

async function replay(...options: string[]) {
  const program = run("apps/cli/src/main.ts", ["replay", house.recordings, "--json", ...options], {});
  const { code } = await program.ended;
  return { code, result: JSON.parse(program.output()) as Record<string, unknown> };
}

describe("a recorded run of the real process", () => {
  it("without a decision proves nothing, and says so", async () => {
    const engine = await house.startEngine();
    await engine.ready();
    await engine.stop();
    expect(await engine.program.ended).toEqual({ code: 0, signal: null });
    expect(await replay("--verify")).toMatchObject({ code: 3, result: { decisions: 0, identical: true } });
    expect(await replay()).toMatchObject({ code: 0 });
  });

  it("with its trades replays to the same hash", async () => {
    const engine = await house.startEngine();
    await engine.ready();
    await openPair(engine);
    await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual(["open"]);
    await closeAll(engine);
    await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
    await engine.stop();
    const { code, result } = await replay("--verify");
    expect({ code, ...result }).toMatchObject({ code: 0, identical: true, torn: 0, firstDifference: null });
    expect(result["replayedHash"]).toBe(result["recordedHash"]);
    expect(result["decisions"]).toBeGreaterThanOrEqual(4);
  });

  it("under one changed threshold names the first event that would have been answered otherwise", async () => {
    const { code, result } = await replay("--verify", "--set", "size.legNotionalMin=2000");
    expect({ code, ...result }).toMatchObject({ code: 1, identical: false });
    expect(result["firstDifference"]).toMatchObject({ kind: expect.any(String), sequence: expect.any(Number) });
  });

  it("refuses what it cannot read", async () => {
    expect(await replay("--set", "size.leverage")).toMatchObject({ code: 2 });
    expect(await replay("--nonsense")).toMatchObject({ code: 2 });
  });
});
