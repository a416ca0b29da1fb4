import { add, notional, type Price, type Quantity, wallTime, ZERO } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import {
  balanceOf,
  bestOf,
  bpsOf,
  crossing,
  filled,
  positionOf,
  query,
  readAccount,
  readDepth,
  rescaled,
  type Stage,
  smallQuantity,
  take,
} from "../pair.ts";
import { intentFor, nextOrderId, ofKind, performed, sendNow } from "../subject.ts";

/** Every subject of the contract is opened with it. */
const RECEIVE_WINDOW_MS = 5_000;

export function orderBehaviour(onStage: () => Stage): void {
  const quantityNow = async (): Promise<Quantity> => {
    const { venue, pair } = onStage();
    const [best] = bestOf(await readDepth(venue, pair.spot), "buy");
    return smallQuantity(pair, best);
  };

  test("C-9 preparing a leg twice is preparing it once", async () => {
    const { venue, pair } = onStage();
    const effect = {
      kind: "prepare-leg",
      venue: venue.adapter.venue,
      instrument: pair.perpetual.index,
      leverage: 2,
    } as const;
    expect((await performed(venue.adapter, effect, "leg-prepared")).leverage).toBe(2);
    expect((await performed(venue.adapter, effect, "leg-prepared")).leverage).toBe(2);
  });

  test("C-10 a spot buy is filled, booked to the last digit, and told the same way everywhere", async () => {
    const { venue, pair } = onStage();
    const { spot } = pair;
    const quantity = await quantityNow();
    const before = await readAccount(onStage());
    const [best] = bestOf(await readDepth(venue, spot), "buy");
    const intent = intentFor(spot, { side: "buy", quantity, priceLimit: crossing(spot, best, "buy") });
    const reply = await performed(venue.adapter, sendNow(intent), "acknowledged");
    const asked = await query(venue, intent);
    expect(reply.report).toMatchObject({
      clientOrderId: intent.clientOrderId,
      status: "filled",
      executedQuantity: quantity,
    });
    expect(asked.report).toEqual(reply.report);
    expect(filled(asked.fills)).toBe(quantity);
    expect(new Set(asked.fills.map(({ tradeId }) => tradeId)).size).toBe(asked.fills.length);
    // Not every venue's reply names its fills; one that does names all of them.
    expect([[], asked.fills]).toContainEqual(reply.fills);
    const account = await readAccount(onStage());
    const ours = account.fills.filter(({ clientOrderId }) => clientOrderId === intent.clientOrderId);
    expect(ours).toEqual(asked.fills);
    const spent = asked.fills.reduce((sum, { quote }) => add(sum, quote), ZERO);
    const fees = asked.fills.reduce((sum, { fee }) => add(sum, fee), ZERO);
    expect(new Set(asked.fills.map(({ feeAsset }) => feeAsset))).toEqual(new Set([spot.base]));
    expect(balanceOf(before, spot, "USDT") - balanceOf(account, spot, "USDT")).toBe(spent);
    const coins = BigInt(quantity) * 10n ** BigInt(18 - spot.quantityScale);
    expect(balanceOf(account, spot, spot.base) - balanceOf(before, spot, spot.base)).toBe(coins - fees);
    expect(bpsOf(fees, coins)).toBeCloseTo(spot.takerFeeBps, 1);
  });

  test("C-11 the quote of a fill is its price times its quantity", async () => {
    const { pair } = onStage();
    const { fills } = await readAccount(onStage());
    expect(fills.length).toBeGreaterThan(0);
    for (const fill of fills) {
      const { priceScale, quantityScale } = fill.instrument === pair.spot.index ? pair.spot : pair.perpetual;
      expect(fill.quote).toBe(notional(fill.price, priceScale, fill.quantity, quantityScale));
    }
  });

  test("C-12 a short of the perpetual hedges the same number of coins", async () => {
    const { venue, pair, heard } = onStage();
    const { spot, perpetual } = pair;
    const quantity = rescaled(await quantityNow(), spot, perpetual);
    const before = await readAccount(onStage());
    const { intent, fills } = await take(venue, perpetual, "sell", quantity);
    expect(filled(fills)).toBe(quantity);
    const account = await readAccount(onStage());
    expect(positionOf(account, perpetual)).toBe(-quantity);
    const position = account.positions.find(({ instrument }) => instrument === perpetual.index);
    expect(position).toMatchObject({ marginIsolated: true, leverage: 2 });
    const fees = fills.reduce((sum, { fee }) => add(sum, fee), ZERO);
    expect(balanceOf(before, perpetual, "USDT") - balanceOf(account, perpetual, "USDT")).toBe(fees);
    // The private stream is a hint; where it spoke, it said the same.
    const hinted = ofKind(heard.cold, "fill").filter(({ fill }) => fill.clientOrderId === intent.clientOrderId);
    for (const { fill } of hinted) expect(fills).toContainEqual(fill);
  });

  test("C-13 an IOC takes what is there up to its price and forgets the rest", async () => {
    const { venue, pair } = onStage();
    const { perpetual } = pair;
    // The market moves on between the look and the order; it does not do so ten times in a row.
    for (let tries = 0; tries < 10; tries += 1) {
      const [price, there] = bestOf(await readDepth(venue, perpetual), "sell");
      const quantity = Math.min(there * 2, perpetual.quantityMax) as Quantity;
      const intent = intentFor(perpetual, { side: "sell", quantity, priceLimit: price });
      const reply = await performed(venue.adapter, sendNow(intent), "acknowledged");
      const { report, fills } = await query(venue, intent);
      expect(reply.report.executedQuantity).toBe(report.executedQuantity);
      expect(filled(fills)).toBe(report.executedQuantity);
      expect(fills.every((fill) => fill.price >= price)).toBe(true);
      if (report.executedQuantity === 0 || report.executedQuantity === quantity) continue;
      expect(report).toMatchObject({ status: "ended" });
      expect(report.executedQuantity).toBeLessThan(quantity);
      return;
    }
    expect.fail("no order was filled in part");
  });

  test("C-14 an IOC that crosses nothing ends without a fill", async () => {
    const { venue, pair } = onStage();
    const { spot } = pair;
    const [best] = bestOf(await readDepth(venue, spot), "buy");
    const away = (best - (Math.round(best / 50) - (Math.round(best / 50) % spot.tickSize))) as Price;
    const intent = intentFor(spot, { side: "buy", quantity: await quantityNow(), priceLimit: away });
    const { report } = await performed(venue.adapter, sendNow(intent), "acknowledged");
    expect(report).toMatchObject({ status: "ended", executedQuantity: 0 });
    expect((await query(venue, intent)).fills).toEqual([]);
  });

  test("C-15 what the venue refuses has its own code and never existed", async () => {
    const { venue, pair } = onStage();
    const { perpetual } = pair;
    const [best] = bestOf(await readDepth(venue, perpetual), "buy");
    const priceLimit = crossing(perpetual, best, "buy");
    const intent = intentFor(perpetual, { side: "buy", quantity: perpetual.stepSize, priceLimit });
    const { failure } = await performed(venue.adapter, sendNow(intent), "refused");
    expect(failure.kind).toBe("refusal");
    expect(failure.code).not.toBe("");
    const { clientOrderId, instrument } = intent;
    await performed(
      venue.adapter,
      { kind: "query-order", venue: venue.adapter.venue, clientOrderId, instrument },
      "order-not-found",
    );
  });

  test("C-16 asking about an order changes nothing; an order never sent is not found", async () => {
    const { venue, pair } = onStage();
    const { intent } = await take(venue, pair.spot, "buy", await quantityNow());
    const { venueTimeMs: _a, receivedAtMs: _b, ...first } = await query(venue, intent);
    const { venueTimeMs: _c, receivedAtMs: _d, ...second } = await query(venue, intent);
    expect(second).toEqual(first);
    const never = { clientOrderId: nextOrderId("long"), instrument: pair.spot.index };
    await performed(venue.adapter, { kind: "query-order", venue: venue.adapter.venue, ...never }, "order-not-found");
  });

  test("C-48 what was signed longer ago than the receive window is refused, however new it is here", async () => {
    const { venue, pair } = onStage();
    const { spot } = pair;
    const [best] = bestOf(await readDepth(venue, spot), "buy");
    const quantity = await quantityNow();
    const intent = intentFor(spot, { side: "buy", quantity, priceLimit: crossing(spot, best, "buy") });
    const held = { ...sendNow(intent), checkedAt: wallTime(Date.now() - RECEIVE_WINDOW_MS - 1_000) };
    expect((await performed(venue.adapter, held, "refused")).failure.kind).toBe("clock");
    await performed(venue.adapter, { kind: "query-order", venue: venue.adapter.venue, ...intent }, "order-not-found");
    // The window is the venue's: what is a moment old in it is taken.
    const fresh = { ...sendNow(intent), checkedAt: wallTime(Date.now() - 500) };
    expect((await performed(venue.adapter, fresh, "acknowledged")).report.status).toBe("filled");
  });

  test("C-17 a reduce-only order closes and never turns a position round", async () => {
    const { venue, pair } = onStage();
    const { perpetual } = pair;
    const held = -positionOf(await readAccount(onStage()), perpetual) as Quantity;
    expect(held).toBeGreaterThan(0);
    for (let rounds = 0; rounds < 10; rounds += 1) {
      const left = -positionOf(await readAccount(onStage()), perpetual);
      if (left === 0) break;
      const more = Math.min(left * 2, perpetual.quantityMax) as Quantity;
      await take(venue, perpetual, "buy", more, { reduceOnly: true, purpose: "exit" });
    }
    expect(positionOf(await readAccount(onStage()), perpetual)).toBe(0);
    const [best] = bestOf(await readDepth(venue, perpetual), "buy");
    const quantity = held;
    const priceLimit = crossing(perpetual, best, "buy");
    const intent = intentFor(perpetual, { side: "buy", quantity, priceLimit, reduceOnly: true, purpose: "exit" });
    expect((await performed(venue.adapter, sendNow(intent), "refused")).failure.kind).toBe("refusal");
  });

  test("C-18 cancelling where nothing rests is done, not failed", async () => {
    const { venue, pair } = onStage();
    for (const { index } of [pair.spot, pair.perpetual]) {
      const effect = { kind: "cancel-open-orders", venue: venue.adapter.venue, instrument: index } as const;
      expect((await performed(venue.adapter, effect, "open-orders-cancelled")).instrument).toBe(index);
    }
    expect((await readAccount(onStage())).openOrders).toEqual([]);
  });

  test("C-19 hints of fills name the trades that REST names", async () => {
    const { heard } = onStage();
    const { fills } = await readAccount(onStage());
    const named = new Map(fills.map((fill) => [`${fill.instrument}:${fill.tradeId}`, fill]));
    const hinted = ofKind(heard.cold, "fill").map(({ fill }) => fill);
    expect(hinted).toEqual(hinted.map((fill) => named.get(`${fill.instrument}:${fill.tradeId}`)));
  });
}
