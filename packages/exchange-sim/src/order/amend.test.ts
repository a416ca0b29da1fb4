import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { totalByAsset } from "../account/money.ts";
import {
  accountOf,
  amend,
  createScene,
  place,
  placed,
  priceNear,
  reasonOf,
  tradesIn,
} from "../exchange/scene.test-data.ts";

const resting = (state: ReturnType<typeof createScene>, changes = {}) =>
  placed(place(state, { market: "spot", price: priceNear(state, "spot", "SELL", -50), ...changes }));

describe("an amended order", () => {
  test("keeps its id, its client id and its fills, and says that it was amended", () => {
    const state = createScene();
    const order = resting(state, { clientOrderId: "mine" });
    const applied = amend(state, order, { quantity: "0.3", orderId: null, clientOrderId: "mine" });
    expect(placed(applied)).toMatchObject({ id: order.id, clientOrderId: "mine", quantity: 30_000, status: "NEW" });
    expect(applied.events).toMatchObject([{ kind: "order", amended: true, trade: null }]);
    expect(accountOf(state).spot.get("USDT")?.locked).toBe((amount(priceNear(state, "spot", "SELL", -50)) * 3n) / 10n);
  });

  test("keeps its place only where nothing but its quantity is reduced", () => {
    const state = createScene();
    const price = priceNear(state, "spot", "SELL", 0.1);
    const [first, second, third] = ["alice", "bob", "alice"].map((account) =>
      placed(place(state, { market: "spot", account, price, quantity: "0.02" })),
    );
    if (first === undefined || second === undefined || third === undefined) throw new Error("missing");
    const less = placed(amend(state, first, { quantity: "0.01" }));
    expect(less.priority).toBe(first.priority);
    const more = placed(amend(state, second, { quantity: "0.03" }));
    expect(more.priority).toBeGreaterThan(third.priority);
    expect([...state.resting.keys()]).toEqual([first.id, third.id, second.id]);
  });

  test("takes what its new price reaches", () => {
    const state = createScene();
    const order = resting(state);
    const applied = amend(state, order, { price: priceNear(state, "spot", "BUY", 5) });
    expect(placed(applied)).toMatchObject({ id: order.id, status: "FILLED" });
    expect(tradesIn(applied.events).every((trade) => !trade.maker && trade.orderId === order.id)).toBe(true);
    expect(accountOf(state).spot.get("USDT")?.locked).toBe(0n);
    expect(state.resting.size).toBe(0);
  });

  test("ends where it is already filled that far, or would cross although it must not", () => {
    const state = createScene();
    const maker = placed(
      place(state, { market: "spot", price: priceNear(state, "spot", "SELL", 0.1), quantity: "0.1" }),
    );
    placed(
      place(state, { market: "spot", account: "bob", side: "SELL", quantity: "0.04", type: "MARKET", price: null }),
    );
    const executed = accountOf(state).orders.get(maker.id)?.executed ?? 0;
    expect(executed).toBeGreaterThan(0);
    expect(placed(amend(state, maker, { quantity: (executed / 1e5).toFixed(5) })).status).toBe("CANCELED");
    const post = placed(place(state, { price: priceNear(state, "futures", "SELL", -20), timeInForce: "GTX" }));
    const crossed = placed(amend(state, post, { price: priceNear(state, "futures", "BUY", 1) }));
    expect([crossed.status, crossed.endReason]).toEqual(["CANCELED", "post-only"]);
  });

  test.each([
    ["unknown-order", { orderId: 1 }],
    ["amend-unchanged", {}],
    ["bad-quantity", { quantity: "0" }],
    ["lot-size", { quantity: "90000" }],
    ["price-precision", { price: "1.000000001" }],
    ["notional-min", { quantity: "0.00001" }],
    ["insufficient-balance", { quantity: "400" }],
  ] as const)("refused with %s is as it was", (reason, changes) => {
    const state = createScene();
    const order = resting(state);
    const before = structuredClone({ order, spot: accountOf(state).spot, total: totalByAsset(state) });
    expect(reasonOf(amend(state, order, changes))).toBe(reason);
    const after = accountOf(state).orders.get(order.id);
    expect({ order: after, spot: accountOf(state).spot, total: totalByAsset(state) }).toEqual(before);
  });

  test("on futures its own margin is free for it", () => {
    const state = createScene();
    const price = priceNear(state, "futures", "SELL", -100);
    const order = placed(place(state, { price, quantity: "9" }));
    expect(reasonOf(place(state, { price, quantity: "9" }))).toBe("insufficient-margin");
    expect(placed(amend(state, order, { quantity: "10" })).quantity).toBe(10_000);
    expect(reasonOf(amend(state, order, { quantity: "20" }))).toBe("insufficient-margin");
  });
});
