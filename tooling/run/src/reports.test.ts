import { expect, it } from "vitest";
import { readPlaywright } from "./playwright-report.ts";
import { addTallies, lastLine, NOTHING, ONE_PASSED, oneFailed, settleTally } from "./tally.ts";

it.each([
  ["green", { ...NOTHING, passed: 3 }, 0, "3 passed, 0 failed"],
  ["a failed test", { ...NOTHING, passed: 3, failed: 2 }, 1, "3 passed, 2 failed"],
  ["a crash after green tests", { ...NOTHING, passed: 3 }, 134, "3 passed, 1 failed"],
  ["no report", undefined, 0, "0 passed, 1 failed"],
])("settles %s", (_name, reported, exitCode, line) => {
  const tally = settleTally("unit", reported, exitCode);
  expect(lastLine(tally)).toBe(line);
});

it("adds steps and suites", () => {
  const skip = { name: "a", reason: "b" };
  const suite = { ...NOTHING, passed: 2, skipped: [skip], empty: ["scenario"] };
  const failures = [{ name: "types", reason: "ended with 2" }];
  expect(addTallies([ONE_PASSED, oneFailed("types", 2), suite])).toEqual({ ...suite, passed: 3, failed: 1, failures });
});

it("reads Playwright: a flaky test and a file that does not load have failed", () => {
  const spec = (title: string, status: string, annotations: { type: string; description?: string }[] = []) => ({
    title,
    tests: [
      { status, annotations, results: status === "expected" ? [] : [{ error: { message: `\u001b[31m${title}\nat` } }] },
    ],
  });
  const report = {
    errors: [{ message: "no such file" }],
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
    failures: [
      { name: "a.test.ts > two", reason: "two" },
      { name: "a.test.ts > inner > three", reason: "three" },
      { name: "outside every test", reason: "no such file" },
    ],
    skipped: [{ name: "a.test.ts > inner > four", reason: "narrow" }],
    empty: [],
  });
});
