import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import type { Schedule } from "../position/pair.ts";
import { NOW_MS, orderOf, pairOf, perpetualMarket, readyState, spotMarket } from "../test/world.ts";
import { amount, formatAmount, wallTime } from "../units/index.ts";
import { draftLead } from "./draft.ts";
import { patienceOf } from "./maker.ts";
import { isOverdue, released, scheduleOf, workable } from "./slice.ts";

const START = wallTime(NOW_MS);
const TWAP: Schedule = { kind: "twap", slices: 5, sliceMs: 10_000, startedAt: START };
const ICEBERG: Schedule = { ...TWAP, kind: "iceberg" };
const TEN = amount("10");

describe("how much may have been worked by now", () => {
  it.each<[string, Schedule, held: string, afterMs: number, released: string]>([
    ["all of it at once", { kind: "whole" }, "0", 0, "10"],
    ["TWAP: the first part at once", TWAP, "0", 0, "2"],
    ["TWAP: nothing more before its time", TWAP, "2", 9_999, "2"],
    ["TWAP: the next with its time", TWAP, "2", 10_000, "4"],
    ["TWAP: what fell behind is made up", TWAP, "1", 35_000, "8"],
    ["TWAP: never more than all", TWAP, "8", 900_000, "10"],
    ["TWAP: a clock set back takes nothing back", TWAP, "2", -5_000, "2"],
    ["iceberg: the first part", ICEBERG, "0", 0, "2"],
    ["iceberg: the part that is being had", ICEBERG, "1.2", 90_000, "2"],
    ["iceberg: the next once it is had", ICEBERG, "2", 1, "4"],
    ["iceberg: had but for its crumbs", ICEBERG, "1.95", 1, "4"],
    ["iceberg: the last", ICEBERG, "9.99", 1, "10"],
  ])("%s", (_, schedule, held, afterMs, expected) => {
    const now = wallTime(NOW_MS + afterMs);
    expect(formatAmount(released(schedule, TEN, amount(held), now))).toBe(expected);
  });
});

describe("what the next order may ask for", () => {
  const at = (schedule: Schedule, held: string, afterMs: number): string => {
    const state = readyState();
    state.wallNowMs = wallTime(NOW_MS + afterMs);
    return formatAmount(workable(state, pairOf(held, `-${held}`, { schedule })));
  };
  it.each<[string, Schedule, held: string, afterMs: number, workable: string]>([
    ["a part", TWAP, "0", 0, "2"],
    ["the rest of a part", TWAP, "1.5", 0, "0.5"],
    ["nothing while the next is not due", TWAP, "2", 0, "0"],
    ["nothing where more was had than asked for", TWAP, "2.001", 0, "0"],
    // Five dollars at a hundred, a tenth on top: 0.055 is the least order.
    ["also what would be left too small for an order", TWAP, "7.96", 40_000, "2.04"],
    ["the last part with the crumbs of those before", ICEBERG, "7.96", 0, "2.04"],
  ])("is %s", (_, schedule, held, afterMs, expected) => {
    expect(at(schedule, held, afterMs)).toBe(expected);
  });
  it("is what the order asks for, with the fee in the coin on top", () => {
    expect(draftLead(readyState(), pairOf("0", "0", { schedule: TWAP }))?.quantity).toBe(2_003);
    expect(draftLead(readyState(), pairOf("2", "-2", { schedule: TWAP }))).toBe(null);
  });
});

describe("patience", () => {
  it("begins anew with every part that was had", () => {
    const state = readyState();
    const rest = { style: "resting" as const, createdAt: wallTime(NOW_MS - 20_000) };
    state.portfolio.orders.set("a" as never, orderOf(rest, { state: "rejected" }));
    state.portfolio.orders.set("b" as never, orderOf({ style: "immediate" }, { state: "filled" }));
    expect(patienceOf(state, pairOf("2", "-2"), "enter")).toEqual({ orders: 0, since: null, refused: false });
    state.portfolio.orders.set("c" as never, orderOf({ ...rest, createdAt: START }));
    expect(patienceOf(state, pairOf("2", "-2"), "enter")).toEqual({ orders: 1, since: START, refused: false });
  });
});

describe("EXE-10: an entry is worked by what it asks of the thinner side", () => {
  const [long, short] = [spotMarket(), perpetualMarket()];
  /** Asks of the coin hold 20,000 near the best price, bids of the perpetual 50,000; a tenth of the thinner is 2,000. */
  const words = (state: EngineState, quote: string): string => {
    const schedule = scheduleOf(amount(quote), long, short, state);
    return schedule.kind === "whole" ? "whole" : `${schedule.kind} of ${schedule.slices}`;
  };
  const changed = (change: (state: EngineState) => unknown): EngineState => {
    const state = readyState();
    change(state);
    return state;
  };
  it.each<[string, quote: string, EngineState, string]>([
    ["a tenth of it", "2000", readyState(), "whole"],
    ["a little more", "2001", readyState(), "iceberg of 2"],
    ["four tenths", "8000", readyState(), "iceberg of 4"],
    ["more than four parts", "8001", readyState(), "twap of 5"],
    ["more than there may be parts", "90000", readyState(), "twap of 20"],
    [
      "the other side is the thinner",
      "2000",
      changed((s) => s.market.columns.bidDepthQuote.fill(5_000)),
      "iceberg of 4",
    ],
    // The best price alone shows one coin, a hundred dollars: a part may not be less than a leg may be.
    ["nobody has looked lately", "500", changed((s) => s.market.columns.depthReceivedMs.fill(0)), "twap of 5"],
    ["too small for two legs", "199", changed((s) => s.market.columns.depthReceivedMs.fill(0)), "whole"],
  ])("%s: %s USDT", (_, quote, state, expected) => {
    expect(words(state, quote)).toBe(expected);
  });
  it("has twice its time", () => {
    const pair = pairOf("0", "0", { schedule: TWAP });
    expect([isOverdue(pair, wallTime(NOW_MS + 100_000)), isOverdue(pair, wallTime(NOW_MS + 100_001))]).toEqual([
      false,
      true,
    ]);
    expect(isOverdue(pairOf("0", "0"), wallTime(NOW_MS + 1e9))).toBe(false);
  });
});
