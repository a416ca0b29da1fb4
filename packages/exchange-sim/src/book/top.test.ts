import { expect, test } from "vitest";
import { createScene, never, place, placed, priceNear } from "../exchange/scene.test-data.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { bookSide, createTop, readTop } from "./plan.ts";

const top = createTop();

/** Takes so much that there is room for a price between the two sides. */
const empty = (state: ExchangeState) => placed(place(state, { market: "spot", quantity: "20" }));

/** Joins a side of the book this far beyond its best price, or behind it. */
const rest = (state: ExchangeState, side: "BUY" | "SELL", bps: number) =>
  placed(
    place(state, {
      market: "spot",
      side,
      quantity: "0.01",
      price: priceNear(state, "spot", side === "BUY" ? "SELL" : "BUY", bps),
    }),
  );

test.each<[string, (state: ExchangeState) => unknown]>([
  ["an untouched book", () => null],
  ["a best level that is taken in part", (state) => placed(place(state, { market: "spot", quantity: "0.003" }))],
  ["levels that are taken whole", empty],
  ["a better price of somebody's own", (state) => [empty(state), rest(state, "SELL", -0.5)]],
  ["two orders at one better price", (state) => [empty(state), rest(state, "SELL", -0.5), rest(state, "SELL", 0)]],
  ["an order at the best price itself", (state) => rest(state, "BUY", 0)],
  ["an order behind the best price", (state) => rest(state, "SELL", 30)],
])("the top of %s is what the book shows first", (_, change) => {
  for (const seed of [1, 2, 3]) {
    const state = createScene(seed);
    change(state);
    for (const market of ["spot", "futures"] as const) {
      readTop(state, 0, market, top);
      const [bid = never()] = bookSide(state, 0, market, "SELL", 1);
      const [ask = never()] = bookSide(state, 0, market, "BUY", 1);
      expect(top).toEqual({ bid, ask });
    }
  }
});
