import type { ColdEvent, MarkUpdate, TopOfBook } from "@evenkeel/core/events";
import type { InstrumentIndex } from "@evenkeel/core/ids";
import type { Instrument } from "@evenkeel/core/market";
import type { PublicTrade } from "@evenkeel/core/ports";
import { type Price, type Quantity, type Rate, venueTime, wallTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { createTickRecorder } from "./recorder.ts";

const MARKET = 5 as InstrumentIndex;
const NOW = 1_760_000_000_000;

function recording(speed = 1) {
  const rows: unknown[][] = [];
  const keep =
    (kind: string) =>
    (...values: readonly unknown[]): void =>
      void rows.push([kind, ...values]);
  const writer = {
    trade: keep("trade"),
    top: keep("top"),
    estimate: keep("estimate"),
    settlement: keep("settlement"),
  };
  const recorder = createTickRecorder(writer, speed);
  const market = { index: MARKET, priceScale: 2, quantityScale: 3 } as Instrument;
  const stamp = { venueTimeMs: venueTime(NOW), receivedAtMs: wallTime(1_000) };
  recorder.observe({ kind: "catalogue", instruments: [market], ...stamp } as unknown as ColdEvent);
  return { rows, recorder, stamp };
}

const top = (venueMs: number, bid: number): TopOfBook => ({
  kind: "top",
  instrument: MARKET,
  bidPrice: bid as Price,
  bidQuantity: 1_500 as Quantity,
  askPrice: (bid + 1) as Price,
  askQuantity: 1 as Quantity,
  updateId: 1,
  venueTimeMs: venueTime(venueMs),
  receivedAtMs: wallTime(1_000),
});

const mark = (venueMs: number, receivedMs: number): MarkUpdate => ({
  kind: "mark",
  instrument: MARKET,
  markPrice: 12_345 as Price,
  indexPrice: 12_350 as Price,
  fundingRate: 10_000 as Rate,
  nextFundingAt: venueTime(NOW + 1),
  venueTimeMs: venueTime(venueMs),
  receivedAtMs: wallTime(receivedMs),
});

const trade = (venueMs: number): PublicTrade => ({
  instrument: MARKET,
  venueTimeMs: venueTime(venueMs),
  tradeId: 7,
  price: 10_001 as Price,
  quantity: 250 as Quantity,
  takerSide: "sell",
});

test("of all tops between two sweeps the last is stored, and an unchanged one not again", () => {
  const { rows, recorder } = recording();
  recorder.sweep();
  for (let n = 0; n < 100; n += 1) recorder.observe(top(NOW + n, 10_000 + n));
  recorder.sweep();
  recorder.sweep();
  recorder.observe(top(NOW + 200, 9_999));
  recorder.sweep();
  expect(rows).toEqual([
    ["top", MARKET, NOW + 99, 100.99, 1.5, 101, 0.001],
    ["top", MARKET, NOW + 200, 99.99, 1.5, 100, 0.001],
  ]);
});

test("an estimate is stored once a minute of the wall, with the interval that is known", () => {
  const { rows, recorder, stamp } = recording();
  recorder.observe(mark(NOW, 1_000));
  const terms = { instrument: MARKET, intervalHours: 4, cap: 0 as Rate, floor: 0 as Rate };
  recorder.observe({ kind: "funding-terms", ...terms, ...stamp });
  for (let second = 1; second <= 61; second += 1) recorder.observe(mark(NOW + second, 1_000 + second * 1_000));
  expect(rows.map(([kind, , at, , , price, index, hours]) => [kind, at, price, index, hours])).toEqual([
    ["estimate", NOW, 123.45, 123.5, 0],
    ["estimate", NOW + 60, 123.45, 123.5, 4],
  ]);
});

test("settled rates are stored as they are told", () => {
  const { rows, recorder, stamp } = recording();
  const settled = [{ venueTimeMs: venueTime(NOW - 9), rate: -5_000 as Rate }];
  recorder.observe({ kind: "funding-history", instrument: MARKET, settled, ...stamp });
  expect(rows.map(([kind, market, at]) => [kind, market, at])).toEqual([["settlement", MARKET, NOW - 9]]);
});

test.each([
  ["of now", 1, NOW, NOW],
  ["of a late frame", 1, NOW - 3_000_000, NOW - 3_000_000],
  ["from before the venue's time, at the wall's pace", 1, NOW - 3_700_000, 0],
  ["from the far future", 1, NOW + 1e12, 0],
  ["as far off as a fast simulated venue may be", 3_600, NOW + 36_000_000, NOW + 36_000_000],
])("a trade %s", (_, speed, venueMs, stored) => {
  const { rows, recorder } = recording(speed);
  recorder.observe(mark(NOW, 1_000));
  recorder.trade(trade(venueMs));
  expect(rows.at(-1)).toEqual(["trade", MARKET, stored, 7, 100.01, 0.25, -1]);
});

test("a market that no catalogue has named is stored nowhere", () => {
  const { rows, recorder } = recording();
  const unknown = { instrument: 9 as InstrumentIndex };
  recorder.observe({ ...top(NOW, 1), ...unknown });
  recorder.observe({ ...mark(NOW, 1), ...unknown });
  recorder.sweep();
  recorder.trade({ ...trade(NOW), ...unknown });
  // Infinite: the writer refuses and counts it.
  expect(rows).toEqual([["trade", 9, NOW, 7, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1]]);
});
