import type { OrderIntent, OrderStyle } from "@evenkeel/core/order";
import type { Price, Quantity } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import {
  bestOf,
  filled,
  query,
  readAccount,
  readDepth,
  rescaled,
  type Stage,
  smallQuantity,
  take,
  totalsOf,
} from "../pair.ts";
import { intentFor, nextOrderId, performed, sendNow } from "../subject.ts";

/** The market does not move past an order ten times in a row. */
const TRIES_MAX = 10;

export function restingBehaviour(onStage: () => Stage): void {
  const quantityNow = async (): Promise<Quantity> => {
    const { venue, pair } = onStage();
    const [best] = bestOf(await readDepth(venue, pair.spot), "buy");
    return smallQuantity(pair, best);
  };
  const named = ({ clientOrderId, instrument }: Pick<OrderIntent, "clientOrderId" | "instrument">) => ({
    venue: onStage().venue.adapter.venue,
    clientOrderId,
    instrument,
  });
  const openNow = async () => (await readAccount(onStage())).openOrders.map(({ clientOrderId }) => clientOrderId);

  /** A spot buy two per cent below the market. */
  const away = async (style: OrderStyle): Promise<OrderIntent> => {
    const { venue, pair } = onStage();
    const [best] = bestOf(await readDepth(venue, pair.spot), "sell");
    const price = best - Math.round(best / 50);
    const priceLimit = (price - (price % pair.spot.tickSize)) as Price;
    return intentFor(pair.spot, { side: "buy", quantity: await quantityNow(), priceLimit, style });
  };

  test("C-33 a post-only order rests where the account shows it, and never takes", async () => {
    const { venue, pair } = onStage();
    const intent = await away("post-only");
    const { report } = await performed(venue.adapter, sendNow(intent), "acknowledged");
    expect(report).toMatchObject({ status: "open", executedQuantity: 0 });
    expect((await query(venue, intent)).report).toEqual(report);
    expect(await openNow()).toEqual([intent.clientOrderId]);
    await performed(venue.adapter, { kind: "cancel-order", ...named(intent) }, "order-cancelled");

    const [best] = bestOf(await readDepth(venue, pair.spot), "buy");
    const price = best + Math.round(best / 100);
    const priceLimit = (price - (price % pair.spot.tickSize)) as Price;
    const crossing = intentFor(pair.spot, {
      side: "buy",
      quantity: await quantityNow(),
      priceLimit,
      style: "post-only",
    });
    // Refused at once, or taken and ended with nothing: venues differ, and neither is a trade.
    const answer = await venue.adapter.gateway.perform(sendNow(crossing));
    const taken = answer.kind === "acknowledged";
    expect(taken ? (await query(venue, crossing)).report : answer).toMatchObject(
      taken ? { status: "ended", executedQuantity: 0 } : { kind: "refused", failure: { kind: "refusal" } },
    );
    expect(await openNow()).toEqual([]);
  });

  test("C-34 a resting order takes what is there and rests with the rest; taken back, it ends with what it got", async () => {
    const { venue, pair } = onStage();
    const { spot } = pair;
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const [priceLimit, there] = bestOf(await readDepth(venue, spot), "buy");
      const quantity = Math.min(there * 2, spot.quantityMax) as Quantity;
      const intent = intentFor(spot, { side: "buy", quantity, priceLimit, style: "resting" });
      await performed(venue.adapter, sendNow(intent), "acknowledged");
      const cancelled = await venue.adapter.gateway.perform({ kind: "cancel-order", ...named(intent) });
      const { report, fills } = await query(venue, intent);
      expect(filled(fills)).toBe(report.executedQuantity);
      expect(fills.every((fill) => fill.price <= priceLimit)).toBe(true);
      if (cancelled.kind === "cancel-not-found") continue;
      expect(cancelled.kind).toBe("order-cancelled");
      expect(report.status).toBe("ended");
      expect(report.executedQuantity).toBeLessThan(quantity);
      expect(await openNow()).toEqual([]);
      if (report.executedQuantity > 0) return;
    }
    expect.fail("no order was filled in part");
  });

  test("C-35 there is nothing to cancel where nothing is open, and asking for it changes nothing", async () => {
    const { venue, pair } = onStage();
    const { intent: done } = await take(venue, pair.spot, "buy", await quantityNow());
    const gone = await away("resting");
    await performed(venue.adapter, sendNow(gone), "acknowledged");
    await performed(venue.adapter, { kind: "cancel-order", ...named(gone) }, "order-cancelled");
    const never = { clientOrderId: nextOrderId("long"), instrument: pair.spot.index };
    const before = await readAccount(onStage());
    for (const each of [done, gone, never]) {
      const effect = { kind: "cancel-order", ...named(each) } as const;
      expect((await performed(venue.adapter, effect, "cancel-not-found")).clientOrderId).toBe(each.clientOrderId);
    }
    const after = await readAccount(onStage());
    expect([totalsOf(after), after.fills]).toEqual([totalsOf(before), before.fills]);
    expect((await query(venue, done)).report.status).toBe("filled");
    expect((await query(venue, gone)).report).toMatchObject({ status: "ended", executedQuantity: 0 });
  });

  test("C-49 an order is taken back by what the account calls it, as a stranger's is", async () => {
    const { venue } = onStage();
    const intent = await away("post-only");
    await performed(venue.adapter, sendNow(intent), "acknowledged");
    const open = (await readAccount(onStage())).openOrders.find(({ instrument }) => instrument === intent.instrument);
    if (open === undefined) throw new Error("the account shows no open order");
    const { venueOrderId } = open;
    await performed(venue.adapter, { kind: "cancel-order", ...named(intent), venueOrderId }, "order-cancelled");
    expect(await openNow()).toEqual([]);
  });

  test("C-36 a market order takes what there is, and a reducing one no more than is held", async () => {
    const { venue, pair } = onStage();
    const { spot, perpetual } = pair;
    const [priceLimit] = bestOf(await readDepth(venue, perpetual), "sell");
    const quantity = rescaled(await quantityNow(), spot, perpetual);
    const sold = intentFor(perpetual, { side: "sell", quantity, priceLimit, style: "market" });
    await performed(venue.adapter, sendNow(sold), "acknowledged");
    expect(filled((await query(venue, sold)).fills)).toBe(quantity);
    const reducing = { quantity: (quantity * 2) as Quantity, reduceOnly: true, purpose: "exit" } as const;
    const bought = intentFor(perpetual, { side: "buy", priceLimit, style: "market", ...reducing });
    await performed(venue.adapter, sendNow(bought), "acknowledged");
    expect(filled((await query(venue, bought)).fills)).toBe(quantity);
  });

  test("C-37 a lost reply to a cancel proves nothing; the order itself tells its end", async (context) => {
    const { venue } = onStage();
    const { wire } = venue;
    if (wire === null) return context.skip("there is no wire between this venue and its adapter");
    const intent = await away("post-only");
    await performed(venue.adapter, sendNow(intent), "acknowledged");
    wire.failNextCancel("never-arrives");
    const effect = { kind: "cancel-order", ...named(intent) } as const;
    expect((await performed(venue.adapter, effect, "cancel-failed")).failure.kind).toBe("connectivity");
    expect((await query(venue, intent)).report.status).toBe("open");
    wire.failNextCancel("reply-lost");
    expect((await performed(venue.adapter, effect, "cancel-failed")).failure.kind).toBe("connectivity");
    expect((await query(venue, intent)).report).toMatchObject({ status: "ended", executedQuantity: 0 });
  });
}
