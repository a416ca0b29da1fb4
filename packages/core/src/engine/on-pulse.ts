import type { VenueId } from "../ids/index.ts";
import { refreshFeatures } from "../opportunity/features.ts";
import { isLive } from "../order/index.ts";
import type { Order } from "../order/intent.ts";
import type { Pair } from "../position/pair.ts";
import { forgetOldPairs, legOf, openPairs } from "../position/portfolio.ts";
import { lossDenial } from "../risk/gates.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type VenueTimeMs } from "../units/index.ts";
import { advance, closePair, cutShort, mayAct } from "./advance.ts";
import { recallOrders } from "./cancel.ts";
import { watchDrill } from "./drill.ts";
import { alert, audit, saveControl } from "./emit.ts";
import { refreshEntryGate } from "./entry.ts";
import { markEquity } from "./equity.ts";
import { exitOf } from "./exit.ts";
import { watchFlatten } from "./flat.ts";
import { foresee } from "./foresee.ts";
import { careForMargin, warnOfLiquidation } from "./margin-care.ts";
import { askOrder } from "./orders.ts";
import { pauseMs } from "./pause.ts";
import { pollAccounts } from "./poll-accounts.ts";
import { tendBreakers } from "./reach.ts";
import { isHeard } from "./reconcile.ts";
import type { EngineState } from "./state.ts";
import { trackUnhedged } from "./unhedged.ts";

/** Between two questions about the same order. */
const ORDER_POLL_MS = SECOND_MS;
/** More questions in vain than this are an outage, and asked at growing pauses; a lost hedge may not wait for one. */
const ORDER_FAILURES_MAX = 5;
/** Where a leg stands alone meanwhile it doubles once, and again only behind so many questions: a minute and a half. */
const LONE_LEG_DOUBLINGS = 1;
const LONE_LEG_PATIENCE = 60;
/** A venue not heard of for this long since the start is left behind. */
const SILENT_MS = MINUTE_MS;
/** Doubled with every probe in vain: hours of an outage may not become a heap of rows. */
const JOURNAL_PROBE_MS = 2 * SECOND_MS;
const JOURNAL_PROBE_MS_MAX = MINUTE_MS;
/** Candidates refreshed a pulse: a median costs some 20 µs, and the loop may not be held a millisecond. */
const FEATURES_PER_PULSE = 16;

/** Everything that hangs on time rather than on news. */
export function onPulse(state: EngineState): void {
  probeJournal(state);
  tendBreakers(state);
  pollOrders(state);
  pollAccounts(state);
  becomeReady(state);
  refreshSomeFeatures(state);
  if (state.phase !== "ready") {
    recallOrders(state);
    for (const pair of openPairs(state.portfolio)) {
      if (mayAct(state, pair) || state.control.killLevel === "flatten") tend(state, pair);
      else trackUnhedged(state, pair);
    }
    watchFlatten(state);
    return;
  }
  markEquity(state);
  watchLosses(state);
  recallOrders(state);
  for (const pair of openPairs(state.portfolio)) tend(state, pair);
  foresee(state);
  watchFlatten(state);
  watchDrill(state);
  refreshEntryGate(state);
  forgetOldPairs(state.portfolio);
}

/** After a failed commit one small row at a time is tried, so that new risk starts again by itself. */
function probeJournal(state: EngineState): void {
  const pauseMs = Math.min(JOURNAL_PROBE_MS * 2 ** state.journalProbes, JOURNAL_PROBE_MS_MAX);
  if (state.journalUp || state.wallNowMs - state.journalProbedAt < pauseMs) return;
  state.journalProbedAt = state.wallNowMs;
  state.journalProbes += 1;
  audit(state, "journal", "probe");
}

/** Orders the venue has not finished telling about. `sending` is left alone: its one attempt still has to answer. */
function pollOrders(state: EngineState): void {
  for (const order of state.portfolio.orders.values()) {
    if (!isLive(order.state) || order.state === "intended" || order.state === "sending") continue;
    const { clientOrderId } = order.intent;
    const askedAt = state.queriedAt.get(clientOrderId) ?? 0;
    const failures = state.queryFailures.get(clientOrderId) ?? 0;
    const outage = Math.max(0, failures + order.absentPolls - ORDER_FAILURES_MAX);
    const patient = Math.max(Math.min(outage, LONE_LEG_DOUBLINGS), outage - LONE_LEG_PATIENCE);
    const growth = isAwaited(state, order) ? patient : outage;
    const everyMs = outage === 0 ? ORDER_POLL_MS : pauseMs(ORDER_POLL_MS, growth + 1, clientOrderId);
    if (state.wallNowMs - askedAt >= everyMs) askOrder(state, order);
  }
}

/** A leg stands alone until it is known what became of this order. */
function isAwaited({ portfolio }: EngineState, { intent }: Order): boolean {
  const pair = portfolio.pairs.get(intent.plan);
  return pair !== undefined && pair.unhedgedSince !== null;
}

/**
 * Enabled only when the books of every venue agree that answers, and no order's fate is open there. A venue that has
 * stayed silent since the start does not keep the pairs of the others unguarded for ever.
 */
function becomeReady(state: EngineState): void {
  if (state.phase !== "reconciling" || state.control.halted !== null) return;
  const venues = [...state.venues.values()];
  if (!venues.some(({ reconciled }) => reconciled)) return;
  const patient = state.wallNowMs - state.startedAt < SILENT_MS;
  if (venues.some((venue) => !venue.reconciled && ((patient && !venue.keyRefused) || isHeard(venue)))) return;
  for (const order of state.portfolio.orders.values()) if (isLive(order.state) && mayTell(state, order)) return;
  for (const pair of openPairs(state.portfolio)) if (hasLostMarket(state, pair)) return haltFor(state, pair);
  // An entry decided before the restart was decided on prices of then: it is finished as far as it got.
  for (const pair of openPairs(state.portfolio)) if (pair.stage === "opening") cutShort(state, pair, "restart");
  for (const [id, venue] of state.venues) if (!venue.reconciled) leaveBehind(state, id);
  state.phase = "ready";
  audit(state, "engine", "ready", { sequence: state.sequence, killLevel: state.control.killLevel });
}

/** Where its market is gone nobody can be asked: it stays unknown, and what else there is does not wait for it. */
function mayTell(state: EngineState, order: Order): boolean {
  if (state.market.instruments[order.intent.instrument]?.status === "gone") return false;
  const pair = state.portfolio.pairs.get(order.intent.plan);
  return pair === undefined || isHeard(state.venues.get(legOf(pair, order).venue));
}

/** Told once: a person who resumes knows it. */
const hasLostMarket = (state: EngineState, pair: Pair): boolean =>
  !state.alarmed.has(`market-lost/${pair.plan}`) &&
  [pair.long, pair.short].some(({ instrument, venue, held }) => {
    const market = state.market.instruments[instrument];
    return market === undefined
      ? state.venues.get(venue)?.catalogued === true
      : market.status === "gone" && held !== 0n;
  });

function leaveBehind(state: EngineState, id: VenueId): void {
  const pairs = [...openPairs(state.portfolio)].filter(({ long, short }) => long.venue === id || short.venue === id);
  audit(state, id, "silent", { pairs: pairs.length });
  if (state.venues.get(id)?.keyRefused === true) return;
  const guarded =
    pairs.length === 0 ? "none of ours stands there" : `${pairs.length} of our pairs stand there unguarded`;
  alert(state, "CRITICAL", "venue-silent", `${id} has not answered since the start: ${guarded}; the others go on`);
}

/** A pair whose market left the catalogue while we were away cannot be priced or closed by us. */
function haltFor(state: EngineState, pair: Pair): void {
  state.alarmed.add(`market-lost/${pair.plan}`);
  state.control.halted = `${pair.base}: a leg's market is no longer listed`;
  saveControl(state);
  alert(state, "CRITICAL", "halted", `Halted for review, NOT FLAT. ${state.control.halted}`);
}

function refreshSomeFeatures(state: EngineState): void {
  const { candidates } = state;
  let refreshed = 0;
  for (let step = 0; step < candidates.count && refreshed < FEATURES_PER_PULSE; step += 1) {
    state.featureCursor = (state.featureCursor + 1) % candidates.count;
    const at = state.featureCursor;
    const before = candidates.featuresAtMs[at] ?? 0;
    if (state.venueNowMs - before < HOUR_MS) continue;
    refreshFeatures(candidates, at, state.market, state.config, state.venueNowMs);
    if (candidates.featuresAtMs[at] !== before) refreshed += 1;
  }
}

/** Rolls the venue day, keeps the peak, and freezes by itself when a loss limit is reached (DFT-5). */
function watchLosses(state: EngineState): void {
  const { control, equity } = state;
  if (!equity.known) return;
  const day = (Math.floor(state.venueNowMs / DAY_MS) * DAY_MS) as VenueTimeMs;
  let store = false;
  if (day !== control.dayStart) {
    control.dayStart = day;
    control.dayStartEquity = equity.total;
    store = true;
  }
  if (equity.total > control.peakEquity) {
    control.peakEquity = equity.total;
    // The peak creeps up with every tick; a restart may lose a minute of it.
    if (state.wallNowMs - state.controlCheckedAt >= MINUTE_MS) store = true;
  }
  const loss = lossDenial(state);
  if (loss !== null && control.killLevel === "run") {
    control.killLevel = "freeze";
    store = true;
    audit(state, "engine", "freeze", { code: loss.code, have: loss.have, need: loss.need });
    const text = `${loss.code} ${loss.have.toFixed(2)} % reached ${loss.need} %: frozen, open pairs stay guarded`;
    alert(state, loss.code === "drawdown" ? "CRITICAL" : "WARNING", loss.code, text);
  }
  if (!store) return;
  state.controlCheckedAt = state.wallNowMs;
  saveControl(state);
}

/** What one pair needs at this moment: an end, or its next step. */
function tend(state: EngineState, pair: Pair): void {
  warnOfLiquidation(state, pair);
  if (pair.stage !== "closing" || pair.patient) {
    const exit = exitOf(state, pair);
    if (exit !== null) {
      closePair(state, pair, exit);
      return;
    }
  }
  careForMargin(state, pair);
  advance(state, pair);
}
