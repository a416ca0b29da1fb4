import { type ClientOrderId, instrumentIndex, type PlanId, venueId } from "@evenkeel/core/ids";
import type { Order } from "@evenkeel/core/order";
import { createLeg, type Pair } from "@evenkeel/core/position";
import { amount } from "@evenkeel/core/units";
import { describe, expect, it } from "vitest";
import { makeSheet, type SheetSources } from "./makeSheet.ts";
import { coinsPerUnit, orderable, type SheetMarket } from "./market.ts";

const [SIM, OTHER] = [venueId("sim"), venueId("other")];
const market = (change: Partial<SheetMarket> = {}): SheetMarket => ({
  venue: SIM,
  kind: "spot",
  symbol: "AAAUSDT",
  base: "AAA",
  quantityScale: 3,
  stepSize: 1,
  ...change,
});
const MARKETS: readonly SheetMarket[] = [
  market(),
  market({ kind: "perpetual", stepSize: 10 }),
  market({ venue: OTHER, kind: "perpetual", symbol: "1000AAAUSDT", quantityScale: 0, stepSize: 1_000 }),
];

function pairOf(long: readonly [number, string], short: readonly [number, string]): Pair {
  const leg = ([at, held]: readonly [number, string]) => {
    const { venue, kind } = MARKETS[at] ?? market();
    return { ...createLeg({ index: instrumentIndex(at), venue: venueId(venue), kind }), held: amount(held) };
  };
  return { plan: "ekabcd1234-0" as PlanId, base: "AAA", long: leg(long), short: leg(short) } as unknown as Pair;
}

const sheet = (change: Partial<SheetSources>) =>
  makeSheet({
    madeAtMs: 10,
    source: "engine",
    booksAtMs: 9,
    world: null,
    pairs: [],
    orders: [],
    outside: { positions: [], orders: [] },
    marketOf: (index) => MARKETS[index] ?? null,
    venues: [{ venue: SIM, label: "Sim", told: { atMs: 8, positions: [], openOrders: [], balances: [] } }],
    wallets: [],
    ...change,
  });
const told = (change: object) => ({ atMs: 8, positions: [], openOrders: [], balances: [], ...change });

describe("what is typed at the venue's page", () => {
  it.each<[change: Partial<SheetMarket>, coins: number]>([
    [{ symbol: "AAAUSDT" }, 1],
    [{ symbol: "1000PEPEUSDT", base: "PEPE" }, 1_000],
    [{ symbol: "1MBABYDOGEUSDT", base: "BABYDOGE" }, 1_000_000],
    [{ symbol: "SHIB1000USDT", base: "SHIB" }, 1_000],
    [{ symbol: "1000SATSUSDT", base: "1000SATS" }, 1],
    [{ symbol: "AAA/USDT" }, 1],
  ])("%j counts in %i coins", (change, coins) => {
    expect(coinsPerUnit(market(change))).toBe(coins);
  });

  it.each<[size: string, change: Partial<SheetMarket>, quantity: string, rest: string]>([
    ["10.000989", {}, "10", "0.000989"],
    ["10.017", { stepSize: 10 }, "10.01", "0.007"],
    ["10.0179", { stepSize: null }, "10.017", "0.0009"],
    ["48200500", { symbol: "1000AAAUSDT", quantityScale: 0, stepSize: 1_000 }, "48200", "500"],
    ["0.0004", {}, "0", "0.0004"],
  ])("%s of %j is %s and leaves %s", (size, change, quantity, rest) => {
    expect(orderable(amount(size), market(change))).toEqual({ quantity: amount(quantity), rest: amount(rest) });
  });
});

describe("a hand-flatten sheet", () => {
  it("says that nothing is to be done where nothing is held", () => {
    expect(sheet({}).venues).toEqual([
      {
        venue: "sim",
        label: "Sim",
        toldAtMs: 8,
        lines: [],
        orders: [],
        balances: [],
        steps: ["Nothing to do at Sim."],
      },
    ]);
  });

  it("lists a pair's legs, the perpetual first and reducing only, with what stays", () => {
    const [venue] = sheet({ pairs: [pairOf([0, "10.000989"], [1, "-10"])] }).venues;
    expect(venue?.lines).toMatchObject([
      { market: "perpetual", held: "-10", action: "buy", quantity: "10", rest: "0", naked: false },
      { market: "spot", held: "10.000989", action: "sell", quantity: "10", rest: "0.000989", naked: false },
    ]);
    expect(venue?.steps.slice(1, 3)).toEqual([
      "AAAUSDT perpetual: buy 10 AAA at market, reduce-only.",
      "AAAUSDT spot: sell 10 AAA at market.",
    ]);
  });

  it("marks the leg that stands naked, and the coin of which the venue has told less", () => {
    const balances = [{ wallet: "spot", asset: "AAA", total: amount("6") }];
    const [venue] = sheet({
      pairs: [pairOf([0, "10"], [1, "-4"])],
      venues: [{ venue: SIM, label: "Sim", told: told({ balances }) }],
    }).venues;
    expect(venue?.lines).toMatchObject([
      { market: "perpetual", naked: false },
      { market: "spot", naked: true, told: "6" },
    ]);
  });

  it("has each leg of a pair across two venues on its own venue's list, in that venue's units", () => {
    const view = sheet({
      pairs: [pairOf([2, "48200000"], [1, "-48200000"])],
      venues: [
        { venue: SIM, label: "Sim", told: null },
        { venue: OTHER, label: "Other", told: null },
      ],
    });
    expect(view.venues.map(({ lines }) => lines.map(({ symbol, quantity }) => `${symbol} ${quantity}`))).toEqual([
      ["AAAUSDT 48200000"],
      ["1000AAAUSDT 48200"],
    ]);
    expect(view.venues[1]?.steps[1]).toBe(
      "1000AAAUSDT perpetual: sell 48200 contracts of 1000 AAA at market, reduce-only.",
    );
  });

  it("names positions and orders that are not ours, and says whose they are not", () => {
    const [venue] = sheet({
      pairs: [pairOf([0, "10"], [1, "-10"])],
      venues: [
        {
          venue: SIM,
          label: "Sim",
          told: told({
            positions: [{ instrument: instrumentIndex(1), quantity: -13_000 }],
            openOrders: [{ instrument: instrumentIndex(1), clientOrderId: "web_1" }],
          }),
        },
      ],
    }).venues;
    expect(venue?.lines.filter(({ pairId }) => pairId === null)).toMatchObject([{ held: "-3", action: "buy" }]);
    expect(venue?.orders).toEqual([
      { market: "perpetual", symbol: "AAAUSDT", clientOrderId: "web_1", ours: false, side: null, quantity: null },
    ]);
    expect(venue?.steps.filter((step) => step.includes("not ours"))).toHaveLength(2);
  });

  it("from the database alone: what was on file as not ours, orders whose end is not proven, wallets by the ledger", () => {
    const clientOrderId = "ekabcd1234-0-u1" as ClientOrderId;
    const intent = { clientOrderId, instrument: instrumentIndex(0), side: "sell", quantity: 10_000 };
    const [venue] = sheet({
      source: "database",
      orders: [{ state: "unknown", intent } as unknown as Order],
      outside: { positions: [[instrumentIndex(1), amount("-2")]], orders: [] },
      venues: [{ venue: SIM, label: "Sim", told: null }],
      wallets: [{ venue: SIM, wallet: "spot", asset: "USDT", amount: amount("7") }],
    }).venues;
    expect(venue).toMatchObject({
      toldAtMs: null,
      lines: [{ held: "-2", pairId: null }],
      orders: [{ clientOrderId, ours: true, side: "sell", quantity: "10" }],
      balances: [{ wallet: "spot", asset: "USDT", amount: "7" }],
    });
  });
});
