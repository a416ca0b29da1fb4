import { err } from "@evenkeel/core/units";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createCompute } from "./compute.ts";
import { BLOCKS, conclude, lossesLength, simulateBlocks } from "./kernels/assess.ts";
import { pairOf, questionOf, spreadOf } from "./kernels/testing.ts";
import { createPool } from "./pool.ts";

/** Threads start slowly on a machine that has other things to do. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const WORKER = new URL("./trouble.test-worker.ts", import.meta.url);

describe("the pool", () => {
  const pool = createPool({ worker: WORKER, threads: 1, taskMsMax: 60_000 });
  afterAll(pool.close);

  it("answers, and says in a value what went wrong", async () => {
    expect(await pool.run({ kind: "echo", value: 7 })).toEqual({ ok: true, value: 7 });
    expect(await pool.run({ kind: "throw" })).toMatchObject({ ok: false, error: { code: "worker-died" } });
  });

  it("ends a task that takes too long", async () => {
    const hasty = createPool({ worker: WORKER, threads: 1, taskMsMax: 1_000 });
    expect(await hasty.run({ kind: "hang" })).toMatchObject({ ok: false, error: { code: "timed-out" } });
    await hasty.close();
  });

  it("puts another worker in the place of one that died", async () => {
    expect(await pool.run({ kind: "exit" })).toMatchObject({ ok: false, error: { code: "worker-died" } });
    expect(await pool.run({ kind: "echo", value: 8 })).toEqual({ ok: true, value: 8 });
  });

  it("refuses what its queue has no room for, and does all it took on", async () => {
    const all = await Promise.all(Array.from({ length: 80 }, (_, value) => pool.run({ kind: "echo", value })));
    const refused = all.filter((each) => !each.ok && each.error.code === "queue-full");
    expect(refused).toHaveLength(80 - 65);
    expect(all.filter((each) => each.ok)).toHaveLength(65);
  });

  it("is closed for good", async () => {
    const closing = createPool({ worker: WORKER, threads: 1, taskMsMax: 500 });
    await closing.close();
    expect(await closing.run({ kind: "echo", value: 1 })).toMatchObject(err({ code: "stopped" }));
  });
});

describe("risk numbers", () => {
  const question = questionOf([
    pairOf(),
    spreadOf({ symbol: "SOL", long: { price: 150, liquidationPrice: 100 }, short: { price: 150.3 } }),
  ]);

  it("are the same with one worker, with three and with none", async () => {
    const losses = new Float64Array(lossesLength(question));
    simulateBlocks(question, 0, BLOCKS, losses);
    const alone = conclude(question, losses);
    for (const threads of [1, 3]) {
      const compute = createCompute({ threads });
      expect(await compute.assess(question)).toEqual({ ok: true, value: alone });
      await compute.close();
    }
  });

  it("are not guessed for a question with a hole in it", async () => {
    const compute = createCompute({ threads: 1 });
    const broken = questionOf([pairOf({ short: { price: Number.NaN } })]);
    expect(await compute.assess(broken)).toEqual(err({ code: "bad-question", message: "ETH has no price" }));
    await compute.close();
  });
});
