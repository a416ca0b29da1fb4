import { describe, expect, test } from "vitest";
import { wallTime } from "../units/index.ts";
import { type BreakerHappening, type BreakerState, createBreaker, happenTo } from "./breaker.ts";

const ROWS: readonly [BreakerState, BreakerHappening, BreakerState][] = [
  ["closed", "answered", "closed"],
  ["closed", "account-read", "closed"],
  ["closed", "failed", "closed"],
  ["closed", "failed-too-often", "open"],
  ["closed", "rested", "closed"],
  ["open", "answered", "open"],
  ["open", "account-read", "open"],
  ["open", "failed", "open"],
  ["open", "failed-too-often", "open"],
  ["open", "rested", "half-open"],
  ["half-open", "answered", "half-open"],
  ["half-open", "account-read", "closed"],
  ["half-open", "failed", "open"],
  ["half-open", "failed-too-often", "open"],
  ["half-open", "rested", "half-open"],
];

describe("RSK-5: the breaker of one venue", () => {
  test.each(ROWS)("%s, then %s: %s", (state, happening, to) => {
    const breaker = { ...createBreaker(), state };
    expect(happenTo(breaker, happening, wallTime(1_000))).toBe(state);
    expect(breaker.state).toBe(to);
  });

  test("a failed probe begins a new rest and counts no second outage", () => {
    const breaker = createBreaker();
    happenTo(breaker, "failed-too-often", wallTime(1_000));
    happenTo(breaker, "rested", wallTime(31_000));
    happenTo(breaker, "failed", wallTime(32_000));
    expect(breaker).toMatchObject({ state: "open", openedAt: 32_000, openedCount: 1 });
  });
});
