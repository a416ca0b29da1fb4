import { expect, it } from "vitest";
import { readPlaywright } from "./playwright-report.ts";
import { addTallies, lastLine, NOTHING, ONE_FAILED, ONE_PASSED, settleTally } from "./tally.ts";

it.each([
  ["green", { ...NOTHING, passed: 3 }, 0, "3 passed, 0 failed"],
  ["a failed test", { ...NOTHING, passed: 3, failed: 2 }, 1, "3 passed, 2 failed"],
  ["a crash after green tests", { ...NOTHING, passed: 3 }, 134, "3 passed, 1 failed"],
  ["no report", undefined, 0, "0 passed, 1 failed"],
])("settles %s", (_name, reported, exitCode, line) => {
  expect(lastLine(settleTally(reported, exitCode))).toBe(line);
});

it("adds steps and suites", () => {
  const skip = { name: "a", reason: "b" };
  const suite = { passed: 2, failed: 0, skipped: [skip], empty: ["scenario"] };
  expect(addTallies([ONE_PASSED, ONE_FAILED, suite])).toEqual({ ...suite, passed: 3, failed: 1 });
});

it("reads Playwright: a flaky test and a file that does not load have failed", () => {
  const spec = (title: string, status: string, annotations: { type: string; description?: string }[] = []) => ({
    title,
    tests: [{ status, annotations }],
  });
  const report = {
    errors: [{}],
    suites: [
      {
        title: "a.test.ts",
        specs: [spec("one", "expected"), spec("two", "unexpected")],
        suites: [
          {
            title: "inner",
            specs: [spec("three", "flaky"), spec("four", "skipped", [{ type: "skip", description: "narrow" }])],
          },
        ],
      },
    ],
  };
  expect(readPlaywright(report)).toEqual({
    passed: 1,
    failed: 3,
    skipped: [{ name: "a.test.ts > inner > four", reason: "narrow" }],
    empty: [],
  });
});
