import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { apply } from "../exchange/apply.ts";
import {
  accountOf,
  createScene,
  place,
  placed,
  priceNear,
  reasonOf,
  shock,
  wait,
  waiting,
} from "../exchange/scene.test-data.ts";
import { findConditional, openConditionalsOf } from "./waiting.ts";

const near = (state: ReturnType<typeof createScene>, bps: number) => priceNear(state, "futures", "SELL", bps);

describe("a conditional order becomes an ordinary one when its price is reached", () => {
  test.each([
    ["STOP", "SELL", -200, -0.03],
    ["STOP", "BUY", 200, 0.03],
    ["TAKE_PROFIT", "SELL", 200, 0.03],
    ["TAKE_PROFIT", "BUY", -200, -0.03],
  ] as const)("%s %s at %i basis points", (trigger, side, bps, move) => {
    const state = createScene();
    const conditional = waiting(wait(state, { trigger, side, triggerPrice: near(state, bps), clientOrderId: "one" }));
    expect(conditional.status).toBe("NEW");
    expect(shock(state, move / 6).some((event) => event.kind === "conditional")).toBe(false);
    const events = shock(state, move);
    const kinds = events.map((event) =>
      event.kind === "conditional"
        ? event.conditional.status
        : event.kind === "order"
          ? event.order.status
          : event.kind,
    );
    expect(kinds.slice(0, 2)).toEqual(["TRIGGERED", "NEW"]);
    expect(kinds.slice(-1)).toEqual(["FINISHED"]);
    const after = findConditional(accountOf(state), "futures", 0, null, "one");
    expect(after).toMatchObject({ status: "FINISHED", triggeredMs: state.nowMs });
    const order = accountOf(state).orders.get(after?.orderId ?? 0);
    expect(order).toMatchObject({ status: "FILLED", side, type: "MARKET", conditionalId: conditional.id });
    expect(order?.id).not.toBe(conditional.id);
    expect(state.waiting.size).toBe(0);
  });

  test("a limit then waits in the book, and is finished when that order is", () => {
    const state = createScene();
    const price = near(state, -100);
    waiting(wait(state, { side: "BUY", triggerPrice: near(state, 100), type: "LIMIT", price, clientOrderId: "one" }));
    shock(state, 0.012);
    const conditional = findConditional(accountOf(state), "futures", 0, null, "one");
    expect(conditional?.status).toBe("TRIGGERED");
    const orderId = conditional?.orderId ?? 0;
    expect(state.resting.has(orderId)).toBe(true);
    const cancel = { kind: "cancel", venueTimeMs: state.nowMs, account: "alice", market: "futures" } as const;
    apply(state, { ...cancel, symbol: "BTCUSDT", orderId, clientOrderId: null });
    expect(conditional?.status).toBe("FINISHED");
  });

  test("closing the position takes whatever it is by then, and nothing is left to take otherwise", () => {
    const state = createScene();
    const close = { quantity: null, closePosition: true, triggerPrice: near(state, -150) } as const;
    const first = waiting(wait(state, close));
    placed(place(state, { quantity: "0.2" }));
    placed(place(state, { quantity: "0.1" }));
    shock(state, -0.02);
    expect(accountOf(state).positions.size).toBe(0);
    expect(
      accountOf(state).orders.get(findConditional(accountOf(state), "futures", 0, first.id, null)?.orderId ?? 0),
    ).toMatchObject({
      quantity: 300,
      reduceOnly: true,
      status: "FILLED",
    });
    const second = waiting(wait(state, { ...close, triggerPrice: near(state, -150) }));
    shock(state, -0.02);
    expect(findConditional(accountOf(state), "futures", 0, second.id, null)?.status).toBe("EXPIRED");
  });

  test("what the venue refuses by then is rejected, with the reason", () => {
    const state = createScene();
    const { id } = waiting(wait(state, { reduceOnly: true, triggerPrice: near(state, -150) }));
    shock(state, -0.02);
    const after = findConditional(accountOf(state), "futures", 0, id, null);
    expect(after).toMatchObject({ status: "REJECTED", refusal: "reduce-only-rejected", orderId: null });
  });

  test("a trailing stop follows the best price from its activation on", () => {
    const state = createScene();
    const trail = { trigger: "TRAILING_STOP", callbackPpm: 20_000, activationPrice: near(state, 100) } as const;
    const { id } = waiting(wait(state, trail));
    const find = () => findConditional(accountOf(state), "futures", 0, id, null);
    shock(state, -0.03);
    expect(find()).toMatchObject({ status: "NEW", bestPrice: 0 });
    shock(state, 0.06);
    const best = find()?.bestPrice ?? 0;
    expect(find()?.triggerPrice).toBe(Math.floor(best * 0.98));
    shock(state, -0.01);
    expect(find()).toMatchObject({ status: "NEW", bestPrice: best });
    shock(state, -0.02);
    expect(find()?.status).toBe("FINISHED");
  });
});

describe("spot", () => {
  test("holds what it will pay with, and its order has its id", () => {
    const state = createScene();
    const [triggerPrice, price] = [priceNear(state, "spot", "SELL", -100), priceNear(state, "spot", "SELL", -150)];
    const { id } = waiting(wait(state, { market: "spot", triggerPrice, type: "LIMIT", price, quantity: "2" }));
    expect(accountOf(state).spot.get("BTC")?.locked).toBe(amount("2"));
    shock(state, -0.013);
    expect(accountOf(state).orders.get(id)).toMatchObject({ id, conditionalId: id, market: "spot" });
    expect(accountOf(state).spot.get("BTC")?.locked ?? 0n).toBeLessThan(amount("2"));
  });

  test("gives it back when cancelled", () => {
    const state = createScene();
    const triggerPrice = priceNear(state, "spot", "BUY", 100);
    waiting(wait(state, { market: "spot", side: "BUY", triggerPrice, quantity: "2" }));
    expect(accountOf(state).spot.get("USDT")?.locked).toBe(amount(triggerPrice) * 2n);
    const all = { kind: "cancel-all-conditionals", venueTimeMs: state.nowMs, account: "alice" } as const;
    apply(state, { ...all, market: "spot", symbol: "BTCUSDT" });
    expect(accountOf(state).spot.get("USDT")?.locked).toBe(0n);
    expect(openConditionalsOf(state, accountOf(state), "spot", 0)).toEqual([]);
  });
});

test.each([
  ["trigger-price", () => ({ triggerPrice: null })],
  ["trigger-price", () => ({ triggerPrice: "0" })],
  ["price-precision", () => ({ triggerPrice: "80000.001" })],
  ["trigger-immediate", (s) => ({ triggerPrice: near(s, 100) })],
  ["trigger-immediate", (s) => ({ triggerPrice: near(s, -100), trigger: "TAKE_PROFIT" })],
  ["bad-quantity", (s) => ({ triggerPrice: near(s, -100), quantity: "0" })],
  ["notional-min", (s) => ({ triggerPrice: near(s, -100), quantity: "0.001" })],
  ["close-position-quantity", (s) => ({ triggerPrice: near(s, -100), closePosition: true })],
  ["close-position-quantity", (s) => ({ triggerPrice: near(s, -100), quantity: null })],
  ["price-below-band", (s) => ({ triggerPrice: near(s, -100), type: "LIMIT", price: near(s, -900) })],
  ["callback-rate", () => ({ trigger: "TRAILING_STOP", callbackPpm: 0 })],
  ["trigger-immediate", (s) => ({ trigger: "TRAILING_STOP", callbackPpm: 9_000, activationPrice: near(s, -90) })],
  ["activation-price", () => ({ trigger: "TRAILING_STOP", callbackPpm: 9_000, activationPrice: "-1" })],
  ["good-till-date", (s) => ({ triggerPrice: near(s, -100), timeInForce: "GTD" })],
  [
    "insufficient-balance",
    (s) => ({ market: "spot", triggerPrice: priceNear(s, "spot", "SELL", -90), quantity: "51" }),
  ],
] as [string, (state: ReturnType<typeof createScene>) => Parameters<typeof wait>[1]][])(
  "refused: %s (%#)",
  (reason, changes) => {
    const state = createScene();
    expect(reasonOf(wait(state, changes(state)))).toBe(reason);
    expect(state.waiting.size).toBe(0);
  },
);

test("a client id is taken while its conditional order waits", () => {
  const state = createScene();
  const again = () => reasonOf(wait(state, { triggerPrice: near(state, -100), clientOrderId: "one" }));
  expect([again(), again()]).toEqual(["ok", "duplicate-client-order-id"]);
  const cancel = { kind: "cancel-conditional", venueTimeMs: state.nowMs, account: "alice", market: "futures" } as const;
  const cancelled = apply(state, { ...cancel, symbol: "BTCUSDT", conditionalId: null, clientOrderId: "one" });
  expect(waiting(cancelled).status).toBe("CANCELED");
  expect(again()).toBe("ok");
});
