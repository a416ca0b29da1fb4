import { createFakeDoor } from "@evenkeel/api/testing";
import type { EngineStatusView } from "@evenkeel/api/views";
import { expect, test } from "vitest";
import { sentence } from "./sentence.ts";

const { status } = createFakeDoor({ scene: "running", nowMs: () => 0 }).overview();
const stopped = (code: string, text: string) => ({ code, text, remedy: "Look." });
const overdue = { ...status.flatProof, overdue: true };

test.each<[name: string, change: Partial<EngineStatusView>, said: string]>([
  ["nothing stops it", { headline: "Holding 3 pairs" }, "Holding 3 pairs"],
  ["frozen by hand", { headline: "Frozen: no new risk", stopped: stopped("kill-level", "x") }, "Frozen: no new risk."],
  [
    "a venue is away",
    { headline: "Holding 3 pairs", stopped: stopped("venue-down", "bybit: no data") },
    "Holding 3 pairs. bybit: no data.",
  ],
  ["halted", { state: "halted", stopped: stopped("halted", "the books say 2") }, "the books say 2."],
  [
    "halted and said with its end",
    { state: "halted", stopped: stopped("halted", "the books say 2.") },
    "the books say 2.",
  ],
  [
    "not flat in time",
    { state: "flattening", flatProof: overdue, stopped: stopped("not-flat", "1 SOL short") },
    "1 SOL short.",
  ],
])("%s: what is said ends before the remedy begins", (_name, change, said) => {
  expect(sentence({ ...status, ...change })).toBe(said);
});
