import { createFakeDoor, type FakeScene } from "@evenkeel/api/testing";
import { unknown } from "@evenkeel/api/views";
import { expect, describe as group, it } from "vitest";
import { describe, summarise } from "./summary.ts";

const NOW_MS = 1_800_000_000_000;
const ADDRESS = "http://localhost:3000";
const overview = (scene: FakeScene) => createFakeDoor({ scene, nowMs: () => NOW_MS }).overview();
const DRILLS = createFakeDoor({ nowMs: () => NOW_MS }).drills();

group("what a script reads", () => {
  it.each<[scene: FakeScene, takesNewRisk: boolean]>([
    ["running", true],
    ["flat", true],
    ["frozen", false],
    ["halted", false],
    ["starting", false],
    ["not-flat", false],
  ])("%s: open for new risk %s", (scene, takesNewRisk) => {
    expect(summarise(overview(scene), DRILLS, ADDRESS)).toMatchObject({
      running: true,
      address: ADDRESS,
      takesNewRisk,
    });
  });

  it("running, yet stopped by a venue, takes no new risk", () => {
    const view = overview("running");
    const stopped = { code: "permissions", text: "this key may not trade", remedy: "Check the key." };
    const summary = summarise({ ...view, status: { ...view.status, stopped } }, DRILLS, ADDRESS);
    expect(summary).toMatchObject({ state: "running", takesNewRisk: false, stopped });
    expect(describe(summary)).toMatch(/stopped by +this key may not trade\n +Check the key\./);
  });

  it("HALTED, NOT FLAT names what stands naked, and the venue that cannot be asked", () => {
    const summary = summarise(overview("not-flat"), DRILLS, ADDRESS);
    expect(summary).toMatchObject({ killLevel: "flatten", flat: "not-flat", haltedNotFlat: true });
    expect(summary.left.find(({ told }) => !told)?.items).toMatchObject([{ held: "-31.4", naked: "31.4" }]);
    expect(describe(summary)).toMatch(
      /^flat +HALTED, NOT FLAT\n +bybit: 31\.4 SOL short in SOLUSDT, naked\n +bybit has not answered since$/m,
    );
  });

  it("says null for what is not known, never zero", () => {
    const view = overview("running");
    const kpis = {
      ...view.kpis,
      equity: unknown("starting"),
      netToday: unknown("starting"),
      unhedged: unknown("stale"),
    };
    const summary = summarise({ ...view, kpis }, DRILLS, ADDRESS);
    expect(summary).toMatchObject({ equity: null, netToday: null, unhedged: null });
    expect(describe(summary).match(/not known yet/g)).toHaveLength(3);
  });
});

it("is calm and aligned for a person", () => {
  const view = overview("running");
  const kpis = {
    ...view.kpis,
    equity: { value: "1234567.899" },
    netToday: { value: { net: "-0.129", percent: -0.011, cash: "1" } },
    unhedged: { value: { nowMs: 1_240, nowNotional: "12.3", worstTodayMs: 0, worstTodayNotional: "0" } },
  };
  const text = describe(
    summarise({ ...view, kpis, capacity: { pairsHeld: 3, pairsMax: 8, equityUsedPercent: null } }, DRILLS, ADDRESS),
  );
  expect(text.split("\n").slice(0, 9)).toEqual([
    "SIMULATION demo, seed 1, 60 times as fast, http://localhost:3000",
    "Holding 3 pairs; entering INJ, 84 bp expected over 14 days",
    "",
    expect.stringMatching(/^state +running$/),
    expect.stringMatching(/^kill level +run$/),
    expect.stringMatching(/^equity +1,234,567\.89 USDT$/),
    expect.stringMatching(/^net today +-0\.12 USDT \(-0\.01 %\)$/),
    expect.stringMatching(/^pairs +3 of 8$/),
    expect.stringMatching(/^unhedged +12\.30 USDT for 1\.2 s$/),
  ]);
});
