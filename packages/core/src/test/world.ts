import { createState, createVenue, type EngineState } from "../engine/state.ts";
import type { Wallet } from "../events/index.ts";
import { DEFAULT_CONFIG } from "../events/index.ts";
import { asset, instrumentIndex, parseNonce, planId, venueId } from "../ids/index.ts";
import { walletKey } from "../ledger/ledger.ts";
import { applyCatalogue } from "../market/columns.ts";
import type { Instrument } from "../market/instrument.ts";
import { matchCandidates } from "../opportunity/candidates.ts";
import type { Order, OrderDraft } from "../order/intent.ts";
import { createLeg } from "../position/leg.ts";
import type { Pair } from "../position/pair.ts";
import { noteQuote } from "../risk/peg.ts";
import { amount, DAY_MS, invariant, type Price, type Quantity, venueTime, wallTime, ZERO } from "../units/index.ts";

export const VENUE = venueId("sim");
export const NOW_MS = 20_000 * DAY_MS;
const nonce = parseNonce("abcd1234");
invariant(nonce.ok, "nonce");
export const NONCE = nonce.value;
export const PLAN = planId(NONCE, 0);

export function spotMarket(overrides: Partial<Instrument> = {}): Instrument {
  return {
    index: instrumentIndex(0),
    venue: VENUE,
    kind: "spot",
    wallet: "spot",
    symbol: "AAA/USDT",
    base: asset("AAA"),
    quote: asset("USDT"),
    settle: asset("USDT"),
    priceScale: 2,
    quantityScale: 3,
    tickSize: 1 as Price,
    stepSize: 1 as Quantity,
    quantityMin: 1 as Quantity,
    quantityMax: 9_000_000 as Quantity,
    marketQuantityMax: 9_000_000 as Quantity,
    notionalMin: amount("5"),
    priceBandUp: 5,
    priceBandDown: 0.2,
    takerFeeBps: 10,
    makerFeeBps: 10,
    leverageMax: 1,
    maintenanceMarginBps: 0,
    listedAt: venueTime(0),
    status: "trading",
    underlying: "crypto",
    ...overrides,
  };
}

export function perpetualMarket(overrides: Partial<Instrument> = {}): Instrument {
  return {
    ...spotMarket(),
    index: instrumentIndex(1),
    kind: "perpetual",
    wallet: "futures",
    symbol: "AAAUSDT",
    stepSize: 10 as Quantity,
    quantityMin: 10 as Quantity,
    priceBandUp: 1.05,
    priceBandDown: 0.95,
    takerFeeBps: 5,
    makerFeeBps: 2,
    leverageMax: 20,
    ...overrides,
  };
}

/** Both legs at 100.00 with a two-cent spread, a fresh mark, deep books, a rich carry: everything says yes. */
export function readyState(spot = spotMarket(), perpetual = perpetualMarket()): EngineState {
  const state = createState();
  state.phase = "ready";
  state.nonce = NONCE;
  state.sequence = 100;
  state.leaseEpoch = 1;
  state.config = DEFAULT_CONFIG;
  state.venueNowMs = venueTime(NOW_MS);
  state.wallNowMs = wallTime(NOW_MS);
  applyCatalogue(state.market, VENUE, [spot, perpetual]);
  for (const at of [0, 1]) setTop(state, at, 9_999, 10_001);
  const { columns } = state.market;
  columns.markPrice[1] = 10_000;
  columns.indexPrice[1] = 10_000;
  columns.markReceivedMs[1] = NOW_MS;
  columns.fundingRate[1] = 5_000_000;
  columns.nextFundingMs[1] = NOW_MS + 4 * 3_600_000;
  columns.intervalHours[1] = 8;
  columns.volumeQuote24h.fill(900_000_000);
  columns.openInterestQuote.fill(300_000_000);
  columns.askDepthQuote.fill(20_000);
  columns.bidDepthQuote.fill(50_000);
  columns.depthReceivedMs.fill(NOW_MS);
  state.candidates = matchCandidates(state.market);
  state.candidates.meanAnnualPercent[0] = 50;
  state.candidates.medianAnnualPercent[0] = 40;
  state.candidates.capHits[0] = 0;
  state.candidates.fundingBps[0] = 180;
  state.candidates.earlyEndBps[0] = 0;
  noteQuote(state.peg, { venue: VENUE, coin: asset("USDC"), bid: 1, ask: 1 }, state.wallNowMs);
  const venue = createVenue();
  venue.reconciled = true;
  venue.mayTrade = true;
  venue.clockOffsetMs = 5;
  state.venues.set(VENUE, venue);
  state.equity = {
    known: true,
    total: amount("10000"),
    netDelta: amount("0"),
    free: new Map([
      [walletKey(VENUE, "spot", asset("USDT")), amount("6500")],
      [walletKey(VENUE, "futures", asset("USDT")), amount("3500")],
    ]),
    notionalOpen: ZERO,
  };
  state.control.peakEquity = amount("10000");
  state.control.dayStartEquity = amount("10000");
  return state;
}

export const OTHER = venueId("other");

/**
 * The same coin as a perpetual of two venues: candidate 1 is long of the other venue's, which pays 10 %, and short of
 * ours, which pays 50 %. Candidate 0 is the wrong way round. The other venue keeps everything in one wallet.
 */
export function spreadState(): EngineState {
  const other = perpetualMarket({ index: instrumentIndex(0), venue: OTHER, wallet: "unified", takerFeeBps: 6 });
  const state = readyState(other, perpetualMarket());
  const { columns } = state.market;
  columns.markPrice[0] = 10_000;
  columns.indexPrice[0] = 10_000;
  columns.markReceivedMs[0] = NOW_MS;
  columns.fundingRate[0] = 1_000_000;
  columns.nextFundingMs[0] = NOW_MS + 4 * 3_600_000;
  columns.intervalHours[0] = 8;
  for (const column of ["meanAnnualPercent", "medianAnnualPercent", "capHits", "fundingBps", "earlyEndBps"] as const) {
    state.candidates[column][1] = state.candidates[column][0] ?? 0;
  }
  const venue = createVenue();
  venue.reconciled = true;
  venue.mayTrade = true;
  venue.clockOffsetMs = -5;
  state.venues.set(OTHER, venue);
  state.equity.free = new Map(state.equity.free).set(walletKey(OTHER, "unified", asset("USDT")), amount("400"));
  return state;
}

export function setFree(state: EngineState, wallet: Wallet, free: string): void {
  state.equity.free = new Map(state.equity.free).set(walletKey(VENUE, wallet, asset("USDT")), amount(free));
}

export function setTop(state: EngineState, at: number, bid: number, ask: number): void {
  const { columns } = state.market;
  columns.bidPrice[at] = bid;
  columns.askPrice[at] = ask;
  columns.bidQuantity[at] = 1_000;
  columns.askQuantity[at] = 1_000;
  columns.topReceivedMs[at] = NOW_MS;
  columns.topVenueMs[at] = NOW_MS;
  columns.quarantine[at] = 0;
}

/** A pair of ten coins being opened, with whatever its legs hold. */
export function pairOf(longHeld: string, shortHeld: string, overrides: Partial<Pair> = {}): Pair {
  const long = { ...createLeg(spotMarket()), held: amount(longHeld) };
  const short = { ...createLeg(perpetualMarket()), held: amount(shortHeld) };
  return {
    plan: PLAN,
    base: asset("AAA"),
    origin: "entered",
    long,
    short,
    leading: "long",
    stage: "opening",
    target: amount("10"),
    schedule: { kind: "whole" },
    leverage: 2,
    openedAt: venueTime(NOW_MS),
    closedAt: null,
    estimate: {
      notional: amount("1000"),
      longMid: 10_000 as Price,
      shortMid: 10_000 as Price,
      fundingBps: 180,
      costBps: 40,
      tradingBps: 30,
      netBps: 140,
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
    ...overrides,
  };
}

/** An order as the venue acknowledged it, with nothing filled. */
export function orderOf(draft: Partial<OrderDraft> = {}, changes: Partial<Order> = {}): Order {
  return {
    intent: { ...draftOf(draft), approval: { rules: "entry", intentHash: "", limitsVersion: 1, sequence: 1 } },
    state: "acknowledged",
    filledQuantity: 0 as Quantity,
    filledQuote: ZERO,
    reportedQuantity: 0 as Quantity,
    venueOrderId: "7",
    sentAt: wallTime(NOW_MS),
    stateSince: wallTime(NOW_MS),
    absentPolls: 0,
    refusal: null,
    ...changes,
  };
}

export function draftOf(overrides: Partial<OrderDraft> = {}): OrderDraft {
  return {
    clientOrderId: `${PLAN}-u0` as OrderDraft["clientOrderId"],
    plan: PLAN,
    leg: "long",
    attempt: 0,
    instrument: instrumentIndex(0),
    side: "buy",
    style: "immediate",
    quantity: 10_000 as Quantity,
    priceLimit: 10_011 as Price,
    bidPrice: 9_999 as Price,
    askPrice: 10_001 as Price,
    reduceOnly: false,
    purpose: "enter",
    createdAt: wallTime(NOW_MS),
    leaseEpoch: 1,
    ...overrides,
  };
}
