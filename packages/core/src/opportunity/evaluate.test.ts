import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import { instrumentIndex } from "../ids/index.ts";
import { applyCatalogue } from "../market/columns.ts";
import { NOW_MS, OTHER, perpetualMarket, readyState, setTop, spotMarket, spreadState } from "../test/world.ts";
import { DAY_MS, venueTime } from "../units/index.ts";
import { matchCandidates } from "./candidates.ts";
import { bestClear, capitalOverNotional, evaluate } from "./evaluate.ts";
import { expectedFundingBps, revertingFundingBps } from "./features.ts";
import { VERDICT_UNITS, VERDICTS, type VerdictCode } from "./verdict.ts";

const ORDER_QUOTE = 1_000;

const ask = (state: EngineState): VerdictCode =>
  VERDICTS[evaluate({ ...state, orderQuote: ORDER_QUOTE }, 0)] as VerdictCode;

const round = (value = Number.NaN): number => Math.round(value * 1e4) / 1e4;

type Change = (state: EngineState) => void;
const columns =
  (change: (columns: EngineState["market"]["columns"]) => void): Change =>
  ({ market }) =>
    change(market.columns);
const features =
  (change: (candidates: EngineState["candidates"]) => void): Change =>
  ({ candidates }) =>
    change(candidates);

/** The same perpetual at another venue, as instrument 2. */
function setPeer(state: EngineState, bid: number, ask: number): void {
  state.candidates.peer[0] = 2;
  state.market.columns.priceUnit[2] = state.market.columns.priceUnit[1] ?? 0;
  setTop(state, 2, bid, ask);
}

const ROWS: readonly [VerdictCode, string, Change, have: number, need: number][] = [
  ["clear", "everything says yes", () => {}, 145, 0],
  ["quarantined", "the spot book is held", columns((c) => (c.quarantine[0] = 2)), 2, 0],
  ["quarantined", "the perpetual's mark is held", columns((c) => (c.markQuarantine[1] = 4)), 4, 0],
  ["stale", "the spot book is old", columns((c) => (c.topReceivedMs[0] = NOW_MS - 2_001)), 2_001, 2_000],
  ["stale", "the mark is old", columns((c) => (c.markReceivedMs[1] = NOW_MS - 9_000)), 9_000, 2_000],
  ["pair-ratio", "they are six per cent apart", (s) => setTop(s, 1, 10_599, 10_601), 6.0006, 5],
  ["venues-apart", "another venue's perpetual is elsewhere", (s) => setPeer(s, 9_799, 9_801), 204.0816, 200],
  ["history-short", "no 7-day mean", features((c) => (c.meanAnnualPercent[0] = Number.NaN)), 0, 30],
  ["mean", "the mean is low", features((c) => (c.meanAnnualPercent[0] = 14.9)), 14.9, 15],
  ["median", "the median is not positive", features((c) => (c.medianAnnualPercent[0] = 0)), 0, 0],
  ["next-rate", "the next estimate is not positive", columns((c) => (c.fundingRate[1] = 0)), 0, 0],
  ["cap-hit", "the cap was hit", features((c) => (c.capHits[0] = 1)), 1, 0],
  ["volume", "the perpetual trades little", columns((c) => (c.volumeQuote24h[1] = 49e6)), 49e6, 50e6],
  ["volume", "the spot's volume is unknown", columns((c) => (c.volumeQuote24h[0] = Number.NaN)), Number.NaN, 10e6],
  ["open-interest", "too little is open", columns((c) => (c.openInterestQuote[1] = 19e6)), 19e6, 20e6],
  ["spread", "the perpetual's spread is wide", (s) => setTop(s, 1, 9_997, 10_003), 6, 5],
  ["discount", "the perpetual is below the spot", (s) => setTop(s, 1, 9_992, 9_994), 7, 5],
  [
    "minimum-spread",
    "it pays too little a settlement",
    (s) => (s.config = entry(s, { spreadBaseBps: 4.6 })),
    4.5662,
    4.61,
  ],
  ["cost", "it does not earn its cost", features((c) => (c.fundingBps[0] = 80)), 45, 52.5],
  ["cash", "cash earns more", (s) => (s.config = entry(s, { cashAnnualPercent: 26 })), 25.2024, 26],
  ["held", "it is ours already", features((c) => (c.barred[0] = 1)), 1, 0],
  ["cooldown", "it was just left", features((c) => (c.barred[0] = 2)), 2, 0],
  ["churn", "its last entry was taken back", features((c) => (c.barred[0] = 3)), 3, 0],
  ["denied", "risk said no", features((c) => (c.deniedUntilMs[0] = NOW_MS + 900)), 900, 0],
  ["depth-unknown", "nobody looked", columns((c) => (c.depthReceivedMs[0] = NOW_MS - 31_000)), 31_000, 30_000],
  ["depth", "too thin for our size", columns((c) => (c.askDepthQuote[0] = 9_900)), 9.9, 10],
];

const entry = (state: EngineState, change: Partial<EngineState["config"]["entry"]>) => ({
  ...state.config,
  entry: { ...state.config.entry, ...change },
});

describe("verdicts", () => {
  it.each(ROWS)("%s: %s", (code, _, change, have, need) => {
    const state = readyState();
    change(state);
    expect(ask(state)).toBe(code);
    expect(round(state.candidates.have[0])).toBe(have);
    expect(round(state.candidates.need[0])).toBe(need);
  });
  it.each([
    ["not-trading", readyState(spotMarket({ status: "halted" }))],
    ["not-trading", readyState(spotMarket(), perpetualMarket({ status: "delisting" }))],
    ["underlying", readyState(spotMarket(), perpetualMarket({ underlying: "other" }))],
    ["listed-days", readyState(spotMarket(), perpetualMarket({ listedAt: venueTime(NOW_MS - 179 * DAY_MS) }))],
  ])("%s: by its catalogue", (code, state) => {
    expect(ask(state)).toBe(code);
  });
  it("has a row for every code, and a unit for every pair of numbers", () => {
    const reached = new Set<string>([...ROWS.map(([code]) => code), "not-trading", "underlying", "listed-days"]);
    expect(VERDICTS.filter((code) => !reached.has(code))).toEqual([]);
    expect(Object.keys(VERDICT_UNITS).sort()).toEqual([...VERDICTS].sort());
  });
  it("another venue's price counts from the limit on, and only while it is fresh", () => {
    const state = readyState();
    setPeer(state, 9_850, 9_852);
    expect(ask(state)).toBe("clear");
    setPeer(state, 9_000, 9_002);
    state.market.columns.topReceivedMs[2] = 0;
    expect(ask(state)).toBe("clear");
  });
  it("asks in a fixed order: of two refusals the earlier rule is told", () => {
    const state = readyState();
    state.candidates.meanAnnualPercent[0] = 1;
    state.market.columns.volumeQuote24h[1] = 1;
    state.market.columns.quarantine[0] = 2;
    expect(ask(state)).toBe("quarantined");
    state.market.columns.quarantine[0] = 0;
    expect(ask(state)).toBe("mean");
    state.candidates.meanAnnualPercent[0] = 50;
    expect(ask(state)).toBe("volume");
  });
});

describe("costs", () => {
  it("are four fees, half a spread a leg and way, impact of four walks, and a discount", () => {
    const state = readyState();
    setTop(state, 1, 9_996, 9_998);
    ask(state);
    const { candidates } = state;
    expect(candidates.feeBps[0]).toBe(30);
    expect(candidates.spreadBps[0]).toBeCloseTo(4.0006, 4);
    expect(candidates.impactBps[0]).toBeCloseTo(1, 9);
    expect(candidates.basisBps[0]).toBeCloseTo(-3, 9);
    expect(candidates.basisCostBps[0]).toBeCloseTo(3, 9);
    expect(candidates.netBps[0]).toBeCloseTo(180 - 30 - 4.0006 - 1 - 3, 4);
  });
  it("never count a premium as income", () => {
    const state = readyState();
    setTop(state, 1, 10_049, 10_051);
    ask(state);
    expect(state.candidates.basisBps[0]).toBeCloseTo(50, 6);
    expect(state.candidates.basisCostBps[0]).toBe(0);
  });
  it("stand on one and a half times the notional at leverage two, on once where both legs are perpetuals", () => {
    expect(capitalOverNotional(2, false)).toBe(1.5);
    expect(capitalOverNotional(2, true)).toBe(1);
  });
});

describe("ranking", () => {
  it("takes the best clear candidate; refused, unseen and worthless ones never lead", () => {
    const state = readyState();
    expect(bestClear(state.candidates)).toBe(-1);
    ask(state);
    expect(bestClear(state.candidates)).toBe(0);
    state.market.columns.quarantine[0] = 1;
    ask(state);
    expect(bestClear(state.candidates)).toBe(-1);
  });
  it.each<[string, leads: number, (state: EngineState) => void]>([
    ["by fees", 1, () => {}],
    ["by spreads, once they cost more than the fees save", 0, (s) => setTop(s, 2, 9_998, 10_002)],
    ["by what our size walks", 0, columns((c) => c.askDepthQuote.set([50_000, 0, 10_500]))],
    ["by what is paid", 0, features((c) => (c.fundingBps[0] = 190))],
    ["by what may be had at all", 0, columns((c) => (c.quarantine[2] = 1))],
  ])("EXE-5: a coin two venues carry is carried where it is cheapest all in: %s", (_, leads, change) => {
    const state = twoVenues();
    change(state);
    for (const at of [0, 1]) evaluate({ ...state, orderQuote: ORDER_QUOTE }, at);
    expect(bestClear(state.candidates)).toBe(leads);
  });
});

/** Candidate 0 is the carry of our venue; candidate 1 the same coin's at another, for one basis point less in fees. */
function twoVenues(): EngineState {
  const state = readyState();
  const there = { venue: OTHER, wallet: "unified" } as const;
  applyCatalogue(state.market, OTHER, [
    spotMarket({ ...there, index: instrumentIndex(2), takerFeeBps: 9.5 }),
    perpetualMarket({ ...there, index: instrumentIndex(3) }),
  ]);
  for (const column of Object.values(state.market.columns)) {
    if (typeof column === "number") continue;
    column.copyWithin(2, 0, 2);
  }
  state.candidates = matchCandidates(state.market);
  for (const at of [0, 1]) {
    state.candidates.meanAnnualPercent[at] = 50;
    state.candidates.medianAnnualPercent[at] = 40;
    state.candidates.capHits[at] = 0;
    state.candidates.fundingBps[at] = 180;
    state.candidates.earlyEndBps[at] = 0;
  }
  return state;
}

describe("expected funding", () => {
  it.each([
    ["level with its median", 50, 50, 14, ((50 * 14) / 365) * 100],
    ["below its median: hope is not counted", 20, 60, 14, ((20 * 14) / 365) * 100],
    ["above its median: decays to it", 50, 0, 1e9, ((50 * (10 / Math.LN2)) / 365) * 100],
    ["negative is a cost", -10, 5, 14, ((-10 * 14) / 365) * 100],
    ["over no time", 50, 10, 0, 0],
  ])("%s", (_, mean, median, days, bps) => {
    expect(expectedFundingBps(mean, median, days)).toBeCloseTo(bps, 6);
  });
  it("of an unknown mean is unknown", () => {
    expect(expectedFundingBps(Number.NaN, 5, 14)).toBeNaN();
  });

  it.each<[mean: number, median: number, isWorthHolding: boolean]>([
    [-0.1, 30, true],
    [-0.1, 2, false],
    [-20, 30, false],
  ])("a level of %f %% with a median of %f %% is hoped for when held, never when entered", (mean, median, worth) => {
    const cashBps = 23;
    expect(revertingFundingBps(mean, median, 14) > cashBps).toBe(worth);
    expect(expectedFundingBps(mean, median, 14)).toBeLessThan(0);
  });
});

describe("a spread", () => {
  const SPREAD_AT = 1;
  it.each<[string, (state: EngineState) => void, VerdictCode]>([
    ["clears every rule", () => {}, "clear"],
    ["waits for the mark of either leg", (s) => (s.market.columns.markReceivedMs[0] = 0), "stale"],
    ["trusts neither of two venues that disagree", (s) => setTop(s, 0, 10_299, 10_301), "venues-apart"],
    ["is held by a quarantined mark of its long", (s) => (s.market.columns.markQuarantine[0] = 1), "quarantined"],
    ["asks the age of the younger market", (s) => relist(s, 0), "listed-days"],
    ["counts what the long pays", (s) => (s.market.columns.fundingRate[0] = 6_000_000), "next-rate"],
    ["compares rates of one span: 1 bp an hour is 8 in 8", (s) => (s.market.columns.intervalHours[0] = 1), "next-rate"],
    ["is nothing while an interval is not told", (s) => (s.market.columns.intervalHours[0] = 0), "next-rate"],
    ["asks a perpetual's volume of both", (s) => (s.market.columns.volumeQuote24h[0] = 20_000_000), "volume"],
    ["asks open interest of both", (s) => (s.market.columns.openInterestQuote[0] = 1), "open-interest"],
  ])("%s", (_, change, verdict) => {
    const state = spreadState();
    change(state);
    expect(VERDICTS[evaluate({ ...state, orderQuote: ORDER_QUOTE }, SPREAD_AT)]).toBe(verdict);
  });
  it("pays both perpetuals' fees", () => {
    const state = spreadState();
    evaluate({ ...state, orderQuote: ORDER_QUOTE }, SPREAD_AT);
    expect(state.candidates.feeBps[SPREAD_AT]).toBe(22);
  });
});

function relist(state: EngineState, at: number): void {
  const instrument = state.market.instruments[at];
  if (instrument !== undefined) state.market.instruments[at] = { ...instrument, listedAt: state.venueNowMs };
}
