import { expect, it } from "vitest";
import type { ColdEvent } from "../events/index.ts";
import { asset } from "../ids/index.ts";
import { OTHER, orderOf, PLAN, pairOf, readyState, spreadState, VENUE } from "../test/world.ts";
import { amount, SECOND_MS, wallTime } from "../units/index.ts";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";

const PULSE_MS = 250;

const ACCOUNT: Omit<Extract<ColdEvent, { kind: "account" }>, "requestId" | "venueTimeMs" | "receivedAtMs"> = {
  kind: "account",
  venue: VENUE,
  balances: [{ wallet: "spot", asset: asset("XYZ"), total: amount("5"), free: amount("5") }],
  positions: [],
  openOrders: [],
  fills: [],
  income: [],
  permissions: "trade",
  positionMode: "one-way",
  collateral: "single-asset",
  feeAssets: [],
  autoEarn: [],
  obstacles: [],
};

/** A venue whose books and ours differ for as long as anybody looks. */
function disagreeing(): EngineState {
  const state = readyState();
  Object.assign(state.venues.get(VENUE) ?? {}, {
    catalogued: true,
    openedAt: 1,
    readAt: state.wallNowMs,
    mismatchReads: 1,
  });
  return state;
}

/** Seconds at which the account is read; each read is answered with the same difference. */
function reads(state: EngineState, seconds: number): number[] {
  const at: number[] = [];
  const from = state.wallNowMs;
  for (let ms = PULSE_MS; ms <= seconds * SECOND_MS; ms += PULSE_MS) {
    state.wallNowMs = wallTime(from + ms);
    const stamp = { venueTimeMs: state.venueNowMs, receivedAtMs: state.wallNowMs };
    for (const effect of step(state, { kind: "pulse", ...stamp })) {
      if (effect.kind !== "read-account") continue;
      at.push(ms / SECOND_MS);
      step(state, { ...ACCOUNT, ...stamp, requestId: effect.requestId });
    }
  }
  return at;
}

it("reads an account that stands still less and less often, so that a minute's budget lasts for it", () => {
  const at = reads(disagreeing(), 60);
  expect(at.slice(0, 4)).toEqual([1, 2, 3, 4]);
  expect(at.length).toBeLessThanOrEqual(17);
  expect(Math.max(...at.map((second, index) => second - (at[index - 1] ?? 0)))).toBeLessThanOrEqual(8);
});

it("reads it within a second again once something of ours has moved", () => {
  const state = disagreeing();
  reads(state, 60);
  state.portfolio.pairs.set(PLAN, pairOf("0", "0", { stage: "closed" }));
  state.portfolio.version += 1;
  expect(reads(state, 2)[0]).toBeLessThanOrEqual(1);
});

/** One of two venues says it knows no such order; only a whole read of it can settle that. */
function awaitingProof(): EngineState {
  const state = spreadState();
  const order = orderOf({}, { state: "unknown" });
  state.portfolio.orders.set(order.intent.clientOrderId, order);
  for (const venue of state.venues.values())
    Object.assign(venue, { catalogued: true, openedAt: 1, readAt: state.wallNowMs, readId: 1 });
  state.absence.set(order.intent.clientOrderId, Number.POSITIVE_INFINITY);
  return state;
}

it("reads the account an order's fate hangs on every second, and no other; of ten seconds one may use the reserve", () => {
  const state = awaitingProof();
  const at: [venue: string, second: number, urgent: boolean][] = [];
  const from = state.wallNowMs;
  for (let ms = PULSE_MS; ms <= 21 * SECOND_MS; ms += PULSE_MS) {
    state.wallNowMs = wallTime(from + ms);
    const stamp = { venueTimeMs: state.venueNowMs, receivedAtMs: state.wallNowMs };
    for (const effect of step(state, { kind: "pulse", ...stamp })) {
      if (effect.kind !== "read-account") continue;
      at.push([effect.venue, ms / SECOND_MS, effect.urgent]);
      Object.assign(state.venues.get(effect.venue) ?? {}, { askedAt: 0, readAt: state.wallNowMs });
    }
  }
  expect(new Set(at.map(([venue]) => venue))).toEqual(new Set([OTHER]));
  expect(at.map(([, second]) => second)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  expect(at.filter(([, , urgent]) => urgent).map(([, second]) => second)).toEqual([1, 11, 21]);
});
