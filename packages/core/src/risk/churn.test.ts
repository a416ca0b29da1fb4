import { describe, expect, it } from "vitest";
import { asset } from "../ids/index.ts";
import { HOUR_MS, venueTime } from "../units/index.ts";
import { afterTakenBack, type Churn, churnOf, withoutChurn } from "./churn.ts";

const AAA = asset("AAA");
const BBB = asset("BBB");

describe("a coin whose entries are taken back", () => {
  it.each<[times: number, hours: number]>([
    [1, 1],
    [2, 2],
    [3, 4],
    [7, 64],
    [9, 64],
  ])("rests after %i in a row for %i hours", (times, hours) => {
    let churn: readonly Churn[] = [{ base: BBB, takenBack: 1, barredUntil: venueTime(5) }];
    for (let n = 1; n <= times; n += 1) churn = afterTakenBack(churn, AAA, venueTime(n), HOUR_MS);
    expect(churnOf(churn, AAA)).toEqual({ base: AAA, takenBack: times, barredUntil: times + hours * HOUR_MS });
    expect(churn).toHaveLength(2);
  });
  it("is forgiven alone", () => {
    const churn = afterTakenBack(afterTakenBack([], AAA, venueTime(0), 1), BBB, venueTime(0), 1);
    expect(withoutChurn(churn, AAA).map(({ base }) => base)).toEqual([BBB]);
  });
});
