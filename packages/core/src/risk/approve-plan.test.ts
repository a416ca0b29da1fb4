import { describe, expect, it } from "vitest";
import type { TradePlan } from "../decision/plan.ts";
import type { EngineState } from "../engine/state.ts";
import { asset, instrumentIndex, planId } from "../ids/index.ts";
import {
  draftOf,
  NONCE,
  NOW_MS,
  OTHER,
  PLAN,
  pairOf,
  perpetualMarket,
  readyState,
  setFree,
  spotMarket,
  spreadState,
  VENUE,
} from "../test/world.ts";
import { amount, type Price, venueTime } from "../units/index.ts";
import { approvePlan } from "./approve-plan.ts";
import { createBreaker } from "./breaker.ts";
import type { DenialCode } from "./denial.ts";
import { noteQuote } from "./peg.ts";

function planOf(overrides: Partial<TradePlan> = {}, notional = "1000"): TradePlan {
  return {
    plan: PLAN,
    base: asset("AAA"),
    long: instrumentIndex(0),
    short: instrumentIndex(1),
    target: amount("10"),
    schedule: { kind: "whole" },
    leading: "long",
    leverage: 2,
    estimate: { ...pairOf("0", "0").estimate, notional: amount(notional) },
    ...overrides,
  };
}

const addPair = (state: EngineState, base: string, stage: "opening" | "open", n: number): void => {
  const plan = planId(NONCE, n);
  state.portfolio.pairs.set(plan, pairOf("1", "-1", { plan, base: asset(base), stage }));
};

const round = (value = Number.NaN): number => Math.round(value * 1e4) / 1e4;

type Row = [DenialCode, string, (state: EngineState) => void, TradePlan?, have?: number, need?: number];

const ROWS: readonly Row[] = [
  ["not-ready", "the engine reconciles", (s) => (s.phase = "reconciling")],
  ["halted", "it is halted", (s) => (s.control.halted = "books differ")],
  ["kill-level", "it is frozen", (s) => (s.control.killLevel = "freeze")],
  ["kill-level", "it is flattening", (s) => (s.control.killLevel = "flatten")],
  ["journal-down", "the last commit failed", (s) => (s.journalUp = false)],
  ["equity-unknown", "a leg has no price", (s) => (s.equity.known = false)],
  ["daily-loss", "one per cent was lost today", (s) => (s.equity.total = amount("9900")), planOf(), 1, 1],
  [
    "drawdown",
    "three per cent below the peak",
    (s) => {
      s.control.peakEquity = amount("10310");
      s.control.dayStartEquity = amount("10000");
    },
    planOf(),
    3.0067,
    3,
  ],
  ["venue-down", "a stream is down", (s) => s.venues.get(VENUE)?.streamsDown.add("futures")],
  ["venue-down", "the key may not trade", (s) => venue(s, { mayTrade: false })],
  ["venue-down", "the books never agreed", (s) => venue(s, { reconciled: false })],
  [
    "breaker",
    "five calls in a row failed",
    (s) => venue(s, { breaker: { ...createBreaker(), state: "open", failures: 5 } }),
    planOf(),
    5,
    5,
  ],
  ["breaker", "its probe is under way", (s) => venue(s, { breaker: { ...createBreaker(), state: "half-open" } })],
  [
    "rate-limited",
    "the venue wants to be left alone",
    (s) => s.venues.get(VENUE)?.budgets.set("futures", { blockedUntil: NOW_MS + 7_000, strainedAt: 0, foreseenAt: 0 }),
    planOf(),
    7_000,
    0,
  ],
  [
    "latency",
    "its answers are slow",
    (s) => venue(s, { latency: { samples: Array(5).fill({ atMs: NOW_MS - 600_000, tookMs: 1_001 }) } }),
    planOf(),
    1_001,
    1_000,
  ],
  ["fee-asset", "fees are paid in its coin", (s) => venue(s, { feeAssets: [{ wallet: "spot", asset: asset("AAA") }] })],
  ["venue-down", "nobody knows the venue", (s) => s.venues.clear()],
  ["books-differ", "the last read could not be explained", (s) => venue(s, { mismatchReads: 1 }), planOf(), 1, 0],
  ["clock-offset", "the clock is off", (s) => venue(s, { clockOffsetMs: -2_001 }), planOf(), -2_001, 2_000],
  ["clock-offset", "the clock was never measured", (s) => venue(s, { clockOffsetMs: null })],
  ["clock-offset", "the clock's offset is no number", (s) => venue(s, { clockOffsetMs: Number.NaN })],
  ["peg-unknown", "nobody says what USDT is worth", (s) => s.peg.quotes.clear()],
  [
    "peg-unclear",
    "the one coin it is compared with is off",
    (s) => noteQuote(s.peg, { venue: VENUE, coin: asset("USDC"), bid: 0.8, ask: 0.8 }, s.wallNowMs),
    planOf(),
    25,
    0.5,
  ],
  ["stale", "a book is old", (s) => (s.market.columns.topReceivedMs[1] = NOW_MS - 2_001), planOf(), 2_001, 2_000],
  ["stale", "a mark is old", (s) => (s.market.columns.markReceivedMs[1] = NOW_MS - 2_002), planOf(), 2_002, 2_000],
  ["quarantined", "a book is held", (s) => (s.market.columns.quarantine[0] = 2), planOf(), 2, 0],
  ["quarantined", "the mark is held", (s) => (s.market.columns.markQuarantine[1] = 4), planOf(), 4, 0],
  ["symbol-frozen", "a symbol is frozen", (s) => s.portfolio.frozen.set(instrumentIndex(0), "mismatch")],
  [
    "pair-ratio",
    "the legs are not the same thing",
    () => {},
    planOf({ estimate: { ...pairOf("0", "0").estimate, shortMid: 10_501 as Price } }),
    5.01,
    5,
  ],
  [
    "pairs-full",
    "five pairs are open",
    (s) => [1, 2, 3, 4, 5].forEach((n) => addPair(s, `B${n}`, "open", n)),
    planOf(),
    5,
    5,
  ],
  ["already-held", "the base is held", (s) => addPair(s, "AAA", "open", 1)],
  ["pair-opening", "another pair is being built", (s) => addPair(s, "BBB", "opening", 1)],
  ["unknown-orders", "an order's fate is open", unknownOrder, planOf(), 1, 0],
  [
    "cooldown",
    "the base was left an hour ago",
    (s) => s.portfolio.exits.set(asset("AAA"), venueTime(NOW_MS - 3_600_000)),
    planOf(),
    3_600_000,
    86_400_000,
  ],
  [
    "churn",
    "an entry in it was taken back",
    (s) => (s.control.churn = [{ base: asset("AAA"), takenBack: 1, barredUntil: venueTime(NOW_MS + 60_000) }]),
    planOf(),
    60_000,
    0,
  ],
  ["leverage", "the plan's leverage is above ours", () => {}, planOf({ leverage: 3 }), 3, 2],
  ["pair-limit", "the pair is above a tenth of equity", () => {}, planOf({}, "1000.01"), 1_000.01, 1_000],
  [
    "notional-limit",
    "the portfolio is full",
    (s) => (s.equity.notionalOpen = amount("4000.01")),
    planOf(),
    5_000.01,
    5_000,
  ],
  ["wallet", "the spot wallet is short", (s) => setFree(s, "spot", "999"), planOf(), 999, 1_000],
  ["wallet", "the futures wallet is short", (s) => setFree(s, "futures", "499"), planOf(), 499, 500],
  ["net-delta", "the pairs lean too far", (s) => (s.equity.netDelta = amount("100.01")), planOf(), 100.01, 100],
  ["free-equity", "too little would stay free", (s) => setFree(s, "spot", "499.99"), planOf({}, "400")],
];

function venue(state: EngineState, change: object): void {
  Object.assign(state.venues.get(VENUE) ?? {}, change);
}

function unknownOrder(state: EngineState): void {
  const intent = { ...draftOf(), approval: { rules: "entry" as const, intentHash: "", limitsVersion: 1, sequence: 1 } };
  state.portfolio.orders.set(intent.clientOrderId, { intent, state: "unknown" } as never);
}

describe("a plan", () => {
  it("that breaks nothing is approved, at this sequence and these limits", () => {
    expect(approvePlan(planOf(), readyState())).toMatchObject({ ok: true, value: { sequence: 100, limitsVersion: 1 } });
  });
  it.each(ROWS)("%s: %s", (code, _, change, plan = planOf(), have, need) => {
    const state = readyState();
    if (code === "free-equity") setFree(state, "futures", "2600");
    change(state);
    const approved = approvePlan(plan, state);
    const error = approved.ok ? null : approved.error;
    expect(error?.code).toBe(code);
    expect(round(error?.have)).toBe(have ?? round(error?.have));
    expect(round(error?.need)).toBe(need ?? round(error?.need));
  });
  it.each([
    ["the spot", readyState(spotMarket({ status: "halted" }))],
    ["the perpetual", readyState(spotMarket(), perpetualMarket({ status: "settling" }))],
  ])("not-trading: %s does not trade", (_, state) => {
    expect(approvePlan(planOf(), state)).toMatchObject({ ok: false, error: { code: "not-trading" } });
  });
  it("leaves a quarter of equity free, to the cent", () => {
    const state = readyState();
    setFree(state, "spot", "2000");
    setFree(state, "futures", "2000");
    expect(approvePlan(planOf({}, "1000"), state).ok).toBe(true);
    setFree(state, "futures", "1999.99");
    expect(approvePlan(planOf({}, "1000"), state)).toMatchObject({
      ok: false,
      error: { code: "free-equity", have: expect.closeTo(2_499.99, 6), need: 2_500 },
    });
  });
});

describe("a plan of two venues", () => {
  /** The prices of its two legs are 1.99 % apart. */
  const estimate = { ...pairOf("0", "0").estimate, longMid: 10_000 as Price, shortMid: 10_199 as Price };
  const plan = (notional: string) => {
    const legs = { long: instrumentIndex(0), short: instrumentIndex(1) };
    return planOf({ ...legs, estimate: { ...estimate, notional: amount(notional) } });
  };
  it.each<[DenialCode | "approved", string, (state: EngineState) => void, string]>([
    ["approved", "both wallets carry their margin", () => {}, "700"],
    ["wallet", "the other venue's wallet is short", () => {}, "801"],
    ["venue-down", "the other venue is not reconciled", (s) => (venueAt(s).reconciled = false), "700"],
    ["clock-offset", "the other venue's clock is off", (s) => (venueAt(s).clockOffsetMs = 2_001), "700"],
    ["spreads-full", "as many stand on two venues as may", (s) => holdSpreads(s, 2), "700"],
    ["leverage", "the other venue lends less", (s) => lendLess(s), "700"],
    ["pair-ratio", "the venues are further apart than they may", (s) => allowApart(s, 198), "700"],
    ["approved", "they are as far apart as they may be", (s) => allowApart(s, 200), "700"],
  ])("%s: %s", (code, _, change, notional) => {
    const state = spreadState();
    change(state);
    const outcome = approvePlan(plan(notional), state);
    expect(outcome.ok ? "approved" : outcome.error.code).toBe(code);
  });
});

function venueAt(state: EngineState) {
  const venue = state.venues.get(OTHER);
  if (venue === undefined) throw new Error("no other venue");
  return venue;
}

function holdSpreads(state: EngineState, count: number): void {
  for (let n = 1; n <= count; n += 1) {
    const pair = pairOf("1", "-1", { plan: planId(NONCE, n), base: asset(`C${n}`), stage: "open" });
    state.portfolio.pairs.set(pair.plan, { ...pair, long: { ...pair.long, venue: OTHER, kind: "perpetual" } });
  }
}

function allowApart(state: EngineState, venuesApartBpsMax: number): void {
  state.config = { ...state.config, risk: { ...state.config.risk, venuesApartBpsMax } };
}

function lendLess(state: EngineState): void {
  const other = state.market.instruments[0];
  if (other !== undefined) state.market.instruments[0] = { ...other, leverageMax: 1 };
}
