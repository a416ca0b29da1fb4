import { describe, expect, it } from "vitest";
import type { EngineState } from "../engine/state.ts";
import { instrumentIndex, planId } from "../ids/index.ts";
import type { OrderDraft, OrderIntent } from "../order/intent.ts";
import type { Pair } from "../position/pair.ts";
import { draftOf, NONCE, NOW_MS, pairOf, readyState, VENUE } from "../test/world.ts";
import { amount, type Price, type Quantity, wallTime } from "../units/index.ts";
import { approveOrder, sendDenial } from "./approve-order.ts";

const perpetual = (overrides: Partial<OrderDraft>): OrderDraft =>
  draftOf({ leg: "short", instrument: instrumentIndex(1), side: "sell", ...overrides });

const verdict = (draft: OrderDraft, pair: Pair, state: EngineState = readyState()): string => {
  const approved = approveOrder(draft, pair, state);
  return approved.ok ? approved.value.approval.rules : approved.error.code;
};

const quantity = (units: number) => ({ quantity: units as Quantity });

describe("an entering order", () => {
  it.each<[string, OrderDraft, Pair, string]>([
    ["for the target and its fee", draftOf(quantity(10_011)), pairOf("0", "0"), "entry"],
    ["beyond the target", draftOf(quantity(10_025)), pairOf("0", "0"), "beyond-target"],
    ["beyond what is still missing", draftOf(quantity(6_020)), pairOf("4", "-4"), "beyond-target"],
    ["of the leg that only follows", perpetual(quantity(10_000)), pairOf("0", "0"), "beyond-target"],
    [
      "of a pair that is not opening",
      draftOf(quantity(10_000)),
      pairOf("0", "0", { stage: "closing" }),
      "beyond-target",
    ],
    ["of a pair that is open", draftOf(quantity(100)), pairOf("9", "-9", { stage: "open" }), "beyond-target"],
  ])("%s", (_, draft, pair, expected) => {
    expect(verdict(draft, pair)).toBe(expected);
  });
  it.each<[string, (state: EngineState) => void]>([
    ["frozen", (s) => (s.control.killLevel = "freeze")],
    ["stale", (s) => (s.market.columns.topReceivedMs[1] = 0)],
    ["books differ", (s) => Object.assign(s.venues.get(VENUE) ?? {}, { mismatchReads: 1 })],
    ["loss limit", (s) => (s.equity.total = amount("1"))],
  ])("is denied: %s", (_, change) => {
    const state = readyState();
    change(state);
    expect(approveOrder(draftOf(), pairOf("0", "0"), state).ok).toBe(false);
  });
});

describe("an order that reduces", () => {
  const hedge = (units: number, side: "buy" | "sell" = "sell") =>
    side === "sell"
      ? perpetual({ purpose: "hedge", side, ...quantity(units) })
      : draftOf({ purpose: "hedge", side, ...quantity(units) });
  const exit = (units: number, side: "buy" | "sell", reduceOnly = true) =>
    perpetual({ purpose: "exit", side, reduceOnly, ...quantity(units) });
  it.each<[string, OrderDraft, Pair, string]>([
    ["hedge for what is unhedged", hedge(10_000), pairOf("10.0009", "0"), "reduce-only"],
    ["hedge beyond what is unhedged", hedge(10_010), pairOf("10.0009", "0"), "not-reducing"],
    ["hedge of nothing", hedge(10), pairOf("10", "-10"), "not-reducing"],
    [
      "hedge the wrong way",
      perpetual({ purpose: "hedge", side: "buy", ...quantity(10) }),
      pairOf("10", "0"),
      "not-reducing",
    ],
    ["bought hedge with its fee on top", hedge(10_011, "buy"), pairOf("0", "-10"), "reduce-only"],
    ["bought hedge beyond fee and step", hedge(10_022, "buy"), pairOf("0", "-10"), "not-reducing"],
    ["exit of the whole leg", exit(10_000, "buy"), pairOf("10", "-10", { stage: "closing" }), "reduce-only"],
    ["exit beyond the leg", exit(10_010, "buy"), pairOf("10", "-10", { stage: "closing" }), "not-reducing"],
    ["exit that adds", exit(10, "sell"), pairOf("10", "-10", { stage: "closing" }), "not-reducing"],
    ["exit without reduce-only", exit(10, "buy", false), pairOf("10", "-10", { stage: "closing" }), "not-reducing"],
    [
      "sale of coins that are there",
      draftOf({ purpose: "exit", side: "sell", ...quantity(10_000) }),
      pairOf("10", "-10"),
      "reduce-only",
    ],
    [
      "sale of a coin too many",
      draftOf({ purpose: "repair", side: "sell", ...quantity(10_001) }),
      pairOf("10", "-10"),
      "not-reducing",
    ],
  ])("%s", (_, draft, pair, expected) => {
    expect(verdict(draft, pair)).toBe(expected);
  });

  const BLOCKS: readonly (readonly [string, (state: EngineState) => void])[] = [
    ["reconciling", (s) => (s.phase = "reconciling")],
    ["halted", (s) => (s.control.halted = "x")],
    ["frozen", (s) => (s.control.killLevel = "freeze")],
    ["flattening", (s) => (s.control.killLevel = "flatten")],
    ["ruined", (s) => (s.equity.total = amount("1"))],
    ["equity unknown", (s) => (s.equity.known = false)],
    ["journal down", (s) => (s.journalUp = false)],
    ["venue gone", (s) => s.venues.clear()],
    ["key may not trade", (s) => Object.assign(s.venues.get(VENUE) ?? {}, { mayTrade: false })],
    ["clock off", (s) => Object.assign(s.venues.get(VENUE) ?? {}, { clockOffsetMs: 99_999 })],
    ["streams down", (s) => s.venues.get(VENUE)?.streamsDown.add("x")],
    ["data stale", (s) => s.market.columns.topReceivedMs.fill(0)],
    ["data quarantined", (s) => s.market.columns.quarantine.fill(2)],
    ["symbol frozen", (s) => s.portfolio.frozen.set(instrumentIndex(1), "mismatch")],
    ["settlement now", (s) => (s.market.columns.nextFundingMs[1] = NOW_MS)],
  ];
  it.each(BLOCKS)("is never blocked: %s", (_, change) => {
    const state = readyState();
    change(state);
    expect(verdict(hedge(10_000), pairOf("10", "0"), state)).toBe("reduce-only");
    expect(verdict(exit(10_000, "buy"), pairOf("10", "-10", { stage: "closing" }), state)).toBe("reduce-only");
    const approved = approveOrder(exit(10_000, "buy"), pairOf("10", "-10"), state);
    expect(approved.ok ? sendDenial(approved.value, state) : "denied").toBe(null);
  });
});

describe("the seal", () => {
  const sealed = (draft: OrderDraft, pair: Pair): OrderIntent => {
    const approved = approveOrder(draft, pair, readyState());
    if (!approved.ok) throw new Error(approved.error.code);
    return approved.value;
  };
  const intent = sealed(draftOf(quantity(10_011)), pairOf("0", "0"));
  const CHANGES: readonly Partial<OrderIntent>[] = [
    { clientOrderId: "other" as OrderIntent["clientOrderId"] },
    { plan: planId(NONCE, 9) },
    { leg: "short" },
    { attempt: 1 },
    { instrument: instrumentIndex(1) },
    { side: "sell" },
    { style: "post-only" },
    { quantity: 10_012 as Quantity },
    { priceLimit: 10_012 as Price },
    { bidPrice: 9_998 as Price },
    { askPrice: 10_002 as Price },
    { reduceOnly: true },
    { purpose: "hedge" },
    { createdAt: wallTime(1) },
    { leaseEpoch: 2 },
    { approval: { ...intent.approval, intentHash: "0000000000000000" } },
  ];
  it("fits the intent it was made for", () => {
    expect(sendDenial(intent, readyState())).toBe(null);
  });
  it.each(CHANGES)("does not fit %o", (change) => {
    expect(sendDenial({ ...intent, ...change }, readyState())?.code).toBe("not-ready");
  });
  it("has a row for every field", () => {
    expect(new Set(CHANGES.flatMap((change) => Object.keys(change)))).toEqual(new Set(Object.keys(intent)));
  });
  it("of another lease does not send", () => {
    const state = readyState();
    state.leaseEpoch = 2;
    expect(sendDenial(intent, state)?.code).toBe("not-ready");
  });
  it.each<[string, (state: EngineState) => void, string]>([
    ["a freeze", (s) => (s.control.killLevel = "freeze"), "kill-level"],
    ["a lost stream", (s) => s.venues.get(VENUE)?.streamsDown.add("x"), "venue-down"],
    ["a failed commit", (s) => (s.journalUp = false), "journal-down"],
  ])("does not carry new risk past %s that came meanwhile", (_, change, code) => {
    const state = readyState();
    change(state);
    expect(sendDenial(intent, state)?.code).toBe(code);
  });
});
