import { describe, expect, it } from "vitest";
import type { Fill, Income, LedgerEntry } from "../events/index.ts";
import { asset, instrumentIndex } from "../ids/index.ts";
import { PLAN, perpetualMarket, spotMarket, VENUE } from "../test/world.ts";
import {
  type Amount,
  amount,
  formatAmount,
  notional,
  type Price,
  type Quantity,
  venueTime,
  ZERO,
} from "../units/index.ts";
import { createLedger, fillEntry, incomeEntry, type LedgerState, openingEntry, post } from "./ledger.ts";

const spot = spotMarket();
const perpetual = perpetualMarket();

function fillOf(
  kind: "spot" | "perpetual",
  side: Fill["side"],
  units: number,
  price: number,
  overrides: Partial<Fill> = {},
): Fill {
  const instrument = kind === "spot" ? spot : perpetual;
  return {
    venue: VENUE,
    instrument: instrument.index,
    tradeId: `${kind}${side}${units}@${price}`,
    clientOrderId: null,
    origin: "order",
    venueOrderId: "1",
    side,
    price: price as Price,
    quantity: units as Quantity,
    quote: notional(price as Price, 2, units as Quantity, 3),
    fee: ZERO,
    feeAsset: asset("USDT"),
    realisedProfit: ZERO,
    maker: false,
    venueTimeMs: venueTime(5),
    ...overrides,
  };
}

const wallets = (ledger: LedgerState): Record<string, string> =>
  Object.fromEntries([...ledger.wallets].map(([key, value]) => [key.replace("sim/", ""), formatAmount(value)]));
const profits = (ledger: LedgerState): Record<string, string> =>
  Object.fromEntries([...ledger.profit].map(([key, value]) => [key, formatAmount(value)]));

const sumOf = (entry: LedgerEntry): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { asset: name, amount: value } of entry.lines) sums.set(name, (sums.get(name) ?? 0n) + value);
  return sums;
};

function booked(...entries: LedgerEntry[]): LedgerState {
  const ledger = createLedger();
  for (const entry of entries) {
    for (const sum of sumOf(entry).values()) expect(sum).toBe(0n);
    expect(post(ledger, entry)).toBe(true);
  }
  return ledger;
}

const opening = [
  openingEntry(VENUE, "spot", asset("USDT"), amount("1000"), venueTime(1)),
  openingEntry(VENUE, "futures", asset("USDT"), amount("500"), venueTime(1)),
  openingEntry(VENUE, "spot", asset("BNB"), amount("2"), venueTime(1)),
];

describe("the books equal a hand calculation", () => {
  it("of a bought coin whose fee is taken from the coin", () => {
    const fill = fillOf("spot", "buy", 2_000, 10_000, { fee: amount("0.002"), feeAsset: asset("AAA") });
    const ledger = booked(...opening, fillEntry(fill, spot, PLAN));
    expect(wallets(ledger)).toEqual({
      "spot/USDT": "800",
      "futures/USDT": "500",
      "spot/BNB": "2",
      "spot/AAA": "1.998",
    });
    expect(profits(ledger)).toEqual({ "fee/AAA": "-0.002" });
  });
  it("of a sold coin whose fee is taken from the proceeds", () => {
    const fill = fillOf("spot", "sell", 1_998, 11_000, { fee: amount("0.21978") });
    const bought = fillOf("spot", "buy", 1_998, 10_000);
    const ledger = booked(...opening, fillEntry(bought, spot, PLAN), fillEntry(fill, spot, PLAN));
    expect(wallets(ledger)).toMatchObject({ "spot/USDT": "1019.76022", "spot/AAA": "0" });
    expect(profits(ledger)).toEqual({ "fee/USDT": "-0.21978" });
  });
  it("of a fee paid in a third coin", () => {
    const fill = fillOf("spot", "buy", 2_000, 10_000, { fee: amount("0.00031"), feeAsset: asset("BNB") });
    const ledger = booked(...opening, fillEntry(fill, spot, PLAN));
    expect(wallets(ledger)).toMatchObject({ "spot/USDT": "800", "spot/BNB": "1.99969", "spot/AAA": "2" });
  });
  it("of a short that loses, pays its fees and earns its funding", () => {
    const funding: Income = {
      venue: VENUE,
      incomeId: "i1",
      kind: "funding",
      instrument: instrumentIndex(1),
      wallet: "futures",
      asset: asset("USDT"),
      amount: amount("0.31"),
      venueTimeMs: venueTime(6),
    };
    const ledger = booked(
      ...opening,
      fillEntry(fillOf("perpetual", "sell", 2_000, 10_000, { fee: amount("0.1") }), perpetual, PLAN),
      incomeEntry(funding, PLAN),
      fillEntry(
        fillOf("perpetual", "buy", 2_000, 10_500, { fee: amount("0.105"), realisedProfit: amount("-10") }),
        perpetual,
        PLAN,
      ),
    );
    expect(wallets(ledger)["futures/USDT"]).toBe("490.105");
    expect(profits(ledger)).toEqual({ "fee/USDT": "-0.205", "funding/USDT": "0.31", "price/USDT": "-10" });
  });
  it("of a maker's rebate", () => {
    const ledger = booked(
      ...opening,
      fillEntry(fillOf("perpetual", "sell", 10, 10_000, { fee: amount("-0.01") }), perpetual, null),
    );
    expect(wallets(ledger)["futures/USDT"]).toBe("500.01");
    expect(profits(ledger)["fee/USDT"]).toBe("0.01");
  });
  it.each<[Income["kind"], LedgerEntry["cause"], string, Record<string, string>]>([
    ["transfer", "transfer", "-50", {}],
    ["insurance", "adjustment", "-50", { "other/USDT": "-50" }],
    ["other", "adjustment", "-50", { "other/USDT": "-50" }],
    ["funding", "funding", "-50", { "funding/USDT": "-50" }],
  ])("of %s rows", (kind, cause, text, profit) => {
    const entry = incomeEntry(
      {
        venue: VENUE,
        incomeId: "i2",
        kind,
        instrument: null,
        wallet: "futures",
        asset: asset("USDT"),
        amount: amount(text),
        venueTimeMs: venueTime(1),
      },
      null,
    );
    const ledger = booked(...opening, entry);
    expect(entry.cause).toBe(cause);
    expect(wallets(ledger)["futures/USDT"]).toBe("450");
    expect(profits(ledger)).toEqual(profit);
  });
});

describe("an entry", () => {
  it("is applied once by its cause", () => {
    const entry = fillEntry(fillOf("spot", "buy", 1, 10_000), spot, null);
    const ledger = booked(entry);
    expect(post(ledger, entry)).toBe(false);
    expect(wallets(ledger)["spot/AAA"]).toBe("0.001");
  });
  it("has the trade's own cause: the same trade id on another instrument is another trade", () => {
    const one = fillEntry(fillOf("spot", "buy", 1, 10_000, { tradeId: "7" }), spot, null);
    const two = fillEntry(fillOf("perpetual", "buy", 1, 10_000, { tradeId: "7" }), perpetual, null);
    expect(one.causeId).not.toBe(two.causeId);
  });
  it("that does not balance is a broken invariant, and moves nothing", () => {
    const ledger = createLedger();
    const entry: LedgerEntry = {
      causeId: "x",
      cause: "adjustment",
      venueTimeMs: venueTime(0),
      lines: [{ account: { kind: "capital" }, asset: asset("USDT"), amount: 1n as Amount }],
    };
    expect(() => post(ledger, entry)).toThrow("off by 1");
    expect(ledger.causes.size).toBe(0);
  });
  it("is remembered in bounds, the oldest forgotten first", () => {
    const ledger = createLedger();
    for (let n = 0; n < 50_010; n += 1) {
      post(ledger, { causeId: `c${n}`, cause: "adjustment", venueTimeMs: venueTime(0), lines: [] });
    }
    expect(ledger.causes.size).toBe(50_000);
    expect(ledger.causes.has("c9")).toBe(false);
    expect(ledger.causes.has("c10")).toBe(true);
  });
});
