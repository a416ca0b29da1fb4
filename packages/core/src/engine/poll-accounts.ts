import type { VenueId } from "../ids/index.ts";
import { isLive } from "../order/index.ts";
import { perpetualLegs } from "../position/leg.ts";
import { openPairCount, openPairs } from "../position/portfolio.ts";
import { SECOND_MS } from "../units/index.ts";
import { awaitsProof, requestAccount } from "./request-account.ts";
import type { EngineState, VenueState } from "./state.ts";
import { transferAt } from "./transfer.ts";

/** While books and venue still have to agree, or flatness has to be proven. */
const URGENT_POLL_MS = SECOND_MS;
/** A whole read weighs much: asked every second it uses up the minute's budget, and the rest of it is blind. */
const URGENT_READS_MAX = 8;
const URGENT_DOUBLINGS_MAX = 3;
/** While we leave and are not out yet: whether the venue is there, and what stands there. */
const LEAVING_POLL_MS = 5 * SECOND_MS;
/** While no marks come: often enough to see a liquidation come near, seldom enough for the request budget. */
const BLIND_POLL_MS = 10 * SECOND_MS;

export function pollAccounts(state: EngineState): void {
  for (const [id, venue] of state.venues) {
    if (state.wallNowMs - venue.readAt >= pollMs(state, id, venue)) requestAccount(state, id);
  }
}

function pollMs(state: EngineState, id: VenueId, venue: VenueState): number {
  const leaving = isLeaving(state);
  const urgent =
    lacksPosition(state, id, venue) ||
    !venue.reconciled ||
    venue.breaker.state === "half-open" ||
    venue.mismatchReads > 0 ||
    venue.readId < venue.marginFrom ||
    transferAt(state, id)?.state === "unknown" ||
    (leaving && isClosed(state)) ||
    awaitsProof(state, id);
  if (urgent) return urgentPollMs(state, venue);
  const calmMs = state.config.execution.accountPollMs;
  return leaving ? LEAVING_POLL_MS : isBlind(state, id) ? Math.min(BLIND_POLL_MS, calmMs) : calmMs;
}

/** Every second as long as something of ours moves; what stands still is looked at less and less often. */
function urgentPollMs({ portfolio }: EngineState, { idleReads, readVersion }: VenueState): number {
  if (readVersion !== portfolio.version) return URGENT_POLL_MS;
  return URGENT_POLL_MS * 2 ** Math.min(Math.max(0, idleReads - URGENT_READS_MAX), URGENT_DOUBLINGS_MAX);
}

const isLeaving = ({ control }: EngineState): boolean =>
  (control.killLevel === "flatten" || control.killLevel === "reduce") && control.flatProof !== "flat";

/** By our own books: flat is proven by one more look, and by none before. */
function isClosed({ portfolio }: EngineState): boolean {
  for (const order of portfolio.orders.values()) if (isLive(order.state)) return false;
  return openPairCount(portfolio) === 0;
}

/** Marks of what we hold have stopped coming: the read of the account brings the venue's own. */
function isBlind({ portfolio, market, wallNowMs }: EngineState, id: VenueId): boolean {
  for (const pair of openPairs(portfolio)) {
    for (const leg of perpetualLegs(pair)) {
      const ageMs = wallNowMs - (market.columns.markReceivedMs[leg.instrument] ?? 0);
      if (leg.venue === id && leg.held !== 0n && ageMs > BLIND_POLL_MS) return true;
    }
  }
  return false;
}

/** A held perpetual the venue has not described yet: without its liquidation price nothing can be watched. */
function lacksPosition(state: EngineState, id: VenueId, venue: VenueState): boolean {
  for (const pair of openPairs(state.portfolio)) {
    if (pair.stage !== "open") continue;
    const missing = perpetualLegs(pair).some((leg) => leg.venue === id && !venue.positions.has(leg.instrument));
    if (missing) return true;
  }
  return false;
}
