import type { AccountCheckpoint } from "../events/index.ts";
import type { InstrumentIndex, VenueId } from "../ids/index.ts";
import { liveOrdersOf, openPairs } from "../position/portfolio.ts";
import { HOUR_MS, type VenueTimeMs } from "../units/index.ts";
import { emit } from "./emit.ts";
import type { EngineState, VenueState } from "./state.ts";

/** A read that was not answered for this long is asked again. */
const READ_TIMEOUT_MS = 30_000;
/** A whole read weighs as much as many orders: so often one may use what is kept for closing. */
const URGENT_PAUSE_MS = 10_000;
/** Income rows can be late or corrected; reads overlap by this much venue time. */
const INCOME_OVERLAP_MS = 2 * HOUR_MS;

/** Asks for the venue's whole truth since the checkpoint; one read at a time per venue. */
export function requestAccount(state: EngineState, id: VenueId): void {
  const venue = state.venues.get(id);
  // Before its catalogue a venue has told neither its markets nor its time: an answer could not be understood.
  if (venue === undefined || !venue.catalogued) return;
  if (venue.askedAt > 0 && state.wallNowMs - venue.askedAt < READ_TIMEOUT_MS) return;
  if (state.wallNowMs < venue.readNotBefore) return;
  const urgent = isUrgent(state, id, venue);
  if (!urgent && state.wallNowMs < venue.budgetNotBefore) return;
  venue.requestId += 1;
  venue.askedAt = Math.max(1, state.wallNowMs);
  const since = checkpointOf(state, id, venue);
  emit(state, {
    kind: "read-account",
    venue: id,
    requestId: venue.requestId,
    since,
    urgent,
  });
}

/** The first one of a process, and one that the fate of an order or a leg alone hangs on. */
function isUrgent(state: EngineState, id: VenueId, venue: VenueState): boolean {
  if (venue.readId === 0) return true;
  if (state.wallNowMs - venue.urgentAt < URGENT_PAUSE_MS) return false;
  if (!awaitsProof(state, id) && !standsWaiting(state, id, venue)) return false;
  venue.urgentAt = state.wallNowMs;
  return true;
}

/** An order there is gone unless the next whole read shows a trace of it. */
export function awaitsProof({ absence, portfolio, market }: EngineState, id: VenueId): boolean {
  for (const clientOrderId of absence.keys()) {
    const order = portfolio.orders.get(clientOrderId);
    if (order !== undefined && market.instruments[order.intent.instrument]?.venue === id) return true;
  }
  return false;
}

/** After a start a leg stands alone there, and nothing keeps its pair from acting but that no read has confirmed it. */
export function standsWaiting({ phase, portfolio }: EngineState, id: VenueId, { agreed }: VenueState): boolean {
  if (phase === "ready") return false;
  for (const pair of openPairs(portfolio)) {
    if (pair.unhedgedSince === null || liveOrdersOf(portfolio, pair).length > 0) continue;
    if ([pair.long, pair.short].some(({ venue, instrument }) => venue === id && !agreed.has(instrument))) return true;
  }
  return false;
}

/** Where a perpetual's margin stands now only a read says that begins after this. */
export function readMarginAnew(state: EngineState, id: VenueId): void {
  const venue = state.venues.get(id);
  if (venue === undefined) return;
  venue.marginFrom = venue.requestId + 1;
  venue.marginSince = state.wallNowMs;
  requestAccount(state, id);
}

export function checkpointOf(state: EngineState, id: VenueId, venue: VenueState): AccountCheckpoint {
  const trades = new Map<InstrumentIndex, string>(venue.lastTradeIds);
  for (const pair of state.portfolio.pairs.values()) {
    for (const { venue: at, instrument } of [pair.long, pair.short]) {
      if (at === id && !trades.has(instrument)) trades.set(instrument, "");
    }
  }
  for (const [instrument] of state.control.outside.positions)
    if (state.market.instruments[instrument]?.venue === id && !trades.has(instrument)) trades.set(instrument, "");
  // Books that are not open yet begin now: what was paid before is part of the opening balance.
  const from = venue.openedAt === 0 ? state.venueNowMs : venue.incomeSince;
  const since = Math.max(0, from - INCOME_OVERLAP_MS) as VenueTimeMs;
  return { venue: id, lastTradeIds: [...trades], incomeSince: since, openedAt: venue.openedAt };
}
