import { describe, expect, test } from "vitest";
import { bookSide } from "../book/plan.ts";
import type { Side } from "../book/quote.ts";
import type { PlaceCommand } from "../exchange/command.ts";
import {
  accountOf,
  createScene,
  never,
  place,
  placed,
  priceNear,
  shock,
  tradesIn,
} from "../exchange/scene.test-data.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { type Order, remainingOf } from "./order.ts";

const away = (side: Side): number => (side === "BUY" ? -1 : 1);

/** One second in which the price goes two per cent towards whoever waits on this side. */
const through = (state: ExchangeState, side: Side) => shock(state, Math.log(1 + away(side) * 0.02));

function rest(state: ExchangeState, side: Side, bps: number, changes: Partial<PlaceCommand>): () => Order {
  const market = changes.market ?? "futures";
  const price = priceNear(state, market, side === "BUY" ? "SELL" : "BUY", away(side) * bps);
  const { id, account, status } = placed(place(state, { side, price, ...changes }));
  expect(status).toBe("NEW");
  return () => accountOf(state, account).orders.get(id) ?? never();
}

describe.each(["BUY", "SELL"] as const)("a resting %s whose price the market trades through", (side) => {
  test("is filled whole within that second, as maker, at its own price and not at the better one", () => {
    const state = createScene();
    const order = rest(state, side, 50, { quantity: "0.1" });
    const trades = tradesIn(through(state, side));
    const { price, quantity, status } = order();
    expect(status).toBe("FILLED");
    expect(trades).toMatchObject([{ price, quantity, maker: true }]);
    const [best = never()] = bookSide(state, 0, "futures", side, 1);
    expect(side === "BUY" ? best.price < price : best.price > price).toBe(true);
  });

  test("gets no more than the market has there, and whoever waits behind it gets nothing", () => {
    const state = createScene();
    const first = rest(state, side, 199, { market: "spot", quantity: "45" });
    const behind = rest(state, side, 199.3, { market: "spot", account: "bob", quantity: "0.01" });
    through(state, side);
    expect(first().status).toBe("PARTIALLY_FILLED");
    expect(remainingOf(first())).toBeGreaterThan(0);
    const [best = never()] = bookSide(state, 0, "spot", side, 1);
    expect(side === "BUY" ? best.price > first().price : best.price < first().price).toBe(true);
    expect(behind()).toMatchObject({ status: "NEW", executed: 0 });
  });
});
