import { createState, createVenue, type EngineState, markEquity } from "@evenkeel/core/engine";
import { asset, instrumentIndex, type PlanId, type VenueId, venueId } from "@evenkeel/core/ids";
import { applyCatalogue, FundingHistory, type Instrument } from "@evenkeel/core/market";
import { matchCandidates } from "@evenkeel/core/opportunity";
import { createLeg, type Leg, type Pair } from "@evenkeel/core/position";
import {
  amount,
  HOUR_MS,
  type Price,
  type Quantity,
  RATE_SCALE,
  type Rate,
  venueTime,
  wallTime,
  ZERO,
} from "@evenkeel/core/units";

export const NOW_MS = 20_000 * 24 * HOUR_MS;
export const [HERE, OTHER] = [venueId("here"), venueId("other")];
export const [LONG, SHORT] = [instrumentIndex(0), instrumentIndex(1)];

const rate = (fraction: number): Rate => Math.round(fraction * 10 ** RATE_SCALE) as Rate;

const perpetual = (index: Instrument["index"], venue: VenueId, takerFeeBps: number): Instrument => ({
  index,
  venue,
  kind: "perpetual",
  wallet: venue === OTHER ? "unified" : "futures",
  symbol: "ETHUSDT",
  base: asset("ETH"),
  quote: asset("USDT"),
  settle: asset("USDT"),
  priceScale: 2,
  quantityScale: 3,
  tickSize: 1 as Price,
  stepSize: 10 as Quantity,
  quantityMin: 10 as Quantity,
  quantityMax: 9_000_000 as Quantity,
  marketQuantityMax: 9_000_000 as Quantity,
  notionalMin: amount("5"),
  priceBandUp: 1.05,
  priceBandDown: 0.95,
  takerFeeBps,
  makerFeeBps: 2,
  leverageMax: 20,
  maintenanceMarginBps: 100,
  listedAt: venueTime(0),
  status: "trading",
  underlying: "crypto",
});

function tellMarket(
  { market }: EngineState,
  index: Instrument["index"],
  price: number,
  fraction: number,
  hours: number,
) {
  const { columns } = market;
  columns.bidPrice[index] = price - 1;
  columns.askPrice[index] = price + 1;
  columns.markPrice[index] = price;
  columns.markReceivedMs[index] = NOW_MS;
  columns.fundingRate[index] = rate(fraction);
  columns.fundingCap[index] = rate(0.02);
  columns.fundingFloor[index] = rate(-0.01);
  columns.intervalHours[index] = hours;
  columns.nextFundingMs[index] = NOW_MS + hours * HOUR_MS;
  const settled = Array.from({ length: 31 * (24 / hours) }, (_, at) => ({
    venueTimeMs: venueTime(NOW_MS - (31 * 24 - at * hours) * HOUR_MS),
    rate: rate(fraction),
  }));
  const ring = market.funding[index];
  if (ring !== undefined) FundingHistory.append(ring, settled);
}

function tellPosition(state: EngineState, { venue: id, instrument }: Leg, quantity: number, end: number): void {
  const venue = createVenue();
  venue.reconciled = true;
  venue.positions.set(instrument, {
    instrument,
    quantity: quantity as Quantity,
    entryPrice: 200_000 as Price,
    liquidationPrice: end as Price,
    markPrice: null,
    marginIsolated: true,
    leverage: 2,
  });
  state.venues.set(id, venue);
}

/**
 * An open spread of five coins: long at the other venue at 2,000, ended at 1,100, paying 0.04 % every 4 hours; short
 * here at 2,002, ended at 2,900, paid 0.12 % every 8. A month of settlements of both at these rates.
 */
export function heldSpread(): { readonly state: EngineState; readonly pair: Pair } {
  const state = createState();
  const [other, here] = [perpetual(LONG, OTHER, 6), perpetual(SHORT, HERE, 5)];
  applyCatalogue(state.market, HERE, [other, here]);
  state.candidates = matchCandidates(state.market);
  Object.assign(state, { phase: "ready", venueNowMs: venueTime(NOW_MS), wallNowMs: wallTime(NOW_MS) });
  tellMarket(state, LONG, 200_000, 0.0004, 4);
  tellMarket(state, SHORT, 200_200, 0.0012, 8);
  const bought = { boughtQuantity: 5_000 as Quantity, boughtQuote: amount("10000") };
  const sold = { soldQuantity: 5_000 as Quantity, soldQuote: amount("10010") };
  const pair: Pair = {
    plan: "ekabcdefgh-0" as PlanId,
    base: asset("ETH"),
    origin: "entered",
    long: { ...createLeg(other), held: amount("5"), ...bought },
    short: { ...createLeg(here), held: amount("-5"), ...sold },
    leading: "long",
    stage: "open",
    target: amount("5"),
    schedule: { kind: "whole" },
    leverage: 2,
    openedAt: venueTime(NOW_MS - 8 * HOUR_MS),
    closedAt: null,
    estimate: {
      notional: amount("10000"),
      longMid: 200_000 as Price,
      shortMid: 200_200 as Price,
      fundingBps: 100,
      costBps: 40,
      tradingBps: 30,
      netBps: 60,
    },
    funding: ZERO,
    fees: ZERO,
    realisedProfit: ZERO,
    retryAt: wallTime(0),
    unhedgedSince: null,
    unhedgedMsWorst: 0,
    unhedgedNotionalWorst: 0,
    closeReason: null,
    patient: false,
  };
  state.portfolio.pairs.set(pair.plan, pair);
  tellPosition(state, pair.long, 5_000, 110_000);
  tellPosition(state, pair.short, -5_000, 290_000);
  markEquity(state);
  return { state, pair };
}
