import { amount } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { advance } from "../exchange/advance.ts";
import { apply } from "../exchange/apply.ts";
import {
  accountOf,
  createScene,
  never,
  place,
  placed,
  priceNear,
  reasonOf,
  tradesIn,
} from "../exchange/scene.test-data.ts";
import { OPEN_ORDERS_MAX } from "./place.ts";

describe("a spot market order for a sum of quote", () => {
  test.each(["BUY", "SELL"] as const)("%s: comes within one lot of the sum and never beyond it", (side) => {
    const state = createScene();
    const sum = amount("200000");
    const order = placed(place(state, { market: "spot", side, quantity: "0", quoteQuantity: "200000" }));
    expect(order).toMatchObject({ status: "FILLED", quoteQuantity: sum, executed: order.quantity });
    const lot = (order.quote / BigInt(order.executed)) * 2n;
    expect(order.quote <= sum && order.quote > sum - lot).toBe(true);
  });

  test.each([
    ["quote-quantity", { quoteQuantity: "0" }],
    ["quote-quantity", { quoteQuantity: "x" }],
    ["quote-quantity", { quoteQuantity: "100", market: "futures" }],
    ["quote-quantity", { quoteQuantity: "100", price: "90000" }],
    ["notional-min", { quoteQuantity: "4" }],
    ["insufficient-balance", { quoteQuantity: "6000000" }],
  ] as const)("%s (%#)", (reason, changes) => {
    const state = createScene();
    expect(reasonOf(place(state, { market: "spot", quantity: "0", ...changes }))).toBe(reason);
  });
});

describe("self-trade prevention: the order that comes in decides", () => {
  const meet = (selfTradePrevention: "NONE" | "EXPIRE_TAKER" | "EXPIRE_MAKER" | "EXPIRE_BOTH") => {
    const state = createScene();
    const own = placed(
      place(state, { market: "spot", price: priceNear(state, "spot", "SELL", 0.1), quantity: "0.02" }),
    );
    const price = priceNear(state, "spot", "SELL", -20);
    const applied = place(state, { market: "spot", side: "SELL", quantity: "0.05", price, selfTradePrevention });
    const maker = accountOf(state).orders.get(own.id);
    return { taker: placed(applied), maker, trades: tradesIn(applied.events) };
  };

  test("NONE trades with itself", () => {
    const { taker, maker, trades } = meet("NONE");
    expect([taker.status, maker?.status]).toEqual(["FILLED", "FILLED"]);
    expect(trades.filter((trade) => trade.maker)).toHaveLength(1);
  });
  test("EXPIRE_MAKER ends what rests and goes on", () => {
    const { taker, maker } = meet("EXPIRE_MAKER");
    expect([taker.status, maker?.status, maker?.endReason]).toEqual(["FILLED", "EXPIRED_IN_MATCH", "self-trade"]);
  });
  test("EXPIRE_TAKER ends what comes, before its first own order", () => {
    const { taker, maker } = meet("EXPIRE_TAKER");
    expect([taker.status, taker.executed, maker?.status]).toEqual(["EXPIRED_IN_MATCH", 0, "NEW"]);
  });
  test("EXPIRE_BOTH ends both", () => {
    const { taker, maker } = meet("EXPIRE_BOTH");
    expect([taker.status, maker?.status]).toEqual(["EXPIRED_IN_MATCH", "EXPIRED_IN_MATCH"]);
  });
});

test("good till date: open until that second, then expired", () => {
  const state = createScene();
  const price = priceNear(state, "futures", "SELL", -400);
  const goodTillMs = state.nowMs + 600_000;
  expect(reasonOf(place(state, { price, timeInForce: "GTD" }))).toBe("good-till-date");
  expect(reasonOf(place(state, { price, timeInForce: "GTD", goodTillMs: state.nowMs }))).toBe("good-till-date");
  const order = placed(place(state, { price, timeInForce: "GTD", goodTillMs }));
  advance(state, goodTillMs - 1);
  expect(accountOf(state).orders.get(order.id)?.status).toBe("NEW");
  advance(state, goodTillMs);
  expect(accountOf(state).orders.get(order.id)).toMatchObject({ status: "EXPIRED", endReason: "good-till-date" });
});

test("an account has so many orders in one book and no more", () => {
  const state = createScene();
  const price = priceNear(state, "spot", "SELL", -400);
  const one = () => reasonOf(place(state, { market: "spot", price, quantity: "0.001" }));
  for (let k = 0; k < OPEN_ORDERS_MAX; k++) expect(one()).toBe("ok");
  expect(one()).toBe("open-orders-max");
  expect(reasonOf(place(state, { market: "spot", quantity: "0.001" }))).toBe("ok");
});

test("a resting reduce-only order gives another account no more than there is to reduce", () => {
  const state = createScene();
  placed(place(state, { quantity: "0.1" }));
  const price = priceNear(state, "futures", "BUY", 20);
  const resting = placed(place(state, { side: "SELL", price, quantity: "0.5", reduceOnly: true }));
  // The market steps aside, so that the two accounts have the book to themselves.
  const { priceMax, priceScale } = state.world.instruments[0]?.futures ?? never();
  apply(state, {
    kind: "take-depth",
    venueTimeMs: state.nowMs,
    market: "futures",
    symbol: "BTCUSDT",
    side: "BUY",
    price: (priceMax / 10 ** priceScale).toFixed(priceScale),
    quantity: "1",
    share: 0,
  });
  const taken = placed(place(state, { account: "bob", quantity: "0.3", price, timeInForce: "IOC" }));
  expect(taken.executed).toBe(100);
  expect(accountOf(state).positions.size).toBe(0);
  expect(accountOf(state).orders.get(resting.id)).toMatchObject({ status: "EXPIRED", executed: 100 });
});
