import type { Covered } from "@evenkeel/testkit/simulation";
import { expect, it } from "vitest";
import { BRANCHES, countDay, createBranchDays, sayDays, untaken } from "./branches.ts";

it("names the one branch that no day went, and no other", () => {
  const days = createBranchDays();
  const all: Covered = BRANCHES;
  countDay(days, { ...all, alerts: all.alerts.filter((code) => code !== "shrinking") });
  countDay(days, { ...all, alerts: [] });
  expect(untaken(days)).toEqual(["alerts shrinking"]);
  expect(sayDays(days)).toContain("flatten 1 ·");
  expect(sayDays(days)).toContain("opening/hedge-spent 2 ·");
});
