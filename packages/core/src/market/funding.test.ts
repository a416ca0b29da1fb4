import { describe, expect, it } from "vitest";
import type { SettledFunding } from "../events/index.ts";
import { DAY_MS, HOUR_MS, type Rate, venueTime } from "../units/index.ts";
import { FundingHistory, type FundingRing } from "./funding.ts";

const NOW = 20_000 * DAY_MS;
const PERCENT = 100_000_000;

/** A settlement every `hours` from `fromDays` ago until `toDays` ago, now included. */
function settled(fromDays: number, toDays: number, hours: number, rate: number): SettledFunding[] {
  const rows: SettledFunding[] = [];
  for (let ms = NOW - fromDays * DAY_MS; ms <= NOW - toDays * DAY_MS; ms += hours * HOUR_MS) {
    rows.push({ venueTimeMs: venueTime(ms), rate: rate as Rate });
  }
  return rows;
}

function ringOf(...parts: SettledFunding[][]): FundingRing {
  const ring = FundingHistory.create();
  for (const part of parts) FundingHistory.append(ring, part);
  return ring;
}

describe("settled funding", () => {
  it("is appended once, in time order, whatever is read again", () => {
    const ring = FundingHistory.create();
    expect(FundingHistory.append(ring, settled(2, 0, 8, 1))).toBe(7);
    expect(FundingHistory.append(ring, settled(3, 0, 8, 99))).toBe(0);
    expect(FundingHistory.lastTimeMs(ring)).toBe(NOW);
    expect(FundingHistory.recent(ring, 2).map(({ rate }) => rate)).toEqual([1, 1]);
  });
  it("keeps the newest rows when full", () => {
    const ring = ringOf(settled(40, 0, 1, 1));
    expect(ring.count).toBe(768);
    expect(FundingHistory.recent(ring, 1_000)).toHaveLength(768);
    expect(FundingHistory.meanAnnualPercent(ring, NOW, 30)).toBeCloseTo((1e-10 * 24 * 365 * 100) / 1, 12);
    expect(FundingHistory.meanAnnualPercent(ring, NOW, 33)).toBeNaN();
  });
  it.each([
    ["8 h", 8, 0.0001, 0.0001 * 3 * 365 * 100],
    ["4 h", 4, 0.0001, 0.0001 * 6 * 365 * 100],
    ["1 h", 1, 0.0001, 0.0001 * 24 * 365 * 100],
    ["negative", 8, -0.0003, -0.0003 * 3 * 365 * 100],
  ])("averages by what was really paid: %s", (_, hours, rate, annual) => {
    const ring = ringOf(settled(31, 0, hours, Math.round(rate * 1e10)));
    expect(FundingHistory.meanAnnualPercent(ring, NOW, 7)).toBeCloseTo(annual, 8);
    expect(FundingHistory.medianAnnualPercent(ring, NOW, 30)).toBeCloseTo(annual, 8);
  });
  it("annualises each rate by its own interval when the interval changed on the way", () => {
    const ring = ringOf(settled(31, 3.5, 8, PERCENT), settled(3.45, 0, 4, PERCENT));
    const eight = 3 * 365;
    const four = 6 * 365;
    const mean = FundingHistory.meanAnnualPercent(ring, NOW, 7);
    expect(mean).toBeGreaterThan(eight);
    expect(mean).toBeLessThan(four);
    // 21 of 42 settlements of a week at either pace: the median of a month is still the old one.
    expect(FundingHistory.medianAnnualPercent(ring, NOW, 30)).toBeCloseTo(eight, 6);
  });
  it.each([
    ["nothing", ringOf()],
    ["one row", ringOf(settled(0, 0, 8, 1))],
    ["six days", ringOf(settled(6, 0, 8, 1))],
  ])("is unknown, not zero, with %s", (_, ring) => {
    expect(FundingHistory.meanAnnualPercent(ring, NOW, 7)).toBeNaN();
    expect(FundingHistory.medianAnnualPercent(ring, NOW, 30)).toBeNaN();
  });
  it("counts a window from just after its start", () => {
    const ring = ringOf(settled(7, 7, 8, 900), settled(6.99, 6.99, 8, 100), settled(0, 0, 8, 100));
    expect(FundingHistory.meanAnnualPercent(ring, NOW, 7)).toBeCloseTo((200e-10 / 7) * 365 * 100, 12);
  });
  it("sees hits of the cap and of the floor inside the window only", () => {
    const ring = ringOf(settled(20, 10, 8, 75), settled(9, 6, 8, -75), settled(5, 0, 8, 10));
    expect(FundingHistory.capHits(ring, NOW, 7, 75, -75)).toBe(3);
    expect(FundingHistory.capHits(ring, NOW, 5, 75, -75)).toBe(0);
    expect(FundingHistory.capHits(ring, NOW, 5, 10, -75)).toBe(15);
  });
});

describe("one market against another", () => {
  const ring = (hours: number, rate: number) => ringOf(settled(31, 0, hours, rate));
  it.each<[string, FundingRing, FundingRing, number]>([
    ["the same interval", ring(8, 3 * PERCENT), ring(8, PERCENT), 2 * 3 * 365],
    ["an hourly one against an eight-hourly one", ring(1, PERCENT), ring(8, 8 * PERCENT), 0],
    ["one that pays less", ring(8, PERCENT), ring(4, PERCENT), -3 * 365],
  ])("is the median of whole days: %s", (_, earning, paying, annual) => {
    expect(FundingHistory.medianDifferencePercent(earning, paying, NOW, 30)).toBeCloseTo(annual, 6);
  });
  it("is not moved by one day of madness", () => {
    const mad = ringOf(settled(31, 1, 8, PERCENT), settled(0.9, 0, 8, 500 * PERCENT));
    expect(FundingHistory.medianDifferencePercent(mad, ring(8, 0), NOW, 30)).toBeCloseTo(3 * 365, 6);
  });
  it("is unknown while either history is too short", () => {
    const short = ringOf(settled(29, 0, 8, PERCENT));
    expect(FundingHistory.medianDifferencePercent(short, ring(8, 0), NOW, 30)).toBeNaN();
    expect(FundingHistory.medianDifferencePercent(ring(8, 0), short, NOW, 30)).toBeNaN();
  });
});
