import { describe, expect, it } from "vitest";
import { DEFAULT_CONFIG, type MarkUpdate, type TopOfBook } from "../events/index.ts";
import { instrumentIndex } from "../ids/index.ts";
import { DAY_MS, MINUTE_MS, type Price, type Quantity, type Rate, venueTime, wallTime } from "../units/index.ts";
import { createColumns, type MarketColumns, QUARANTINE_NAMES } from "./columns.ts";
import { applyMark, applyTop } from "./tops.ts";

const T0 = 1_700_000_000_000;

function top(bid: number, ask: number, updateId: number, afterMs = 0, size = 5): TopOfBook {
  return {
    kind: "top",
    instrument: instrumentIndex(3),
    bidPrice: bid as Price,
    bidQuantity: size as Quantity,
    askPrice: ask as Price,
    askQuantity: size as Quantity,
    updateId,
    venueTimeMs: venueTime(T0 + afterMs),
    receivedAtMs: wallTime(T0 + afterMs),
  };
}

const reason = (columns: MarketColumns): string | undefined => QUARANTINE_NAMES[columns.quarantine[3] ?? 0];
const seen = (): MarketColumns => {
  const columns = createColumns();
  applyTop(columns, top(9_999, 10_001, 1), DEFAULT_CONFIG);
  return columns;
};

describe("a top of book", () => {
  it("is quarantined until the first one was seen", () => {
    expect(reason(createColumns())).toBe("never-seen");
    expect(reason(seen())).toBe("none");
  });
  it.each<[string, TopOfBook, string]>([
    ["a zero bid", top(0, 10_001, 2), "zero"],
    ["a zero ask", top(9_999, 0, 2), "zero"],
    ["no quantity", top(9_999, 10_001, 2, 0, 0), "zero"],
    ["a negative price", top(-1, 10_001, 2), "zero"],
    ["no number at all", top(Number.NaN, 10_001, 2), "zero"],
    ["a crossed book", top(10_002, 10_001, 2), "crossed"],
    ["a locked book", top(10_001, 10_001, 2), "crossed"],
    ["a jump", top(12_000, 12_002, 2), "jump"],
  ])("%s is kept out: the last good one stays, with its reason and its count", (_, event, why) => {
    const columns = seen();
    expect(applyTop(columns, event, DEFAULT_CONFIG)).toBe(false);
    expect(reason(columns)).toBe(why);
    expect(columns.bidPrice[3]).toBe(9_999);
    expect(columns.topReceivedMs[3]).toBe(T0);
    expect(columns.quarantineCount[3]).toBe(1);
    expect(applyTop(columns, top(9_998, 10_000, 3), DEFAULT_CONFIG)).toBe(true);
    expect(reason(columns)).toBe("none");
  });
  it.each([1, 0, -5])(
    "with update id %i after 1 is old news: counted, not applied, not held against the book",
    (id) => {
      const columns = seen();
      expect(applyTop(columns, top(9_000, 9_002, id, 5), DEFAULT_CONFIG)).toBe(false);
      expect(columns.outOfOrderCount[3]).toBe(1);
      expect(columns.bidPrice[3]).toBe(9_999);
      expect(reason(columns)).toBe("none");
    },
  );
  it("is believed after three in a row agree on a jump", () => {
    const columns = seen();
    const applied = [2, 3, 4].map((id) => applyTop(columns, top(15_000, 15_002, id), DEFAULT_CONFIG));
    expect(applied).toEqual([false, false, true]);
    expect(columns.bidPrice[3]).toBe(15_000);
  });
  it("that jumps elsewhere each time is never believed", () => {
    const columns = seen();
    const applied = [15_000, 9_000 * 3, 15_000, 30_000].map((bid, n) =>
      applyTop(columns, top(bid, bid + 2, n + 2), DEFAULT_CONFIG),
    );
    expect(applied).toEqual([false, false, false, false]);
    expect(columns.bidPrice[3]).toBe(9_999);
  });
  it("counts agreement anew after a frame that was crossed", () => {
    const columns = seen();
    applyTop(columns, top(15_000, 15_002, 2), DEFAULT_CONFIG);
    applyTop(columns, top(15_000, 15_002, 3), DEFAULT_CONFIG);
    applyTop(columns, top(15_002, 15_000, 4), DEFAULT_CONFIG);
    expect(applyTop(columns, top(15_000, 15_002, 5), DEFAULT_CONFIG)).toBe(false);
  });
  it.each([
    [1, 950, true],
    [1, 1_150, false],
    [4, 1_950, true],
    [4, 2_050, false],
    [20_000, 37_000, true],
  ])("after %i minutes a move of %i bps is believed: %s", (minutes, bps, believed) => {
    const columns = seen();
    const bid = Math.round(10_000 * (1 + bps / 1e4)) - 1;
    expect(applyTop(columns, top(bid, bid + 2, 2, minutes * MINUTE_MS), DEFAULT_CONFIG)).toBe(believed);
  });
});

describe("a mark", () => {
  const mark = (markPrice: number, indexPrice: number): MarkUpdate => ({
    kind: "mark",
    instrument: instrumentIndex(3),
    markPrice: markPrice as Price,
    indexPrice: indexPrice as Price,
    fundingRate: 1_000_000 as Rate,
    nextFundingAt: venueTime(T0 + DAY_MS),
    venueTimeMs: venueTime(T0),
    receivedAtMs: wallTime(T0),
  });
  it.each([
    [10_000, 10_000, "none"],
    [10_299, 10_000, "none"],
    [10_301, 10_000, "mark-index"],
    [9_699, 10_000, "mark-index"],
    [0, 10_000, "zero"],
    [10_000, 0, "zero"],
    [Number.NaN, 10_000, "zero"],
  ])("of %i against an index of %i is %s", (price, index, why) => {
    const columns = createColumns();
    applyMark(columns, mark(price, index), DEFAULT_CONFIG);
    expect(QUARANTINE_NAMES[columns.markQuarantine[3] ?? 0]).toBe(why);
    expect(columns.markReceivedMs[3]).toBe(why === "zero" ? 0 : T0);
  });
});
