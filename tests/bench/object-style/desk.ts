import type { Balance, ColdEvent, Config, KillLevel } from "@evenkeel/core/events";
import { type InstrumentIndex, type Nonce, planId } from "@evenkeel/core/ids";
import { denialOf, riskDenial, type Standing, type Venue } from "./approve.ts";
import { readBookTicker, readMarkPrices } from "./frames.ts";
import { featuresOf } from "./history.ts";
import { type Carry, judge, UNSEEN } from "./judge.ts";
import { acceptMark, acceptTop, createMarket, type Market, nearQuote } from "./market.ts";
import { mostNotional, type Plan, planCarry, type Wallets } from "./plan.ts";

const HOUR_MS = 3_600_000;
const DENIED_PAUSE_MS = 5_000;
const DEPTH_PAUSE_MS = 5_000;
const NO_MONEY: Wallets = { total: 0n, freeSpot: 0n, freeFutures: 0n, notionalOpen: 0n };

export type Row = { readonly table: "control" | "audit" | "pair"; readonly row: object };
export type Effect =
  | { readonly kind: "persist"; readonly rows: readonly Row[] }
  | { readonly kind: "prepare-leg"; readonly instrument: InstrumentIndex; readonly leverage: number }
  | { readonly kind: "read-depth"; readonly instrument: InstrumentIndex };

/** Everything known, as maps of objects: how this would be written by somebody who thinks of no nanosecond. */
export type Desk = {
  config: Config;
  readonly nonce: Nonce;
  readonly spots: Map<string, Market>;
  readonly perpetuals: Map<string, Market>;
  readonly markets: Map<InstrumentIndex, Market>;
  readonly carries: Carry[];
  /** By either leg. */
  readonly carryOf: Map<InstrumentIndex, Carry>;
  readonly pairs: Map<string, Plan>;
  readonly exits: Map<string, number>;
  balances: readonly Balance[];
  wallets: Wallets;
  openingTotal: bigint;
  venue: Venue;
  killLevel: KillLevel;
  orderQuote: number;
  open: boolean;
  planCount: number;
  venueNowMs: number;
  wallNowMs: number;
};

export const createDesk = (config: Config, nonce: Nonce): Desk => ({
  config,
  nonce,
  spots: new Map(),
  perpetuals: new Map(),
  markets: new Map(),
  carries: [],
  carryOf: new Map(),
  pairs: new Map(),
  exits: new Map(),
  balances: [],
  wallets: NO_MONEY,
  openingTotal: 0n,
  venue: { mayTrade: false, reconciled: false, clockOffsetMs: null },
  killLevel: "run",
  orderQuote: 0,
  open: false,
  planCount: 0,
  venueNowMs: 0,
  wallNowMs: 0,
});

const standingOf = (desk: Desk): Standing => ({
  ...desk,
  peakEquity: desk.openingTotal,
  dayStartEquity: desk.openingTotal,
  heldBases: [...desk.pairs.values()].map(({ base }) => base),
});

export function onBookTicker(desk: Desk, frame: string, family: ReadonlyMap<string, Market>, wallMs: number): Effect[] {
  const tick = readBookTicker(frame, family, desk.venueNowMs, wallMs);
  if (tick === null) return [];
  observe(desk, tick.top.venueTimeMs, wallMs);
  if (!acceptTop(tick.market, tick.top, desk.config)) return [];
  const carry = desk.carryOf.get(tick.market.instrument.index);
  if (carry === undefined) return [];
  carry.verdict = judge(carry, desk);
  if (carry.verdict.code === "clear") return enter(desk, carry);
  return carry.verdict.code === "depth-unknown" && desk.open ? askDepth(desk, carry) : [];
}

export function onMarkPrices(desk: Desk, frame: string, wallMs: number): void {
  for (const { market, mark, venueTimeMs } of readMarkPrices(frame, desk.perpetuals, wallMs)) {
    observe(desk, venueTimeMs, wallMs);
    acceptMark(market, mark, desk.config);
  }
}

function observe(desk: Desk, venueMs: number, wallMs: number): void {
  desk.venueNowMs = Math.max(desk.venueNowMs, venueMs);
  desk.wallNowMs = Math.max(desk.wallNowMs, wallMs);
}

function askDepth(desk: Desk, carry: Carry): Effect[] {
  return [carry.spot, carry.perpetual].flatMap((market) => {
    if (desk.wallNowMs - market.depthAskedMs < DEPTH_PAUSE_MS) return [];
    market.depthAskedMs = desk.wallNowMs;
    return [{ kind: "read-depth" as const, instrument: market.instrument.index }];
  });
}

/** Every clear carry, the one worth most first. */
const ranked = (desk: Desk): Carry[] =>
  desk.carries
    .filter(({ verdict }) => verdict.code === "clear" && verdict.netBps > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.verdict.netBps - a.verdict.netBps);

function nearSettlement({ perpetual }: Carry, desk: Desk): boolean {
  const next = perpetual.mark?.nextFundingAt ?? 0;
  if (next === 0) return true;
  const guardMs = desk.config.entry.settlementGuardMs;
  const toNextMs = next - desk.venueNowMs;
  const sinceLastMs = (perpetual.terms?.intervalHours ?? 0) * HOUR_MS - toNextMs;
  return toNextMs < guardMs || (sinceLastMs >= 0 && sinceLastMs < guardMs);
}

function enter(desk: Desk, carry: Carry): Effect[] {
  if (!desk.open) return [];
  const [best] = ranked(desk);
  if (best !== carry) {
    // Its own tick may be long ago: a leader that cannot be had any more must not bar the others.
    if (best !== undefined) best.verdict = judge(best, desk);
    return [];
  }
  if (nearSettlement(carry, desk)) return [];
  desk.wallets = walletsOf(desk.balances);
  const planned = planCarry(carry, planId(desk.nonce, desk.planCount), desk.wallets, desk.config);
  const denied = "denied" in planned ? planned : denialOf(planned, standingOf(desk));
  if (denied === null && !("denied" in planned)) return openPair(desk, planned);
  carry.deniedUntilMs = desk.wallNowMs + DENIED_PAUSE_MS;
  carry.verdict = { ...carry.verdict, code: "denied" };
  return [];
}

function openPair(desk: Desk, plan: Plan): Effect[] {
  desk.planCount += 1;
  desk.pairs.set(plan.plan, plan);
  desk.open = false;
  const { instrument } = plan.carry.perpetual;
  const leg = { held: 0n, bought: 0, boughtQuote: 0n, sold: 0, soldQuote: 0n, attempts: 0, misses: 0 };
  const pair = { ...plan, stage: "opening", spot: { ...leg }, perpetual: { ...leg }, openedAt: desk.venueNowMs };
  const detail = { base: plan.base, target: String(plan.target), ...plan.estimate };
  const rows: Row[] = [
    { table: "control", row: { killLevel: desk.killLevel, planCount: desk.planCount } },
    { table: "audit", row: { subject: plan.plan, action: "pair-planned", detail } },
    { table: "pair", row: pair },
  ];
  return [
    { kind: "persist", rows },
    { kind: "prepare-leg", instrument: instrument.index, leverage: plan.leverage },
  ];
}

/** Asked after everything that is not a tick: may anything be entered, and what is not ours to enter again? */
export function reopen(desk: Desk): void {
  const most = Number(mostNotional(desk.wallets, desk.config)) / 1e18;
  desk.orderQuote = Math.max(most, desk.config.size.legNotionalMin);
  const room = desk.pairs.size < desk.config.size.pairsMax;
  desk.open =
    desk.pairs.size === 0 && room && most >= desk.config.size.legNotionalMin && riskDenial(standingOf(desk)) === null;
  for (const carry of desk.carries) {
    const leftAt = desk.exits.get(carry.perpetual.instrument.base);
    const rests = leftAt !== undefined && desk.venueNowMs - leftAt < desk.config.exit.cooldownMs;
    carry.barred = rests ? "cooldown" : null;
  }
}

/** Whatever is not a hot frame. */
export function onCold(desk: Desk, event: ColdEvent): void {
  observe(desk, event.venueTimeMs, event.receivedAtMs);
  switch (event.kind) {
    case "catalogue":
      return list(desk, event);
    case "clock-offset":
      desk.venue = { ...desk.venue, clockOffsetMs: event.offsetMs };
      return;
    case "account":
      return onAccount(desk, event);
    case "funding-terms":
    case "funding-history":
    case "statistics":
    case "depth": {
      const market = desk.markets.get(event.instrument);
      if (market !== undefined) learn(desk, market, event);
      return;
    }
    default:
      throw new Error(`the tape holds no ${event.kind}`);
  }
}

function list(desk: Desk, event: Extract<ColdEvent, { kind: "catalogue" }>): void {
  for (const instrument of event.instruments) {
    const factor = 10 ** (instrument.priceScale - 8);
    const market = createMarket(instrument, factor);
    desk.markets.set(instrument.index, market);
    (instrument.kind === "spot" ? desk.spots : desk.perpetuals).set(instrument.symbol, market);
  }
  const spotByBase = new Map([...desk.spots.values()].map((market) => [market.instrument.base, market]));
  for (const perpetual of desk.perpetuals.values()) {
    const spot = spotByBase.get(perpetual.instrument.base);
    if (spot === undefined) continue;
    const carry: Carry = { spot, perpetual, features: null, verdict: UNSEEN, barred: null, deniedUntilMs: 0 };
    desk.carries.push(carry);
    desk.carryOf.set(spot.instrument.index, carry).set(perpetual.instrument.index, carry);
  }
}

type Lesson = Extract<ColdEvent, { kind: "funding-terms" | "funding-history" | "statistics" | "depth" }>;

function learn(desk: Desk, market: Market, event: Lesson): void {
  if (event.kind === "funding-terms") {
    market.terms = { intervalHours: event.intervalHours, cap: event.cap, floor: event.floor };
  } else if (event.kind === "statistics") {
    market.volumeQuote = event.volumeQuote24h;
    market.openInterestQuote = event.openInterestQuote;
  } else if (event.kind === "depth") {
    const bidQuote = nearQuote(market.instrument, event.bids);
    const askQuote = nearQuote(market.instrument, event.asks);
    market.depth = { bidQuote, askQuote, receivedAtMs: event.receivedAtMs };
  } else {
    market.settled = event.settled;
    const carry = desk.carryOf.get(market.instrument.index);
    if (carry !== undefined)
      carry.features = featuresOf(market, carry.spot.instrument.takerFeeBps, desk.config, desk.venueNowMs);
  }
}

function walletsOf(balances: readonly Balance[]): Wallets {
  const walletOf = (wallet: string) =>
    balances.find((balance) => balance.wallet === wallet && balance.asset === "USDT");
  const spot = walletOf("spot")?.total ?? 0n;
  const futures = walletOf("futures")?.total ?? 0n;
  const told = walletOf("futures")?.free ?? futures;
  const freeFutures = told < futures ? told : futures;
  return { total: spot + futures, freeSpot: spot, freeFutures, notionalOpen: 0n };
}

function onAccount(desk: Desk, event: Extract<ColdEvent, { kind: "account" }>): void {
  desk.balances = event.balances;
  desk.wallets = walletsOf(event.balances);
  desk.openingTotal = desk.wallets.total;
  const fit = event.permissions === "trade" && event.positionMode === "one-way";
  desk.venue = { ...desk.venue, mayTrade: fit, reconciled: event.positions.length === 0 };
  reopen(desk);
}
