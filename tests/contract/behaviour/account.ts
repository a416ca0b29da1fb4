import type { InstrumentIndex } from "@evenkeel/core/ids";
import { HOUR_MS, type Quantity, venueTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import {
  balanceOf,
  bestOf,
  positionOf,
  readAccount,
  readDepth,
  rescaled,
  type Stage,
  smallQuantity,
  take,
  totalsOf,
} from "../pair.ts";
import { ofKind, until } from "../subject.ts";

const LONGEST_INTERVAL_MS = 8 * HOUR_MS;

export function accountBehaviour(onStage: () => Stage): void {
  test("C-20 fills come oldest first, once, and only those behind the checkpoint", async () => {
    const { fills } = await readAccount(onStage());
    expect(fills.length).toBeGreaterThan(3);
    const times = fills.map(({ venueTimeMs }) => venueTimeMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const keys = fills.map(({ instrument, tradeId }) => `${instrument}:${tradeId}`);
    expect(new Set(keys).size).toBe(keys.length);
    const instrument = fills[0]?.instrument as InstrumentIndex;
    const own = fills.filter((fill) => fill.instrument === instrument);
    for (const [at, { tradeId }] of own.entries()) {
      const later = await readAccount(onStage(), { lastTradeIds: [[instrument, tradeId]] });
      expect(later.fills.filter((fill) => fill.instrument === instrument)).toEqual(own.slice(at + 1));
    }
  });

  test("C-21 rows from before the books were opened are left out", async () => {
    const { fills } = await readAccount(onStage());
    const last = fills.at(-1)?.venueTimeMs ?? 0;
    const after = await readAccount(onStage(), { openedAt: venueTime(last + 1) });
    expect(after.fills).toEqual([]);
  });

  test("C-38 the account says what stands behind a position, what fees are paid in and what leaves it by itself", async () => {
    const { spot, perpetual } = onStage().pair;
    const { collateral, feeAssets, autoEarn } = await readAccount(onStage());
    const expected = spot.wallet === perpetual.wallet ? "unified" : "single-asset";
    expect({ collateral, feeAssets, autoEarn }).toEqual({ collateral: expected, feeAssets: [], autoEarn: [] });
  });

  test("C-22 the account says what its key may do and how positions are counted", async () => {
    const account = await readAccount(onStage());
    expect(account).toMatchObject({ permissions: "trade", positionMode: "one-way", obstacles: [] });
  });

  test("C-23 funding is income: one row a settlement, and the wallet moves by just that", async () => {
    const { venue, pair } = onStage();
    const { spot, perpetual } = pair;
    const [best] = bestOf(await readDepth(venue, spot), "buy");
    const quantity = rescaled(smallQuantity(pair, best), spot, perpetual);
    await take(venue, perpetual, "sell", quantity);
    const before = await readAccount(onStage());
    const known = new Set(before.income.map(({ incomeId }) => incomeId));
    await venue.passTime(LONGEST_INTERVAL_MS);
    venue.publish();
    const after = await readAccount(onStage());
    const fresh = after.income.filter(({ incomeId }) => !known.has(incomeId));
    const funding = fresh.filter(({ kind }) => kind === "funding");
    expect(funding.length).toBeGreaterThan(0);
    expect(new Set(fresh.map(({ incomeId }) => incomeId)).size).toBe(fresh.length);
    expect(new Set(funding.map(({ instrument }) => instrument))).toEqual(new Set([perpetual.index]));
    const sum = fresh.reduce((total, { amount }) => total + amount, 0n);
    expect(balanceOf(after, perpetual, "USDT") - balanceOf(before, perpetual, "USDT")).toBe(sum);
    const later = await readAccount(onStage(), { incomeSince: venueTime((funding.at(-1)?.venueTimeMs ?? 0) + 1) });
    expect(later.income.filter(({ incomeId }) => known.has(incomeId))).toEqual([]);
  });

  test("C-24 the feed tells the rate a settlement came to", async () => {
    const { venue, pair, heard } = onStage();
    const ofPair = () =>
      ofKind(heard.cold, "funding-history").filter(({ instrument }) => instrument === pair.perpetual.index);
    await until("the settled rate", () => ofPair().length > 1, venue);
    const [first, ...later] = ofPair().map(({ settled }) => settled.map(({ venueTimeMs }) => venueTimeMs));
    const newest = Math.max(...(first ?? []));
    expect(later.flat().some((at) => at > newest)).toBe(true);
  });

  test("C-25 reading an account changes nothing", async () => {
    const { venue, pair } = onStage();
    const first = await readAccount(onStage());
    const second = await readAccount(onStage());
    expect(totalsOf(second)).toEqual(totalsOf(first));
    expect(second.fills).toEqual(first.fills);
    expect(positionOf(second, pair.perpetual)).toBe(positionOf(first, pair.perpetual));
    await take(venue, pair.perpetual, "buy", -positionOf(first, pair.perpetual) as Quantity, {
      reduceOnly: true,
      purpose: "exit",
    });
    expect(ofKind(onStage().heard.cold, "malformed-frame")).toEqual([]);
  });
}
