import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepLease } from "./keep-lease.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Answer = "held" | "away" | "lost" | "no answer";

const CASES: readonly [name: string, answers: readonly Answer[], said: readonly string[], asked: number][] = [
  ["taken back at once", ["held"], ["broke", "held again"], 1],
  ["taken back when the database answers again", ["no answer", "away", "held"], ["broke", "held again"], 3],
  ["another engine has it: the end", ["away", "lost"], ["broke", "LOST"], 2],
];

test.each(CASES)("%s", async (_name, answers, said, asked) => {
  const told: string[] = [];
  let held = true;
  let count = 0;
  const lease = {
    held: () => held,
    renew: async () => {
      const answer = answers[count];
      count += 1;
      if (answer === "no answer" || answer === undefined) throw new Error("no answer");
      held = answer === "held";
      return answer;
    },
  };
  const lost = (): void => {
    told.push("LOST");
    keeping.stop();
  };
  const keeping = keepLease(lease, { warn: (text: unknown) => void told.push(String(text)) }, lost);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(told).toEqual([]);
  held = false;
  await vi.advanceTimersByTimeAsync(10_000);
  keeping.stop();
  expect(told.map((text, at) => text.includes(said[at] ?? "nothing"))).toEqual(said.map(() => true));
  expect(count).toBe(asked);
});
