import type { VenueId } from "../ids/index.ts";
import { canRest, isLive } from "../order/index.ts";
import { perpetualLegs } from "../position/leg.ts";
import { openPairs } from "../position/portfolio.ts";
import { alert, audit, saveControl } from "./emit.ts";
import { concerns, describeDifferences, findUnexplained, nameOf } from "./reconcile.ts";
import type { EngineState, Told, Unexplained, VenueState } from "./state.ts";
import { isLongDoubted, liveOrdersAt } from "./unproven.ts";

/** A difference must be seen this often in a row, unchanged, before it counts: reads are not atomic. */
export const MISMATCH_READS = 3;
/** While running, an income row may be late by this much before its missing alarms anybody. */
const MISMATCH_MS = 60_000;
/** So may one at the start, for as long as a minute ends with an answer: agreed, or halted. */
const STARTING_MISMATCH_MS = 45_000;

/**
 * Orders that may have done what a read does not show yet. One that merely rests is in the read, with its fills; one
 * that was left open for long is shown for a person to decide.
 */
export function hasOpenFate(state: EngineState, venue: VenueId): boolean {
  for (const { intent, state: orderState } of state.portfolio.orders.values()) {
    const market = state.market.instruments[intent.instrument];
    // Where the market is gone nothing happens any more, and no read will ever show more than this one.
    if (market?.venue !== venue || market.status === "gone") continue;
    if (orderState === "intended" || !isLive(orderState) || isLongDoubted(state, { intent })) continue;
    if (orderState !== "acknowledged" || !canRest(intent.style)) return true;
  }
  return false;
}

/**
 * Market by market, for the pairs that may not wait until the whole agrees: what books and venue say of this one is the
 * same, and no order can still do there what the read does not show.
 */
export function noteAgreed(state: EngineState, told: Told, venue: VenueState): void {
  const differences = findUnexplained(state, told);
  const moving = new Set(liveOrdersAt(state, told.venue).map(({ intent }) => intent.instrument));
  for (const market of state.market.instruments) {
    if (market?.venue !== told.venue || moving.has(market.index)) continue;
    if (differences.some((row) => concerns(row, market))) venue.agreed.delete(market.index);
    else venue.agreed.add(market.index);
  }
}

/** Both sides against each other, once the venue's fills and income are in the books. */
export function compare(state: EngineState, told: Told, venue: VenueState): void {
  const unexplained = withSince(state, told.venue, venue, findUnexplained(state, told));
  venue.unexplained = unexplained;
  if (unexplained.length === 0) return agree(state, told.venue, venue);
  const mismatch = describeDifferences(state, told.venue, unexplained);
  const same = mismatch === venue.mismatch;
  venue.mismatchReads = same ? venue.mismatchReads + 1 : 1;
  if (!same) {
    venue.mismatchSince = state.wallNowMs;
    venue.mismatchFrom = state.venueNowMs;
  }
  venue.mismatch = mismatch;
  const lasting = state.wallNowMs - venue.mismatchSince >= patienceMs(state, told.venue, unexplained);
  if (venue.mismatchReads >= MISMATCH_READS && lasting) disagree(state, told.venue, venue, unexplained);
}

/** Funding moves the money of a held contract before the row that says so is told; nothing else comes late. */
function patienceMs(state: EngineState, id: VenueId, unexplained: readonly Unexplained[]): number {
  if (state.phase === "ready") return MISMATCH_MS;
  const holds = [...openPairs(state.portfolio)].some((pair) => perpetualLegs(pair).some(({ venue }) => venue === id));
  const isMoney = (row: Unexplained): boolean =>
    row.kind === "balance" &&
    state.market.instruments.some(
      (market) =>
        market?.venue === id &&
        market.kind === "perpetual" &&
        market.wallet === row.wallet &&
        market.settle === row.asset,
    );
  return holds && unexplained.every(isMoney) ? STARTING_MISMATCH_MS : 0;
}

/** A difference whose sides move is still the same one: what it is about has been apart since then. */
function withSince(
  state: EngineState,
  id: VenueId,
  venue: VenueState,
  differences: ReturnType<typeof findUnexplained>,
): Unexplained[] {
  const before = new Map(venue.unexplained?.map((row) => [nameOf(state, id, row), row.since]));
  return differences.map((row) => ({ ...row, since: before.get(nameOf(state, id, row)) ?? state.wallNowMs }));
}

function agree(state: EngineState, id: VenueId, venue: VenueState): void {
  if (!venue.reconciled) audit(state, id, "reconciled");
  venue.mismatch = "";
  venue.mismatchReads = 0;
  venue.reconciled = true;
  for (const [instrument, reason] of state.portfolio.frozen) {
    if (reason === "mismatch" && state.market.instruments[instrument]?.venue === id)
      state.portfolio.frozen.delete(instrument);
  }
}

function disagree(state: EngineState, id: VenueId, venue: VenueState, unexplained: readonly Unexplained[]): void {
  if (state.phase !== "ready") {
    if (state.control.halted !== null) return;
    state.control.halted = `${id}: ${venue.mismatch}`;
    saveControl(state);
    audit(state, id, "halted", { unexplained: venue.mismatch });
    alert(state, "CRITICAL", "halted", `Halted for review. Books and venue disagree: ${venue.mismatch}`);
    return;
  }
  const { frozen } = state.portfolio;
  // Agreement lifts a mismatch, and nothing that was frozen for another reason.
  for (const row of unexplained)
    if (row.kind !== "balance" && !frozen.has(row.instrument)) frozen.set(row.instrument, "mismatch");
  if (!venue.reconciled) return;
  venue.reconciled = false;
  audit(state, id, "unexplained", { unexplained: venue.mismatch });
  alert(state, "CRITICAL", "unexplained", `No new risk on ${id}: ${venue.mismatch}`);
}
