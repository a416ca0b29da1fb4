import type { OrderIntent } from "@evenkeel/core/order";
import { venueTime } from "@evenkeel/core/units";
import { expect, type TestContext, test } from "vitest";
import { bestOf, crossing, filled, query, readDepth, type Stage, smallQuantity } from "../pair.ts";
import { intentFor, ofKind, performed, sendNow, until, type Venue } from "../subject.ts";

type Wire = NonNullable<Venue["wire"]>;

export function wireBehaviour(onStage: () => Stage): void {
  const wireOf = (context: TestContext): Wire => {
    const { wire } = onStage().venue;
    if (wire === null) context.skip("there is no wire between this venue and its adapter");
    return wire;
  };

  const spotBuy = async (): Promise<OrderIntent> => {
    const { venue, pair } = onStage();
    const [best] = bestOf(await readDepth(venue, pair.spot), "buy");
    const quantity = smallQuantity(pair, best);
    return intentFor(pair.spot, { side: "buy", quantity, priceLimit: crossing(pair.spot, best, "buy") });
  };

  const ask = ({ clientOrderId, instrument }: OrderIntent) => ({
    kind: "query-order" as const,
    venue: onStage().venue.adapter.venue,
    clientOrderId,
    instrument,
  });

  test("C-26 a lost reply leaves the order unknown after one send, and the venue knows it", async (context) => {
    const wire = wireOf(context);
    const { venue } = onStage();
    const intent = await spotBuy();
    const seen = wire.ordersSeen();
    wire.failNextOrder("reply-lost");
    const { failure } = await performed(venue.adapter, sendNow(intent), "unknown");
    expect(failure.kind).toBe("connectivity");
    expect(wire.ordersSeen()).toBe(seen + 1);
    expect(filled((await query(venue, intent)).fills)).toBe(intent.quantity);
  });

  test("C-27 an order that never arrived is unknown too, and the venue does not know it", async (context) => {
    const wire = wireOf(context);
    const { venue } = onStage();
    const intent = await spotBuy();
    wire.failNextOrder("never-arrives");
    const { failure } = await performed(venue.adapter, sendNow(intent), "unknown");
    expect(failure.kind).toBe("connectivity");
    await performed(venue.adapter, ask(intent), "order-not-found");
  });

  test("C-28 a wrong key is told as such", async (context) => {
    const stranger = await wireOf(context).stranger();
    const since = { venue: stranger.venue, lastTradeIds: [], incomeSince: venueTime(0), openedAt: venueTime(0) };
    const effect = { kind: "read-account", venue: stranger.venue, requestId: 1, since, urgent: false } as const;
    const { requestId, failure } = await performed(stranger, effect, "account-failed");
    expect([requestId, failure.kind]).toEqual([1, "authentication"]);
    await stranger.feed.stop();
  });

  test("C-29 a cut line is told as down; mended, the gap is told before the stream is up", async (context) => {
    const wire = wireOf(context);
    const { venue, heard } = onStage();
    const intent = await spotBuy();
    const told = heard.cold.length;
    const names = new Set(ofKind(heard.cold, "stream").map(({ stream }) => stream));
    const since = () => ofKind(heard.cold.slice(told), "stream");
    const reached = (state: string): boolean =>
      [...names].every((name) => since().some((event) => event.stream === name && event.state === state));
    await wire.cut();
    await until("every stream down", () => reached("down"));
    expect((await performed(venue.adapter, ask(intent), "order-query-failed")).failure.kind).toBe("connectivity");
    await wire.mend();
    await until("every stream up again", () => reached("up"), venue);
    for (const name of names) {
      const states = since().flatMap(({ stream, state }) => (stream === name ? [state] : []));
      expect(states.slice(0, 3), name).toEqual(["down", "gap", "up"]);
    }
  });

  test("C-30 a throttled order is refused with the time to wait, and never existed", async (context) => {
    const wire = wireOf(context);
    const { venue } = onStage();
    const intent = await spotBuy();
    wire.failNextOrder("throttled");
    const { failure } = await performed(venue.adapter, sendNow(intent), "refused");
    expect(failure.kind).toBe("rate-limited");
    expect(failure.retryAfterMs).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, (failure.retryAfterMs ?? 0) + 50));
    await performed(venue.adapter, ask(intent), "order-not-found");
  });

  test("C-31 stopping ends every stream and leaves nothing behind", async () => {
    const { venue, heard } = onStage();
    await venue.adapter.feed.stop();
    const told = heard.cold.length + heard.tops.length + heard.marks.length;
    venue.publish();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(heard.cold.length + heard.tops.length + heard.marks.length).toBe(told);
    expect(venue.leftovers()).toEqual([]);
  });
}
