import type { FaultName } from "@evenkeel/exchange-sim";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Faulty, openFaulty } from "./faulty.ts";
import { createHand, type Elsewhere, MANNERS } from "./hand.ts";

type Words = readonly [status: number, code: number | string];

/** What each venue says when it is in trouble, and what of an order that it refuses by a filter. */
const WORDS: Readonly<Record<Elsewhere, Readonly<Record<string, Words>>>> = {
  bybit: {
    overloaded: [200, 429],
    "status-unknown": [504, 10_000],
    "rate-limited": [200, 10_006],
    maintenance: [503, 10_016],
    "filter-reject": [200, 110_003],
  },
  poloniex: {
    overloaded: [503, 24_201],
    "status-unknown": [500, 603],
    "rate-limited": [429, 429],
    maintenance: [503, 21_340],
    "filter-reject": [200, 10_002],
  },
  coinbase: {
    overloaded: [503, "UNAVAILABLE"],
    "status-unknown": [504, "DEADLINE_EXCEEDED"],
    "rate-limited": [429, "resource_exhausted"],
    maintenance: [503, "UNAVAILABLE"],
    "filter-reject": [200, "LIMIT_PRICE_TOO_FAR_FROM_MARKET"],
  },
};

/** What needs a position, a leverage, a mark price or funding. */
const OF_CONTRACTS: readonly FaultName[] = [
  "leverage-changed",
  "position-mode-changed",
  "liquidation",
  "deleveraged",
  "mark-skew",
  "interval-change",
  "cap-change",
  "funding-late",
  "income-late",
  "income-duplicate",
  "income-corrected",
];
const OF_LISTEN_KEYS: readonly FaultName[] = ["listen-key-early", "listen-key-twice"];
const NOT_THERE: Readonly<Record<Elsewhere, readonly FaultName[]>> = {
  bybit: OF_LISTEN_KEYS,
  poloniex: OF_LISTEN_KEYS,
  coinbase: [...OF_LISTEN_KEYS, ...OF_CONTRACTS],
};

describe.each(["bybit", "poloniex", "coinbase"] as const)("faults at %s, of four venues in one process", (venue) => {
  let house: Faulty;
  let hand: ReturnType<typeof createHand>;
  const { stream, quantity } = MANNERS[venue];

  beforeAll(async () => {
    const accounts = [{ name: "main", spot: { USDT: "900000" }, futures: "900000" }];
    house = await openFaulty({ venues: ["binance", "bybit", "poloniex", "coinbase"], accounts });
    const account = house.exchange.accounts.find((each) => each.venue === venue);
    hand = createHand(venue, house.exchange.port, account ?? { key: "", secret: "" });
  });
  afterAll(() => house.exchange.close());

  const say = async (name: FaultName, more: object = {}): Promise<number> =>
    (await house.client.control("POST", `fault?venue=${venue}`, { name, ...more })).status;
  const inject = async (name: FaultName, more: object = {}): Promise<void> =>
    expect([name, await say(name, more)]).toEqual([name, 200]);
  const counted = async (name: FaultName): Promise<number> => (await house.report()).fired[venue]?.[name] ?? 0;
  const wordsOf = (name: FaultName): Words => WORDS[venue][name] ?? [0, ""];
  const heardOf = ({ status, code }: Awaited<ReturnType<typeof hand.time>>): Words => [status, code];

  /** A limit a little beyond the best offer, which fills whole in a calm book. */
  const immediate = async (id: string) => {
    const symbol = { bybit: "ETHUSDT", poloniex: "ETH_USDT_PERP", coinbase: "ETH-USD" }[venue];
    const market = venue === "coinbase" ? "spot" : "futures";
    const { body } = await house.client.control("GET", `book?venue=${venue}&market=${market}&symbol=${symbol}`);
    const { asks } = body as unknown as { asks: readonly (readonly [string, string])[] };
    await hand.order(id, (Number(asks[0]?.[0]) * 1.004).toFixed(1));
    return hand.fateOf(id);
  };

  test("reply-lost: the connection breaks and the order is there", async () => {
    await inject("reply-lost");
    await expect(hand.order("lost-after")).rejects.toThrow("fetch failed");
    expect(await hand.fateOf("lost-after")).toEqual({ done: true, executed: quantity });
    expect(await counted("reply-lost")).toBe(1);
  });

  test("request-lost: the connection breaks and there is no order", async () => {
    await inject("request-lost");
    await expect(hand.order("lost-before")).rejects.toThrow("fetch failed");
    expect(await hand.fateOf("lost-before")).toBeNull();
    expect(await counted("request-lost")).toBe(1);
  });

  test("overloaded: the venue's own refusal, and nothing is done", async () => {
    await inject("overloaded");
    expect(heardOf(await hand.order("over"))).toEqual(wordsOf("overloaded"));
    expect(await hand.fateOf("over")).toBeNull();
    expect(await counted("overloaded")).toBe(1);
  });

  test("status-unknown: the venue does not know, and some of them were done", async () => {
    const done = new Set<boolean>();
    let asked = 0;
    for (; asked < 40 && done.size < 2; asked++) {
      await inject("status-unknown");
      expect(heardOf(await hand.order(`unknown-${asked}`))).toEqual(wordsOf("status-unknown"));
      done.add((await hand.fateOf(`unknown-${asked}`)) !== null);
      await house.advance(60_000);
    }
    expect(done.size).toBe(2);
    expect(await counted("status-unknown")).toBe(asked);
  });

  test("order-invisible: taken, and questions do not find it", async () => {
    await inject("order-invisible");
    await hand.order("unseen");
    const accounts = [...(house.exchange.venues[venue]?.state.accounts.values() ?? [])];
    const taken = accounts
      .flatMap(({ orders }) => [...orders.values()])
      .find((each) => each.clientOrderId === "unseen");
    expect(taken?.status).toBe("FILLED");
    expect(await hand.fateOf("unseen")).toBeNull();
    expect(await counted("order-invisible")).toBe(1);
  });

  test("zero-fill and partial-fill: an immediate order finds nothing or a part, and the book heals", async () => {
    await house.advance(60_000);
    await inject("zero-fill");
    expect(await immediate("zero")).toEqual({ done: false, executed: 0 });
    await house.advance(60_000);
    await inject("partial-fill");
    const part = await immediate("part");
    expect(part?.done).toBe(false);
    expect(part?.executed).toBeGreaterThan(0);
    expect(part?.executed).toBeLessThan(quantity);
    await house.advance(60_000);
    expect(await immediate("healed")).toEqual({ done: true, executed: quantity });
    expect([await counted("zero-fill"), await counted("partial-fill")]).toEqual([1, 1]);
  });

  test("filter-reject: the venue's own code, and no order", async () => {
    await inject("filter-reject");
    expect(heardOf(await hand.order("filtered", "3000"))).toEqual(wordsOf("filter-reject"));
    expect(await hand.fateOf("filtered")).toBeNull();
    expect(await counted("filter-reject")).toBe(1);
  });

  test("stream-cut: open streams are closed, new ones are well", async () => {
    const { closed } = await house.listen(stream);
    await inject("stream-cut");
    expect(await closed).toBe(1008);
    (await house.listen(stream)).socket.terminate();
    expect(await counted("stream-cut")).toBe(1);
  });

  test("rate-limited: the venue's own refusal of every question, until it is over", async () => {
    await inject("rate-limited", { seconds: 1 });
    expect(heardOf(await hand.time())).toEqual(wordsOf("rate-limited"));
    const over = async () => heardOf(await hand.time())[1] !== wordsOf("rate-limited")[1];
    await expect.poll(over, { timeout: 8_000, interval: 300 }).toBe(true);
    expect(await counted("rate-limited")).toBe(1);
  });

  test("maintenance: streams closed and refused, every request in the venue's words, then all is well", async () => {
    const { closed } = await house.listen(stream);
    await inject("maintenance", { seconds: 1 });
    expect(await closed).toBe(1001);
    expect(heardOf(await hand.time())).toEqual(wordsOf("maintenance"));
    await expect(house.listen(stream)).rejects.toThrow("503");
    await expect.poll(async () => (await hand.time()).status, { timeout: 8_000, interval: 300 }).toBe(200);
    (await house.listen(stream)).socket.terminate();
    expect(await counted("maintenance")).toBe(1);
  });

  test("what cannot be here is refused and not counted; nothing of all this happened elsewhere", async () => {
    for (const name of NOT_THERE[venue]) {
      expect([name, await say(name)]).toEqual([name, 409]);
      expect([name, await counted(name)]).toEqual([name, 0]);
    }
    const { fired } = await house.report();
    const others = Object.entries(fired).filter(([where]) => where !== venue);
    expect(others.flatMap(([, counts]) => Object.keys(counts))).toEqual([]);
  });
});
