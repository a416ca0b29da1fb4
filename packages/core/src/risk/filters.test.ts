import { describe, expect, it } from "vitest";
import type { OrderDraft, OrderPurpose, OrderStyle } from "../order/intent.ts";
import { draftOf, orderOf, pairOf, readyState, setTop, spotMarket } from "../test/world.ts";
import type { Price, Quantity } from "../units/index.ts";
import { approveOrder } from "./approve-order.ts";
import { filterDenial, styleDenial } from "./filters.ts";

describe("EXE-4: an order the venue would refuse is not sent", () => {
  const market = spotMarket({ stepSize: 10 as Quantity, quantityMin: 100 as Quantity, tickSize: 5 as Price });
  it.each<[string, Partial<OrderDraft>, string | undefined]>([
    ["whole steps and ticks inside every bound", {}, undefined],
    ["a broken step", { quantity: 10_001 as Quantity }, "filter"],
    ["too little of it", { quantity: 90 as Quantity }, "filter"],
    ["too much of it", { quantity: 9_000_010 as Quantity }, "filter"],
    ["a broken tick", { priceLimit: 10_011 as Price }, "filter"],
    ["worth too little", { quantity: 100 as Quantity, priceLimit: 4_995 as Price }, "filter"],
    ["above the band", { priceLimit: 50_005 as Price }, "price-band"],
    ["a sale below the band", { side: "sell", priceLimit: 1_995 as Price }, "price-band"],
    ["a purchase far below is no breach", { priceLimit: 1_995 as Price }, undefined],
  ])("%s", (_, changes, code) => {
    const state = readyState(market);
    state.market.columns.markPrice[0] = 10_000;
    expect(filterDenial(draftOf({ priceLimit: 10_010 as Price, ...changes }), state)?.code).toBe(code);
  });
});

describe("an order's style", () => {
  const PURPOSES: readonly OrderPurpose[] = ["enter", "hedge", "repair", "exit"];
  it.each<[OrderStyle, string]>([
    ["immediate", "enter hedge repair exit"],
    ["post-only", "enter exit"],
    ["resting", "enter exit"],
    ["market", "repair exit"],
  ])("%s is for %s alone", (style, allowed) => {
    const passed = PURPOSES.filter((purpose) => styleDenial(draftOf({ style, purpose })) === null);
    expect(passed.join(" ")).toBe(allowed);
  });
  it("is asked of every order", () => {
    const hedge = draftOf({ leg: "short", instrument: 1 as never, side: "sell", purpose: "hedge", style: "resting" });
    const approved = approveOrder(hedge, pairOf("10", "0"), readyState());
    expect(approved.ok ? "sealed" : approved.error.code).toBe("style");
  });
});

describe("what is under way already is not promised again", () => {
  it.each<[string, Partial<OrderDraft>, string]>([
    ["a second entry order", {}, "beyond-target"],
    ["a second exit order", { side: "sell", purpose: "exit" }, "not-reducing"],
    ["a repair beside an exit order", { side: "sell", purpose: "repair" }, "not-reducing"],
  ])("%s", (_, changes, code) => {
    const state = readyState();
    const closing = changes.side === "sell";
    const pair = closing ? pairOf("10", "-10", { stage: "closing" }) : pairOf("0", "0");
    const draft = draftOf({ quantity: 10_000 as Quantity, ...changes });
    const alone = approveOrder(draft, pair, state);
    expect(alone.ok).toBe(true);
    const clientOrderId = "ekabcd1234-0-u9" as OrderDraft["clientOrderId"];
    state.portfolio.orders.set(clientOrderId, orderOf({ ...draft, clientOrderId, style: "resting" }));
    const beside = approveOrder(draft, pair, state);
    expect(beside.ok ? "sealed" : beside.error.code).toBe(code);
  });
  it("what it has got by now is in the books, and no longer under way", () => {
    const state = readyState();
    const draft = draftOf({ quantity: 6_000 as Quantity });
    const clientOrderId = "ekabcd1234-0-u9" as OrderDraft["clientOrderId"];
    const rest = { ...draft, quantity: 10_000 as Quantity, clientOrderId, style: "resting" as const };
    state.portfolio.orders.set(clientOrderId, orderOf(rest, { filledQuantity: 10_000 as Quantity }));
    expect(approveOrder(draft, pairOf("4", "-4"), state).ok).toBe(true);
  });
  it("a market outside the venue's band is not entered", () => {
    const state = readyState();
    state.market.columns.markPrice[0] = 1_000;
    setTop(state, 0, 9_999, 10_001);
    const approved = approveOrder(draftOf({ quantity: 10_000 as Quantity }), pairOf("0", "0"), state);
    expect(approved.ok ? "sealed" : approved.error.code).toBe("price-band");
  });
});
