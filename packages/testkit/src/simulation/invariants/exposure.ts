import type { EngineState } from "@evenkeel/core/engine";
import { isLive, openQuantity } from "@evenkeel/core/order";
import {
  dustLimit,
  hasMarkets,
  imbalance,
  legOf,
  openPairs,
  type Pair,
  pricedLeg,
  referencePrice,
} from "@evenkeel/core/position";
import { type Amount, formatAmount, mantissaToFloat, quantityAmount, SECOND_MS, toFloat } from "@evenkeel/core/units";
import { liquidationPrice, markPriceAt, secondOf } from "@evenkeel/exchange-sim";
import { broken } from "../broken.ts";
import type { FaultyVenue } from "../faults/index.ts";
import type { Moves } from "./moves.ts";
import type { Rule, Scene } from "./rule.ts";

/** A miss makes the next attempt wait, twice as long each time and at most so long. */
const PAUSE_MS_MAX = 16 * SECOND_MS;
/** Prices move between a plan and its order, */
const SLACK = 1.05;
/** and more while a leg waits for its counterpart. */
const MOVE = 2;
/** What a fault has put off comes within this once it is over. */
const RECOVERY_MS = 3 * SECOND_MS;
/** A pair that has come near its liquidation is seen by the next mark and acted on by the next pulse. */
const REACTION_MS = 5 * SECOND_MS;

/** One time a pair stood with one leg ahead of the other, in wall time. */
type Apart = { readonly sinceMs: number; lookedMs: number; quoteMs: number; hinderedMs: number };

export function exposureRules(scene: Scene, accounts: readonly Moves[]): readonly Rule[] {
  return [deltaRule(scene, accounts), reserveRule(scene), distanceRule(scene)];
}

/** I3: what one leg is ahead of the other stays below dust, but for a short while and below a cap. */
function deltaRule(scene: Scene, accounts: readonly Moves[]): Rule {
  const apart = new Map<string, Apart>();
  /** The same without a fresh count for every process, by wall time. */
  const truly = new Map<string, number>();
  let msWorst = 0;
  return {
    tick: () => {
      const state = scene.state();
      for (const pair of openPairs(state.portfolio)) {
        if (!hasMarkets(pair, state.market)) continue;
        const unseen = unseenOf(accounts, pair);
        checkDelta(scene, state, pair, unseen, apart);
        const since = isApart(state, pair, unseen) ? (truly.get(pair.plan) ?? scene.wallMs()) : null;
        if (since === null) truly.delete(pair.plan);
        else truly.set(pair.plan, since);
        msWorst = Math.max(msWorst, scene.wallMs() - (since ?? scene.wallMs()));
      }
    },
    started: () => apart.clear(),
    apartMsWorst: () => msWorst,
  };
}

/** What the venues executed of a pair's orders and our books do not know yet. */
function unseenOf(accounts: readonly Moves[], { plan }: Pair): bigint {
  let sum = 0n;
  for (const { unseenFills } of accounts) {
    for (const { fill, listing } of unseenFills) {
      if (fill.clientOrderId?.startsWith(`${plan}-`) !== true) continue;
      const amount = quantityAmount(fill.quantity, listing.instrument.quantityScale);
      sum += fill.side === "buy" ? amount : -amount;
    }
  }
  return sum;
}

function isApart({ market }: EngineState, pair: Pair, unseen: bigint): boolean {
  const net = imbalance(pair) + unseen;
  return (net < 0n ? -net : net) >= dustLimit(pair, market);
}

function checkDelta(scene: Scene, state: EngineState, pair: Pair, unseen: bigint, all: Map<string, Apart>): void {
  const net = (imbalance(pair) + unseen) as Amount;
  const size = (net < 0n ? -net : net) as Amount;
  const now = scene.wallMs();
  if (!isApart(state, pair, unseen)) {
    all.delete(pair.plan);
    return;
  }
  const quote = toFloat(size) * priceOf(state, pair);
  const cap = toFloat(state.equity.total) * (state.config.size.pairEquityPercentMax / 100) * SLACK;
  const says = `${pair.plan} (${pair.stage}) stands with ${formatAmount(net)} ${pair.base}`;
  const known = state.equity.known;
  if (known && quote > cap * MOVE) broken("I3", `${says}, worth ${quote.toFixed(0)} where ${cap.toFixed(0)} may be`);
  const seen = all.get(pair.plan) ?? { sinceMs: now, lookedMs: now, quoteMs: 0, hinderedMs: 0 };
  all.set(pair.plan, seen);
  // Only while nothing is in the way does time count.
  if (isHindered(scene, state, pair)) seen.hinderedMs = now;
  else seen.quoteMs += quote * (now - seen.lookedMs);
  seen.lookedMs = now;
  const openMs = now - Math.max(seen.sinceMs, seen.hinderedMs);
  const allowedMs = state.config.execution.unhedgedMsMax + PAUSE_MS_MAX;
  if (openMs > allowedMs) broken("I3", `${says} for ${openMs} ms with nothing in the way`);
  if (known && seen.quoteMs > cap * MOVE * allowedMs) broken("I3", `${says}: too much for too long`);
}

/** What keeps a pair from its hedge and is no fault of the engine's. */
function isHindered(scene: Scene, state: EngineState, pair: Pair): boolean {
  if (state.phase !== "ready" || state.control.halted !== null) return true;
  if (scene.wallMs() - scene.troubledMs() < RECOVERY_MS) return true;
  for (const { instrument } of [pair.long, pair.short]) {
    const status = state.market.instruments[instrument]?.status;
    if (status === "settling" || status === "halted" || status === "gone") return true;
  }
  // Nothing may be done beside an order of unknown fate.
  for (const order of state.portfolio.orders.values())
    if (order.intent.plan === pair.plan && order.state === "unknown") return true;
  return false;
}

function priceOf({ market }: EngineState, pair: Pair): number {
  const { instrument } = pricedLeg(pair, market);
  return mantissaToFloat(referencePrice(market, instrument), market.instruments[instrument]?.priceScale ?? 0);
}

/** I8: what may still execute counts as if it will; with that no total is above its cap. */
function reserveRule(scene: Scene): Rule {
  return {
    leaves: ({ intent }) => {
      const state = scene.state();
      // What a process does that lost its lease is for the venue to refuse (I12).
      if (intent.purpose !== "enter" || intent.leaseEpoch !== state.leaseEpoch) return;
      const { equity, config, portfolio } = state;
      const total = toFloat(equity.total);
      let all = 0;
      for (const pair of openPairs(portfolio)) {
        if (!hasMarkets(pair, state.market)) continue;
        const quote = worstOf(state, pair);
        all += quote;
        const most = total * (config.size.pairEquityPercentMax / 100) * SLACK;
        if (pair.plan === intent.plan && quote > most)
          broken("I8", `${intent.clientOrderId} makes ${pair.base} ${quote.toFixed(0)} of at most ${most.toFixed(0)}`);
      }
      const most = total * (config.size.notionalEquityPercentMax / 100) * SLACK;
      if (all > most)
        broken("I8", `${intent.clientOrderId} makes all pairs ${all.toFixed(0)} of at most ${most.toFixed(0)}`);
    },
  };
}

/** The larger leg of a pair, with everything filled that may still add to it. */
function worstOf(state: EngineState, pair: Pair): number {
  const size = new Map([pair.long, pair.short].map((leg) => [leg, leg.held < 0n ? -leg.held : leg.held]));
  for (const order of state.portfolio.orders.values()) {
    const { intent } = order;
    if (intent.plan !== pair.plan || !isLive(order.state)) continue;
    const leg = legOf(pair, order);
    const adds = intent.side === "buy" ? leg.held >= 0n : leg.held <= 0n;
    const scale = state.market.instruments[intent.instrument]?.quantityScale ?? 0;
    if (adds) size.set(leg, (size.get(leg) ?? 0n) + quantityAmount(openQuantity(order), scale));
  }
  const most = [...size.values()].reduce((a, b) => (a > b ? a : b), 0n);
  return toFloat(most as Amount) * priceOf(state, pair);
}

/** I14: no short comes nearer to its liquidation than the floor, but for the time it takes to see it and leave. */
function distanceRule(scene: Scene): Rule {
  const nearSince = new Map<string, number>();
  const look = (venue: FaultyVenue): void => {
    const { exchange, account, book } = venue.inner;
    const state = scene.state();
    const second = secondOf(exchange.nowMs);
    for (const position of account.positions.values()) {
      const listing = book.at("futures", position.instrument);
      const price = Number(liquidationPrice(exchange, account, position));
      if (listing === undefined || position.quantity === 0 || price <= 0) continue;
      const mark = markPriceAt(exchange.world, position.instrument, second);
      const away = Math.abs(price / mark - 1) * 100;
      const pair = [...openPairs(state.portfolio)].find(({ long, short }) =>
        [long, short].some(({ instrument }) => instrument === listing.instrument.index),
      );
      if (pair === undefined) continue;
      const near = away < state.config.risk.liquidationShrinkPercent;
      if (!near || pair.stage !== "open" || isHindered(scene, state, pair)) nearSince.delete(pair.plan);
      else if (isOverdue(nearSince, pair.plan, scene.wallMs()))
        broken("I14", `${pair.plan} is ${away.toFixed(1)} % from its liquidation and not leaving`);
    }
  };
  return {
    tick: () => {
      for (const venue of scene.venues) if (venue.inner.account.positions.size > 0) look(venue);
    },
    started: () => nearSince.clear(),
  };
}

function isOverdue(since: Map<string, number>, plan: string, now: number): boolean {
  const first = since.get(plan) ?? now;
  since.set(plan, first);
  return now - first > REACTION_MS;
}
