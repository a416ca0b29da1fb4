import type { ColdEvent } from "../events/index.ts";
import { rememberCause, walletKey } from "../ledger/ledger.ts";
import { isLive } from "../order/index.ts";
import type { Order } from "../order/intent.ts";
import { openPairCount } from "../position/portfolio.ts";
import { MINUTE_MS, type WallTimeMs } from "../units/index.ts";
import { audit, SYSTEM } from "./emit.ts";
import { happen } from "./orders.ts";
import { freezeOutside } from "./review/outside.ts";
import { createVenue, type EngineState } from "./state.ts";
import { recoverTransfers } from "./transfer.ts";

/** No pause a pair was given before is worth keeping longer than this. */
const PAUSE_MS_MAX = MINUTE_MS;
/** Twice the longest receive window a venue grants: what was sent before a start has arrived by then, or never will. */
const ARRIVAL_MS_MAX = 2 * MINUTE_MS;

/** Start and recovery are one path: load the rows, treat every unfinished order as unknown, then reconcile. */
export function onStarted(state: EngineState, event: Extract<ColdEvent, { kind: "started" }>): void {
  const { durable } = event;
  state.nonce = event.nonce;
  state.leaseEpoch = event.leaseEpoch;
  state.live = event.live;
  state.startedAt = state.wallNowMs;
  state.config = durable.config?.config ?? event.config;
  const absentNotBefore = durable.config?.absentNotBefore ?? state.absentNotBefore;
  state.absentNotBefore = Math.min(absentNotBefore, state.wallNowMs + ARRIVAL_MS_MAX) as WallTimeMs;
  state.sequence = Math.max(state.sequence, durable.lastSequence + 1);
  state.phase = "reconciling";
  if (durable.control !== null) state.control = { ...durable.control };
  state.leavingSince = state.wallNowMs;
  for (const [instrument, reason] of state.control.frozen) state.portfolio.frozen.set(instrument, reason);
  freezeOutside(state);
  for (const pair of durable.pairs) {
    const retryAt = Math.min(pair.retryAt, state.wallNowMs + PAUSE_MS_MAX) as WallTimeMs;
    const unhedgedSince = pair.unhedgedSince === null ? null : notAhead(state, pair.unhedgedSince);
    const own = { retryAt, unhedgedSince, long: { ...pair.long }, short: { ...pair.short } };
    state.portfolio.pairs.set(pair.plan, { ...pair, ...own });
  }
  for (const window of durable.unhedged) {
    const countedAt = notAhead(state, window.countedAt);
    state.portfolio.unhedged.set(window.plan, { ...window, countedAt });
  }
  for (const { venue, wallet, asset, amount } of durable.walletBalances) {
    state.ledger.wallets.set(walletKey(venue, wallet, asset), amount);
  }
  for (const causeId of durable.recentCauseIds) rememberCause(state.ledger, causeId);
  for (const id of durable.commandIds) state.commandIds.add(id);
  for (const [base, at] of durable.exits) state.portfolio.exits.set(base, at);
  for (const checkpoint of durable.checkpoints) {
    const venue = createVenue();
    venue.openedAt = checkpoint.openedAt;
    venue.incomeSince = checkpoint.incomeSince;
    venue.lastTradeIds = new Map(checkpoint.lastTradeIds);
    state.venues.set(checkpoint.venue, venue);
  }
  for (const order of durable.orders) recover(state, { ...order });
  recoverTransfers(state);
  if (durable.config === null) saveFirstConfig(state);
  audit(state, "engine", "started", {
    epoch: event.leaseEpoch,
    pairs: openPairCount(state.portfolio),
    orders: durable.orders.length,
  });
}

/** History begins with what the installation began with. */
function saveFirstConfig(state: EngineState): void {
  const { config, absentNotBefore } = state;
  const record = { config, changes: [], author: SYSTEM, reason: "as shipped", commandId: null, absentNotBefore };
  state.outbox.rows.push({ table: "config", record });
}

/** The machine's clock may have been set back since: what waits for a time of then must not wait for it to come again. */
const notAhead = (state: EngineState, at: WallTimeMs): WallTimeMs => Math.min(at, state.wallNowMs) as WallTimeMs;

/** An unfinished order of before may or may not have left this machine: only the venue knows. */
function recover(state: EngineState, order: Order): void {
  state.portfolio.orders.set(order.intent.clientOrderId, order);
  if (!isLive(order.state)) return;
  order.sentAt = notAhead(state, order.sentAt ?? order.stateSince);
  order.absentPolls = 0;
  happen(state, order, "recovered");
}
