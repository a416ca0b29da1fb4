import { beforeEach, describe, expect, it } from "vitest";
import type { ColdEvent, Effect, Fill } from "../events/index.ts";
import { type ClientOrderId, commandId, instrumentIndex, type VenueId } from "../ids/index.ts";
import type { OrderIntent } from "../order/intent.ts";
import { createLeg } from "../position/leg.ts";
import { OTHER, PLAN, pairOf, perpetualMarket, spreadState, VENUE } from "../test/world.ts";
import { amount, type Price, type Quantity, SECOND_MS, venueTime, wallTime, ZERO } from "../units/index.ts";
import { sayRemnants } from "./flat.ts";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";

/** I9 across two venues: what can be reached is flattened, what cannot is named, and it is tried on until it answers. */
let state: EngineState;
let dead: Set<VenueId>;
let held: Map<number, number>;
let sent: OrderIntent[];
let asked: { kind: string; venue: VenueId; atMs: number }[];
let alerts: string[];
let trades: number;

const failure = { kind: "connectivity", code: "timeout", message: "scripted", retryAfterMs: null } as const;
const venueOf = (instrument: number): VenueId => (instrument === 0 ? OTHER : VENUE);

beforeEach(() => {
  state = spreadState();
  const long = createLeg(perpetualMarket({ index: instrumentIndex(0), venue: OTHER, wallet: "unified" }));
  const pair = pairOf("10", "-10", { stage: "open" });
  state.portfolio.pairs.set(PLAN, { ...pair, long: { ...long, held: amount("10") } });
  for (const venue of state.venues.values()) Object.assign(venue, { unexplained: [], openedAt: 1, catalogued: true });
  state.control.peakEquity = ZERO;
  state.control.dayStartEquity = ZERO;
  dead = new Set();
  held = new Map([
    [0, 10_000],
    [1, -10_000],
  ]);
  [sent, asked, alerts, trades] = [[], [], [], 0];
});

function tell(event: object): void {
  const stamp = { venueTimeMs: state.venueNowMs, receivedAtMs: state.wallNowMs };
  for (const effect of step(state, { ...stamp, ...event } as ColdEvent)) perform(effect);
}

function perform(effect: Effect): void {
  switch (effect.kind) {
    case "persist":
      for (const row of effect.batch.rows) if (row.table === "alert") alerts.push(row.alert.code);
      if (effect.awaited) tell({ kind: "persisted", sequence: effect.batch.sequence, checkedAt: state.wallNowMs });
      return;
    case "send":
      sent.push(effect.intent);
      return answer(effect.intent);
    case "query-order":
      asked.push({ kind: effect.kind, venue: effect.venue, atMs: state.wallNowMs });
      return tell({
        kind: dead.has(effect.venue) ? "order-query-failed" : "order-not-found",
        clientOrderId: effect.clientOrderId,
        failure,
      });
    case "read-account":
      asked.push({ kind: effect.kind, venue: effect.venue, atMs: state.wallNowMs });
      return read(effect.venue, effect.requestId);
    case "read-depth":
    case "read-volume":
      return;
    default:
      throw new Error(`nothing here asks for ${effect.kind}`);
  }
}

/** A venue that lives fills everything at once. */
function answer({ clientOrderId, instrument, side, quantity, priceLimit }: OrderIntent): void {
  if (dead.has(venueOf(instrument))) return tell({ kind: "unknown", clientOrderId, failure });
  held.set(instrument, (held.get(instrument) ?? 0) + (side === "buy" ? quantity : -quantity));
  trades += 1;
  const fill: Fill = {
    venue: venueOf(instrument),
    instrument,
    tradeId: String(trades),
    clientOrderId,
    origin: "order",
    venueOrderId: `v${trades}`,
    side,
    price: priceLimit,
    quantity,
    quote: ZERO,
    fee: ZERO,
    feeAsset: perpetualMarket().quote,
    realisedProfit: ZERO,
    maker: false,
    venueTimeMs: venueTime(state.venueNowMs + 1),
  };
  const report = { clientOrderId, venueOrderId: fill.venueOrderId, status: "filled", executedQuantity: quantity };
  tell({ kind: "acknowledged", clientOrderId, report, fills: [fill] });
}

function read(venue: VenueId, requestId: number): void {
  if (dead.has(venue)) return tell({ kind: "account-failed", venue, requestId, failure });
  const positions = [...held]
    .filter(([instrument, quantity]) => venueOf(instrument) === venue && quantity !== 0)
    .map(([instrument, quantity]) => ({
      instrument: instrumentIndex(instrument),
      quantity: quantity as Quantity,
      entryPrice: 10_000 as Price,
      liquidationPrice: null,
      markPrice: null,
      marginIsolated: true,
      leverage: 2,
    }));
  const account: Extract<ColdEvent, { kind: "account" }> = {
    kind: "account",
    venueTimeMs: state.venueNowMs,
    receivedAtMs: state.wallNowMs,
    venue,
    requestId,
    balances: [],
    positions,
    openOrders: [],
    fills: [],
    income: [],
    permissions: "trade",
    positionMode: "one-way",
    collateral: "single-asset",
    autoEarn: [],
    feeAssets: [],
    obstacles: [],
  };
  tell(account);
}

function pass(ms: number): void {
  for (let left = ms; left > 0; left -= 250) {
    state.venueNowMs = venueTime(state.venueNowMs + 250);
    state.wallNowMs = wallTime(state.wallNowMs + 250);
    tell({ kind: "pulse" });
  }
}

function command(kind: "reduce" | "flatten"): void {
  const author = { kind: "user", id: "olga", role: "operator" } as const;
  tell({ kind: "command", command: { id: commandId(`c-${kind}`), author, reason: "test", body: { kind } } });
}
const names = (): ClientOrderId[] => sent.map(({ clientOrderId }) => clientOrderId);

describe("I9 FLATTEN of a pair across two venues", () => {
  it("takes both legs down at once, and is flat when both have said so", () => {
    command("flatten");
    expect(names()).toEqual([`${PLAN}-u0`, `${PLAN}-d0`]);
    pass(2 * SECOND_MS);
    expect(state.control.flatProof).toBe("flat");
    expect(alerts).toEqual(["flatten", "closed", "flat"]);
  });

  it("closes the leg that can be reached while the other venue is down, and names the one that stands naked", () => {
    dead.add(OTHER);
    command("flatten");
    expect(held).toEqual(
      new Map([
        [0, 10_000],
        [1, 0],
      ]),
    );
    pass(29 * SECOND_MS);
    expect(alerts).not.toContain("not-flat");
    pass(2 * SECOND_MS);
    expect(alerts.filter((code) => code === "not-flat")).toHaveLength(1);
    expect(state.control.flatProof).not.toBe("flat");
    expect(sayRemnants(state)).toBe("other: 10 AAA long in AAAUSDT, naked, has not answered since");
    pass(11 * 60 * SECOND_MS);
    expect(alerts.filter((code) => code === "not-flat")).toHaveLength(2);
  });

  it("tries on within limits, sends nothing twice, and proves flat when the venue comes back", () => {
    dead.add(OTHER);
    command("flatten");
    pass(10 * 60 * SECOND_MS);
    expect(names()).toEqual([`${PLAN}-u0`, `${PLAN}-d0`]);
    const lastMinute = asked.filter(({ venue, atMs }) => venue === OTHER && atMs > state.wallNowMs - 60 * SECOND_MS);
    expect(lastMinute.length).toBeGreaterThan(3);
    expect(lastMinute.length).toBeLessThan(16);
    dead.clear();
    pass(60 * SECOND_MS);
    expect(names()).toEqual([`${PLAN}-u0`, `${PLAN}-d0`, `${PLAN}-u1`]);
    expect(held.get(0)).toBe(0);
    expect(state.control.flatProof).toBe("flat");
    expect(alerts).toContain("flat");
  });

  it("does not wait, after a restart, for the venue that is down", () => {
    dead.add(OTHER);
    const other = state.venues.get(OTHER);
    Object.assign(other ?? {}, { unexplained: null, reconciled: false, told: null, catalogued: false });
    state.control.killLevel = "flatten";
    state.phase = "reconciling";
    state.startedAt = state.wallNowMs;
    state.leavingSince = state.wallNowMs;
    pass(3 * SECOND_MS);
    expect(names()).toEqual([`${PLAN}-d0`]);
    expect(held.get(1)).toBe(0);
    expect(state.phase).toBe("reconciling");
    pass(30 * SECOND_MS);
    expect(alerts).toContain("not-flat");
  });
});

it("I9 REDUCE takes the legs of a pair down together: with one venue down, neither is moved alone", () => {
  dead.add(OTHER);
  command("reduce");
  pass(10 * SECOND_MS);
  expect(held.get(1)).toBe(-10_000);
  dead.clear();
  pass(60 * SECOND_MS);
  expect([...held.values()]).toEqual([0, 0]);
  expect(state.control.flatProof).toBe("flat");
});
