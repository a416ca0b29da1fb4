import { describe, expect, it } from "vitest";
import type { ColdEvent, Command, Effect, OrderReport } from "../events/index.ts";
import { type ClientOrderId, clientOrderId, commandId, instrumentIndex, planId } from "../ids/index.ts";
import type { Order, OrderDraft, OrderState } from "../order/index.ts";
import type { Pair } from "../position/pair.ts";
import { NONCE, orderOf, PLAN, pairOf, readyState, VENUE } from "../test/world.ts";
import { amount, type Price, type Quantity, wallTime, ZERO } from "../units/index.ts";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";

const FULL = 10_000;
const ENTER: Partial<OrderDraft> = { style: "post-only", purpose: "enter", priceLimit: 9_999 as Price };
const CLOSING: Partial<Pair> = { stage: "closing", patient: true };

/** A resting order of an entry, as the venue acknowledged it. */
function resting(
  state: EngineState,
  changes: Partial<OrderDraft> = {},
  orderState: OrderState = "acknowledged",
): Order {
  const order = orderOf({ quantity: FULL as Quantity, ...ENTER, ...changes }, { state: orderState });
  const closing = changes.purpose === "exit";
  state.portfolio.pairs.set(PLAN, pairOf(closing ? "10" : "0", closing ? "-10" : "0", closing ? CLOSING : {}));
  state.portfolio.orders.set(order.intent.clientOrderId, order);
  // Books that hold nothing have lost nothing.
  state.control.dayStartEquity = ZERO;
  state.control.peakEquity = ZERO;
  // Asked a moment ago: the pulse has no question of its own.
  state.queriedAt.set(order.intent.clientOrderId, state.wallNowMs);
  return order;
}

let commands = 0;
const at = (state: EngineState) => ({ venueTimeMs: state.venueNowMs, receivedAtMs: state.wallNowMs });
const tell = (state: EngineState, event: object): readonly Effect[] =>
  step(state, { ...at(state), ...event } as ColdEvent);
function command(state: EngineState, kind: "freeze" | "reduce" | "flatten"): readonly Effect[] {
  const author = { kind: "user", id: "olga", role: "operator" } as const;
  commands += 1;
  const given: Command = { id: commandId(`c${commands}`), author, reason: "test", body: { kind } };
  return tell(state, { kind: "command", command: given });
}
const names = (effects: readonly Effect[], kind: Effect["kind"]): ClientOrderId[] =>
  effects.flatMap((effect) => (effect.kind === kind && "clientOrderId" in effect ? [effect.clientOrderId] : []));
const alerts = (effects: readonly Effect[]): string[] =>
  effects.flatMap((effect) =>
    effect.kind === "persist"
      ? effect.batch.rows.flatMap((row) => (row.table === "alert" ? [row.alert.code] : []))
      : [],
  );
const wait = (state: EngineState, ms: number): readonly Effect[] => {
  state.wallNowMs = wallTime(state.wallNowMs + ms);
  state.market.columns.topReceivedMs.fill(state.wallNowMs);
  return tell(state, { kind: "pulse" });
};

describe("I9: what rests goes when it may not stay", () => {
  it.each<[string, Partial<OrderDraft>, "freeze" | "reduce" | "flatten", boolean]>([
    ["an entry's order at FREEZE", {}, "freeze", true],
    ["an entry's order at REDUCE", {}, "reduce", true],
    ["an entry's order at FLATTEN", {}, "flatten", true],
    ["an exit's order stays at FREEZE", { purpose: "exit" }, "freeze", false],
    ["an exit's order at REDUCE, for the faster one", { purpose: "exit" }, "reduce", true],
    ["an immediate order has no rest to take back", { style: "immediate" }, "freeze", false],
    ["at FLATTEN whatever is open", { style: "immediate" }, "flatten", true],
  ])("%s", (_, changes, kind, cancelled) => {
    const state = readyState();
    const order = resting(state, changes);
    expect(names(command(state, kind), "cancel-order")).toEqual(cancelled ? [order.intent.clientOrderId] : []);
    expect(order.state).toBe(cancelled ? "cancelling" : "acknowledged");
  });

  it.each<[string, (state: EngineState) => void]>([
    ["a freeze by itself", (state) => (state.control.dayStartEquity = amount("90000"))],
    ["a lost stream", (state) => state.venues.get(VENUE)?.streamsDown.add("x")],
    ["a failed commit", (state) => (state.journalUp = false)],
    ["a stale price", (state) => (state.wallNowMs = wallTime(state.wallNowMs + 5_000))],
    ["another lease", (state) => (state.leaseEpoch = 2)],
  ])("the next pulse takes it back after %s", (_, change) => {
    const state = readyState();
    const order = resting(state);
    expect(names(tell(state, { kind: "pulse" }), "cancel-order")).toEqual([]);
    change(state);
    expect(names(tell(state, { kind: "pulse" }), "cancel-order")).toEqual([order.intent.clientOrderId]);
  });

  it("after a restart it is asked about first, and taken back once the venue has it", () => {
    const state = readyState();
    const order = resting(state, { leaseEpoch: 0, purpose: "exit" }, "unknown");
    state.phase = "reconciling";
    expect(names(tell(state, { kind: "pulse" }), "cancel-order")).toEqual([order.intent.clientOrderId]);
    expect(order.state).toBe("unknown");
  });
});

describe("a cancel", () => {
  const answered = (
    kind: "order-cancelled" | "cancel-not-found" | "cancel-failed",
    retryAfterMs: number | null = null,
  ) => ({
    kind,
    clientOrderId: clientOrderId(PLAN, "long", 0),
    failure: { kind: "connectivity", code: "timeout", message: "", retryAfterMs },
  });
  const id = clientOrderId(PLAN, "long", 0);

  function asked() {
    const state = readyState();
    const order = resting(state, { clientOrderId: id });
    command(state, "freeze");
    return { state, order };
  }

  it.each(["order-cancelled", "cancel-not-found", "cancel-failed"] as const)(
    "answered by %s ends nothing: the venue is asked about the order",
    (kind) => {
      const { state, order } = asked();
      expect(names(tell(state, answered(kind)), "query-order")).toEqual([id]);
      expect(order.state).toBe("cancelling");
    },
  );

  it("is one attempt: the next comes after its answer and a growing pause", () => {
    const { state } = asked();
    expect(names(wait(state, 5_000), "cancel-order")).toEqual([]);
    tell(state, answered("cancel-failed"));
    expect(names(wait(state, 200), "cancel-order")).toEqual([]);
    expect(names(wait(state, 300), "cancel-order")).toEqual([id]);
    tell(state, answered("cancel-failed", 9_000));
    expect(names(wait(state, 8_900), "cancel-order")).toEqual([]);
    expect(names(wait(state, 200), "cancel-order")).toEqual([id]);
  });

  const report = (status: OrderReport["status"], executed: number): OrderReport => ({
    clientOrderId: id,
    venueOrderId: "7",
    status,
    executedQuantity: executed as Quantity,
  });
  it.each<[string, OrderReport, OrderState]>([
    ["still open", report("open", 0), "cancelling"],
    ["ended with nothing", report("ended", 0), "expired"],
    ["ended with a part nobody has booked yet", report("ended", 4_000), "settling"],
    ["filled before the cancel came", report("filled", FULL), "settling"],
  ])("found %s", (_, found, to) => {
    const { state, order } = asked();
    tell(state, answered("cancel-not-found"));
    tell(state, { kind: "order-found", clientOrderId: id, report: found, fills: [] });
    expect(order.state).toBe(to);
    expect(state.cancels.has(id)).toBe(to === "cancelling" || to === "settling");
  });

  it("of an order the venue does not know now leaves it unknown, not gone", () => {
    const { state, order } = asked();
    tell(state, answered("cancel-not-found"));
    tell(state, { kind: "order-not-found", clientOrderId: id });
    expect(order.state).toBe("unknown");
    tell(state, { kind: "order-found", clientOrderId: id, report: report("open", 0), fills: [] });
    expect(order.state).toBe("acknowledged");
    expect(names(wait(state, 600), "cancel-order")).toEqual([id]);
  });
});

describe("orders of ours that nobody waits for", () => {
  const account = (clientOrderId: string) => ({
    kind: "account",
    venue: VENUE,
    requestId: 1,
    balances: [],
    positions: [],
    openOrders: [{ clientOrderId, venueOrderId: "9", instrument: instrumentIndex(0) }],
    fills: [],
    income: [],
    permissions: "trade",
    positionMode: "one-way",
    collateral: "single-asset",
    feeAssets: [],
    autoEarn: [],
    obstacles: [],
  });
  const reading = (askedAgoMs: number) => {
    const state = readyState();
    const venue = state.venues.get(VENUE);
    if (venue === undefined) throw new Error("no venue");
    Object.assign(venue, { requestId: 1, openedAt: 1, askedAt: state.wallNowMs - askedAgoMs });
    return state;
  };
  const orphan = clientOrderId(planId(NONCE, 77), "long", 0);

  it("are cancelled and said", () => {
    const effects = tell(reading(100), account(orphan));
    expect([names(effects, "cancel-order"), alerts(effects)]).toEqual([[orphan], ["orphaned-order"]]);
  });
  it("are not somebody else's", () => {
    expect(names(tell(reading(100), account("web_by_hand")), "cancel-order")).toEqual([]);
    expect(names(tell(reading(100), account("ekzzzz9999-0-u0")), "cancel-order")).toEqual([]);
  });
  it.each<[string, askedAgoMs: number, OrderState, cancelled: boolean]>([
    ["is waited for", 100, "acknowledged", false],
    ["ended while the account was being read", 100, "expired", false],
    ["had ended before the read", -1, "expired", true],
    ["was called absent", -1, "absent", true],
  ])("one that %s", (_, askedAgoMs, orderState, cancelled) => {
    const state = reading(askedAgoMs);
    const { clientOrderId: name } = resting(state, {}, orderState).intent;
    expect(names(tell(state, account(name)), "cancel-order")).toEqual(cancelled ? [name] : []);
  });
});
