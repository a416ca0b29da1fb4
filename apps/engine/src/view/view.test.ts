import { type OverviewView, PROFIT_POINTS_MAX } from "@evenkeel/api/views";
import { createState, type EngineState } from "@evenkeel/core/engine";
import type { PlanId } from "@evenkeel/core/ids";
import { hedgedAmount, openPairs, type Pair } from "@evenkeel/core/position";
import { type Amount, amount, formatAmount, HOUR_MS, toFloat, venueTime, ZERO } from "@evenkeel/core/units";
import { Simulation } from "@evenkeel/testkit/simulation";
import { beforeAll, describe, expect, it } from "vitest";
import { viewHeat } from "./heat.ts";
import { viewKpis } from "./kpis.ts";
import { viewOpportunities, viewWhyFlat } from "./opportunities.ts";
import { viewPositions } from "./positions.ts";
import { createProfitBooks, soldProfit } from "./profit-series.ts";
import { profitOf } from "./profit-split.ts";
import { viewCapacity, viewStatus } from "./status.ts";
import { sayReason, verdictReason } from "./words.ts";

const FACTS = { world: "demo", seed: "1", speed: 60, startedAtMs: 0, flatProvenAtMs: null, journalAway: false };
const NO_WORST = { ms: 0, notional: 0 };
const sum = (...parts: (string | null)[]): string =>
  formatAmount(parts.reduce<Amount>((total, part) => (total + amount(part ?? "0")) as Amount, ZERO));

let simulation: Simulation;
let state: EngineState;
beforeAll(() => {
  simulation = new Simulation({ seed: 1, symbols: 12 });
  simulation.runVenueMs(12 * HOUR_MS);
  state = simulation.state;
}, 60_000);

describe("positions", () => {
  it("split a pair's profit into parts that add up to the digit", () => {
    const rows = viewPositions(state);
    expect(rows.length).toBeGreaterThan(0);
    for (const { profit } of rows) {
      const { funding, price, basis, fees, slippage, net } = profit;
      expect(sum(funding, price, basis, fees, slippage)).toBe(net);
    }
  });

  it("count funding that was booked and fees that were paid", () => {
    const pairs = [...openPairs(state.portfolio)];
    const rows = new Map(viewPositions(state).map((row) => [row.pairId, row]));
    for (const pair of pairs) {
      expect(rows.get(pair.plan)?.profit).toMatchObject({
        funding: formatAmount(pair.funding),
        fees: formatAmount(-pair.fees as Amount),
      });
    }
    expect(pairs.some((pair) => pair.funding !== 0n)).toBe(true);
  });

  it("know the next funding, the liquidation and the way to break-even", () => {
    const [row] = viewPositions(state);
    expect(row?.filledPercent).toBeGreaterThan(90);
    expect(row?.nextFunding.atVenueMs).toBeGreaterThan(state.venueNowMs);
    expect(row?.nextFunding.amount).not.toBeNull();
    expect(row?.liquidation.distancePercent).toBeGreaterThan(15);
    expect(row?.breakEven.recoveredPercent).toBeGreaterThan(0);
    expect(row?.unknownWhy).toBeNull();
  });

  it("say unknown, not zero, of a pair without a price", () => {
    const blind = structuredClone(state);
    const [pair] = openPairs(blind.portfolio);
    blind.market.columns.bidPrice[pair?.long.instrument ?? 0] = 0;
    const row = viewPositions(blind).find(({ pairId }) => pairId === pair?.plan);
    expect(row).toMatchObject({ notional: null, profit: { net: null, price: null }, unknownWhy: "no-market-data" });
    expect(row?.profit.funding).not.toBeNull();
  });

  it("earn basis as the perpetual comes down to the spot", () => {
    const near = structuredClone(state);
    const [pair] = openPairs(near.portfolio);
    if (pair === undefined) throw new Error("a pair is open");
    const before = profitOf(near, pair);
    const { columns, instruments } = near.market;
    const at = pair.short.instrument;
    columns.markPrice[at] = (columns.markPrice[at] ?? 0) - 100;
    const after = profitOf(near, pair);
    const scale = instruments[at]?.priceScale ?? 0;
    const hedged = hedgedAmount(pair);
    expect((after?.basis ?? 0n) - (before?.basis ?? 0n)).toBe((hedged * 100n) / 10n ** BigInt(scale));
    expect(after?.funding).toBe(before?.funding);
  });
});

describe("opportunities", () => {
  let rows: OverviewView["opportunities"] = [];
  beforeAll(() => {
    rows = viewOpportunities(state);
  });

  it("are one row a candidate, with every cost and a reason for those not taken", () => {
    expect(rows.length).toBe(state.candidates.count);
    const held = rows.filter(({ stance }) => stance === "held");
    expect(held.length).toBe([...openPairs(state.portfolio)].length);
    for (const row of rows.filter(({ stance }) => stance === "rejected" || stance === "queued")) {
      expect(row.reasons[0]?.code).toEqual(expect.any(String));
    }
    const priced = rows.find(({ costs }) => costs.totalBps !== null);
    const { feesBps, spreadBps, impactBps, basisBps, earlyEndBps, totalBps } = priced?.costs ?? {};
    expect(totalBps ?? 0).toBeCloseTo(
      (feesBps ?? 0) + (spreadBps ?? 0) + (impactBps ?? 0) + (basisBps ?? 0) + (earlyEndBps ?? 0),
      0,
    );
  });

  it("never call a market clear that no tick has reached", () => {
    const unseen = structuredClone(state);
    const at = rows.findIndex(({ stance }) => stance !== "held");
    unseen.candidates.verdict[at] = 0;
    unseen.candidates.netBps[at] = Number.NEGATIVE_INFINITY;
    expect(viewOpportunities(unseen)[at]).toMatchObject({
      stance: "quarantined",
      unknownWhy: "never-seen",
      netBps: null,
    });
  });

  it("say while flat what comes nearest and what it lacks", () => {
    const flat = structuredClone(state);
    flat.portfolio.pairs.clear();
    const view = viewWhyFlat(flat, viewOpportunities(flat));
    expect(view?.text).toMatch(/comes nearest: -?[\d.]+ bp net over 14 days, but /);
    expect(viewWhyFlat(state, rows)).toBeNull();
  });

  it.each([
    [verdictReason("mean", 6.24, 15), "mean 6.24 < 15 %/year"],
    [verdictReason("discount", 9.4, 5), "discount 9.4 > 5 bps"],
    [verdictReason("volume", Number.NaN, 50_000_000), "volume unknown < 50,000,000 USDT"],
    [verdictReason("underlying", 0, 1), "underlying"],
  ])("in the trader's words: %j", (reason, words) => {
    expect(sayReason(reason)).toBe(words);
  });
});

describe("status", () => {
  const at = (change: (changed: EngineState) => void): ReturnType<typeof viewStatus> => {
    const changed = structuredClone(state);
    change(changed);
    return viewStatus(changed, FACTS, 1);
  };

  it.each<[name: string, change: (changed: EngineState) => void, expected: object]>([
    ["running", () => {}, { state: "running", headline: expect.stringMatching(/^Holding \d pairs?; /) as unknown }],
    ["starting", (s) => Object.assign(s, { phase: "starting" }), { state: "starting", stopped: null }],
    [
      "frozen",
      (s) => Object.assign(s.control, { killLevel: "freeze" }),
      { state: "frozen", stopped: { code: "kill-level" } },
    ],
    [
      "flat",
      (s) => Object.assign(s.control, { killLevel: "flatten", flatProof: "flat" }),
      { headline: "Flat: every venue confirms it", flatProof: { kind: "flat" } },
    ],
    [
      "not flat",
      (s) => Object.assign(s, { leavingSince: s.wallNowMs, control: { ...s.control, killLevel: "flatten" } }),
      { state: "flattening", headline: expect.stringMatching(/closing; not flat yet$/) as unknown },
    ],
    [
      "I9: FLATTEN beyond its time, with what stands where and since when nobody has told",
      (s) => Object.assign(s, { leavingSince: s.wallNowMs - 30_000, control: { ...s.control, killLevel: "flatten" } }),
      {
        headline: "HALTED, NOT FLAT",
        stopped: { code: "not-flat", text: expect.stringMatching(/^binance: [\d.]+ \w+ long in /) as unknown },
        flatProof: {
          kind: "not-flat",
          overdue: true,
          left: [
            { venue: "binance", items: expect.arrayContaining([expect.objectContaining({ kind: "leg" })]) as unknown },
          ],
        },
      },
    ],
    [
      "halted",
      (s) => Object.assign(s.control, { halted: "binance: spot/USDT" }),
      { state: "halted", stopped: { code: "halted", text: "binance: spot/USDT" } },
    ],
  ])("%s", (_, change, expected) => {
    expect(at(change)).toMatchObject(expected);
  });

  it("names a database that is away before any entry was tried on it, behind whatever a person decided", () => {
    const away = { ...FACTS, journalAway: true };
    expect(viewStatus(state, away, 1).stopped).toMatchObject({
      code: "journal-down",
      remedy: expect.stringContaining("emergency file") as unknown,
    });
    const frozen = structuredClone(state);
    frozen.control.killLevel = "freeze";
    expect(viewStatus(frozen, away, 1).stopped).toMatchObject({ code: "kill-level" });
  });

  it("shows capacity and key figures, unknown before the books agree", () => {
    const books = createProfitBooks([], []);
    expect(viewCapacity(state)).toMatchObject({ pairsMax: 5, pairsHeld: [...openPairs(state.portfolio)].length });
    const kpis = viewKpis(state, books, NO_WORST);
    expect(kpis.equity.value).not.toBeNull();
    expect(kpis.nearestLiquidation.value).not.toBeNull();
    expect(viewKpis(createState(), books, NO_WORST).equity).toEqual({ value: null, why: "starting" });
  });

  it("warms the map with the held and the best", () => {
    const heat = viewHeat(state);
    expect(heat.length).toBe(12);
    expect(heat[0]).toMatchObject({ held: true });
    expect(heat[0]?.ratesBps.length).toBe(30);
  });
});

describe("profit over time", () => {
  const pair = (change: Partial<Pair>): Pair => {
    const [open] = openPairs(state.portfolio);
    if (open === undefined) throw new Error("a pair is open");
    return { ...open, plan: "ekabcdefgh-1" as PlanId, stage: "opening", funding: ZERO, fees: ZERO, ...change };
  };
  const at = (hour: number) => venueTime(hour * HOUR_MS);

  it("adds up what each stored pair changed, and trading when both legs are out", () => {
    const books = createProfitBooks([], []);
    books.observe(pair({ fees: amount("1.5") }), at(1));
    books.observe(pair({ stage: "open", fees: amount("1.5") }), at(1));
    books.observe(pair({ stage: "open", fees: amount("1.5"), funding: amount("2") }), at(8));
    const quantity = pair({}).long.boughtQuantity;
    const leg = { ...pair({}).long, boughtQuote: amount("100"), soldQuantity: quantity, soldQuote: amount("101") };
    const none = { ...leg, boughtQuote: ZERO, soldQuote: ZERO };
    books.observe(pair({ stage: "closed", fees: amount("3"), funding: amount("2"), long: leg, short: none }), at(9));
    expect(books.series("USDT").points).toEqual([
      { venueTimeMs: at(1), funding: "0", costs: "-1.5", price: "0", net: "-1.5" },
      { venueTimeMs: at(8), funding: "2", costs: "-1.5", price: "0", net: "0.5" },
      { venueTimeMs: at(9), funding: "2", costs: "-3", price: "1", net: "0" },
    ]);
    expect(books.lastDay(at(9))).toEqual({ funding: amount("2"), fees: amount("3"), settlements: 1 });
    expect(books.lastDay(at(33)).settlements).toBe(0);
  });

  it("counts a fee taken in the coin once: bought 1000, a coin in a thousand kept by the venue, the rest sold level", () => {
    expect(soldProfit(1_000n, amount("1000"), 999n, amount("999"))).toBe(ZERO);
    expect(soldProfit(0n, ZERO, 0n, ZERO)).toBe(ZERO);
  });

  it("ends where equity ends once everything is sold again", () => {
    const simulation = new Simulation({ seed: 6, symbols: 40, frameMs: 2_000 });
    simulation.runVenueMs(9 * HOUR_MS);
    const began = toFloat(amount("100000"));
    simulation.command({ kind: "flatten" });
    simulation.runVenueMs(HOUR_MS);
    const books = createProfitBooks([], []);
    for (const each of simulation.journal.pairs.values()) {
      expect(each.stage).toBe("closed");
      books.observe({ ...each, stage: "opening", funding: ZERO, fees: ZERO }, each.openedAt);
      books.observe(each, each.openedAt);
    }
    const net = Number(books.series("USDT").points.at(-1)?.net);
    // What stays apart are rests too small to sell: they are still there, and worth a few USDT.
    const apart = net - (toFloat(simulation.state.equity.total) - began);
    expect(Math.abs(net)).toBeGreaterThan(20);
    expect(apart).toBeGreaterThanOrEqual(-0.01);
    expect(apart).toBeLessThan(30);
  }, 60_000);

  it("stays bounded and keeps its ends", () => {
    const history = Array.from({ length: 10_000 }, (_, hour) => ({
      venueTimeMs: at(hour),
      funding: amount("0.01"),
      fees: ZERO,
      trading: ZERO,
    }));
    const { points } = createProfitBooks(history, []).series("USDT");
    expect(points.length).toBe(PROFIT_POINTS_MAX);
    expect([points[0]?.net, points.at(-1)?.net]).toEqual(["0.01", "100"]);
  });

  it("does not count again what the database told of an earlier pair", () => {
    const books = createProfitBooks([], []);
    books.observe(pair({ stage: "closed", funding: amount("5") }), at(1));
    expect(books.series("USDT").points).toEqual([]);
  });
});
