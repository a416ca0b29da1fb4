import { expect, it } from "vitest";
import type { ColdEvent } from "../events/index.ts";
import { asset } from "../ids/index.ts";
import { PLAN, pairOf, readyState, VENUE } from "../test/world.ts";
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
