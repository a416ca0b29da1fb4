import { HOUR_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { positionOf } from "../account/account.ts";
import { summarizeFutures } from "../account/margin.ts";
import { advance } from "../exchange/advance.ts";
import { apply } from "../exchange/apply.ts";
import type { PlaceCommand } from "../exchange/command.ts";
import {
  accountOf,
  createScene,
  place,
  placed,
  priceNear,
  reasonOf,
  shock,
  wait,
} from "../exchange/scene.test-data.ts";
import type { ExchangeState } from "../exchange/state.ts";

const hedge = (state: ExchangeState) =>
  apply(state, { kind: "set-position-mode", venueTimeMs: state.nowMs, account: "alice", hedge: true });
const hedged = (): ExchangeState => {
  const state = createScene();
  hedge(state);
  return state;
};
const open = (
  state: ExchangeState,
  positionSide: "LONG" | "SHORT",
  quantity: string,
  more: Partial<PlaceCommand> = {},
) => place(state, { side: positionSide === "LONG" ? "BUY" : "SELL", positionSide, quantity, ...more });
const close = (
  state: ExchangeState,
  positionSide: "LONG" | "SHORT",
  quantity: string,
  more: Partial<PlaceCommand> = {},
) => place(state, { side: positionSide === "LONG" ? "SELL" : "BUY", positionSide, quantity, ...more });
const held = (state: ExchangeState) =>
  (["LONG", "SHORT"] as const).map((side) => positionOf(accountOf(state), 0, side)?.quantity ?? 0);

describe("hedge mode", () => {
  test("long and short stand beside each other, and each is closed by its own side", () => {
    const state = hedged();
    placed(open(state, "LONG", "0.3"));
    placed(open(state, "SHORT", "0.1"));
    expect(held(state)).toEqual([300, -100]);
    const { positionInitialMargin } = summarizeFutures(state, accountOf(state));
    expect(positionInitialMargin).toBeGreaterThan(0n);
    placed(close(state, "LONG", "0.2"));
    expect(held(state)).toEqual([100, -100]);
    placed(close(state, "SHORT", "0.1"));
    expect(held(state)).toEqual([100, 0]);
  });

  test("what closes never opens the other way: there must be something, and no more than that is taken", () => {
    const state = hedged();
    expect(reasonOf(close(state, "LONG", "0.1"))).toBe("reduce-only-rejected");
    placed(open(state, "LONG", "0.1"));
    expect(reasonOf(close(state, "SHORT", "0.1"))).toBe("reduce-only-rejected");
    expect(placed(close(state, "LONG", "0.5"))).toMatchObject({ executed: 100, status: "EXPIRED" });
    expect(held(state)).toEqual([0, 0]);
  });

  test("a resting order that closes ends with its position, and the other side's stays", () => {
    const state = hedged();
    placed(open(state, "LONG", "0.1"));
    placed(open(state, "SHORT", "0.1"));
    const [above, below] = [priceNear(state, "futures", "BUY", 200), priceNear(state, "futures", "SELL", -200)];
    const ofLong = placed(close(state, "LONG", "0.1", { price: above }));
    const ofShort = placed(close(state, "SHORT", "0.1", { price: below }));
    placed(close(state, "LONG", "0.1"));
    const { orders } = accountOf(state);
    expect([orders.get(ofLong.id)?.status, orders.get(ofShort.id)?.status]).toEqual(["EXPIRED", "NEW"]);
  });

  test("funding is paid for both sides, and all but cancels out", () => {
    const state = hedged();
    placed(open(state, "LONG", "0.1"));
    placed(open(state, "SHORT", "0.1"));
    const rows = advance(state, state.nowMs + 2 * HOUR_MS).filter((event) => event.kind === "funding");
    expect(rows).toHaveLength(2);
    const sum = rows.reduce((total, { amount }) => total + amount, 0n);
    expect(sum <= 0n && sum > -3n * 10n ** 10n).toBe(true);
  });

  test("a conditional order closes the side it names", () => {
    const state = hedged();
    placed(open(state, "LONG", "0.1"));
    placed(open(state, "SHORT", "0.1"));
    const triggerPrice = priceNear(state, "futures", "SELL", -100);
    wait(state, { side: "SELL", positionSide: "LONG", quantity: null, closePosition: true, triggerPrice });
    shock(state, -0.02);
    expect(held(state)).toEqual([0, -100]);
  });

  test("liquidation takes both sides, each by its own order", () => {
    const state = hedged();
    placed(open(state, "LONG", "7"));
    placed(open(state, "SHORT", "1"));
    const events = shock(state, -0.2);
    expect(held(state)).toEqual([0, 0]);
    const sides = new Set(
      events.flatMap((event) =>
        event.kind === "order" && event.order.origin === "liquidation" ? [event.order.positionSide] : [],
      ),
    );
    expect([...sides].toSorted()).toEqual(["LONG", "SHORT"]);
    expect(accountOf(state).futuresWallet).toBe(0n);
  });

  test("a side must be named in it and may not be without it", () => {
    expect(reasonOf(place(hedged(), {}))).toBe("position-side-mismatch");
    expect(reasonOf(open(createScene(), "LONG", "0.1"))).toBe("position-side-mismatch");
  });
});
