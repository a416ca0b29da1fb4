import { amount, HOUR_MS, MINUTE_MS } from "@evenkeel/core/units";
import { describe, expect, test } from "vitest";
import { unrealizedPnl } from "../account/margin.ts";
import { totalByAsset } from "../account/money.ts";
import { bookSide } from "../book/plan.ts";
import { advance } from "../exchange/advance.ts";
import { apply } from "../exchange/apply.ts";
import { createExchange } from "../exchange/create.ts";
import {
  accountOf,
  createScene,
  never,
  place,
  placed,
  priceNear,
  reasonOf,
  wait,
} from "../exchange/scene.test-data.ts";
import type { ExchangeState } from "../exchange/state.ts";
import { indexSymbols } from "../wire/symbols.ts";
import { candleAt } from "./candles.ts";
import { markPriceAt } from "./sample.ts";
import type { Change } from "./scheduled.ts";
import { forEachSettlement } from "./settlement.ts";
import { secondOf } from "./world.ts";

const announce = (state: ExchangeState, change: Change, symbol = "BTCUSDT", afterMs = 1) =>
  reasonOf(apply(state, { kind: "announce", venueTimeMs: state.nowMs, symbol, change, atMs: state.nowMs + afterMs }));
const bitcoin = (state: ExchangeState) => state.world.instruments[0] ?? never();
const nextHour = (state: ExchangeState) => (Math.floor(state.nowMs / HOUR_MS) + 1) * HOUR_MS;

test("trading ends at its hour: orders end, positions are settled, and it may be listed again", () => {
  const state = createScene();
  const total = totalByAsset(state);
  placed(place(state, { quantity: "0.2" }));
  const resting = placed(place(state, { price: priceNear(state, "futures", "SELL", -300) }));
  wait(state, { triggerPrice: priceNear(state, "futures", "SELL", -200) });
  expect(announce(state, { what: "listing" })).toBe("bad-quantity");
  const edition = state.world.edition;
  expect(announce(state, { what: "delisting" })).toBe("ok");
  expect(state.world.edition).toBeGreaterThan(edition);
  const endMs = nextHour(state);
  expect(bitcoin(state).deliveryMs).toBe(endMs);
  advance(state, endMs - 1);
  expect(accountOf(state).positions.size).toBe(1);
  const events = advance(state, endMs);
  expect(accountOf(state).positions.size).toBe(0);
  expect(accountOf(state).orders.get(resting.id)).toMatchObject({ status: "EXPIRED", endReason: "delisting" });
  expect(state.waiting.size).toBe(0);
  const settled = events.find((event) => event.kind === "order" && event.order.origin === "settlement");
  expect(settled?.kind === "order" && settled.order.clientOrderId).toMatch(/^settlement_autoclose-/);
  expect(reasonOf(place(state, {}))).toBe("symbol-not-trading");
  expect(announce(state, { what: "delisting" })).toBe("symbol-not-trading");
  expect(announce(state, { what: "listing" }, "BTCUSDT", HOUR_MS)).toBe("ok");
  advance(state, endMs + HOUR_MS - 1);
  expect(reasonOf(place(state, {}))).toBe("symbol-not-trading");
  advance(state, endMs + HOUR_MS);
  expect(reasonOf(place(state, {}))).toBe("ok");
  expect(totalByAsset(state)).toEqual(total);
});

test("an interval becomes shorter after its hour, and settles by the new one from then on", () => {
  const state = createScene();
  expect(bitcoin(state).intervalHours).toBe(8);
  expect(announce(state, { what: "interval", hours: 1 })).toBe("ok");
  const atMs = nextHour(state);
  advance(state, atMs + MINUTE_MS - 1);
  expect(bitcoin(state).intervalHours).toBe(8);
  advance(state, atMs + 4 * HOUR_MS + MINUTE_MS);
  expect(bitcoin(state).intervalHours).toBe(1);
  const hours = new Set<number>();
  forEachSettlement(state.world, 0, (timeMs) => {
    if (timeMs > atMs + MINUTE_MS) hours.add(Math.floor(timeMs / HOUR_MS));
  });
  expect(hours.size).toBe(4);
});

test("a cap bounds what settles from then on", () => {
  const state = createExchange({
    world: "demo",
    seed: 1,
    symbols: 2,
    overrides: { intervalHours: 1, premiumScale: 30 },
    accounts: [{ name: "alice" }],
  });
  const largest = (fromMs: number) => {
    let most = 0;
    forEachSettlement(state.world, 0, (timeMs, rate) => {
      if (timeMs > fromMs) most = Math.max(most, Math.abs(rate));
    });
    return most;
  };
  expect(largest(0)).toBeGreaterThan(5_000);
  expect(announce(state, { what: "cap", cap: 1_000 })).toBe("ok");
  const atMs = nextHour(state) + MINUTE_MS;
  advance(state, atMs + 24 * HOUR_MS);
  expect(bitcoin(state)).toMatchObject({ rateCap: 1_000, rateFloor: -1_000 });
  expect(largest(atMs)).toBe(1_000);
});

describe("a redenomination", () => {
  test("changes name and price, and leaves what everything is worth", () => {
    const state = createScene();
    const symbols = indexSymbols(state.world.instruments, "futures");
    expect(symbols.get("BTCUSDT")).toBe(0);
    placed(place(state, { quantity: "0.257" }));
    placed(place(state, { account: "bob", side: "SELL", quantity: "0.007" }));
    const resting = placed(place(state, { price: priceNear(state, "futures", "SELL", -300) }));
    expect(announce(state, { what: "redenomination", factor: 100 })).toBe("ok");
    const atMs = nextHour(state) + MINUTE_MS;
    advance(state, atMs - 1);
    const total = totalByAsset(state);
    const [costBefore, markBefore] = [
      accountOf(state).positions.get(0)?.cost ?? 0n,
      markPriceAt(state.world, 0, secondOf(state.nowMs)),
    ];
    const closeBefore = candleAt(
      state.world,
      0,
      Math.floor(secondOf(state.nowMs) / 3_600) - 2,
      "index",
      secondOf(state.nowMs),
    ).close;
    advance(state, atMs);
    expect(totalByAsset(state)).toEqual(total);
    expect(bitcoin(state)).toMatchObject({ coin: "100BTC", multiplier: 100, futures: { symbol: "100BTCUSDT" } });
    expect(bitcoin(state).spot.symbol).toBe("BTCUSDT");
    expect([symbols.get("BTCUSDT"), symbols.get("100BTCUSDT")]).toEqual([undefined, 0]);
    const position = accountOf(state).positions.get(0) ?? never();
    expect(position.quantity).toBe(2);
    expect(Number(position.cost) / Number(costBefore)).toBeCloseTo(200 / 257, 6);
    expect(accountOf(state, "bob").positions.size).toBe(0);
    expect(accountOf(state).orders.get(resting.id)?.status).toBe("EXPIRED");
    expect(markPriceAt(state.world, 0, secondOf(state.nowMs)) / markBefore / 100).toBeCloseTo(1, 2);
    const candle = candleAt(
      state.world,
      0,
      Math.floor(secondOf(state.nowMs) / 3_600) - 2,
      "index",
      secondOf(state.nowMs),
    );
    expect(candle.close / closeBefore).toBeCloseTo(100, 4);
    expect(unrealizedPnl(state, position)).toBeLessThan(amount("2000"));
    const spot = bookSide(state, 0, "spot", "BUY", 1)[0]?.price ?? 0;
    const futures = bookSide(state, 0, "futures", "BUY", 1)[0]?.price ?? 0;
    expect(futures / 10 / (spot / 100) / 100).toBeCloseTo(1, 2);
    expect(placed(place(state, { symbol: "100BTCUSDT", quantity: "0.002", side: "SELL" })).status).toBe("FILLED");
    expect(accountOf(state).positions.size).toBe(0);
  });

  test.each([3, 0, -10, 1e9])("is refused for a factor of %d", (factor) => {
    expect(announce(createScene(), { what: "redenomination", factor })).toBe("bad-quantity");
  });
});

test("a venue has changes of its own in its first month, and keeps to them", () => {
  const state = createExchange({ world: "normal", seed: 2, symbols: 300, accounts: [{ name: "alice" }] });
  const [first] = state.world.changes.filter(({ change }) => change.what === "interval");
  if (first?.change.what !== "interval") throw new Error("no change");
  const before = state.world.instruments[first.index]?.intervalHours ?? 0;
  expect(before).toBeGreaterThan(first.change.hours);
  expect((first.atMs - MINUTE_MS) % HOUR_MS).toBe(0);
  expect(state.world.changes.length).toBeGreaterThan(3);
});
