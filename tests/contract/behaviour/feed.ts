import { venueTime } from "@evenkeel/core/units";
import { expect, test } from "vitest";
import { midOf, pairsOf, readDepth, type Stage } from "../pair.ts";
import { ofKind, performed, until } from "../subject.ts";

const HOUR_MS = 3_600_000;
const PRICES_APART_MAX = 0.05;
const HISTORY_DAYS_MIN = 30;
const PAST_HOURS = 100;
const WEEK_HOURS = 7 * 24;

export function feedBehaviour(onStage: () => Stage): void {
  test("C-1 the catalogue comes before anything about its instruments", () => {
    const { heard } = onStage();
    const at = heard.cold.findIndex(({ kind }) => kind === "catalogue");
    expect(at).toBeGreaterThanOrEqual(0);
    expect(heard.cold.slice(0, at).every(({ kind }) => kind === "clock-offset")).toBe(true);
    const indices = heard.instruments().map(({ index }) => index);
    expect(new Set(indices).size).toBe(indices.length);
  });

  test("C-2 every number of an instrument is exact and usable", () => {
    for (const instrument of onStage().heard.instruments()) {
      const { tickSize, stepSize, quantityMin, quantityMax, marketQuantityMax } = instrument;
      for (const number of [tickSize, stepSize, quantityMin, quantityMax, marketQuantityMax]) {
        expect(Number.isSafeInteger(number) && number > 0, instrument.symbol).toBe(true);
      }
      expect([quantityMin % stepSize, quantityMax % stepSize], instrument.symbol).toEqual([0, 0]);
      expect(instrument.priceScale + instrument.quantityScale).toBeLessThanOrEqual(18);
      expect(instrument.priceBandDown < 1 && instrument.priceBandUp > 1, instrument.symbol).toBe(true);
      expect(instrument.leverageMax).toBeGreaterThanOrEqual(1);
    }
  });

  test("C-3 both legs of a coin are in the coin: their prices agree whatever a contract holds", async () => {
    const { heard, venue } = onStage();
    const pairs = pairsOf(heard.instruments());
    expect(pairs.length).toBeGreaterThan(0);
    const isTold = (index: number): boolean => heard.tops.some(({ instrument }) => instrument === index);
    await until(
      "every price",
      () => pairs.every(({ spot, perpetual }) => isTold(spot.index) && isTold(perpetual.index)),
      venue,
    );
    for (const { spot, perpetual } of pairs) {
      const apart = Math.abs(midOf(heard, perpetual) / midOf(heard, spot) - 1);
      expect(apart, perpetual.symbol).toBeLessThan(PRICES_APART_MAX);
    }
    expect(pairs.some(({ perpetual }) => perpetual.stepSize >= 1_000 && perpetual.quantityScale === 0)).toBe(true);
  });

  test("C-4 tops go forward, are not crossed, and lie on ticks and steps", async () => {
    const { heard, venue, pair } = onStage();
    const ofPair = (index: number) => heard.tops.filter(({ instrument }) => instrument === index);
    await until("three tops", () => ofPair(pair.perpetual.index).length >= 3, venue);
    for (const instrument of [pair.spot, pair.perpetual]) {
      const tops = ofPair(instrument.index);
      for (const [at, top] of tops.entries()) {
        expect(top.bidPrice).toBeLessThan(top.askPrice);
        expect([top.bidPrice % instrument.tickSize, top.askPrice % instrument.tickSize]).toEqual([0, 0]);
        expect([top.bidQuantity % instrument.stepSize, top.askQuantity % instrument.stepSize]).toEqual([0, 0]);
        const before = tops[at - 1];
        if (before === undefined) continue;
        expect(top.updateId).toBeGreaterThan(before.updateId);
        expect(top.venueTimeMs).toBeGreaterThanOrEqual(before.venueTimeMs);
      }
    }
  });

  test("C-5 marks carry a running rate inside its bounds and a settlement to come", async () => {
    const { heard, venue, pair } = onStage();
    await until("a mark", () => heard.marks.some(({ instrument }) => instrument === pair.perpetual.index), venue);
    const terms = new Map(ofKind(heard.cold, "funding-terms").map((each) => [each.instrument, each]));
    for (const mark of heard.marks) {
      const { floor, cap } = terms.get(mark.instrument) ?? { floor: 1, cap: 0 };
      expect(mark.fundingRate).toBeGreaterThanOrEqual(floor);
      expect(mark.fundingRate).toBeLessThanOrEqual(cap);
      expect(mark.nextFundingAt).toBeGreaterThan(mark.venueTimeMs - HOUR_MS);
      expect(mark.markPrice > 0 && mark.indexPrice > 0).toBe(true);
    }
  });

  test("C-6 every perpetual has its terms, its settled rates in order, and its statistics", async () => {
    const { heard } = onStage();
    const perpetuals = heard.instruments().filter(({ kind }) => kind === "perpetual");
    await until("history", () => ofKind(heard.cold, "funding-history").length >= perpetuals.length);
    const terms = new Map(ofKind(heard.cold, "funding-terms").map((each) => [each.instrument, each]));
    for (const { index, symbol } of perpetuals) {
      const hours = terms.get(index)?.intervalHours ?? 0;
      expect([1, 2, 4, 8], symbol).toContain(hours);
      const settled =
        ofKind(heard.cold, "funding-history").find(({ instrument }) => instrument === index)?.settled ?? [];
      const times = settled.map(({ venueTimeMs }) => venueTimeMs);
      expect(times, symbol).toEqual(times.toSorted((a, b) => a - b));
      // The interval may have changed on the way: at the least there was one settlement in eight hours.
      expect(times.length, symbol).toBeGreaterThanOrEqual(HISTORY_DAYS_MIN * 3);
    }
    const told = new Set(ofKind(heard.cold, "statistics").map(({ instrument }) => instrument));
    expect(perpetuals.every(({ index }) => told.has(index))).toBe(true);
  });

  test("C-7 the clock's offset is known and every stream is up", () => {
    const { heard, venue } = onStage();
    expect(ofKind(heard.cold, "clock-offset").length).toBeGreaterThan(0);
    expect(venue.adapter.health().clockOffsetMs).not.toBeNull();
    const states = new Map(ofKind(heard.cold, "stream").map(({ stream, state }) => [stream, state]));
    expect(states.size).toBeGreaterThan(0);
    expect([...states.values()].every((state) => state === "up")).toBe(true);
    expect(ofKind(heard.cold, "malformed-frame")).toEqual([]);
  });

  test("C-8 depth is sorted outward from the touch, on ticks and steps", async () => {
    const { venue, pair } = onStage();
    for (const instrument of [pair.spot, pair.perpetual]) {
      const { bids, asks } = await readDepth(venue, instrument);
      const bidPrices = bids.map(([price]) => price);
      const askPrices = asks.map(([price]) => price);
      expect(bidPrices.length > 0 && askPrices.length > 0).toBe(true);
      expect(bidPrices).toEqual(bidPrices.toSorted((a, b) => b - a));
      expect(askPrices).toEqual(askPrices.toSorted((a, b) => a - b));
      expect(bidPrices[0] ?? 0).toBeLessThan(askPrices[0] ?? 0);
      for (const [price, quantity] of [...bids, ...asks]) {
        expect([price % instrument.tickSize, quantity % instrument.stepSize]).toEqual([0, 0]);
        expect(quantity).toBeGreaterThan(0);
      }
    }
  });

  test("C-32 finished hours of the past are told without a gap, per coin on both legs, in the mark too", async (context) => {
    const { heard, venue, pair } = onStage();
    const { history } = venue.adapter;
    if (history === null) return context.skip("this venue tells nothing of the past");
    await until("a mark", () => heard.marks.length > 0);
    const nowMs = heard.marks.at(-1)?.venueTimeMs ?? venueTime(0);
    const fromMs = venueTime(Math.floor(nowMs / HOUR_MS - PAST_HOURS) * HOUR_MS);
    const spot = await history.readHours(pair.spot.index, "trade", fromMs, PAST_HOURS);
    const perpetual = await history.readHours(pair.perpetual.index, "trade", fromMs, PAST_HOURS);
    const mark = await history.readHours(pair.perpetual.index, "mark", fromMs, PAST_HOURS);
    if (!spot.ok || !perpetual.ok || !mark.ok) throw new Error("no hours were told");
    for (const { value } of [spot, perpetual, mark]) {
      expect(value.openMs[0]).toBe(fromMs);
      expect(value.openMs.length).toBeGreaterThanOrEqual(PAST_HOURS - 1);
      for (let at = 0; at < value.openMs.length; at += 1) {
        expect(value.openMs[at]).toBe(fromMs + at * HOUR_MS);
        expect(value.high[at]).toBeGreaterThanOrEqual(value.close[at] ?? Number.POSITIVE_INFINITY);
        expect(value.low[at]).toBeLessThanOrEqual(value.close[at] ?? 0);
        expect(value.low[at]).toBeGreaterThan((value.close[at] ?? 0) / 2);
        const apart = Math.abs((value.close[at] ?? 0) / (spot.value.close[at] ?? 0) - 1);
        expect(apart).toBeLessThan(PRICES_APART_MAX);
      }
    }
  });

  test("C-49 what each hour traded is told for a week, without a gap and without the running one", async (context) => {
    const { heard, venue, pair } = onStage();
    if (venue.adapter.history === null) return context.skip("this venue tells nothing of the past");
    await until("a mark", () => heard.marks.length > 0);
    const nowMs = heard.marks.at(-1)?.venueTimeMs ?? venueTime(0);
    const since = venueTime((Math.floor(nowMs / HOUR_MS) - WEEK_HOURS) * HOUR_MS);
    for (const { index: instrument } of [pair.spot, pair.perpetual]) {
      const effect = { kind: "read-volume", venue: venue.adapter.venue, instrument, since } as const;
      const { hours } = await performed(venue.adapter, effect, "hourly-volume");
      expect(hours.length).toBeGreaterThanOrEqual(WEEK_HOURS);
      expect(hours.map(([openMs]) => openMs)).toEqual(hours.map((_, at) => since + at * HOUR_MS));
      expect((hours.at(-1)?.[0] ?? 0) + HOUR_MS).toBeLessThanOrEqual(heard.marks.at(-1)?.venueTimeMs ?? 0);
      expect(hours.every(([, quote]) => quote > 0)).toBe(true);
    }
  });
}
