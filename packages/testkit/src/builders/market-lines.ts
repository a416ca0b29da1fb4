import type { ColdEvent, SettledFunding } from "@evenkeel/core/events";
import type { VenueId } from "@evenkeel/core/ids";
import { DAY_MS, HOUR_MS, parseRate, type Quantity, type Rate, type VenueTimeMs } from "@evenkeel/core/units";
import { type Bench, pass, tell, told, truthsOf } from "./bench.ts";
import { at, perpetualMarket, VENUE } from "./instruments.ts";

const HALF_SPREAD = 1;
const THIN_QUANTITY = 200_000;
const THICK_QUANTITY = 900_000;
const HISTORY_DAYS = 40;

export const rateOf = (text: string): Rate => {
  const parsed = parseRate(text);
  if (!parsed.ok) throw new Error(`bad rate ${text}`);
  return parsed.value;
};

export const spotOf = (bench: Bench, base: string): number => 2 * bench.bases.indexOf(base);
export const perpetualOf = (bench: Bench, base: string): number => spotOf(bench, base) + 1;

/** The same perpetual at the other venue, or -1 in a script that has none. */
export const otherOf = (bench: Bench, base: string): number => indexOf(bench, `${base}-PERP`);

/** Every perpetual of a base, with what it pays. */
function perpetualsOf(bench: Bench, base: string): (readonly [index: number, rate: string])[] {
  const other = otherOf(bench, base);
  const ours = [perpetualOf(bench, base), bench.rate] as const;
  return other < 0 ? [ours] : [ours, [other, bench.otherRate]];
}

export const indexOf = (bench: Bench, symbol: string): number =>
  bench.instruments.findIndex((instrument) => instrument.symbol === symbol);

const cold = (bench: Bench, event: object): void => tell(bench, told(bench, event) as ColdEvent);

export function tellTop(bench: Bench, index: number, bid: number, ask: number): void {
  bench.updateId += 1;
  tell(
    bench,
    told(bench, {
      kind: "top",
      instrument: at(index),
      bidPrice: bid,
      bidQuantity: 1_000_000,
      askPrice: ask,
      askQuantity: 1_000_000,
      updateId: bench.updateId,
    }) as never,
  );
}

export function tellMark(bench: Bench, base: string, index = bench.prices.get(base) ?? 0): void {
  tellMarkAt(bench, perpetualOf(bench, base), bench.prices.get(base) ?? 0, index, bench.rate);
}

function tellMarkAt(bench: Bench, perpetual: number, markPrice: number, indexPrice: number, rate: string): void {
  tell(
    bench,
    told(bench, {
      kind: "mark",
      instrument: at(perpetual),
      markPrice,
      indexPrice,
      fundingRate: rateOf(rate),
      nextFundingAt: bench.nextFundingMs,
    }) as never,
  );
}

/** One fresh frame of everything this base is priced from; our perpetual's last, so that it decides. */
export function tick(bench: Bench, base: string): void {
  const price = bench.prices.get(base) ?? 0;
  const other = otherOf(bench, base);
  if (other >= 0) {
    tellMarkAt(bench, other, price, price, bench.otherRate);
    tellTop(bench, other, price - HALF_SPREAD, price + HALF_SPREAD);
  }
  tellMark(bench, base);
  tellTop(bench, spotOf(bench, base), price - HALF_SPREAD, price + HALF_SPREAD);
  tellTop(bench, perpetualOf(bench, base), price - HALF_SPREAD, price + HALF_SPREAD);
}

export function catalogue(bench: Bench, venue: VenueId = VENUE): void {
  cold(bench, {
    kind: "catalogue",
    venue,
    instruments: bench.instruments.filter(
      (each) => each.venue === venue && !bench.unlisted.has(each.base) && !bench.dropped.has(each.symbol),
    ),
  });
}

/** Slow facts of every market: clock, terms, settled rates, volume. Depth is asked for by the engine itself. */
export function slowFacts(bench: Bench): void {
  for (const { venue } of truthsOf(bench)) cold(bench, { kind: "clock-offset", venue, offsetMs: 12, roundTripMs: 30 });
  for (const base of bench.bases) {
    for (const [index, rate] of perpetualsOf(bench, base)) {
      const instrument = at(index);
      cold(bench, {
        kind: "funding-terms",
        instrument,
        intervalHours: 8,
        cap: rateOf("0.02"),
        floor: rateOf("-0.02"),
      });
      cold(bench, { kind: "funding-history", instrument, settled: settledUntil(bench, HISTORY_DAYS, rate) });
      cold(bench, { kind: "statistics", instrument, volumeQuote24h: 900_000_000, openInterestQuote: 300_000_000 });
    }
    const spot = at(spotOf(bench, base));
    cold(bench, { kind: "statistics", instrument: spot, volumeQuote24h: 90_000_000, openInterestQuote: null });
  }
}

function settledUntil(bench: Bench, days: number, rate: string): SettledFunding[] {
  const rows: SettledFunding[] = [];
  const lastMs = bench.nextFundingMs - 8 * HOUR_MS;
  for (let ms = lastMs - days * DAY_MS; ms <= lastMs; ms += 8 * HOUR_MS) {
    rows.push({ venueTimeMs: ms as VenueTimeMs, rate: rateOf(rate) });
  }
  return rows;
}

export type Thin = "spot" | "perpetual" | "other";

export function depth(bench: Bench, base: string, thin: Thin): void {
  for (const [kind, index] of [
    ["spot", spotOf(bench, base)],
    ["perpetual", perpetualOf(bench, base)],
    ["other", otherOf(bench, base)],
  ] as const) {
    if (index < 0) continue;
    const price = bench.prices.get(base) ?? 0;
    const quantity = kind === thin ? THIN_QUANTITY : THICK_QUANTITY;
    cold(bench, {
      kind: "depth",
      instrument: at(index),
      bids: [[price - HALF_SPREAD, quantity]],
      asks: [[price + HALF_SPREAD, quantity]],
    });
  }
}

export function volumes(bench: Bench, symbol: string, named: readonly string[]): void {
  const traded = new Map(named.map((word) => word.split(":").map(Number) as [number, number]));
  const from = Math.floor(bench.venueMs / HOUR_MS) * HOUR_MS - 7 * DAY_MS;
  const hours = Array.from({ length: 7 * 24 }, (_, n) => {
    const openMs = from + n * HOUR_MS;
    return [openMs, traded.get((openMs % DAY_MS) / HOUR_MS) ?? 5] as const;
  });
  cold(bench, { kind: "hourly-volume", instrument: at(indexOf(bench, symbol)), hours });
}

/** Venue days go by with the given rate settled every eight hours. */
export function settleDays(bench: Bench, base: string, days: number, rate: string): void {
  bench.rate = rate;
  pass(bench, days * DAY_MS);
  for (const [index, paid] of perpetualsOf(bench, base)) {
    const settled = settledUntil(bench, days - 1, paid);
    cold(bench, { kind: "funding-history", instrument: at(index), settled });
  }
}

export function status(bench: Bench, symbol: string, to: string): void {
  bench.instruments = bench.instruments.map((instrument) =>
    instrument.symbol === symbol ? { ...instrument, status: to as typeof instrument.status } : instrument,
  );
  catalogue(bench, bench.instruments[indexOf(bench, symbol)]?.venue);
}

/** The contract of a base counts ten of the old units from now on, under a new name; what was held goes over. */
/** The contract counts ten units under a new name; an engine that is away hears of it with the next catalogue. */
export function rename(bench: Bench, base: string): void {
  const from = perpetualOf(bench, base);
  const to = bench.instruments.length;
  const heir = perpetualMarket(to, base, { symbol: `10${base}USDT`, stepSize: 100 as Quantity });
  const holding = bench.truth.positions.get(at(from));
  bench.truth.positions.delete(at(from));
  if (holding !== undefined) bench.truth.positions.set(at(to), holding);
  bench.truth.instruments.push(heir);
  bench.instruments.push(heir);
  bench.dropped.add(bench.instruments[from]?.symbol ?? "");
}

export function terms(bench: Bench, base: string, hours: string, cap: string): void {
  const bounds = { cap: rateOf(cap), floor: rateOf(`-${cap}`) };
  cold(bench, {
    kind: "funding-terms",
    instrument: at(perpetualOf(bench, base)),
    intervalHours: Number(hours),
    ...bounds,
  });
}

export const tellCold = cold;
