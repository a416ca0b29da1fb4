import { type KpisView, known, unknown } from "@evenkeel/api/views";
import { type EngineState, liquidationDistancePercent, valueAt } from "@evenkeel/core/engine";
import { imbalance, openPairs, type Pair, perpetualLegs, pricedLeg, referencePrice } from "@evenkeel/core/position";
import { type Amount, DAY_MS, formatAmount, toFloat, YEAR_DAYS, ZERO } from "@evenkeel/core/units";
import { markText, tenth, text } from "./numbers.ts";
import type { ProfitBooks } from "./profit-series.ts";

const QUOTE = "USDT";
const PERCENT = 100;
const HUNDREDTHS = 100;

/** The longest a pair stood unhedged since this process began. */
export type UnhedgedWorst = { readonly ms: number; readonly notional: number };

export function viewKpis(state: EngineState, books: ProfitBooks, worst: UnhedgedWorst): KpisView {
  if (state.phase !== "ready") {
    const none = unknown(state.phase === "starting" ? "starting" : "reconciling");
    return {
      asset: QUOTE,
      equity: none,
      netToday: none,
      funding24h: none,
      costs24h: none,
      netDelta: none,
      nearestLiquidation: none,
      unhedged: none,
    };
  }
  const day = books.lastDay(state.venueNowMs);
  return {
    asset: QUOTE,
    equity: state.equity.known ? known(markText(state.equity.total)) : unknown("no-market-data"),
    netToday: netToday(state),
    funding24h: known({ amount: text(day.funding), settlements: day.settlements }),
    // Every order crosses the spread so far: no share of it was made.
    costs24h: known({ amount: text(-day.fees as Amount), makerPercent: day.fees === 0n ? null : 0 }),
    netDelta: netDelta(state),
    nearestLiquidation: nearestLiquidation(state),
    unhedged: unhedgedNow(state, worst),
  };
}

function netToday(state: EngineState): KpisView["netToday"] {
  const { control, equity, venueNowMs, config } = state;
  const began = control.dayStartEquity;
  if (!equity.known) return unknown("no-market-data");
  if (began <= 0n) return unknown("not-measured");
  const net = (equity.total - began) as Amount;
  const share = Math.max(0, venueNowMs - control.dayStart) / DAY_MS;
  const cash = (toFloat(began) * config.entry.cashAnnualPercent * Math.min(1, share)) / YEAR_DAYS / PERCENT;
  const percent = Math.round((toFloat(net) / toFloat(began)) * PERCENT * HUNDREDTHS) / HUNDREDTHS;
  return known({ net: markText(net), percent, cash: cash.toFixed(2) });
}

function netDelta(state: EngineState): KpisView["netDelta"] {
  let delta = ZERO;
  for (const pair of openPairs(state.portfolio)) {
    const priced = pricedLeg(pair, state.market);
    const price = referencePrice(state.market, priced.instrument);
    if (price <= 0) return unknown("no-market-data");
    delta = (delta + valueAt(state, { ...priced, held: imbalance(pair) }, price)) as Amount;
  }
  return known({ amount: markText(delta), gross: markText(state.equity.notionalOpen) });
}

function nearestLiquidation(state: EngineState): KpisView["nearestLiquidation"] {
  let nearest: { symbol: string; distance: number } | null = null;
  let isMargined = false;
  for (const pair of openPairs(state.portfolio)) {
    isMargined ||= perpetualLegs(pair).some(({ held }) => held !== 0n);
    const distance = liquidationDistancePercent(state, pair);
    if (distance === null || (nearest !== null && nearest.distance <= distance)) continue;
    nearest = { symbol: pair.base, distance };
  }
  if (nearest === null) return unknown(isMargined ? "venue-silent" : "no-positions");
  return known({ symbol: nearest.symbol, distancePercent: tenth(nearest.distance) ?? 0, marginHours: null });
}

function unhedgedNow(state: EngineState, worst: UnhedgedWorst): KpisView["unhedged"] {
  let nowMs = 0;
  let notional = ZERO;
  for (const pair of openPairs(state.portfolio)) {
    if (pair.unhedgedSince === null) continue;
    nowMs = Math.max(nowMs, state.wallNowMs - pair.unhedgedSince);
    notional = (notional + apartAtMarket(state, pair)) as Amount;
  }
  return known({
    nowMs,
    nowNotional: formatAmount(notional),
    worstTodayMs: Math.max(worst.ms, nowMs),
    worstTodayNotional: worst.notional.toFixed(2),
  });
}

export function apartAtMarket(state: EngineState, pair: Pair): Amount {
  const apart = imbalance(pair);
  const held = (apart < 0n ? -apart : apart) as Amount;
  const priced = pricedLeg(pair, state.market);
  return valueAt(state, { ...priced, held }, referencePrice(state.market, priced.instrument));
}
